"""Offsets: how far from an anchor something opens, is due or expires.

| written | means |
|---|---|
| `90 minutes`, `1 hour`, `30 seconds` | elapsed time |
| `1 day`, `2 weeks`, `3 months`, `1 year` | the same wall clock; a month's last day where it is too short |
| `5 business days` | the same wall clock, so many days on that are neither weekend nor holiday |
| `1 month 2 days`, `1 day and 12 hours` | both, from the largest unit to the smallest |
| `P2W`, `P1DT12H`, `P1M` | ISO 8601, whose month is a calendar month |
| any of these with ` before` | counted backwards (` after` is the default) |
| `end of day`, `end of next day` | the first instant of the day after the anchor's day, or after the next |
| `end of next business day` | the first instant of the day after the next business day |

Years and months count first, then weeks and days, then business days, then elapsed time.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, cast

from tactful.errors import did_you_mean
from tactful.timing.calendars import Calendar
from tactful.timing.instants import EARLIEST, LATEST, Instant, first_instant, instant_of, local
from tactful.timing.texts import quoted, with_help

End = Literal["day", "next day", "next business day"]

_SECOND: Final = 1_000_000
_ELAPSED: Final = {"hour": 3600 * _SECOND, "minute": 60 * _SECOND, "second": _SECOND}
_UNITS: Final = ("year", "month", "week", "day", "business day", "hour", "minute", "second")

_MOST_DAYS: Final = 36_525  # 100 years
_DAYS_A_MONTH: Final = 30.4375
_MOST_BUSINESS_DAYS: Final = 5_000  # stepped one by one


def _words() -> str:
    number = "([0-9]{1,10})"
    gap = "(?:(?:,| and)? (?=[0-9])|(?=$| before$| after$))"
    return "(?=[0-9])" + "".join(f"(?:{number} {unit}s?{gap})?" for unit in _UNITS)


def _iso() -> str:
    date, time = ("".join(f"(?:([0-9]{{1,10}}){unit})?" for unit in units) for units in ("YMWD", "HMS"))
    return f"P(?=[0-9T]){date}(?:T(?=[0-9]){time})?"


OFFSET_PATTERN: Final = f"^(?:end of (day|next day|next business day)|(?:{_words()}|{_iso()})(?: (before|after))?)$"
"""A regular expression, of Python and ECMAScript alike, of an offset; it does not limit the size."""

_EXAMPLES: Final = (
    "expected one such as `1 hour`, `14 days`, `5 business days`, `3 months`, `1 day 12 hours`, `P2W`, "
    "`90 days before`, `end of day` or `end of next business day`"
)
_VOCABULARY: Final = frozenset(
    word for unit in _UNITS for part in unit.split() for word in (part, part + "s") if word != "businesss"
) | {"before", "after", "and", "end", "of", "next"}


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from an anchor; all parts negative where it counts backwards.

    Equal offsets mean the same: a year is 12 months, a week 7 days, an hour 60 minutes, but a day is not
    24 hours. Where `end` is set the other parts are 0.
    """

    months: int = 0
    days: int = 0
    business_days: int = 0
    microseconds: int = 0
    end: End | None = None

    def after(self, anchor: Instant, zone: dt.tzinfo, calendar: Calendar) -> Instant:
        """Return the instant that lies this far from the anchor on the wall clock of the zone.

        A local time that the clocks skip is moved forward by the gap, one that comes twice is the first; an
        offset of nothing is the anchor itself. What lies outside the years 1 to 9999 is cut to them.
        """
        try:
            if self.end is not None:
                return self._end_of_day(anchor, zone, calendar)
            if self.days or self.months or self.business_days:
                anchor = self._same_clock(anchor, zone, calendar)
        except OverflowError:
            return LATEST if anchor > 0 else EARLIEST
        return min(max(anchor + self.microseconds, EARLIEST), LATEST)

    def _same_clock(self, anchor: Instant, zone: dt.tzinfo, calendar: Calendar) -> Instant:
        moment = local(anchor, zone)
        if self.months:
            moment = _add_months(moment, self.months)
        if self.days:
            moment += dt.timedelta(self.days)
        if self.business_days:
            day = moment.date()
            moment += calendar.step(day, self.business_days) - day
        return instant_of(moment.replace(fold=0) if moment.fold else moment)

    def _end_of_day(self, anchor: Instant, zone: dt.tzinfo, calendar: Calendar) -> Instant:
        day = local(anchor, zone).date()
        if self.end == "next day":
            day += dt.timedelta(1)
        elif self.end == "next business day":
            day = calendar.step(day, 1)
        day += dt.timedelta(1)
        end = first_instant(day, zone)
        if end > anchor:
            return end
        # The clocks went back over midnight, and the anchor lies in the hour that came again.
        return instant_of(dt.datetime(day.year, day.month, day.day, tzinfo=zone, fold=1))

    def __str__(self) -> str:
        if self.end is not None:
            return f"end of {self.end}"
        parts = [
            *_largest(self.months, {"year": 12, "month": 1}),
            *_largest(self.days, {"week": 7, "day": 1}),
            *_largest(self.business_days, {"business day": 1}),
            *_largest(self.microseconds, _ELAPSED),
        ]
        backwards = min(self.months, self.days, self.business_days, self.microseconds) < 0
        return (" ".join(parts) or "0 days") + (" before" if backwards else "")


@lru_cache(maxsize=1_024)
def parse_offset(text: str) -> Offset:
    """Read an offset. Raises ValueError for anything outside the grammar, and for more than 100 years."""
    match = re.fullmatch(OFFSET_PATTERN, text)
    if match is None:
        raise ValueError(_why_no_offset(text))
    end, *numbers, direction = match.groups()
    if end is not None:
        return Offset(end=cast(End, end))
    counts = [int(number or 0) for number in numbers]
    years, months, weeks, days, business_days, hours, minutes, seconds = (
        counts[:8] if any(numbers[:8]) else [*counts[8:12], 0, *counts[12:]]
    )
    elapsed = (hours * 3600 + minutes * 60 + seconds) * _SECOND
    _check_size(text, years * 12 + months, weeks * 7 + days, business_days, elapsed)
    sign = -1 if direction == "before" else 1
    return Offset(sign * (years * 12 + months), sign * (weeks * 7 + days), sign * business_days, sign * elapsed)


def _check_size(text: str, months: int, days: int, business_days: int, microseconds: int) -> None:
    if business_days > _MOST_BUSINESS_DAYS:
        raise ValueError(f"offset {quoted(text)} is too long, expected at most {_MOST_BUSINESS_DAYS} business days")
    if months * _DAYS_A_MONTH + days + microseconds / (86_400 * _SECOND) > _MOST_DAYS:
        raise ValueError(f"offset {quoted(text)} is too long, expected at most 100 years")


_NUMBER_WORDS: Final = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def _written_right(text: str) -> str:
    """Return the offset that was probably meant: number words as digits, blanks and letters put right."""
    words = re.sub(r"([0-9])(?=[a-z])", r"\1 ", " ".join(text[:60].lower().split())).split(" ")
    return " ".join(str(_NUMBER_WORDS.index(word) + 1) if word in _NUMBER_WORDS else word for word in words)


def _why_no_offset(text: str) -> str:
    meant = _written_right(text)
    if re.fullmatch(OFFSET_PATTERN, meant):
        return with_help(f"{quoted(text)} is no offset, {_EXAMPLES}", f"write `{meant}`")
    if meant.isdecimal():
        return with_help(f"{quoted(text)} is no offset, {_EXAMPLES}", f"say of what, such as `{meant} days`")
    hints = (
        did_you_mean(word, _VOCABULARY)
        for word in re.findall(r"[a-z]{2,20}", text[:100].lower())
        if word not in _VOCABULARY
    )
    return with_help(f"{quoted(text)} is no offset, {_EXAMPLES}", next(filter(None, hints), ""))


def _largest(amount: int, units: dict[str, int]) -> Iterable[str]:
    """Yield the amount in the largest unit that divides it, or nothing where it is 0."""
    if amount:
        unit, size = next((unit, size) for unit, size in units.items() if amount % size == 0)
        count = abs(amount) // size
        yield f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _add_months(moment: dt.datetime, months: int) -> dt.datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError("year outside 1 to 9999")
    day = moment.day
    if day > 28:
        day = min(day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day, fold=0)
