"""Comparing offsets without an anchor: what can be said wherever they are counted from."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.policy.model import Moment
from tactful.timing import Offset

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
_CLOCKS = 28 * _HOUR  # how far clocks were ever put: over the date line, and for summer
_SHORTEST_DAY = 20 * _HOUR  # a day that the clocks skip is not counted as none: a time in it is moved past it
_ANCHOR = (Moment(Offset()),)


def comes_first(first: Sequence[Moment], second: Sequence[Moment]) -> bool:
    """Tell whether the earliest of some moments is proved to lie at or before that of others, as soon as any of those
    is known; without moments it is the anchor itself."""
    return all(any(no_later(one, other) for one in first or _ANCHOR) for other in second or _ANCHOR)


def no_later(first: Moment, second: Moment) -> bool:
    """Tell whether a moment is proved to lie at or before another of the same anchor."""
    return first.anchor == second.anchor and never_later(first.plus, second.plus)


def never_later(first: Offset, second: Offset) -> bool:
    """Tell whether the first is proved to lie at or before the second, of any anchor."""
    if first == second:
        return True
    if first.end is None and second.end is None and _in_each_part(first, second):
        return True
    return _bounds(first)[1] <= _bounds(second)[0]


def _in_each_part(first: Offset, second: Offset) -> bool:
    return (
        first.months <= second.months
        and first.days <= second.days
        and first.business_days <= second.business_days
        and first.microseconds <= second.microseconds
    )


def _bounds(offset: Offset) -> tuple[float, float]:
    """Return the least and the most elapsed time that an offset can be, in microseconds."""
    if offset.end is not None:
        return 0, float("inf") if "business" in offset.end else 2 * _DAY + _CLOCKS
    if not (offset.months or offset.days or offset.business_days):
        return offset.microseconds, offset.microseconds
    fewest, most = sorted((offset.months * 28, offset.months * 31))
    low = (fewest + offset.days + offset.business_days) * _DAY - _CLOCKS
    high = (most + offset.days + offset.business_days) * _DAY + _CLOCKS
    if fewest + offset.days + offset.business_days > 0:
        low = max(low, _SHORTEST_DAY)
    return (
        -float("inf") if offset.business_days < 0 else low + offset.microseconds,
        float("inf") if offset.business_days > 0 else high + offset.microseconds,
    )
