"""Values changed by a step: durations, conditions, recipients. Each change comes with what it is in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar

from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Test
from tactful.errors import Position
from tactful.policy import Moment, Recipients, Strength
from tactful.testing.wording import said
from tactful.timing import Offset
from tactful.timing.offsets import End

T = TypeVar("T")
Changed: TypeAlias = tuple[str, T, Position | None]
"""What the change is, the value after it, and the place of what was changed, where that is known."""

_SECOND = 1_000_000
_UNITS = (3600 * _SECOND, 60 * _SECOND, _SECOND)
_ENDS: Mapping[End, End] = {"day": "next day", "next day": "day", "next business day": "next day"}
_OTHERS = {"interviewers": "main_contact", "met": "interviewers", "main_contact": "everyone"}
_SHIFTED = frozenset((Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN))
_WEAKER = {Strength.MUST: Strength.SHOULD, Strength.SHOULD: Strength.MAY, Strength.MAY: Strength.SHOULD}


def offsets(offset: Offset) -> Iterator[Changed[Offset]]:
    """Yield a duration one step shorter and longer: of its own unit, or of the next smaller where it is one of it."""
    if offset.end is not None:
        yield from _told(offset, [replace(offset, end=_ENDS[offset.end])])
        return
    field, step = _step(offset)
    amount = getattr(offset, field)
    steps = (-step, step) if amount > 0 else (step, -step) if amount < 0 else (step,)
    yield from _told(offset, [replace(offset, **{field: amount + by}) for by in steps])


def moments(moment: Moment) -> Iterator[Changed[Moment]]:
    """Yield a moment one step earlier and later, and one with an anchor of its own counted from that of the rule."""
    for _, plus, _ in offsets(moment.plus):
        changed = replace(moment, plus=plus)
        yield f"`{moment}` changed to `{changed}`", changed, moment.where
    if moment.anchor is not None:
        yield f"`{moment}` counted from the anchor of the rule", replace(moment, anchor=None), moment.where


def conditions(condition: Condition) -> Iterator[Changed[Condition | None]]:
    """Yield a condition with one test dropped, negated, shifted or shortened by a value; None where nothing is left."""
    if isinstance(condition, Test):
        text = f"`{said(condition)}`"
        yield f"{text} left out", None, condition.where
        yield f"{text} negated", NoneOf((condition,)), condition.where
        for test in _neighbours(condition):
            yield f"{text} changed to `{said(test)}`", test, condition.where
        return
    for place, part in enumerate(condition.parts):
        before, after = condition.parts[:place], condition.parts[place + 1 :]
        for text, changed, where in conditions(part):
            rest = (*before, *after) if changed is None else (*before, changed, *after)
            yield text, _joined(condition, rest), where


def recipients(people: Recipients) -> Iterator[Changed[Recipients]]:
    """Yield recipients with another selector, one of several left out, the filter changed, or without the fallback."""
    where = people.where
    if len(people.who) > 1:
        for place, name in enumerate(people.who):
            rest = people.who[:place] + people.who[place + 1 :]
            yield f"recipients without `{name}`", replace(people, who=rest), where
    else:
        (name,) = people.who
        other = _OTHERS.get(name, "main_contact")
        yield f"recipients `{name}` changed to `{other}`", replace(people, who=(other,)), where
    if people.condition is not None:
        for text, condition, place_of in conditions(people.condition):
            yield f"recipients: {text}", replace(people, condition=condition), place_of or where
    if people.via is not None:
        yield f"recipients: `via: {people.via}` left out", replace(people, via=None), where
    if people.first:
        yield "recipients: `first` left out", replace(people, first=False), where
    if people.fallback is not None:
        yield "recipients: fallback left out", replace(people, fallback=None), people.fallback.where


def strengths(strength: Strength) -> Iterator[Changed[Strength]]:
    """Yield the strength next to one; a prohibition has none."""
    if strength in _WEAKER:
        other = _WEAKER[strength]
        yield f"strength `{strength}` changed to `{other}`", other, None


def without_each(items: tuple[T, ...], what: Callable[[T], str]) -> Iterator[tuple[str, tuple[T, ...]]]:
    """Yield several things with one of them left out, as long as one remains."""
    if len(items) > 1:
        for place, item in enumerate(items):
            yield what(item), items[:place] + items[place + 1 :]


def _told(offset: Offset, changed: list[Offset]) -> Iterator[Changed[Offset]]:
    for one in changed:
        yield f"`{offset}` changed to `{one}`", one, None


def _step(offset: Offset) -> tuple[str, int]:
    """Return the smallest part of a duration, and the size of its step."""
    if offset.microseconds:
        unit = next((unit for unit in _UNITS if offset.microseconds % unit == 0), 1)
        smaller = unit // 60 if abs(offset.microseconds) == unit and unit > _SECOND else unit
        return "microseconds", smaller
    if offset.business_days:
        return "business_days", 1
    if offset.days:
        return "days", 7 if offset.days % 7 == 0 and abs(offset.days) > 7 else 1
    if offset.months:
        return "months", 12 if offset.months % 12 == 0 and abs(offset.months) > 12 else 1
    return "microseconds", 60 * _SECOND


def _neighbours(test: Test) -> Iterator[Test]:
    if test.operator in (Operator.ONE_OF, Operator.NONE_OF) and isinstance(test.value, tuple):
        for place in range(len(test.value)) if len(test.value) > 1 else ():
            yield replace(test, value=test.value[:place] + test.value[place + 1 :])
    elif (
        test.type is FactType.NUMBER
        and isinstance(test.value, int | float)
        and (test.operator in _SHIFTED or test.operator in (Operator.IS, Operator.IS_NOT))
    ):
        yield replace(test, value=test.value + 1)
        least = 2 if test.operator in (Operator.AT_LEAST, Operator.LESS_THAN) else 1
        if test.value >= least:  # below, a count always passes, or never
            yield replace(test, value=test.value - 1)


def _joined(condition: All | AnyOf | NoneOf, parts: tuple[Condition, ...]) -> Condition | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 and not isinstance(condition, NoneOf) else type(condition)(parts)
