"""Instants, zones, offsets, calendars and windows: all that Tactful knows of time, without a clock.

An instant is an `int`, microseconds since 1970-01-01T00:00:00Z; a zone is a `datetime.tzinfo`.
"""

from tactful.timing.calendars import WEEKDAYS, Calendar, holiday_data_version
from tactful.timing.instants import (
    Instant,
    first_instant,
    format_instant,
    instant_of,
    local,
    parse_date,
    parse_instant,
)
from tactful.timing.offsets import OFFSET_PATTERN, Offset, parse_offset
from tactful.timing.windows import TIME_OF_DAY_PATTERN, Window
from tactful.timing.zones import UnknownZone, zone, zone_data_version

__all__ = [
    "OFFSET_PATTERN",
    "TIME_OF_DAY_PATTERN",
    "WEEKDAYS",
    "Calendar",
    "Instant",
    "Offset",
    "UnknownZone",
    "Window",
    "first_instant",
    "format_instant",
    "holiday_data_version",
    "instant_of",
    "local",
    "parse_date",
    "parse_instant",
    "parse_offset",
    "zone",
    "zone_data_version",
]
