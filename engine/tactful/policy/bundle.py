"""A policy with all that it extends, as one text that can be read anywhere and at any time later."""

from __future__ import annotations

import orjson

from tactful.errors import EventError
from tactful.policy.compile import compile_bundle
from tactful.policy.model import Policy

_VERSION = 1


def bundle(policy: Policy) -> bytes:
    """Return the texts of a policy's files as JSON; `unbundle` reads them back, with the digest that they have now."""
    files = [
        {"name": name, "text": text.encode("utf-8", "replace").decode()}
        for name, text in zip(policy.files, policy.texts, strict=True)
    ]
    return orjson.dumps({"tactful_bundle": _VERSION, "policy": policy.name, "digest": policy.digest, "files": files})


def unbundle(text: bytes) -> Policy:
    """Read a policy from its bundle. Raises EventError where it is none, PolicyError where it can no longer be read."""
    try:
        content = orjson.loads(text)
        version = content["tactful_bundle"]
        files = [(str(file["name"]), str(file["text"])) for file in content["files"]]
    except (ValueError, KeyError, TypeError):
        raise EventError("not a bundle of a policy's files", "bad_bundle") from None
    if version != _VERSION:
        raise EventError(f"a bundle of version `{version}`, expected `{_VERSION}`", "bad_bundle")
    return compile_bundle(files)
