"""The nearest change: the fewest facts that would have to be otherwise for a condition to hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import TypeAlias

from tactful.conditions.domain import MISSING, Domain, TextDomain, YesNoDomain, domain_of
from tactful.conditions.plain import holds, passes
from tactful.conditions.tree import All, AnyOf, Condition, NoneOf, Operator, Test, Value, tests
from tactful.explaining.words import all_of, needs_said, value_said

_MOST_TRIED = 20_000
_PATTERNS = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be otherwise: what it is, and which tests would have to come out how. With any values
    that do so for all the facts of a set of changes, the condition holds."""

    fact: str
    saw: Value | None
    tests: tuple[tuple[Test, bool], ...]

    def said(self, zone: dt.tzinfo) -> str:
        """Say it, such as: `case.sent.thank-you` is 0, needs at least 1."""
        told = dict.fromkeys(needs_said(test, wanted, zone) for test, wanted in self.tests)
        return f"`{self.fact}` is {value_said(self.saw, self.tests[0][0].type, zone)}, needs {all_of(told)}"


def nearest_change(condition: Condition, facts: Mapping[str, Value | None]) -> tuple[Change, ...] | None:
    """Return the smallest set of changes that makes a condition hold; empty where it does.

    Of sets of one size that with the fewest tests coming out otherwise, then the first in the order written. None where
    no values of its facts make it hold, or where finding them would take too long.
    """
    found: list[Change] = []
    for part in _independent(condition):
        changes = _changes(part, facts)
        if changes is None:
            return None
        found += changes
    return tuple(found)


def _independent(condition: Condition) -> Iterator[Condition]:
    """Yield conditions that have no fact in common and all of which must hold."""
    parts = list(condition.parts) if isinstance(condition, All) else [condition]
    while parts:
        group = [parts.pop(0)]
        names = {test.fact for test in tests(group[0])}
        grown = True
        while grown:
            near = [part for part in parts if any(test.fact in names for test in tests(part))]
            grown = bool(near)
            group += near
            names.update(test.fact for part in near for test in tests(part))
            parts = [part for part in parts if part not in near]
        yield All(tuple(group))


def _changes(condition: Condition, facts: Mapping[str, Value | None]) -> tuple[Change, ...] | None:
    if holds(condition, facts):
        return ()
    by_fact: dict[str, list[Test]] = {}
    for test in dict.fromkeys(tests(condition)):
        by_fact.setdefault(test.fact, []).append(test)
    now = {test: passes(test, facts.get(test.fact)) for of in by_fact.values() for test in of}
    ways = {fact: _ways(of) for fact, of in by_fact.items()}
    tried = 0
    best: _Picks = {}
    for size in range(1, len(by_fact) + 1):
        fewest = len(now) + 1
        for chosen in combinations(ways, size):
            for picks in product(*(ways[fact] for fact in chosen)):
                tried += 1
                if tried > _MOST_TRIED:
                    return _shown(_needed(condition, now, best, ways), facts) if best else None
                flips = sum(out is not now[test] for pick in picks for test, out in pick.items())
                if flips < fewest and _decide(condition, _over(now, picks).__getitem__):
                    fewest, best = flips, dict(zip(chosen, picks, strict=True))
        if best:
            return _shown(_needed(condition, now, best, ways), facts)
    return None


_Way: TypeAlias = Mapping[Test, bool]
_Picks: TypeAlias = dict[str, _Way]


def _ways(of: Sequence[Test]) -> list[_Way]:
    """Return the ways in which the tests on one fact may come out together."""
    domain = domain_of(of[0].type, of)
    found: list[_Way] = []
    for each in _classes(domain, of):
        way = {test: _passes(test, each, domain) for test in of}
        if way not in found:
            found.append(way)
    return found


def _needed(condition: Condition, now: _Way, picks: _Picks, ways: Mapping[str, Sequence[_Way]]) -> _Picks:
    """Return what of some picks is enough: with any values that come out so, the condition holds."""
    needed = dict(picks)
    for fact, pick in picks.items():
        for test in sorted(pick, key=lambda test: pick[test] is not now[test]):
            fewer = {**needed, fact: {one: out for one, out in needed[fact].items() if one is not test}}
            if fewer[fact] and _is_enough(condition, now, fewer, ways):
                needed = fewer
    return needed


def _is_enough(condition: Condition, now: _Way, needed: _Picks, ways: Mapping[str, Sequence[_Way]]) -> bool:
    able = [[way for way in ways[fact] if pick.items() <= way.items()] for fact, pick in needed.items()]
    if prod(map(len, able)) > _MOST_TRIED // 10:
        return False
    return all(_decide(condition, _over(now, picks).__getitem__) for picks in product(*able))


def _over(now: _Way, picks: Iterable[_Way]) -> _Way:
    over = dict(now)
    for pick in picks:
        over.update(pick)
    return over


def _classes(domain: Domain, of: Sequence[Test]) -> Iterable[int]:
    """Return the classes of values that a fact may have; of many patterns only some combinations."""
    literals = {
        value
        for test in of
        if test.operator not in (Operator.MATCHES, Operator.EXISTS)
        for value in (test.value if isinstance(test.value, tuple) else (test.value,))
    }
    if isinstance(domain, YesNoDomain):
        return range(MISSING, 3)
    if not isinstance(domain, TextDomain):
        return range(MISSING, 2 * len(literals) + 2)
    patterns = len({test.value for test in of if test.operator is Operator.MATCHES})
    other = len(literals) + 1
    masks = range(1 << patterns) if patterns <= _PATTERNS else (0, *(1 << place for place in range(patterns)))
    return (*range(MISSING, other), *(other + mask for mask in masks))


def _passes(test: Test, of: int, domain: Domain) -> bool:
    if test.operator is Operator.MATCHES and isinstance(domain, TextDomain):
        return domain.matches(of, str(test.value))
    return passes(test, domain.representative(of))


def _decide(condition: Condition, outcome: Callable[[Test], bool]) -> bool:
    match condition:
        case Test():
            return outcome(condition)
        case All(parts):
            return all(_decide(part, outcome) for part in parts)
        case AnyOf(parts):
            return any(_decide(part, outcome) for part in parts)
        case NoneOf(parts):
            return not any(_decide(part, outcome) for part in parts)


def _shown(needed: _Picks, facts: Mapping[str, Value | None]) -> tuple[Change, ...]:
    return tuple(Change(fact, facts.get(fact), tuple(pick.items())) for fact, pick in needed.items())
