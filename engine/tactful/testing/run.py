"""Running policy tests: each expectation against the plan at its moment."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from tactful.errors import Position
from tactful.events.event import Note
from tactful.planning import Advice, panel_of
from tactful.policy import Policy
from tactful.testing.absence import Absences
from tactful.testing.differences import Difference, difference_lines, differences, forbidden_lines, is_met
from tactful.testing.expected import Expected
from tactful.testing.files import test_files
from tactful.testing.stages import Stage, advice_at, stages
from tactful.testing.suite import PolicyTest, Suite, read_suite


@dataclass(frozen=True)
class Failure:
    """An expectation that was not met.

    `at` is in microseconds since 1970 UTC, `zone` that of the test. `forbidden` says in lines what is wrong where
    something was to be forbidden.
    """

    where: Position
    at: int
    zone: dt.tzinfo
    case: str
    differences: tuple[Difference, ...]
    forbidden: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Expected, ...]:
        """The expected advice that was not given."""
        return tuple(one.expected for one in self.differences if one.expected is not None)

    @property
    def surplus(self) -> tuple[Advice, ...]:
        """The advice that was not expected."""
        return tuple(one.got for one in self.differences if one.got is not None)

    @cached_property
    def text(self) -> str:
        """What is wrong: expected and given advice side by side, and why what is missing is not there."""
        lines = [line for one in self.differences for line in difference_lines(one, self.zone)]
        return "\n".join([*lines, *self.forbidden])


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one test. `notes` are remarks on its events, such as a type that the policy does not know."""

    __test__: ClassVar[bool] = False

    path: str
    name: str
    where: Position
    failures: tuple[Failure, ...]
    notes: tuple[Note, ...]

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return not self.failures


def run_tests(path: str | os.PathLike[str]) -> list[TestResult]:
    """Run the tests of a file, or of all files `*_test.yaml` in a folder and those in it.

    Raises PolicyError, with every problem, where a test file or the policy that it tests is broken.
    """
    return [result for file in test_files(path) for result in run_file(file)]


def run_file(path: str | os.PathLike[str]) -> list[TestResult]:
    """Run the tests of one file. Raises PolicyError as `run_tests` does."""
    return run_suite(read_suite(path))


def run_suite(suite: Suite) -> list[TestResult]:
    """Run tests that have been read."""
    return [_result(suite, test) for test in suite.tests]


def _result(suite: Suite, test: PolicyTest) -> TestResult:
    failures = [failure for stage in stages(suite.policy, test) if (failure := _checked(suite.policy, test, stage))]
    return TestResult(suite.path, test.name, test.where, tuple(failures), test.notes)


def _checked(policy: Policy, test: PolicyTest, stage: Stage) -> Failure | None:
    expectation = stage.expectation
    advice: Sequence[Advice] = advice_at(panel_of(policy), stage)
    if is_met(expectation, advice):
        return None
    differing: tuple[Difference, ...] = ()
    forbidden: list[str] = []
    if expectation.advice is not None:
        differing = differences(expectation.advice, advice, Absences(policy, stage).why)
    if expectation.forbidden is not None:
        forbidden = forbidden_lines(expectation.forbidden, advice, test.zone)
    return Failure(expectation.where, expectation.at, test.zone, expectation.case, differing, tuple(forbidden))
