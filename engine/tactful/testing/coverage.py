"""What of a policy its tests set in motion: rules, conditions, stops, holds, limits, prohibitions, moments, people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tactful.conditions.plain import holds
from tactful.conditions.tree import All, AnyOf, Condition, NoneOf, Test, Value
from tactful.errors import Position
from tactful.history import Case, Happening, Person
from tactful.planning import Program
from tactful.planning.episode import Episode
from tactful.planning.fold import Fold
from tactful.planning.panel import states
from tactful.planning.program import Clause as Decided
from tactful.planning.schedule import counted, earliest
from tactful.planning.trace import Choice, Step
from tactful.planning.verdict import Verdict
from tactful.policy import Hold, Limit, Policy, Recipients, Rule, Stop, Trigger
from tactful.testing.scope import Clause, clauses, own_clauses
from tactful.testing.stages import stages
from tactful.testing.suite import PolicyTest
from tactful.testing.wording import said
from tactful.timing import Calendar, Instant

KINDS = ("rule", "condition", "stop", "hold", "limit", "own stop", "prohibition", "moment", "recipients")
_SINGULAR = {"rules": "rule", "holds": "hold", "stops": "stop", "limits": "limit"}
_ROLES = {"rules": "when", "stops": "when", "holds": "when", "ends": "stop", "releases": "release"}
_GROUPS: Mapping[type, str] = {All: "all", AnyOf: "any", NoneOf: "none"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a test can show. `lack` says what was not seen, for the case that it was not."""

    kind: str
    clause: str
    lack: str
    where: Position
    covered: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of a policy cover. `verdicts` are those that each rule's advice reached, in order of naming."""

    policy: str
    file: str
    points: tuple[Point, ...]
    verdicts: Mapping[str, tuple[str, ...]]
    inherited: int

    @property
    def covered(self) -> int:
        """How many points are covered."""
        return sum(point.covered for point in self.points)

    @property
    def percent(self) -> float:
        """The share of points that are covered, from 0 to 100; 100 where there are none."""
        return 100 * self.covered / len(self.points) if self.points else 100.0

    @property
    def missed(self) -> tuple[Point, ...]:
        """The points that are not covered, by place."""
        return tuple(sorted((one for one in self.points if not one.covered), key=lambda one: (one.where, one.lack)))


def coverage(policy: Policy, tests: Sequence[PolicyTest], *, inherited: bool = False) -> Coverage:
    """Run tests up to the moments of their expectations, and return what of the policy they set in motion.

    Of what the policy takes over from packs in other folders unchanged, only the number is told, unless `inherited`.
    """
    seen = _Seen(policy)
    program = Program(policy, watch=seen)
    for test in tests:
        for stage in stages(policy, test):
            for key, events in stage.partitions.items():
                fold = Fold.of(program, key, events, stage.expectation.at, trace=seen)
                for docket in fold.dockets.values():
                    for episode, verdict in states((docket,), stage.expectation.at):
                        seen.state(episode, verdict)
                        seen.times(episode, policy.calendar)
    everything = clauses(policy)
    counted = frozenset(everything) if inherited else own_clauses(policy)
    found = [point for key, clause in everything.items() if key in counted for point in _points(key[0], clause, seen)]
    verdicts = {
        rule.name: tuple(sorted(seen.verdicts.get(rule.name, ()), key=_VERDICTS.index))
        for rule in policy.rules
        if ("rules", rule.name) in counted
    }
    return Coverage(policy.name, policy.files[-1], tuple(found), verdicts, len(everything) - len(counted))


_VERDICTS = ("wait", "now", "late", "blocked", "withheld", "done", "stopped", "expired")


class _Seen:
    """A watch and trace that keeps which clauses were set off, which way every part of a condition went, and whose
    recipients were gone through somebody for, or passed over."""

    def __init__(self, policy: Policy) -> None:
        self._stops = {(stop.name, stop.because) for stop in policy.stops}
        self.held: set[tuple[str, str]] = set()
        self.branches: set[tuple[int, bool]] = set()
        self.effects: set[tuple[str, str]] = set()
        self.verdicts: dict[str, set[str]] = {}
        self.earliest: set[int] = set()
        self.routed: set[int] = set()
        self.passed_over: set[int] = set()

    def decided(
        self,
        role: str,
        clause: Decided,
        case: Case,
        happening: Happening,
        facts: Mapping[str, Value | None],
        held: bool,
    ) -> None:
        if held:
            self.held.add((role, clause.name))
        trigger = _trigger(role, clause)
        if trigger is not None and trigger.condition is not None:
            self._mark(trigger.condition, facts)

    def chosen(
        self,
        recipients: Recipients,
        case: Case,
        happening: Happening,
        person: Person,
        facts: Mapping[str, Value | None],
        held: bool,
    ) -> None:
        if recipients.condition is not None:
            self._mark(recipients.condition, facts)

    def addressed(self, rule: Rule, trigger: Happening, time: Instant, choices: Sequence[Choice]) -> None:
        for choice in choices:
            if choice.willing and choice.via is not None and choice.asked is None:
                self.routed.add(id(choice.selector))
            if choice.willing[:1] != choice.passed[:1]:
                self.passed_over.add(id(choice.selector))

    def scheduled(self, episode: Episode, steps: Sequence[Step]) -> None:
        """The sums behind the times say nothing more than the times."""

    def limited(self, episode: Episode, steps: Sequence[Step]) -> None:
        """The state says what a limit kept back."""

    def state(self, episode: Episode, verdict: Verdict) -> None:
        """Take in the state of an advice at a moment that a test looks at."""
        rule, end = episode.rule, episode.end
        self.verdicts.setdefault(rule.name, set()).add(verdict.name)
        if rule.forbids is not None and verdict.name == "now":
            self.effects.add(("prohibition", rule.name))
        for span in (episode.held_by, episode.floor[1] if episode.floor is not None else None):
            if span is not None and span.code.startswith("held:"):
                self.effects.add(("hold", span.code.removeprefix("held:")))
        for kept in (episode.delayed, episode.withheld):
            if kept is not None:
                self.effects.add(("limit", kept.limit.name))
        if end is not None and end.code.startswith("stopped:"):
            name = end.code.removeprefix("stopped:")
            self.effects.add(("stop" if (name, end.because) in self._stops else "own stop", name))

    def times(self, episode: Episode, calendar: Calendar) -> None:
        """Take in which of several moments counted as the earliest."""
        for moments in episode.rule.timing.times.values():
            if len(moments) > 1:
                found = counted(moments, episode, calendar)
                first = earliest(found)
                self.earliest |= {id(one.moment) for one in found if one.at == first is not None}

    def _mark(self, condition: Condition, facts: Mapping[str, Value | None]) -> None:
        for part in parts(condition):
            self.branches.add((id(part), holds(part, facts)))


def parts(condition: Condition) -> Iterator[Condition]:
    """Yield a condition and all in it: every test and every group."""
    yield condition
    if not isinstance(condition, Test):
        for part in condition.parts:
            yield from parts(part)


def _trigger(role: str, clause: Decided) -> Trigger | None:
    name = _ROLES[role]
    if name == "when":
        return clause.trigger
    trigger: Trigger | None = getattr(clause, name)
    return trigger


def _points(section: str, clause: Clause, seen: _Seen) -> Iterator[Point]:
    kind = _SINGULAR[section]
    name = f"{kind} `{clause.name}`"
    if isinstance(clause, Rule):
        yield Point("rule", name, "it was never triggered", clause.where, ("rules", clause.name) in seen.held)
        if clause.forbids is not None:
            covered = ("prohibition", clause.name) in seen.effects
            yield Point("prohibition", name, "it was never in force and blocked nothing", clause.where, covered)
    if not isinstance(clause, Limit):
        yield from _branches(name, clause.trigger, seen)
    if isinstance(clause, Limit):
        yield Point("limit", name, "it kept nothing back", clause.where, ("limit", clause.name) in seen.effects)
        people = clause.selects.recipients
    elif isinstance(clause, Stop):
        yield Point("stop", name, "it ended nothing", clause.where, ("stop", clause.name) in seen.effects)
        people = clause.selects.recipients
    elif isinstance(clause, Hold):
        yield Point("hold", name, "it postponed nothing", clause.where, ("hold", clause.name) in seen.effects)
        if clause.release is not None:
            covered = ("releases", clause.name) in seen.held
            yield Point("hold", name, "it was never released", clause.release.where, covered)
            yield from _branches(f"{name}, release", clause.release, seen)
        people = clause.selects.recipients
    else:
        if clause.stop is not None:
            covered = ("own stop", clause.name) in seen.effects
            yield Point("own stop", name, "its own stop ended nothing", clause.stop.where, covered)
            yield from _branches(f"{name}, stop", clause.stop, seen)
        for time, moments in clause.timing.times.items():
            for moment in moments if len(moments) > 1 else ():
                lack = f"`{moment}` was never the earliest in `{time}`"
                yield Point("moment", name, lack, moment.where or clause.where, id(moment) in seen.earliest)
        people = clause.recipients
    while people is not None:
        if people.condition is not None:
            yield from _of_condition("recipients", f"{name}, recipients", people.condition, people.where, seen)
        if people.via is not None:
            lack = f"nobody was written to through `{people.via}`"
            yield Point("recipients", f"{name}, recipients", lack, people.where, id(people) in seen.routed)
        if people.first:
            covered = id(people) in seen.passed_over
            yield Point("recipients", f"{name}, recipients", "nobody was passed over by `first`", people.where, covered)
        people = people.fallback


def _branches(name: str, trigger: Trigger, seen: _Seen) -> Iterator[Point]:
    if trigger.condition is not None:
        yield from _of_condition("condition", name, trigger.condition, trigger.where, seen)


def _of_condition(kind: str, name: str, condition: Condition, where: Position, seen: _Seen) -> Iterator[Point]:
    for part in parts(condition):
        if part is condition and isinstance(part, All) and kind == "condition":
            continue  # it holds where its clause does something, and fails with any of its tests
        if isinstance(part, Test):
            text, place = said(part), part.where or where
        else:
            text, place = f"{_GROUPS[type(part)]} of {len(part.parts)} tests", _first_place(part) or where
        for way in (True, False):
            lack = f"`{text}` was never {'true' if way else 'false'}"
            yield Point(kind, name, lack, place, (id(part), way) in seen.branches)


def _first_place(condition: Condition) -> Position | None:
    return next((part.where for part in parts(condition) if isinstance(part, Test)), None)
