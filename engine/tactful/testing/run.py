"""Running policy tests: each expectation against the plan at its moment."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from tactful.errors import Position
from tactful.events.event import Note
from tactful.moments import moment_from
from tactful.planning import Advice
from tactful.planning.plan import HIDDEN
from tactful.policy import Policy
from tactful.replaying import plan
from tactful.testing.expected import Expected, given, shown
from tactful.testing.files import test_files
from tactful.testing.pairing import paired
from tactful.testing.suite import Expectation, PolicyTest, read_suite

_FOREVER = "2200-12-31T23:59:59Z"  # nothing that can be read is learnt later
_TELLING = frozenset(("purpose", "to", "rule"))  # by these, people tell which advice is meant
_DOING = frozenset(("now", "late"))


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met.

    `missing` is the expected advice that was not given, `surplus` the advice that was not expected; `text` says what
    is wrong, with a line for each difference. `at` is in microseconds since 1970 UTC, `zone` that of the test.
    """

    where: Position
    at: int
    zone: dt.tzinfo
    case: str
    missing: tuple[Expected, ...]
    surplus: tuple[Advice, ...]
    text: str


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
    suite = read_suite(path)
    return [
        TestResult(
            suite.path,
            test.name,
            test.where,
            tuple(
                failure
                for expectation in test.expectations
                if (failure := _checked(suite.policy, test, expectation)) is not None
            ),
            test.notes,
        )
        for test in suite.tests
    ]


def _checked(policy: Policy, test: PolicyTest, expectation: Expectation) -> Failure | None:
    known = _FOREVER if expectation.known is None else moment_from(expectation.known)
    found = plan(policy, test.events, moment_from(expectation.at), known=known)
    advice = [one for case in found.cases if case.case == expectation.case for one in case.advice]
    lines: list[str] = []
    missing: list[Expected] = []
    surplus: list[Advice] = []
    if expectation.advice is not None:
        asked = {one.fields.get("verdict") for one in expectation.advice}
        listed = [one for one in advice if one.verdict not in HIDDEN or one.verdict in asked]
        missing, surplus = _compared(expectation.advice, listed)
        lines += _told(missing, surplus, test.zone)
    if expectation.forbidden is not None:
        lines += _told_of_forbidden(expectation.forbidden, advice, test.zone)
    if not lines:
        return None
    return Failure(
        expectation.where,
        expectation.at,
        test.zone,
        expectation.case,
        tuple(missing),
        tuple(surplus),
        "\n".join(lines),
    )


def _compared(expected: Sequence[Expected], listed: Sequence[Advice]) -> tuple[list[Expected], list[Advice]]:
    fits = [[place for place, advice in enumerate(listed) if not one.differences(advice)] for one in expected]
    pairs = paired(fits, len(listed))
    met = set(pairs)
    missing = [one for one, pair in zip(expected, pairs, strict=True) if pair is None]
    return missing, [advice for place, advice in enumerate(listed) if place not in met]


def _told(missing: Sequence[Expected], surplus: Sequence[Advice], zone: dt.tzinfo) -> list[str]:
    """Say what was expected and what was given instead, each with what comes nearest to it."""
    lines: list[str] = []
    left = list(surplus)
    for one in missing:
        lines.append(f"expected  {_written(one, zone)}")
        near = min(left, key=partial(_distance, one), default=None)
        if near is None:
            lines.append("     got  nothing else")
            continue
        left.remove(near)
        lines.append(f"     got  {described(near, zone)}")
        for name in one.differences(near):
            told = f"{shown(name, one.fields[name], zone)}, got {shown(name, given(near, name), zone)}"
            lines.append(f"          {name}: expected {told}")
    if left and not missing:
        lines.append("expected  nothing more")
    lines += [f"     got  {described(advice, zone)}" for advice in left]
    return lines


def _distance(expected: Expected, advice: Advice) -> tuple[int, int]:
    differing = expected.differences(advice)
    return (sum(name in _TELLING for name in differing), len(differing))


def _told_of_forbidden(purpose: str, advice: Sequence[Advice], zone: dt.tzinfo) -> list[str]:
    in_force = [one for one in advice if one.strength == "must_not" and one.verdict == "now"]
    wanted = "any message" if purpose == "any" else f"`{purpose}`"
    lines = []
    if not any(one.purpose == "any" or purpose in one.purpose.split(", ") for one in in_force):
        lines.append(f"expected  that {wanted} is forbidden")
        lines += [f"     got  {described(one, zone)}" for one in in_force] or ["     got  no prohibition"]
    doing = [one for one in advice if one.verdict in _DOING and one not in in_force]
    if doing:
        lines.append(f"expected  that nothing is to be done while {wanted} is forbidden")
        lines += [f"     got  {described(one, zone)}" for one in doing]
    return lines


def described(advice: Advice, zone: dt.tzinfo) -> str:
    """Describe an advice in one line, in the words of a test file, with the sentence of its reason."""
    names = ["purpose", "strength", "to", "verdict", "opens", "due", "expires", "reason", "rule"]
    if not advice.to:
        names.remove("to")
    told = [
        f"{name}: {shown(name, value, zone)}"
        for name in names
        if (value := given(advice, name)) is not None or name == "opens"
    ]
    return f"{{{', '.join(told)}}} {advice.reason.text}"


def _written(expected: Expected, zone: dt.tzinfo) -> str:
    fields = expected.fields.items()
    return f"{{{', '.join(f'{name}: {shown(name, value, zone)}' for name, value in fields)}}}"
