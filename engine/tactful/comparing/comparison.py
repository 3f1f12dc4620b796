"""One history under two policies, compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tactful.comparing.changes import KINDS, MOVED, Changes
from tactful.comparing.examples import example
from tactful.comparing.lives import Lives, View
from tactful.comparing.pairing import pairs
from tactful.comparing.shifts import Shifts
from tactful.comparing.tally import About, Found, Group, Tally
from tactful.events.event import Event
from tactful.moments import Moment, instant_from
from tactful.planning import panel_of
from tactful.policy.model import Policy
from tactful.replaying import EventLike, by_partition
from tactful.timing import format_instant

UNKNOWN = (
    "What cannot be known: replies that the changed messages would have caused are not in the log. "
    "What happened is taken as it was, under both policies."
)
"""Said first of every comparison."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the advice on one history differs under two policies. `before` and `after` are their names and digests."""

    before: tuple[str, str]
    after: tuple[str, str]
    view: View
    tally: Tally

    def __bool__(self) -> bool:
        """Say whether there is a difference."""
        return self.tally.changed > 0

    @property
    def cases(self) -> int:
        """How many cases were compared."""
        return self.tally.cases

    @property
    def changed(self) -> int:
        """How many cases differ."""
        return self.tally.changed

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of change that there can be."""
        absent = "ended" if self.view.at is not None else "verdict"
        return tuple(kind for kind in KINDS if kind != absent)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data: times in RFC 3339, shifts in seconds."""
        tally = self.tally
        ranked = tally.ranked()
        return {
            "unknown": UNKNOWN,
            **view_to_dict(self.view),
            "from": {**_policy(self.before), "advice": tally.before},
            "to": {**_policy(self.after), "advice": tally.after},
            "cases": tally.cases,
            "changed_cases": tally.changed,
            "changes": changes_to_dict(tally, self.kinds),
            "groups": [_group(about, group) for about, group in ranked],
            "examples": _examples(ranked),
        }


def view_to_dict(view: View) -> dict[str, Any]:
    """Return what is looked at as plain data."""
    return {
        "of": "replay" if view.at is None else "moment",
        "at": None if view.at is None else format_instant(view.at, dt.UTC),
        "until": None if view.until is None else format_instant(view.until, dt.UTC),
        "case": view.case,
    }


def changes_to_dict(tally: Tally, kinds: Iterable[str]) -> dict[str, Any]:
    """Return how many changes there are of each kind; of those that move advice, by how much."""
    found: dict[str, Any] = {}
    for kind in kinds:
        found[kind] = {"advice": tally.advice[kind], "cases": tally.cases_by_kind[kind]}
        if kind in MOVED:
            found[kind]["by"] = tally.shifts.get(kind, Shifts()).to_dict()
    return found


class Comparer:
    """Compares one partition after another."""

    def __init__(self, view: View, examples: int) -> None:
        self.tally = Tally(examples)
        self._view = view
        self._changes = Changes("ended" if view.at is None else "verdict")

    def take(self, partition: str, events: Sequence[Event], before: Lives, after: Lives) -> dict[str, Found]:
        """Take in a partition's events and its advice under both policies; return that with its changes, by case."""
        view, between = self._view, self._changes.between
        taken: dict[str, Found] = {}
        for case in view.cases(events):
            found = [(pair, between(*pair)) for pair in pairs(before.get(case) or _NONE, after.get(case) or _NONE)]
            self.tally.take(case, partition, found, partial(example, case, events, found, view.limit))
            taken[case] = found
        return taken


_NONE: dict[str, Any] = {}


def compare(
    policy_a: Policy,
    policy_b: Policy,
    history: Iterable[EventLike],
    at: Moment | None = None,
    *,
    until: Moment | None = None,
    examples: int = 3,
) -> Comparison:
    """Return how advice on a history under `policy_b` differs from that under `policy_a`.

    With `at`, what is pending at that moment on what was known then; else the whole replay, up to `until`. Each group
    of changes keeps at most so many cases as `examples`. Raise EventError for an event that cannot be taken.
    """
    view = View(None if at is None else instant_from(at), None if until is None else instant_from(until))
    comparer = Comparer(view, examples)
    records = list(history)
    before = by_partition(policy_a, records, view.limit)
    # Events are typed by the vocabulary of the policy that reads them.
    alike = policy_a.vocabulary == policy_b.vocabulary
    after = before if alike else by_partition(policy_b, records, view.limit)
    ours, theirs = panel_of(policy_a), panel_of(policy_b)
    for key, events in before.items():
        comparer.take(key, events, view.lives(ours, key, events), view.lives(theirs, key, after.get(key, [])))
    return Comparison((policy_a.name, policy_a.digest), (policy_b.name, policy_b.digest), view, comparer.tally)


def _policy(policy: tuple[str, str]) -> dict[str, Any]:
    return {"name": policy[0], "digest": policy[1]}


def _group(about: About, group: Group) -> dict[str, Any]:
    return {
        "kind": about.kind,
        "purpose": about.purpose,
        "rule": {"from": about.before, "to": about.after},
        "what": about.what,
        "advice": group.advice,
        "cases": group.cases,
        "by": group.shifts.to_dict(),
        "examples": [case for case, _, _ in group.examples],
    }


def _examples(ranked: Sequence[tuple[About, Group]]) -> list[dict[str, Any]]:
    """Return every case that is the example of a group, in the order of the groups."""
    found = {(case, partition): shown for _, group in ranked for case, partition, shown in group.examples}
    return list(found.values())
