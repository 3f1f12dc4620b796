"""The one function: advice from a policy, a history and a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.events.event import Event, Note
from tactful.planning.advice import Advice, advice_of
from tactful.planning.episode import Episode
from tactful.planning.fold import Fold
from tactful.planning.panel import Panel, states
from tactful.planning.verdict import DONE, EXPIRED, STOPPED, WITHHELD
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
    """What is advised in every case at a moment. `at` is in microseconds since 1970 UTC.

    `policies` are the name and digest of each policy that advises, in their order.
    """

    at: int
    policies: tuple[tuple[str, str], ...]
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
            **policies_told(self.policies),
            "cases": [one for one in listed if one["advice"] or everything or case is not None],
        }


def policies_told(policies: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return which policies advise as plain data: one as `policy`, several as `policies`."""
    told = [{"name": name, "digest": digest} for name, digest in policies]
    return {"policy": told[0]} if len(told) == 1 else {"policies": told}


def case_plans(panel: Panel, partition: str, events: Sequence[Event], now: int) -> list[CasePlan]:
    """Fold the known events of one partition as far as they have happened, and return the plan of each case."""
    folds = [Fold.of(program, partition, events, now, place=place) for place, program in enumerate(panel.programs)]
    plans = []
    for name, first in folds[0].dockets.items():
        dockets = [fold.dockets[name] for fold in folds]
        found = sorted(states(dockets, now), key=lambda state: in_plan(state[0]))
        plans.append(
            CasePlan(
                name,
                first.case.status,
                tuple(advice_of(panel, episode, verdict) for episode, verdict in found),
                tuple(dict.fromkeys(note for docket in dockets for note in docket.case.notes)),
            )
        )
    return plans


def in_plan(episode: Episode) -> tuple[int, int, str, int, str]:
    """The key by which the advice of a case is ordered."""
    return (episode.place, episode.rule.order, episode.key or "", episode.number, episode.id)


_Parts = Mapping[str, Sequence[Event]]


def plan_of(panel: Panel, partitions: _Parts, now: int) -> Plan:
    """Plan every partition; cases are in the order of their names."""
    cases = [case for key in sorted(partitions) for case in case_plans(panel, key, partitions[key], now)]
    cases.sort(key=lambda case: case.case)
    return Plan(now, panel.policies, tuple(cases))
