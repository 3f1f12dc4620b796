"""The templates of a policy: `templates/RULE.txt` beside one of its files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tactful.drafting.facts import names_for
from tactful.drafting.templates import Template, read_template
from tactful.errors import PolicyError, Problem, did_you_mean
from tactful.policy.merge import read_file, shown
from tactful.policy.model import Policy, Rule

FOLDER = "templates"
ENDING = ".txt"
_MAX_NAMES = 1_000
"""The most files of a folder that a missing template is compared with."""


def find_template(rule: Rule, policy: Policy) -> Path | None:
    """Return the file of a rule's template, None where there is none.

    A template beside the policy itself comes first, then those beside what it extends, the last extended first.
    """
    paths = (folder / f"{rule.name}{ENDING}" for folder in folders(policy))
    return next((path for path in paths if _is_file(path)), None)


def template_for(rule: Rule, policy: Policy) -> Template:
    """Return the template of a rule. Raises PolicyError where there is none, or it has mistakes."""
    path = find_template(rule, policy)
    if path is None:
        wanted = shown(next(folders(policy)) / f"{rule.name}{ENDING}")
        hint = _near(rule, policy) or f"write `{wanted}`"
        raise PolicyError([Problem(rule.where, f"the rule `{rule.name}` has no template", "no-template", hint)])
    return _read(path, rule, policy)


def template_problems(policy: Policy) -> list[Problem]:
    """Return all mistakes in the templates of a policy's rules."""
    problems: list[Problem] = []
    for rule in policy.rules:
        path = find_template(rule, policy) if rule.forbids is None else None
        if path is not None:
            try:
                _read(path, rule, policy)
            except PolicyError as error:
                problems += error.problems
    return problems


def folders(policy: Policy) -> Iterator[Path]:
    """Yield the folders in which a policy's templates may be, the first to count first."""
    yield from dict.fromkeys(Path(file).parent / FOLDER for file in reversed(policy.files))


def names_in(folder: Path) -> list[str]:
    """Return the names of the rules that a folder has templates for, sorted; none where it cannot be read."""
    try:
        files = sorted(os.listdir(folder))[:_MAX_NAMES]
    except (OSError, ValueError):
        return []
    return [name.removesuffix(ENDING) for name in files if name.endswith(ENDING) and not name.startswith(".")]


def _read(path: Path, rule: Rule, policy: Policy) -> Template:
    return read_template(read_file(path), shown(path), names_for(rule, policy))


def _near(rule: Rule, policy: Policy) -> str:
    taken = {other.name for other in policy.rules}
    for folder in folders(policy):
        hint = did_you_mean(rule.name, (name for name in names_in(folder) if name not in taken), cutoff=0.75)
        if hint:
            return f"in `{shown(folder)}`, {hint}"
    return ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
