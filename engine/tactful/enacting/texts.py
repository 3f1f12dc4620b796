"""Policies that come from a file, or as texts from somebody who is not to read this machine's files."""

from __future__ import annotations

from tactful.errors import EventError
from tactful.policy import loads, pack_names
from tactful.policy.model import Policy
from tactful.timing.texts import quoted
from tactful.yaml_nodes import MAX_BYTES, read_nodes


def policy_from_text(text: str | bytes, name: str = "<policy>") -> Policy:
    """Read a policy that extends shipped packs at most. Raises PolicyError, and EventError where it names others."""
    if len(text) <= MAX_BYTES:
        root, _ = read_nodes(text, name)
        value = root.value if root is not None else None
        extends = value.get("extends") if isinstance(value, dict) else None
        if extends is not None:
            for parent in extends.value if isinstance(extends.value, list) else [extends]:
                if isinstance(parent.value, str) and parent.value not in pack_names():
                    what = f"`extends` names {quoted(parent.value)}, expected the name of a shipped pack"
                    raise EventError(f"{parent.where}: {what}", "path_extended")
    return loads(text, name)
