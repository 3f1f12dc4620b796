"""A policy made ready to run: what an event type may set off, and the matchers that say which of it."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from tactful.conditions.matcher import Matcher
from tactful.conditions.tree import Condition, FactType, Value, tests
from tactful.history import Case, Happening, Interview, Person, listing_of
from tactful.planning.facts import Reader, reader
from tactful.policy.model import Hold, Policy, Recipients, Rule, Stop, Trigger

_OUTCOMES = 4096

Clause: TypeAlias = Rule | Stop | Hold


class Watch(Protocol):
    """Looks on while conditions are decided; a program without one does no more than decide."""

    def decided(self, role: str, clause: Clause, case: Case, happening: Happening, facts: Facts, held: bool) -> None:
        """A happening of a type that a clause names: the facts read, and whether its condition held.

        `role` says what the clause then does: `rules`, `stops`, `ends` (a rule's own stop), `holds` or `releases`.
        """

    def chosen(
        self, recipients: Recipients, case: Case, happening: Happening, person: Person, facts: Facts, held: bool
    ) -> None:
        """A person whom a selector with a condition named, and whether they passed."""


Facts: TypeAlias = Mapping[str, Value | None]


@dataclass(slots=True)
class Outcome:
    """What one happening sets off: rules that it triggers, stops, rules that it ends, holds begun and released."""

    rules: tuple[Rule, ...] = ()
    stops: tuple[Stop, ...] = ()
    ends: tuple[Rule, ...] = ()
    holds: tuple[Hold, ...] = ()
    releases: tuple[Hold, ...] = ()


NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class Speech:
    """What a rule says in all of its advice. `order` is the rule's place in the policy, whose name and digest are
    `policy`; of several policies that advise, those given first come first."""

    rule: str
    order: int
    purpose: str
    strength: str
    channel: str | list[str]
    tone: Mapping[str, Any] | None
    because: str
    source: tuple[str, ...]
    policy: tuple[str, str]

    @classmethod
    def of(cls, rule: Rule, policy: tuple[str, str]) -> Speech:
        channels = rule.channels
        return cls(
            rule.name,
            rule.order,
            rule.purpose,
            rule.strength.value,
            "any" if channels is None else channels[0] if len(channels) == 1 else list(channels),
            rule.tone,
            rule.because,
            rule.source,
            policy,
        )


@dataclass(slots=True)
class _Clauses:
    """All that one event type may set off, in the order of the policy, each with its condition."""

    found: list[tuple[str, Clause, Condition | None]] = field(default_factory=list)
    matcher: Matcher | None = None
    readers: tuple[Reader, ...] = ()
    numbers: list[int | None] = field(default_factory=list)
    outcomes: dict[tuple[int, ...], Outcome] = field(default_factory=dict)

    def close(self, lowering: str | None) -> None:
        """Build the matcher, now that every clause is there."""
        conditions: list[Condition] = []
        for _, _, condition in self.found:
            self.numbers.append(None if condition is None else len(conditions))
            if condition is not None:
                conditions.append(condition)
        if conditions:
            self.matcher, self.readers = _matching(conditions, lowering)

    def outcome(self, matched: tuple[int, ...]) -> Outcome:
        known = self.outcomes.get(matched)
        if known is None:
            held = set(matched)
            sets: dict[str, list[Clause]] = {}
            for (kind, clause, _), number in zip(self.found, self.numbers, strict=True):
                if number is None or number in held:
                    sets.setdefault(kind, []).append(clause)
            known = Outcome(**{kind: tuple(clauses) for kind, clauses in sets.items()})  # type: ignore[arg-type]
            if len(self.outcomes) >= _OUTCOMES:
                self.outcomes.clear()
            self.outcomes[matched] = known
        return known


class Program:
    """A policy's parts, indexed by event type. It holds no state of any case."""

    def __init__(self, policy: Policy, *, lowering: str | None = None, watch: Watch | None = None) -> None:
        self.rules = policy.rules
        self.limits = policy.limits
        self.policy = (policy.name, policy.digest)
        self.speeches = tuple(Speech.of(rule, self.policy) for rule in policy.rules)
        self.vocabulary = policy.vocabulary
        self.listing = listing_of(policy.vocabulary)
        self.calendar = policy.calendar
        self.zone = policy.zone
        self.lowering = lowering
        self._watch = watch
        self._clauses: dict[str, _Clauses] = {}
        self._filters: dict[int, tuple[Recipients, Matcher, tuple[Reader, ...]]] = {}
        for rule in policy.rules:
            self._add("rules", rule, rule.trigger)
            self._add("ends", rule, rule.stop)
        for stop in policy.stops:
            self._add("stops", stop, stop.trigger)
        for hold in policy.holds:
            self._add("holds", hold, hold.trigger)
            self._add("releases", hold, hold.release)
        for clauses in self._clauses.values():
            clauses.close(lowering)

    @property
    def matchers(self) -> list[Matcher]:
        """Every matcher in use."""
        of_events = [clauses.matcher for clauses in self._clauses.values() if clauses.matcher is not None]
        return of_events + [matcher for _, matcher, _ in self._filters.values()]

    def outcome(self, case: Case, happening: Happening) -> Outcome:
        """Say what a happening sets off, on the facts of the case as recorded."""
        clauses = self._clauses.get(happening.type)
        if clauses is None:
            return NOTHING
        values: list[Value | None] = []
        matched: tuple[int, ...] = ()
        if clauses.matcher is not None:
            interview = case.interview_of(happening)
            values = [read(case, happening, interview, None) for read in clauses.readers]
            matched = clauses.matcher.match(values)
        if self._watch is not None:
            self._show(clauses, case, happening, values, matched)
        return clauses.outcome(matched)

    def passes(
        self,
        recipients: Recipients,
        case: Case,
        happening: Happening,
        interview: Interview | None,
        person: Person,
    ) -> bool:
        """Say whether a person passes the recipients' own condition."""
        if recipients.condition is None:
            return True
        known = self._filters.get(id(recipients))
        if known is None:
            matcher, readers = _matching((recipients.condition,), self.lowering)
            known = self._filters[id(recipients)] = (recipients, matcher, readers)
        _, matcher, readers = known
        values = [read(case, happening, interview, person) for read in readers]
        held = bool(matcher.match(values))
        if self._watch is not None:
            facts = dict(zip(matcher.facts, values, strict=True))
            self._watch.chosen(recipients, case, happening, person, facts, held)
        return held

    def _show(
        self,
        clauses: _Clauses,
        case: Case,
        happening: Happening,
        values: Sequence[Value | None],
        matched: tuple[int, ...],
    ) -> None:
        facts = dict(zip(clauses.matcher.facts, values, strict=True)) if clauses.matcher is not None else {}
        for (role, clause, _), number in zip(clauses.found, clauses.numbers, strict=True):
            if self._watch is not None:
                self._watch.decided(role, clause, case, happening, facts, number is None or number in matched)

    def _add(self, kind: str, clause: Clause, trigger: Trigger | None) -> None:
        if trigger is not None:
            for event in dict.fromkeys(trigger.events):
                self._clauses.setdefault(event, _Clauses()).found.append((kind, clause, trigger.condition))


_programs: weakref.WeakKeyDictionary[Policy, Program] = weakref.WeakKeyDictionary()


def program_of(policy: Policy) -> Program:
    """Return the program of a policy, made once for as long as the policy is in use."""
    if not isinstance(policy, Policy):
        raise TypeError(f"found a {type(policy).__name__}, expected a Policy: `tactful.load` reads one")
    program = _programs.get(policy)
    if program is None:
        program = _programs[policy] = Program(policy)
    return program


def _matching(conditions: Sequence[Condition], lowering: str | None) -> tuple[Matcher, tuple[Reader, ...]]:
    matcher = Matcher(conditions, lowering=lowering)  # type: ignore[arg-type]
    types: dict[str, FactType] = {test.fact: test.type for condition in conditions for test in tests(condition)}
    return matcher, tuple(reader(fact, types[fact]) for fact in matcher.facts)
