"""Windows: the days and hours in which something may be done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tactful.errors import did_you_mean
from tactful.timing.calendars import WHOLE_WEEK, Calendar, parse_weekdays
from tactful.timing.instants import Instant, first_instant, instant_of, local
from tactful.timing.texts import quoted, with_help

TIME_OF_DAY_PATTERN: Final = "^(?:([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):(00))$"
"""A regular expression, of Python and ECMAScript alike, of a time of day; `24:00` only ends a window."""

_MIDNIGHT: Final = 24 * 60
_HORIZON_DAYS: Final = 400
_HORIZON: Final = _HORIZON_DAYS * 86_400_000_000
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Days of the week and hours of the day, half-open: `from_` belongs to it, `until` does not.

    `days` holds the weekdays on which it begins, Monday being 0, or None for the calendar's business days.
    `from_` and `until` are minutes since midnight; where `until` is not later it ends on the next day.
    `of_recipient` says that the wall clock is the recipient's.
    """

    days: frozenset[int] | None = WHOLE_WEEK
    from_: int = 0
    until: int = _MIDNIGHT
    of_recipient: bool = False

    @classmethod
    def parse(
        cls,
        days: str | Iterable[str] | None = None,
        from_: str | None = None,
        until: str | None = None,
        zone: str | None = None,
    ) -> Window:
        """Read a window as a policy writes it.

        `days` is `business` or names weekdays (default: every day), `from_` and `until` are times of day
        (default: the whole day), `zone` is `case` (default) or `recipient`. Raises ValueError for what is
        unknown, for a window without days and hours, and for one that ends where it begins.
        """
        if days is None and from_ is None and until is None:
            raise ValueError("a window without `days`, `from` and `until`, expected at least one of them")
        start = 0 if from_ is None else _parse_time("from", from_)
        end = _MIDNIGHT if until is None else _parse_time("until", until)
        if start == _MIDNIGHT:
            raise ValueError("a window cannot begin at `24:00`, expected `00:00` of the next day")
        if start == end:
            raise ValueError(f"a window from {_clock(start)} until {_clock(end)} ends where it begins")
        if zone not in (None, "case", "recipient"):
            text = f"unknown zone {quoted(zone)} of a window, expected `case` or `recipient`"
            raise ValueError(with_help(text, did_you_mean(zone[:60], ("case", "recipient"))))
        return cls(_parse_days(days), start, end, zone == "recipient")

    def next(self, instant: Instant, zone: dt.tzinfo, calendar: Calendar) -> Instant | None:
        """Return the instant itself if the window is open then, else the moment when it opens next.

        None where that is more than 400 days away. An hour that the clocks skip is moved forward by the gap,
        one that comes twice is the first; a window that this leaves empty does not open, nor does one of a
        day that does not exist.
        """
        day = local(instant, zone).date()
        if self.until <= self.from_:
            day = local(first_instant(day, zone) - 1, zone).date()  # yesterday's may still be open
        for _ in range(_HORIZON_DAYS + 2):
            if self._begins_on(day, calendar):
                opening, closing = _span(day, self.from_, self.until, zone)
                if instant < closing and opening < closing:
                    if opening <= instant:
                        return instant
                    return opening if opening - instant <= _HORIZON else None
            day += _DAY
        return None

    def _begins_on(self, day: dt.date, calendar: Calendar) -> bool:
        return calendar.is_business_day(day) if self.days is None else day.weekday() in self.days


@lru_cache(maxsize=4_096)
def _span(day: dt.date, from_: int, until: int, zone: dt.tzinfo) -> tuple[Instant, Instant]:
    opening = _at(day, from_, zone)
    if until <= from_:
        return opening, _at(day + _DAY, until, zone)
    # Moved forward by a gap it could otherwise run into a day that is not its own.
    return opening, min(_at(day, until, zone), first_instant(day + _DAY, zone))


def _at(day: dt.date, minutes: int, zone: dt.tzinfo) -> Instant:
    """Return the instant of a time of day, midnight being the first moment of its day."""
    if minutes == 0:
        return first_instant(day, zone)
    if minutes == _MIDNIGHT:
        return first_instant(day + _DAY, zone)
    return instant_of(dt.datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone))


def _parse_days(days: str | Iterable[str] | None) -> frozenset[int] | None:
    if days is None:
        return WHOLE_WEEK
    if days == "business":
        return None
    if isinstance(days, str):
        text = f"unknown days {quoted(days)} of a window, expected `business` or a list such as `[mon, tue]`"
        raise ValueError(with_help(text, did_you_mean(days[:60], ("business",))))
    chosen = parse_weekdays(days)
    if not chosen:
        raise ValueError("a window with an empty list of `days` never opens, expected at least one")
    return chosen


def _parse_time(key: str, text: str) -> int:
    match = re.fullmatch(TIME_OF_DAY_PATTERN, text)
    if match is None:
        raise ValueError(f"{quoted(text)} of `{key}` is no time of day, expected one such as `08:00` or `18:30`")
    hours, minutes = (int(part) for part in match.groups() if part is not None)
    return hours * 60 + minutes


def _clock(minutes: int) -> str:
    return f"`{minutes // 60:02d}:{minutes % 60:02d}`"
