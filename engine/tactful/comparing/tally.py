"""Counting changes case by case, in memory that does not grow with the log."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from tactful.comparing.changes import KINDS, Change
from tactful.comparing.lives import Life
from tactful.comparing.pairing import Pair
from tactful.comparing.shifts import Shifts
from tactful.comparing.words import subject

Found = Sequence[tuple[Pair, tuple[Change, ...]]]
"""The advice of a case, each with its changes."""


class About(NamedTuple):
    """What the changes of a group have in common. A rule is None on the side where nothing is advised."""

    kind: str
    purpose: str
    before: str | None
    after: str | None
    what: str


class Group:
    """Changes that are alike: of how many pieces of advice, in how many cases, and the first cases by name."""

    __slots__ = ("advice", "cases", "examples", "shifts")

    def __init__(self) -> None:
        self.advice = 0
        self.cases = 0
        self.shifts = Shifts()
        self.examples: list[tuple[str, str, dict[str, Any]]] = []

    def show(self, case: str, partition: str, most: int, make: Callable[[], dict[str, Any]]) -> None:
        """Keep a case as an example if it is among the first by name."""
        if len(self.examples) < most or (most and (case, partition) < self.examples[-1][:2]):
            insort(self.examples, (case, partition, make()), key=_by_name)
            del self.examples[most:]

    def merge(self, other: Group, most: int) -> None:
        """Take in what another has counted of other cases."""
        self.advice += other.advice
        self.cases += other.cases
        self.shifts.merge(other.shifts)
        self.examples = sorted([*self.examples, *other.examples], key=_by_name)[:most]


_by_name = itemgetter(0, 1)


class Tally:
    """What has been counted: cases, advice under each policy, and changes by group, with at most so many examples."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.cases = 0
        self.changed = 0
        self.before = 0
        self.after = 0
        self.advice: Counter[str] = Counter()
        self.cases_by_kind: Counter[str] = Counter()
        self.shifts: dict[str, Shifts] = {}
        self.groups: dict[About, Group] = {}

    def take(self, case: str, partition: str, found: Found, make: Callable[[], dict[str, Any]]) -> None:
        """Count a case. `make` builds the example of it, where it becomes one."""
        self.cases += 1
        seen: dict[About, None] = {}
        kinds: dict[str, None] = {}
        made: list[dict[str, Any]] = []

        def once() -> dict[str, Any]:
            if not made:
                made.append(make())
            return made[0]

        for (before, after), changes in found:
            self.before += before is not None and before.counts
            self.after += after is not None and after.counts
            for change in changes:
                about = _about(before, after, change)
                group = self.groups.get(about)
                if group is None:
                    group = self.groups[about] = Group()
                group.advice += 1
                self.advice[change.kind] += 1
                kinds[change.kind] = None
                seen[about] = None
                if change.shift is not None:
                    group.shifts.add(change.shift, case)
                    self.shifts.setdefault(change.kind, Shifts()).add(change.shift, case)
        if not seen:
            return
        self.changed += 1
        self.cases_by_kind.update(list(kinds))
        for about in seen:
            group = self.groups[about]
            group.cases += 1
            group.show(case, partition, self.most, once)

    def merge(self, other: Tally) -> None:
        """Take in what another has counted of other cases."""
        self.cases += other.cases
        self.changed += other.changed
        self.before += other.before
        self.after += other.after
        self.advice.update(other.advice)
        self.cases_by_kind.update(other.cases_by_kind)
        for kind, shifts in other.shifts.items():
            self.shifts.setdefault(kind, Shifts()).merge(shifts)
        for about, group in other.groups.items():
            self.groups.setdefault(about, Group()).merge(group, self.most)

    def ranked(self) -> list[tuple[About, Group]]:
        """Return the groups, the largest first."""
        return sorted(self.groups.items(), key=_rank)


def _about(before: Life | None, after: Life | None, change: Change) -> About:
    # What does not count on one side has a counterpart there all the same, which is not advised.
    old = None if before is None or change.kind == "added" else before.advice
    new = None if after is None or change.kind == "removed" else after.advice
    shown = new or old
    assert shown is not None
    purpose = subject(shown.purpose, shown.strength)
    return About(change.kind, purpose, old.rule if old else None, new.rule if new else None, change.what)


_ORDER = {kind: place for place, kind in enumerate(KINDS)}


def _rank(one: tuple[About, Group]) -> tuple[Any, ...]:
    about, group = one
    rules = (about.before or "", about.after or "")
    return (-group.advice, -group.cases, _ORDER[about.kind], about.purpose, rules, about.what)
