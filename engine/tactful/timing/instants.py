"""Instants and dates: reading, writing, and the way between an instant and the wall clock of a zone."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from typing import Final

from tactful.timing.texts import quoted

Instant = int
"""Microseconds since 1970-01-01T00:00:00Z."""

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_SECOND: Final = 1_000_000

# A day inside what `datetime` can hold, so that every zone can show them.
EARLIEST: Final[Instant] = (dt.datetime(1, 1, 2, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
LATEST: Final[Instant] = (dt.datetime(9999, 12, 30, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND

_FIRST_YEAR: Final = "1900"
_LAST_YEAR: Final = "2200"

_DATE: Final = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(?:\.[0-9]+)?"
_DATE_TIME: Final = re.compile(rf"{_DATE.pattern}[Tt ]{_TIME}([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])", re.ASCII)
_WITHOUT_OFFSET: Final = re.compile(rf"{_DATE.pattern}[Tt ]{_TIME}", re.ASCII)
_BLANK_OFFSET: Final = re.compile(r" [0-9]{2}:[0-9]{2}\Z", re.ASCII)
_EXAMPLE: Final = "expected an RFC 3339 date-time such as `2026-03-03T10:30:00-07:00`"


def parse_instant(text: str) -> tuple[Instant, dt.tzinfo | None]:
    """Read an RFC 3339 date-time and return its instant and its offset.

    The offset is None where the text names no zone (`Z`, `-00:00`), else a fixed `datetime.timezone`.
    Fractions are cut after the microsecond; the leap second `:60` is the next second.

    Raises ValueError for anything else, for a missing offset, and for years outside 1900 to 2200.
    """
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise ValueError(_why_no_instant(text))
    year, second, offset = match.groups()
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(_outside_years(year, text))
    leap = 0
    if second == "60":
        text = f"{text[:17]}59{text[19:]}"
        leap = _SECOND
    if offset == "z":
        text = text[:-1] + "Z"
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is no date-time: {error}") from None
    return (moment - _EPOCH) // _MICROSECOND + leap, _fixed_zone(offset)


def parse_date(text: str) -> dt.date:
    """Read a date written `YYYY-MM-DD`.

    Raises ValueError for anything else and for years outside 1900 to 2200.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{quoted(text)} is no date, expected one such as `2026-03-03`")
    if not _FIRST_YEAR <= match[1] <= _LAST_YEAR:
        raise ValueError(_outside_years(match[1], text))
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is no date: {error}") from None


def local(instant: Instant, zone: dt.tzinfo) -> dt.datetime:
    """Return what the wall clock of the zone shows at the instant."""
    return (_EPOCH + dt.timedelta(0, 0, instant)).astimezone(zone)


def instant_of(moment: dt.datetime) -> Instant:
    """Return the instant of an aware local time.

    With `fold=0` a time that the clocks skip is moved forward by the gap, one that comes twice is the first.
    """
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4_096)
def first_instant(date: dt.date, zone: dt.tzinfo) -> Instant:
    """Return the first instant of a date: midnight, or where that is skipped the first moment that exists."""
    midnight = dt.datetime(date.year, date.month, date.day, tzinfo=zone)
    instant = instant_of(midnight)
    gap = instant - instant_of(midnight.replace(fold=1))
    return _end_of_gap(instant, gap, zone) if gap > 0 else instant


def _end_of_gap(skipped: Instant, gap: int, zone: dt.tzinfo) -> Instant:
    """Return the instant at which the clocks jump over a local time, given where that time is moved to."""
    offset = local(skipped, zone).utcoffset()
    before, after = skipped - gap, skipped
    while after - before > 1:
        middle = (before + after) // 2
        if local(middle, zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


@lru_cache(maxsize=16_384)
def format_instant(instant: Instant, zone: dt.tzinfo) -> str:
    """Write an instant as RFC 3339 with the zone's offset, in UTC where the offset has seconds.

    Raises OverflowError for instants outside the years 1 to 9999.
    """
    moment = local(instant, zone)
    offset = moment.utcoffset()
    if offset and offset % dt.timedelta(minutes=1):
        moment = moment.astimezone(dt.UTC)
    text = moment.isoformat()
    if moment.microsecond:
        return text[:-6].rstrip("0") + text[-6:]
    return text


@cache  # bounded: the pattern lets through some 2,900 spellings
def _fixed_zone(offset: str) -> dt.tzinfo | None:
    if offset in ("Z", "z", "-00:00"):
        return None
    size = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return dt.timezone(-size if offset[0] == "-" else size)


def _why_no_instant(text: str) -> str:
    if _WITHOUT_OFFSET.fullmatch(text):
        return f"{quoted(text)} has no offset, expected one such as `Z` or `-07:00` at its end"
    if _DATE.fullmatch(text):
        return f"{quoted(text)} has no time of day, {_EXAMPLE}"
    if _WITHOUT_OFFSET.match(text) and _BLANK_OFFSET.search(text):
        return f"{quoted(text)} is no date-time, expected a `+` before the offset: in a URL that is `%2B`"
    return f"{quoted(text)} is no date-time, {_EXAMPLE}"


def _outside_years(year: str, text: str) -> str:
    return f"year {year} of {quoted(text)} is out of range, expected {_FIRST_YEAR} to {_LAST_YEAR}"
