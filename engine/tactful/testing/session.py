"""A run over test files: their results and, where asked for, coverage and mutation of each policy tested."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tactful.errors import PolicyError, Problem, did_you_mean
from tactful.policy import Policy
from tactful.testing.coverage import Coverage, coverage
from tactful.testing.mutation import Mutation, mutate
from tactful.testing.run import TestResult, run_suite
from tactful.testing.selecting import all_names, selected
from tactful.testing.suite import PolicyTest, Suite, read_suite


@dataclass(frozen=True, slots=True)
class Session:
    """What came of a run. `problems` are those of test files and policies that could not be read.

    `names` are those of all tests that there are, as `--run` knows them.
    """

    results: tuple[TestResult, ...]
    problems: tuple[Problem, ...]
    names: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    mutation: tuple[Mutation, ...]

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(not result.passed for result in self.results)

    def below(self, percent: float) -> tuple[Coverage, ...]:
        """Return the policies of which less than so many percent are covered."""
        return tuple(one for one in self.coverage if one.percent < percent)

    @property
    def survivors(self) -> int:
        """How many changes no test noticed."""
        return sum(len(one.survivors) for one in self.mutation)


def run_session(
    files: Iterable[Path],
    *,
    pattern: str | None = None,
    cover: bool = False,
    change: bool = False,
    inherited: bool = False,
) -> Session:
    """Run test files, each once; what cannot be read is told and the rest run."""
    suites: list[Suite] = []
    problems: dict[Problem, None] = {}
    for file in dict.fromkeys(files):
        try:
            suites.append(read_suite(file))
        except PolicyError as error:
            problems.update(dict.fromkeys(error.problems))
    names = all_names(suites)
    if pattern is not None:
        suites = selected(suites, pattern)
    results: list[TestResult] = []
    policies: dict[tuple[str, str], tuple[Policy, list[PolicyTest], list[PolicyTest]]] = {}
    for suite in suites:
        found = run_suite(suite)
        results += found
        policy = suite.policy
        key = (os.path.abspath(policy.files[-1]), policy.digest)
        _, tests, passing = policies.setdefault(key, (policy, [], []))
        tests += suite.tests
        passing += [test for test, result in zip(suite.tests, found, strict=True) if result.passed]
    tested = list(policies.values())
    return Session(
        tuple(results),
        tuple(problems),
        tuple(names),
        tuple(coverage(policy, tests, inherited=inherited) for policy, tests, _ in tested if cover),
        tuple(mutate(policy, passing, inherited=inherited) for policy, _, passing in tested if change),
    )


def near_name(pattern: str, names: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the test whose name comes nearest to a pattern, or an empty text."""
    return did_you_mean(pattern, [name.partition("::")[2] for name in names][:1_000])
