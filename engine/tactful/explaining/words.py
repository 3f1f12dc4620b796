"""Times, values and tests in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tactful.conditions.tree import All, AnyOf, Condition, FactType, Operator, Test, Value
from tactful.timing import Instant, format_instant, local

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = 60
_UNITS = (("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000), ("second", 1_000_000))

_WORDS = {
    Operator.IS: "{}",
    Operator.IS_NOT: "anything but {}",
    Operator.ONE_OF: "one of {}",
    Operator.NONE_OF: "none of {}",
    Operator.AT_LEAST: "at least {}",
    Operator.AT_MOST: "at most {}",
    Operator.MORE_THAN: "more than {}",
    Operator.LESS_THAN: "less than {}",
    Operator.MATCHES: "a match of {}",
}
_NEGATED = {
    Operator.IS: "anything but {}",
    Operator.IS_NOT: "{}",
    Operator.ONE_OF: "none of {}",
    Operator.NONE_OF: "one of {}",
    Operator.AT_LEAST: "less than {}",
    Operator.AT_MOST: "more than {}",
    Operator.MORE_THAN: "at most {}",
    Operator.LESS_THAN: "at least {}",
    Operator.MATCHES: "no match of {}",
}


def time_said(instant: Instant, zone: dt.tzinfo, near: Instant) -> str:
    """Say an instant on the clock of a zone, such as `Tue 3 Mar 10:34`: the year only where it is not that of `near`,
    the time of day only where it is not midnight."""
    moment = local(instant, zone)
    text = day_said(moment.date())
    if moment.year != local(near, zone).year:
        text += f" {moment.year}"
    clock = moment.time()
    if clock == dt.time():
        return text
    seconds = f":{clock:%S}" if clock.second or clock.microsecond else ""
    fraction = f".{clock.microsecond:06}".rstrip("0") if clock.microsecond else ""
    return f"{text} {clock:%H:%M}{seconds}{fraction}"


def day_said(day: dt.date) -> str:
    """Say a day, such as `Tue 3 Mar`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def span_said(microseconds: int) -> str:
    """Say a length of elapsed time in days of 24 hours, hours, minutes and seconds."""
    parts = []
    left = abs(microseconds)
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' * (count > 1)}")
    return " ".join(parts) or "less than a second"


def value_said(value: Value | None, kind: FactType, zone: dt.tzinfo) -> str:
    """Say a value of a fact."""
    plain = plain_value(value, kind, zone)
    if plain is None:
        return "missing"
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, str):
        return f"`{plain}`" if len(plain) <= _LONGEST else f"`{plain[: _LONGEST - 1]}…`"
    return str(plain)


def plain_value(value: Value | None, kind: FactType, zone: dt.tzinfo) -> Value | None:
    """Return a value as JSON holds it: dates and instants as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        if kind is FactType.DATE:
            return dt.date.fromordinal(value).isoformat()
        if kind is FactType.INSTANT:
            return format_instant(value, zone)
    return value


def needs_said(test: Test, wanted: bool, zone: dt.tzinfo) -> str:
    """Say what a fact must be for a test to pass, or to fail."""
    if test.operator is Operator.EXISTS:
        return "a value" if test.value is wanted else "none at all"
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    told = any_of(value_said(value, test.type, zone) for value in values)
    return (_WORDS if wanted else _NEGATED)[test.operator].format(told)


def condition_said(condition: Condition, zone: dt.tzinfo) -> str:
    """Say a condition in one line."""
    if isinstance(condition, Test):
        return f"`{condition.fact}` is {needs_said(condition, True, zone)}"
    word = "all of" if isinstance(condition, All) else "any of" if isinstance(condition, AnyOf) else "none of"
    return f"{word} ({'; '.join(condition_said(part, zone) for part in condition.parts)})"


def any_of(texts: Iterable[str]) -> str:
    """Join alternatives: `a, b or c`."""
    return _joined(texts, "or")


def all_of(texts: Iterable[str]) -> str:
    """Join what belongs together: `a, b and c`."""
    return _joined(texts, "and")


def ticked(names: Iterable[str]) -> list[str]:
    """Return names in backticks."""
    return [f"`{name}`" for name in names]


def _joined(texts: Iterable[str], word: str) -> str:
    found = list(texts)
    return f" {word} ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))
