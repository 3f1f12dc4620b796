"""A condition as plain data: tests on facts, joined by `all`, `any` and `none`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from tactful.errors import Position


class FactType(StrEnum):
    """What a fact's value is, and so which tests and literals fit it."""

    TEXT = "text"  # str
    NUMBER = "number"  # int or float, never bool
    YES_NO = "yes_no"  # bool
    DATE = "date"  # int: the day's proleptic ordinal
    INSTANT = "instant"  # int: microseconds since 1970-01-01T00:00Z


class Operator(StrEnum):
    """The closed list of tests. Text is compared exactly, upper and lower case apart."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    MATCHES = "matches"
    EXISTS = "exists"


Value: TypeAlias = str | int | float | bool
"""A fact's value; a missing fact is None."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test on one fact. `value` is a tuple for `one_of` and `none_of`, a pattern for `matches`."""

    fact: str
    type: FactType
    operator: Operator
    value: Value | tuple[Value, ...]
    where: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; with no parts, true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is; with no parts, false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """True when no part is; with no parts, true."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Test | All | AnyOf | NoneOf


def tests(condition: Condition) -> Iterator[Test]:
    """Yield every test of a condition, in the order written."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from tests(part)
