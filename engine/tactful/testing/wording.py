"""Conditions in words: a test as it reads, and which tests of a condition decided that it failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from tactful.conditions.plain import holds
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Test, Value
from tactful.timing import format_instant

_WORDS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.ONE_OF: "is one of",
    Operator.NONE_OF: "is none of",
    Operator.AT_LEAST: "is at least",
    Operator.AT_MOST: "is at most",
    Operator.MORE_THAN: "is more than",
    Operator.LESS_THAN: "is less than",
    Operator.MATCHES: "matches",
}


def said(test: Test) -> str:
    """Return a test as it reads: ``case.status is active``."""
    if test.operator is Operator.EXISTS:
        return f"{test.fact} {'exists' if test.value else 'does not exist'}"
    return f"{test.fact} {_WORDS[test.operator]} {value_said(test.value, test.type)}"


def value_said(value: Any, kind: FactType) -> str:
    """Return a fact's value as a policy would write it; `nothing` where it is missing."""
    if value is None:
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(value_said(one, kind) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind is FactType.DATE and isinstance(value, int):
        return dt.date.fromordinal(value).isoformat()
    if kind is FactType.INSTANT and isinstance(value, int):
        return format_instant(value, dt.UTC)
    return str(value)


def culprits(
    condition: Condition, facts: Mapping[str, Value | None], *, wanted: bool = True
) -> Iterator[tuple[Test, bool]]:
    """Yield the tests because of which a condition does not hold (or does, if not `wanted`), and what each should."""
    if holds(condition, facts) is wanted:
        return
    match condition:
        case Test():
            yield condition, wanted
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from culprits(part, facts, wanted=wanted)
        case NoneOf(parts):
            for part in parts:
                yield from culprits(part, facts, wanted=not wanted)
