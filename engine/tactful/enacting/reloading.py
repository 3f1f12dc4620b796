"""Policies put in force from files that somebody edits, without anybody watching. A bad one changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tactful.diagnostics import Finding
from tactful.enacting.applying import MaxChanged, enact
from tactful.enacting.effect import Effect
from tactful.enacting.planned import PlannedChange, plan_with
from tactful.errors import EventError, PolicyError, Problem
from tactful.linting import lint
from tactful.policy import load_all
from tactful.policy.model import Policy
from tactful.service.desk import Desk
from tactful.service.enactments import Enactment

_AGAIN = 4


@dataclass(frozen=True, slots=True)
class Reload:
    """What came of a reload. Where `enactment` is None what was in force still is, and `problems` or `error` say why.

    `findings` are what lint says of the policies; `planned` is what they change, where they got so far.
    """

    enactment: Enactment | None = None
    planned: PlannedChange | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: EventError | None = None

    def __bool__(self) -> bool:
        """Say whether the policies are in force now."""
        return self.enactment is not None

    @property
    def why(self) -> list[str]:
        """Why they are not, a line for each reason."""
        told = [str(problem) for problem in self.problems]
        told += [str(one.problem) for one in self.findings if one.severity == "error"]
        return told + ([str(self.error)] if self.error is not None else [])


async def reload(desk: Desk, paths: Sequence[Path], max_changed: MaxChanged | None = None) -> Reload:
    """Validate policies, lint them, compare them on the cases under way, and put them in force; none of it raises."""
    try:
        policies = load_all(paths)
        findings = tuple(lint(paths))
    except PolicyError as error:
        return Reload(problems=error.problems)
    if any(finding.severity == "error" for finding in findings):
        return Reload(findings=findings)
    for _ in range(_AGAIN):
        found = await _swapped(desk, policies, findings, max_changed)
        if found.error is None or found.error.code != "moved_on":
            return found
    return await _swapped(desk, policies, findings, max_changed)


async def _swapped(
    desk: Desk, policies: Sequence[Policy], findings: tuple[Finding, ...], max_changed: MaxChanged | None
) -> Reload:
    def allow(found: Effect) -> None:
        if max_changed is not None:
            max_changed.check(found)

    planned = None
    try:
        effect, planned = await plan_with(desk, policies, findings)
        return Reload(await enact(desk, effect, planned.id, allow), planned, findings=findings)
    except EventError as error:
        return Reload(None, planned, findings=findings, error=error)
