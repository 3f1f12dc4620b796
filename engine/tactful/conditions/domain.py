"""The finite classes of a fact's values: all values of one class are the same to every test of the policy."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol, TypeGuard

from tactful.conditions.patterns import compile_pattern
from tactful.conditions.tree import FactType, Operator, Test, Value

MISSING = 0
"""The class of a fact that is not there, None, NaN or of another type."""

_MEMO_LENGTH = 200  # longer texts are searched anew each time, so that hostile ones fill no memory
_MEMO_SIZE = 512


class Domain(Protocol):
    """The values of one fact of one type, in classes numbered from 0."""

    def classify(self, value: Value | None) -> int:
        """Return the class of any value at all."""

    def representative(self, of: int) -> Value | None:
        """Return a small, finite value that passes just the tests which the values of a class pass, except
        `matches`."""


def _is_number(value: Value | None) -> TypeGuard[int | float]:
    # A NaN is not equal to itself.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


class YesNoDomain:
    """Missing, no, yes."""

    __slots__ = ()

    def classify(self, value: Value | None) -> int:
        return 2 if value is True else 1 if value is False else MISSING

    def representative(self, of: int) -> bool | None:
        return (None, False, True)[of]


class NumberDomain:
    """Numbers, dates and instants: on the literals of the policy and in the gaps between them."""

    __slots__ = ("_marks",)

    def __init__(self, literals: Iterable[int | float]) -> None:
        self._marks: list[int | float] = sorted(set(literals))

    def classify(self, value: Value | None) -> int:
        if type(value) is not int and not _is_number(value):
            return MISSING
        marks = self._marks
        place = bisect_left(marks, value)
        return 2 * place + (2 if place < len(marks) and marks[place] == value else 1)

    def representative(self, of: int) -> int | float | None:
        marks = self._marks
        if of == MISSING:
            return None
        if of % 2 == 0:
            return marks[of // 2 - 1]
        place = of // 2
        if not marks:
            return 0
        if place == 0:
            return marks[0] - 1 - abs(marks[0])
        if place == len(marks):
            return marks[-1] + 1 + abs(marks[-1])
        low, high = marks[place - 1], marks[place]
        if isinstance(low, int) and high - low > 1:
            return low + 1
        return (low + high) / 2


class TextDomain:
    """Texts: each literal of the policy is a class; the others differ by the patterns that they match."""

    __slots__ = ("_classes", "_literals", "_other", "_patterns", "_scan", "_scan_short")

    def __init__(self, literals: Iterable[str], patterns: Iterable[str]) -> None:
        self._literals = sorted(set(literals))
        self._classes = {literal: place for place, literal in enumerate(self._literals, 1)}
        self._other = len(self._literals) + 1
        self._patterns = {pattern: place for place, pattern in enumerate(sorted(set(patterns)))}
        self._scan = _scanner([compile_pattern(pattern) for pattern in self._patterns])
        self._scan_short = lru_cache(maxsize=_MEMO_SIZE)(self._scan)

    def classify(self, value: Value | None) -> int:
        if not isinstance(value, str):
            return MISSING
        known = self._classes.get(value)
        if known is not None:
            return known
        if not self._patterns:
            return self._other
        return self._other + (self._scan_short if len(value) <= _MEMO_LENGTH else self._scan)(value)

    def representative(self, of: int) -> str | None:
        if of == MISSING:
            return None
        return self._literals[of - 1] if of < self._other else self.other

    @property
    def other(self) -> str:
        """A short text that is none of the literals."""
        other = "other"
        while other in self._classes:
            other += "*"
        return other

    def matches(self, of: int, pattern: str) -> bool:
        """Return whether the texts of a class match one of the domain's patterns."""
        if of == MISSING:
            return False
        found = self._scan(self._literals[of - 1]) if of < self._other else of - self._other
        return bool(found >> self._patterns[pattern] & 1)


def _scanner(searches: list[Callable[[str], bool]]) -> Callable[[str], int]:
    def scan(text: str) -> int:
        return sum(1 << place for place, search in enumerate(searches) if search(text))

    return scan


def domain_of(fact_type: FactType, tests: Iterable[Test]) -> Domain:
    """Return the domain of a fact: all of `tests` are on it and of its type."""
    literals: list[Value] = []
    patterns: list[str] = []
    for test in tests:
        if test.operator is Operator.MATCHES:
            patterns.append(str(test.value))
        elif test.operator is not Operator.EXISTS:
            literals.extend(test.value if isinstance(test.value, tuple) else (test.value,))
    match fact_type:
        case FactType.YES_NO:
            return YesNoDomain()
        case FactType.TEXT:
            return TextDomain((each for each in literals if isinstance(each, str)), patterns)
        case _:
            return NumberDomain(each for each in literals if isinstance(each, (int, float)))
