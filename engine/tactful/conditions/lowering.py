"""From conditions to rules that durable_rules can carry: negation pushed down, split by its limits, packed.

The engine sees one flat fact. Texts too long for it, long lists and patterns reach it as booleans, and a
condition that is too big for one rule is split: its parts become rules of an earlier stage, whose results are
booleans too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Test, Value

Slot: TypeAlias = tuple[str, FactType]
"""A fact as tested: one name can have two types where the fields of different events share it."""

LONG_TEXT = 1_000
"""Texts of more characters are not given to the engine, which counts the bytes of their JSON in 16 bits."""

_LONG_LIST = 8

# The engine walks the tests of a rule set as a graph with a stack of 64 places. Counting every test and every
# branch of an `$or` bounds what the stack holds at once, and also keeps to the limits on equal conditions,
# first conditions and properties.
_SET_WEIGHT = 60
_RULE_WEIGHT = 56
# Each way through the `$or`s of a rule fires on its own.
_RULE_PATHS = 50
# A rule's `$and`s and `$or`s take two of 31 places each; one `$and` is the guard's.
_RULE_JUNCTIONS = 13
_CHUNK = 24


@dataclass(frozen=True, slots=True)
class Known:
    """The engine's field for the value of a fact; null where it is missing."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Listed:
    """The engine's field for whether a fact is one of many or long values."""

    slot: Slot
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Matched:
    """The engine's field for whether a text matches a pattern."""

    slot: Slot
    pattern: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The engine's field for whether a rule of an earlier stage holds."""

    rule: int


Field: TypeAlias = Known | Listed | Matched | Earlier
Comparison: TypeAlias = Literal["$eq", "$neq", "$lt", "$lte", "$gt", "$gte"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison of the engine."""

    field: Field
    comparison: Comparison
    value: Value | None


@dataclass(frozen=True, slots=True)
class Junction:
    """Comparisons joined; never empty, never directly inside one of its own kind."""

    kind: Literal["$and", "$or"]
    parts: tuple[Rule, ...]


Rule: TypeAlias = Atom | Junction
Expression: TypeAlias = Rule | bool


@dataclass(frozen=True, slots=True)
class Program:
    """What the engine is to run. A condition's outcome is the number of its rule, or is always the same.

    `sets` are asked in this order, as a set reads only the results of earlier ones.
    """

    rules: tuple[Rule, ...]
    outcomes: tuple[int | bool, ...]
    sets: tuple[tuple[int, ...], ...]


def lower(conditions: Iterable[Condition]) -> Program:
    """Return the program for conditions. Equal conditions share a rule."""
    numbers: dict[Rule, int] = {}
    stages: list[int] = []

    def number(rule: Rule) -> int:
        if rule not in numbers:
            numbers[rule] = len(stages)
            stages.append(
                max(
                    (stages[field.rule] + 1 for field in fields(rule) if isinstance(field, Earlier)),
                    default=0,
                )
            )
        return numbers[rule]

    def hoist(rule: Rule) -> Atom:
        return Atom(Earlier(number(rule)), "$eq", True)

    def fit(rule: Rule) -> Rule:
        """Return the rule within the limits, its parts hoisted as need be."""
        if isinstance(rule, Atom):
            return rule
        fitted = _rule(rule.kind, (fit(part) for part in rule.parts))
        if _fits(fitted) or isinstance(fitted, Atom):
            return fitted
        atoms = [part if isinstance(part, Atom) else hoist(part) for part in fitted.parts]
        fitted = _rule(rule.kind, atoms)
        while not _fits(fitted):
            chunks = (_rule(rule.kind, atoms[start : start + _CHUNK]) for start in range(0, len(atoms), _CHUNK))
            atoms = [hoist(chunk) for chunk in chunks]
            fitted = _rule(rule.kind, atoms)
        return fitted

    outcomes: list[int | bool] = []
    for condition in conditions:
        expression = _expression(condition, negate=False)
        outcomes.append(expression if isinstance(expression, bool) else number(fit(expression)))
    return Program(tuple(numbers), tuple(outcomes), tuple(_packed(tuple(numbers), stages)))


def fields(rule: Rule) -> Iterator[Field]:
    """Yield the fields that a rule reads, each as often as it does."""
    if isinstance(rule, Atom):
        yield rule.field
    else:
        for part in rule.parts:
            yield from fields(part)


def _expression(condition: Condition, *, negate: bool) -> Expression:
    match condition:
        case Test():
            return _test(condition, negate)
        case All(parts):
            return _join("$or" if negate else "$and", [_expression(part, negate=negate) for part in parts])
        case AnyOf(parts):
            return _join("$and" if negate else "$or", [_expression(part, negate=negate) for part in parts])
        case NoneOf(parts):
            return _expression(AnyOf(parts), negate=not negate)


def _test(test: Test, negate: bool) -> Expression:
    slot = (test.fact, test.type)
    known = Known(slot)
    missing = Atom(known, "$eq", None)
    value = test.value
    match test.operator:
        case Operator.EXISTS:
            return Atom(known, "$neq", None) if bool(value) is not negate else missing
        case Operator.MATCHES:
            return Atom(Matched(slot, str(value)), "$eq", not negate)
        case Operator.IS | Operator.ONE_OF:
            return _equals(slot, value if isinstance(value, tuple) else (value,), negate)
        case Operator.IS_NOT | Operator.NONE_OF:
            return _equals(slot, value if isinstance(value, tuple) else (value,), not negate)
    assert not isinstance(value, tuple)
    comparison, opposite = _ORDER[test.operator]
    if negate:
        return _join("$or", [missing, Atom(known, opposite, value)])
    return Atom(known, comparison, value)


_ORDER: Mapping[Operator, tuple[Comparison, Comparison]] = {
    Operator.AT_LEAST: ("$gte", "$lt"),
    Operator.AT_MOST: ("$lte", "$gt"),
    Operator.MORE_THAN: ("$gt", "$lte"),
    Operator.LESS_THAN: ("$lt", "$gte"),
}


def _equals(slot: Slot, values: tuple[Value, ...], negate: bool) -> Expression:
    distinct = tuple(dict.fromkeys(values))
    if len(distinct) > _LONG_LIST or any(isinstance(each, str) and len(each) > LONG_TEXT for each in distinct):
        return Atom(Listed(slot, frozenset(distinct)), "$eq", not negate)
    known = Known(slot)
    if not negate:
        return _join("$or", [Atom(known, "$eq", each) for each in distinct])
    others = _join("$and", [Atom(known, "$neq", each) for each in distinct])
    # The engine finds null neither equal nor unequal to a value.
    return _join("$or", [Atom(known, "$eq", None), others])


def _join(kind: Literal["$and", "$or"], parts: Sequence[Expression]) -> Expression:
    """Join expressions, folding constants."""
    decisive = kind == "$or"
    if any(part is decisive for part in parts):
        return decisive
    rules = [part for part in parts if not isinstance(part, bool)]
    return _rule(kind, rules) if rules else not decisive


def _rule(kind: Literal["$and", "$or"], parts: Iterable[Rule]) -> Rule:
    """Join rules, of which there is at least one: flat, and each once."""
    flat: dict[Rule, None] = {}
    for part in parts:
        if isinstance(part, Junction) and part.kind == kind:
            flat.update(dict.fromkeys(part.parts))
        else:
            flat[part] = None
    return Junction(kind, tuple(flat)) if len(flat) > 1 else next(iter(flat))


def _fits(rule: Rule) -> bool:
    return _weight(rule) <= _RULE_WEIGHT and _paths(rule) <= _RULE_PATHS and _junctions(rule) <= _RULE_JUNCTIONS


def _weight(rule: Rule) -> int:
    if isinstance(rule, Atom):
        return 1
    return sum(map(_weight, rule.parts)) + (len(rule.parts) if rule.kind == "$or" else 0)


def _paths(rule: Rule) -> int:
    if isinstance(rule, Atom):
        return 1
    return sum(map(_paths, rule.parts)) if rule.kind == "$or" else math.prod(map(_paths, rule.parts))


def _junctions(rule: Rule) -> int:
    return 0 if isinstance(rule, Atom) else 1 + sum(map(_junctions, rule.parts))


def _packed(rules: Sequence[Rule], stages: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield sets of rules of one stage, within the engine's limits, stage after stage."""
    for stage in sorted(set(stages)):
        pack: list[int] = []
        weight = 0
        for rule in (number for number, of in enumerate(stages) if of == stage):
            added = _weight(rules[rule])
            if pack and weight + added > _SET_WEIGHT:
                yield tuple(pack)
                pack, weight = [], 0
            pack.append(rule)
            weight += added
        if pack:
            yield tuple(pack)
