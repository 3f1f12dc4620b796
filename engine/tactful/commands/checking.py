"""Checking policies, with their templates, and test files for mistakes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tactful.drafting.files import template_problems
from tactful.errors import PolicyError, Position, Problem
from tactful.policy import load
from tactful.policy.packs import POLICY_FILE
from tactful.testing import is_test_file
from tactful.testing.files import is_own
from tactful.testing.suite import read_suite

_POLICY = re.compile(rb"^(tactful|policy)[ \t]*:", re.MULTILINE)
_YAML = (".yaml", ".yml")
_HEAD = 1 << 16


def checked(paths: Iterable[str]) -> tuple[int, int, list[Problem]]:
    """Check what the paths name; return the number of policies and of test files, and all problems by place."""
    policies = tests = 0
    problems: set[Problem] = set()
    for file in dict.fromkeys(file for path in paths for file in policy_files(path, problems)):
        try:
            if is_test_file(file):
                tests += 1
                read_suite(file)
            else:
                policies += 1
                problems.update(template_problems(load(file)))
        except PolicyError as error:
            problems.update(error.problems)
    return policies, tests, sorted(problems)


def policies_of(paths: Iterable[str]) -> list[str]:
    """Return the policies that the paths name, each once. Raises PolicyError where a path leads to none."""
    problems: set[Problem] = set()
    found: dict[str, None] = {}
    for path in paths:
        files = [file for file in policy_files(path, problems) if not is_test_file(file)]
        if not files and not problems:
            problems.add(Problem(Position(path), "there are tests here, but no policy", "no-file"))
        found.update(dict.fromkeys(files))
    if problems:
        raise PolicyError(problems)
    return list(found)


def policy_files(path: str, problems: set[Problem]) -> Iterator[str]:
    """Yield the files that a path names: itself, or of a folder every policy and test file in it."""
    if not os.path.isdir(path):
        yield path
        return
    count = 0
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if is_own(Path(folder, name)))
        for name in sorted(names):
            file = Path(folder, name)
            if name == POLICY_FILE or is_test_file(name) or (name.endswith(_YAML) and _is_policy(file)):
                count += 1
                yield f"{os.curdir}{os.sep}{file}" if os.sep not in str(file) else str(file)
    if not count:
        problems.add(Problem(Position(path), "the folder holds no policy", "no-file"))


def _is_policy(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _POLICY.search(file.read(_HEAD)) is not None
    except OSError:
        return False
