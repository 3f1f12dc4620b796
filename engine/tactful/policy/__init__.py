"""Policies: read from YAML, merged, checked, and compiled to plain data."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from tactful.errors import PolicyError, Problem
from tactful.policy.model import (
    Again,
    Anchor,
    Hold,
    Limit,
    Moment,
    Per,
    Policy,
    Recipients,
    Rule,
    Selection,
    Setting,
    Stop,
    Strength,
    Then,
    Timing,
    Trigger,
)
from tactful.policy.packs import pack_names, resolve

__all__ = [
    "Again",
    "Anchor",
    "Hold",
    "Limit",
    "Moment",
    "Per",
    "Policy",
    "Recipients",
    "Rule",
    "Selection",
    "Setting",
    "Stop",
    "Strength",
    "Then",
    "Timing",
    "Trigger",
    "load",
    "load_all",
    "loads",
    "pack_names",
    "policy_schema",
    "resolve",
    "validate",
]


def load(reference: str | os.PathLike[str]) -> Policy:
    """Read a policy from a file, a pack folder, or a shipped pack by its name.

    A bare name is a shipped pack; a text with `/` or ending in `.yaml` or `.yml`, and every path object, is a
    path. Raises PolicyError with every problem, each with file, line and column.
    """
    from tactful.policy.compile import compile_policy
    from tactful.policy.merge import read_file, shown

    text = os.fspath(reference)
    if not isinstance(reference, str):
        text = os.path.join(os.curdir, text)
    path = resolve(text)
    return compile_policy(read_file(path), shown(path), path)


def load_all(references: Iterable[str | os.PathLike[str]]) -> list[Policy]:
    """Read several policies, as `load` does each. Raises PolicyError with every problem of all."""
    policies: list[Policy] = []
    problems: list[Problem] = []
    for reference in references:
        try:
            policies.append(load(reference))
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)
    return policies


def loads(text: str | bytes, name: str = "<policy>") -> Policy:
    """Read a policy from its text; `name` stands for it in error texts.

    What it `extends` by path is looked for from the working directory. Raises PolicyError.
    """
    from tactful.policy.compile import compile_policy

    return compile_policy(text, name, None)


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a policy file, as plain data."""
    from tactful.policy.jsonschema import policy_schema

    return policy_schema()


def validate(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Problem]:
    """Return the problems of one policy or several, sorted by place, each once."""
    problems: set[Problem] = set()
    for path in [paths] if isinstance(paths, str | os.PathLike) else paths:
        try:
            load(path)
        except PolicyError as error:
            problems.update(error.problems)
    return sorted(problems)
