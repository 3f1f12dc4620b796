"""What became of each advice under one policy: over a whole replay, or as it stands at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tactful.decisions import Decision
from tactful.events.event import Event
from tactful.planning import Advice, Panel
from tactful.planning.plan import HIDDEN, case_plans
from tactful.planning.verdict import DONE, EXPIRED, LATE, NOW, STOPPED, WAIT
from tactful.replaying import replay_partition
from tactful.timing import Instant

OPEN = "open"
RETRACTED = "retracted"

_OPEN = frozenset((NOW, LATE))
_WAITING = frozenset((WAIT, DONE))
_ENDED = frozenset((DONE, STOPPED, EXPIRED))


class Life:
    """One advice under one policy.

    `advice` is the advice as it was when it first opened, else as it was last. `opening` is that instant, else the
    planned one of advice that waits or was done beforehand; `counts` says whether the advice is compared at all.
    `state` is how it stands in the end: open, done, expired, retracted, a verdict, or the reason code of a stop, a
    block or a withholding. `ended` is when it ended. Instants are microseconds since 1970 UTC.
    """

    __slots__ = ("advice", "counts", "ended", "opening", "since", "state")

    def __init__(
        self, advice: Advice, opening: Instant | None, state: str, *, counts: bool, ended: Instant | None = None
    ) -> None:
        self.advice = advice
        self.opening = opening
        self.state = state
        self.counts = counts
        self.ended = ended
        self.since = advice.evidence[0]

    @property
    def place(self) -> tuple[Instant, str, str, str]:
        """The key by which the advice of a case is ordered, whatever the policy."""
        advice = self.advice
        opens = self.opening if self.opening is not None else advice.opens
        return (opens if opens is not None else 1 << 62, advice.rule, self.since, advice.id)


Lives: TypeAlias = dict[str, dict[str, Life]]
"""By case and id of the advice."""


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: what is pending `at` a moment, else the whole replay, up to `until` where that is given.

    With `case`, only that case.
    """

    at: Instant | None = None
    until: Instant | None = None
    case: str | None = None

    @property
    def limit(self) -> Instant | None:
        """What becomes known later than this does not count; None for no limit."""
        return self.until if self.at is None else self.at

    def cases(self, events: Iterable[Event]) -> set[str]:
        """Return the cases that are looked at."""
        limit, case = self.limit, self.case
        found = {event.case for event in events if limit is None or event.known <= limit}
        return found if case is None else found & {case}

    def lives(self, panel: Panel, key: str, events: Sequence[Event]) -> Lives:
        """Return the advice of one partition, whose events are in the order of knowledge."""
        if self.at is None:
            return lives_of(replay_partition(panel, key, events, self.until))
        at = self.at
        plans = case_plans(panel, key, [event for event in events if event.known <= at], at)
        alone = len(panel.policies) == 1
        return {
            plan.case: {
                # An id is unique within its policy.
                advice.id if alone else f"{advice.policy} {advice.id}": _pending(advice)
                for advice in plan.advice
            }
            for plan in plans
        }


class _Course:
    """The decisions on one advice so far."""

    __slots__ = ("first", "last", "opened")

    def __init__(self, last: Decision) -> None:
        self.last = last
        self.first: Advice | None = None
        self.opened: Instant | None = None


def lives_of(decisions: Iterable[Decision]) -> Lives:
    """Return what became of each advice in the course of its decisions, which are in order of time."""
    courses: dict[str, dict[str, _Course]] = {}
    for decision in decisions:
        advice = decision.advice
        of_case = courses.get(advice.case)
        if of_case is None:
            of_case = courses[advice.case] = {}
        course = of_case.get(advice.id)
        if course is None:
            course = of_case[advice.id] = _Course(decision)
        else:
            course.last = decision
        if course.opened is None and advice.verdict in _OPEN and decision.type != "advice.retracted":
            course.opened, course.first = decision.time, advice
    return {case: {name: _lived(course) for name, course in found.items()} for case, found in courses.items()}


def _lived(course: _Course) -> Life:
    last = course.last
    advice = last.advice
    retracted = last.type == "advice.retracted"
    verdict = RETRACTED if retracted else advice.verdict
    ended = last.time if retracted or verdict in _ENDED else None
    state = _state(verdict, advice.reason.code)
    if course.first is not None:
        return Life(course.first, course.opened, state, counts=True, ended=ended)
    # Sent before it opened: under the other policy's earlier advice, perhaps. That is a move and no removal.
    opening = advice.opens if verdict in _WAITING else None
    return Life(advice, opening, state, counts=opening is not None, ended=ended)


def _pending(advice: Advice) -> Life:
    verdict = advice.verdict
    state = verdict if verdict in _OPEN or verdict == WAIT else _state(verdict, advice.reason.code)
    counts = verdict not in HIDDEN
    return Life(advice, advice.opens if counts else None, state, counts=counts)


def _state(verdict: str, code: str) -> str:
    if verdict in _OPEN or verdict == WAIT:
        return OPEN
    return verdict if verdict in (DONE, EXPIRED, RETRACTED) else code
