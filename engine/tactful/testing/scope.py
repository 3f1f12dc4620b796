"""Which clauses of a policy its own tests answer for: those that its pack writes, or makes mean something else."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tactful.errors import PolicyError
from tactful.policy import Hold, Limit, Policy, Rule, Stop, load

Clause: TypeAlias = Rule | Stop | Hold | Limit
Key: TypeAlias = tuple[str, str]
"""A clause's section of the policy, and its name."""

_APART = frozenset({"where", "order", "layer", "tone"})


def clauses(policy: Policy) -> dict[Key, Clause]:
    """Return all rules, holds, stops and limits of a policy, in its order."""
    sections: tuple[tuple[str, Iterable[Clause]], ...] = (
        ("rules", policy.rules),
        ("holds", policy.holds),
        ("stops", policy.stops),
        ("limits", policy.limits),
    )
    return {(section, clause.name): clause for section, several in sections for clause in several}


def own_clauses(policy: Policy) -> frozenset[Key]:
    """Return which clauses are written in the policy's folder, or mean something else than where they come from."""
    folder = _folder(policy.files[-1])
    ancestors: dict[Key, set[Any]] = {}
    for file in policy.files[:-1]:
        if _folder(file) != folder:
            try:
                inherited = load(Path(file))
            except PolicyError:  # a fragment, complete only together with what extends it
                continue
            for key, clause in clauses(inherited).items():
                ancestors.setdefault(key, set()).add(meaning(clause))
    return frozenset(
        key
        for key, clause in clauses(policy).items()
        if _folder(clause.where.path) == folder or meaning(clause) not in ancestors.get(key, ())
    )


def meaning(value: Any) -> Any:
    """Return a part of a policy as a value that is equal where the meaning is: without places."""
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return (type(value).__name__, *(meaning(getattr(value, name)) for name in names if name not in _APART))
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), meaning(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(meaning(item) for item in value)
    return value


def _folder(file: str) -> str:
    return os.path.dirname(os.path.abspath(file))
