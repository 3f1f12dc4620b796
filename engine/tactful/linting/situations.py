"""What the facts of a condition can be: a value for each class, and which values go together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from tactful.conditions.domain import domain_of
from tactful.conditions.facts import CLOSED
from tactful.conditions.plain import passes
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Test, Value, tests
from tactful.events.vocabulary import Kind, Vocabulary

Option: TypeAlias = dict[str, Value | None]
"""One value of a fact; and, where the fact is text of which only that much is known, which patterns it matches."""

Fixed: TypeAlias = Mapping[str, tuple[Value | None, ...]]

MAX_PATTERNS = 6
_SENT = "message.sent"
_DEFAULTS = {"purpose": "other", "channel": "email", "kind": None}
_COUNTS = ("case.sent.", "case.unanswered.", "case.count.", "person.sent.", "person.unanswered.")
_ALWAYS_YES_OR_NO = ("case.has.", "person.has_address", "person.met", "person.interviewed")


def abstract(condition: Condition) -> Condition:
    """Return the condition with each pattern as a fact of its own, so that texts need not be made up to match it."""
    match condition:
        case Test():
            return _as_fact(condition) if condition.operator is Operator.MATCHES else condition
        case All(parts):
            return All(tuple(abstract(part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(abstract(part) for part in parts))
        case NoneOf(parts):
            return NoneOf(tuple(abstract(part) for part in parts))


def _as_fact(test: Test) -> Test:
    return Test(f"{test.fact} matches {test.value}", FactType.YES_NO, Operator.IS, True)


class Situation:
    """The facts of a condition when an event of a type happens; None stands for any event.

    With `real`, every value is one that can be met, and texts are not only said to match a pattern. Without it,
    nothing that can be met is left out.
    """

    def __init__(
        self, condition: Condition, event: str | None, vocabulary: Vocabulary, fixed: Fixed, *, real: bool
    ) -> None:
        self._event = event
        self._vocabulary = vocabulary
        self._real = real
        found: dict[str, list[Test]] = {}
        for test in tests(condition):
            found.setdefault(test.fact, []).append(test)
        marks = {mark for fact, of in found.items() if fact.startswith(_COUNTS) for mark in _literals(of)}
        self._marks = marks | {0}
        self.options = [
            list(self._fixed(fact, of, fixed[fact]) if fact in fixed else self._options(fact, of))
            for fact, of in found.items()
        ]
        self._atmost = [(low, high) for low, high in product(found, found) if low != high and _at_most(low, high)]
        self._sums = [(fact, _parts(fact, found)) for fact in found if real and fact.endswith(".any")]

    def goes_together(self, facts: Option) -> bool:
        """Tell whether the facts chosen so far can be met in one situation."""
        return (
            all(_le(facts[low], facts[high]) for low, high in self._atmost if low in facts and high in facts)
            and self._counts_the_event(facts)
            and self._tells_one_message(facts)
            and not (facts.get("person.interviewed") is True and facts.get("person.met") is False)
            and all(
                _number(facts[total]) >= sum(_number(facts.get(part)) for part in parts)
                for total, parts in self._sums
                if total in facts
            )
        )

    def _counts_the_event(self, facts: Option) -> bool:
        """The event that triggers is counted."""
        counted = [f"case.count.{self._event}"]
        if self._event == _SENT:
            counted += ["case.sent.any", "case.count.message.sent"]
            if isinstance(purpose := facts.get("message.purpose"), str) and purpose != "any":
                counted.append(f"case.sent.{purpose}")
        return all(facts[fact] != 0 for fact in counted if fact in facts)

    def _tells_one_message(self, facts: Option) -> bool:
        """`message.purpose` and `event.purpose` are one field, and so for its channel and kind."""
        if self._event is None or not self._event.startswith("message."):
            return True
        for field, default in _DEFAULTS.items():
            told, raw = f"message.{field}", f"event.{field}"
            if told in facts and raw in facts:
                expected = default if facts[raw] is None else facts[raw]
                if facts[told] != expected:
                    return False
        return True

    def _fixed(self, fact: str, of: Iterable[Test], values: Iterable[Value | None]) -> Iterator[Option]:
        for value in values:
            yield self._option(fact, value, of)

    def _options(self, fact: str, of: list[Test]) -> Iterator[Option]:
        if fact == "event.type" and self._event is not None:
            yield self._option(fact, self._event, of)
            return
        if fact.startswith("message.") and self._event is not None and not self._event.startswith("message."):
            yield self._option(fact, None, of)
            return
        if fact in CLOSED:
            values: list[Value | None] = [*CLOSED[fact], *([None] if fact != "case.status" else [])]
            for value in values:
                yield self._option(fact, value, of)
            return
        if not (fact.startswith(_COUNTS) or fact.startswith(_ALWAYS_YES_OR_NO)):
            yield self._option(fact, None, of)
        for type_ in sorted({test.type for test in of}):
            yield from self._typed(fact, type_, [test for test in of if test.type is type_], of)

    def _typed(self, fact: str, type_: FactType, own: list[Test], of: list[Test]) -> Iterator[Option]:
        if type_ is FactType.TEXT:
            yield from self._texts(fact, own, of)
        elif type_ is FactType.YES_NO:
            for value in (False, True):
                yield self._option(fact, value, of)
        elif fact.startswith(_COUNTS):
            for count in _whole(self._marks, least=0):
                yield self._option(fact, count, of)
        elif (least := self._whole_from(fact)) is not None:
            for count in _whole(_literals(own), least=least):
                yield self._option(fact, count, of)
        else:
            marks = set(_literals(own))
            domain = domain_of(type_, own)
            for number in range(1, 2 * len(marks) + 2):
                yield self._option(fact, domain.representative(number), of)

    def _texts(self, fact: str, own: list[Test], of: list[Test]) -> Iterator[Option]:
        domain = domain_of(FactType.TEXT, own)
        literals = {text for test in own for text in _values(test) if isinstance(text, str)}
        for number in range(1, len(literals) + 2):
            if number <= len(literals) or self._real:
                yield self._option(fact, domain.representative(number), of)
        if self._real:
            return
        patterns = list(dict.fromkeys(_as_fact(test).fact for test in own if test.operator is Operator.MATCHES))
        other = domain.representative(len(literals) + 1)
        for outcome in product((False, True), repeat=min(len(patterns), MAX_PATTERNS)):
            # Of more patterns the rest is left open, which no test is then decided by.
            yield {fact: other, **dict(zip(patterns, outcome, strict=False))}

    def _option(self, fact: str, value: Value | None, of: Iterable[Test]) -> Option:
        option: Option = {fact: value}
        if not self._real:
            for test in of:
                if test.operator is Operator.MATCHES:
                    option[_as_fact(test).fact] = passes(test, value)
        return option

    def _whole_from(self, fact: str) -> int | None:
        """Return the least value of a fact that is always a whole number; None for others."""
        if fact in ("interview.people", "interview.met"):
            return 0
        declared = self._vocabulary.get(self._event or "")
        kind = None if declared is None else declared.fields.get(fact.removeprefix("event."))
        if not fact.startswith("event.") or kind is None:
            return None
        return {Kind.PEOPLE: 0, Kind.LIST: 0, Kind.DATE: -(2**62), Kind.INSTANT: -(2**62)}.get(kind)


def _values(test: Test) -> tuple[Value, ...]:
    if test.operator in (Operator.MATCHES, Operator.EXISTS):
        return ()
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _literals(of: Iterable[Test]) -> Iterator[int | float]:
    for test in of:
        if test.type not in (FactType.TEXT, FactType.YES_NO):
            yield from (value for value in _values(test) if isinstance(value, int | float))


def _whole(marks: Iterable[int | float], *, least: int) -> list[int]:
    """Return whole numbers: every mark, and one or two of every gap between marks."""
    near = {number + step for mark in marks for number in (math.floor(mark), math.ceil(mark)) for step in (-1, 0, 1)}
    return sorted({number for number in near if number >= least} | {max(least, 0)})


def _at_most(low: str, high: str) -> bool:
    """Tell whether one count is never above another."""
    if not low.startswith(_COUNTS) or not high.startswith(_COUNTS):
        return False
    scope, what, of = low.split(".", 2)
    other_scope, other_what, other_of = high.split(".", 2)
    if high == f"case.count.{_SENT}":
        return scope == "case" and what in ("sent", "unanswered")
    if scope != other_scope or "count" in (what, other_what):
        return False
    return (what == other_what or other_what == "sent") and other_of in (of, "any")


def _parts(total: str, facts: Iterable[str]) -> list[str]:
    stem = total.removesuffix("any")
    return [fact for fact in facts if fact.startswith(stem) and fact != total and fact.startswith(_COUNTS)]


def _le(low: Value | None, high: Value | None) -> bool:
    return _number(low) <= _number(high)


def _number(value: Value | None) -> float:
    return value if isinstance(value, int | float) else 0
