"""Choosing tests by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from tactful.testing.suite import Suite

_GLOB = frozenset("*?[")


def selected(suites: Sequence[Suite], pattern: str) -> list[Suite]:
    """Return the suites with only the tests that a pattern names; those of which none is left are left out.

    A test is called `file::name`. A pattern is a part of that, in any case of letters, or with `*`, `?` or `[…]` a
    glob of all of it or of the name alone.
    """
    found = [
        replace(suite, tests=tuple(test for test in suite.tests if _fits(pattern, suite.path, test.name)))
        for suite in suites
    ]
    return [suite for suite in found if suite.tests]


def all_names(suites: Sequence[Suite]) -> list[str]:
    """Return what all tests are called: `file::name`."""
    return [f"{suite.path}::{test.name}" for suite in suites for test in suite.tests]


def _fits(pattern: str, path: str, name: str) -> bool:
    pattern, name = pattern.casefold(), name.casefold()
    full = f"{path.casefold()}::{name}"
    if pattern in full:
        return True
    return bool(_GLOB & set(pattern)) and (fnmatchcase(full, pattern) or fnmatchcase(name, pattern))
