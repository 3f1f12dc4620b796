"""Times as a test file writes them."""

from __future__ import annotations

import datetime as dt
import re

from tactful.timing import Instant, first_instant, format_instant, instant_of, local, parse_date, parse_instant
from tactful.timing.texts import quoted

_DATE_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ](?P<minute>[0-9]{2}:[0-9]{2})(?P<second>:[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?)?",
    re.ASCII,
)


def read_moment(text: str, zone: dt.tzinfo) -> Instant:
    """Read a date and time, with seconds or without; without an offset it is what the zone's clocks show.

    A date alone is its first instant. Raises ValueError.
    """
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{quoted(text)} is no time, expected one such as `2026-03-03 10:30`")
    date, minute, second, offset = match.groups()
    if minute is None:
        return first_instant(parse_date(date), zone)
    instant = parse_instant(f"{date}T{minute}{second or ':00'}{offset or 'Z'}")[0]
    if offset is not None:
        return instant
    return instant_of(local(instant, dt.UTC).replace(tzinfo=zone))


def as_rfc3339(text: str, zone: dt.tzinfo) -> str:
    """Return such a time as RFC 3339. An offset that is written is kept, and UTC is `Z`, which names no zone.

    Raises ValueError.
    """
    instant = read_moment(text, zone)
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None or match["offset"] is None:
        written = format_instant(instant, zone)
        return written.replace("+00:00", "Z") if zone is dt.UTC else written
    return f"{match['date']}T{match['minute']}{match['second'] or ':00'}{match['offset']}"


def with_offset(text: str, zone: dt.tzinfo) -> str:
    """Return a date with a time as RFC 3339, and any other text, a date alone too, as it is."""
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None or match["minute"] is None:
        return text
    try:
        return as_rfc3339(text, zone)
    except ValueError:
        return text
