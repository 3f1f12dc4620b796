"""Advice over logs at a moment, partition by partition."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from tactful.commands.replaying import in_files
from tactful.errors import EventError, did_you_mean
from tactful.events.event import Reader
from tactful.events.logs import Reject, parse_partition, read_log
from tactful.planning import CasePlan, Plan, panel_of
from tactful.planning.plan import case_plans
from tactful.timing.texts import quoted

if TYPE_CHECKING:
    from tactful.policy import Policy
    from tactful.timing import Instant


def check_case(case: str | None, seen: Collection[str]) -> None:
    """Raise EventError where a case that was asked for is in none of the logs."""
    if case is not None and case not in seen:
        hint = did_you_mean(case, seen)
        text = f"the log has no case {quoted(case)}"
        raise EventError(f"{text}; {hint}" if hint else text, "unknown_case")


def advised(
    policies: Sequence[Policy], logs: Sequence[str], at: Instant, known: Instant | None, case: str | None = None
) -> tuple[Plan, list[Reject]]:
    """Return the plan at a moment on what was known at `known` (None: ever), and the events that were rejected.

    With `case`, only that case is planned. Raises EventError where a log cannot be opened.
    """
    panel = panel_of(policies)
    reader = Reader(panel.vocabulary)
    log = read_log(logs, reader=reader)
    seen: set[str] = set()
    rejects = list(log.rejects)
    cases: list[CasePlan] = []
    for key in list(log.partitions):
        events, refused = parse_partition(log.partitions.pop(key), reader)
        rejects += refused
        seen.update(event.case for event in events)
        if known is not None:
            events = [event for event in events if event.known <= known]
        if events and (case is None or any(event.case == case for event in events)):
            cases += [plan for plan in case_plans(panel, key, events, at) if case in (None, plan.case)]
    check_case(case, seen)
    cases.sort(key=lambda plan: plan.case)
    rejects.sort(key=in_files(logs))
    return Plan(at, panel.policies, tuple(cases)), rejects
