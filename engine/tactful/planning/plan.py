"""The one function: advice from a policy, a history and a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.events.event import Event, Note
from tactful.planning.advice import Advice, advice_of, ended_verdict
from tactful.planning.docket import Docket
from tactful.planning.episode import Episode
from tactful.planning.fold import Fold
from tactful.planning.program import Program
from tactful.planning.verdict import DONE, EXPIRED, STOPPED, WITHHELD, Verdict, verdicts
from tactful.timing import format_instant

HIDDEN = frozenset((WITHHELD, DONE, STOPPED, EXPIRED))
"""The verdicts that are shown only when all are asked for."""


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What is advised in one case: its status, its advice in rule order, and remarks on its events."""

    case: str
    status: str
    advice: tuple[Advice, ...]
    notes: tuple[Note, ...]

    def to_dict(self, *, everything: bool = False) -> dict[str, Any]:
        """Return the case as plain data; ended and withheld advice only if `everything` is asked for."""
        return {
            "case": self.case,
            "status": self.status,
            "advice": [one.to_dict() for one in self.advice if everything or one.verdict not in HIDDEN],
            "notes": [{"code": note.code, "text": note.text, "event": note.event} for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What is advised in every case at a moment. `at` is in microseconds since 1970 UTC."""

    at: int
    policy: str
    digest: str
    cases: tuple[CasePlan, ...]

    def __iter__(self) -> Iterator[Advice]:
        """Yield all advice, ended and withheld too, case by case."""
        for case in self.cases:
            yield from case.advice

    def to_dict(self, *, everything: bool = False, case: str | None = None) -> dict[str, Any]:
        """Return the plan as plain data: the cases with something to list, with `everything` all, or the one named."""
        listed = [one.to_dict(everything=everything) for one in self.cases if case in (None, one.case)]
        return {
            "at": format_instant(self.at, dt.UTC),
            "policy": {"name": self.policy, "digest": self.digest},
            "cases": [one for one in listed if one["advice"] or everything or case is not None],
        }


def states(docket: Docket, now: int) -> list[tuple[Episode, Verdict]]:
    """Return every advice of a case that is in the plan at a moment, with its state."""
    found = verdicts(docket.live, now)
    found += [(one, ended_verdict(one.end)) for one in docket.ended if one.end is not None and not one.absent]
    return found


def case_plans(program: Program, partition: str, events: Sequence[Event], now: int) -> list[CasePlan]:
    """Fold the known events of one partition as far as they have happened, and return the plan of each case."""
    fold = Fold.of(program, partition, events, now)
    plans = []
    for docket in fold.dockets.values():
        found = sorted(states(docket, now), key=lambda state: in_plan(state[0]))
        plans.append(
            CasePlan(
                docket.case.name,
                docket.case.status,
                tuple(advice_of(program, episode, verdict) for episode, verdict in found),
                tuple(dict.fromkeys(docket.case.notes)),
            )
        )
    return plans


def in_plan(episode: Episode) -> tuple[int, str, int, str]:
    """The key by which the advice of a case is ordered."""
    return (episode.rule.order, episode.key or "", episode.number, episode.id)


_Parts = Mapping[str, Sequence[Event]]


def plan_of(program: Program, name: str, digest: str, partitions: _Parts, now: int) -> Plan:
    """Plan every partition; cases are in the order of their names."""
    cases = [case for key in sorted(partitions) for case in case_plans(program, key, partitions[key], now)]
    cases.sort(key=lambda case: case.case)
    return Plan(now, name, digest, tuple(cases))
