"""Lint: what a valid policy says that its author hardly meant."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tactful.diagnostics import Finding
from tactful.drafting.files import template_problems
from tactful.errors import PolicyError, Position, Problem
from tactful.linting.blame import blamed
from tactful.linting.checks import VALIDATORS
from tactful.linting.codes import CODES, SEVERITIES
from tactful.linting.silences import Silence, silenced, silences, unused
from tactful.linting.subject import Subject, read_subject, subject_of
from tactful.policy.packs import resolve

__all__ = ["CODES", "SEVERITIES", "lint", "lints"]


def lint(references: Iterable[str | os.PathLike[str]]) -> list[Finding]:
    """Return what is found in policies, sorted by place, each once.

    A reference is a policy file, a pack folder, or the name of a shipped pack. What a policy inherits is told only
    where its own file makes it wrong. Raises PolicyError, with every problem, where a policy cannot be loaded or a
    template has mistakes.
    """
    found: set[Finding] = set()
    problems: list[Problem] = []
    for reference in references:
        text = os.fspath(reference)
        path = resolve(text if isinstance(reference, str) else os.path.join(os.curdir, text))
        try:
            subject, raw = read_subject(path)
        except PolicyError as error:
            problems += error.problems
        else:
            found.update(_lint(subject, raw))
            problems += template_problems(subject.policy)
    if problems:
        raise PolicyError(problems)
    return sorted(found)


def lints(text: str | bytes, name: str = "<policy>") -> list[Finding]:
    """Return what is found in the text of a policy; `name` stands for it. Raises PolicyError."""
    return sorted(_lint(subject_of(text, name, None), text))


def _lint(subject: Subject, text: str | bytes) -> set[Finding]:
    allowed, found = silences(_decoded(text), subject.name)
    raw = _raw(subject)
    abroad = not all(subject.is_own(one.problem.where) for one in raw)
    inherited: set[tuple[Position, str]] = set()
    for name in sorted({part.name for part in subject.parts[:-1]} if abroad else ()):
        told, silent = _of_ancestor(name)
        inherited |= told
        allowed += silent
    mine = [one for one in raw if (one.problem.where, one.problem.code) not in inherited]
    left, used = silenced(mine, allowed)
    left, used_at_settings = silenced(blamed(subject, left), allowed)
    used += used_at_settings
    needless = [silence for silence in allowed if silence.where.path == subject.name and silence not in used]
    return {*found, *left, *map(unused, needless)}


def _raw(subject: Subject) -> list[Finding]:
    return sorted({one for validator in VALIDATORS for one in validator(subject)})


def _of_ancestor(name: str) -> tuple[set[tuple[Position, str]], list[Silence]]:
    """Return what is found in an extended file by itself, as places and codes, and the silences in it."""
    try:
        subject, text = read_subject(Path(name))
    except PolicyError:  # it is a part that is no policy by itself
        return set(), []
    told = {(one.problem.where, one.problem.code) for one in _raw(subject)}
    return told, silences(_decoded(text), name)[0]


def _decoded(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")
