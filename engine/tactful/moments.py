"""Moments as an embedding program writes them, and the instants that the engine counts in."""

from __future__ import annotations

import datetime as dt

from tactful.errors import EventError
from tactful.timing import parse_instant

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

Moment = dt.datetime | str
"""An aware `datetime`, or RFC 3339 text with an offset."""


def instant_from(moment: Moment) -> int:
    """Return microseconds since 1970 UTC. Raise EventError for a moment without a zone or of another type."""
    if isinstance(moment, str):
        try:
            return parse_instant(moment)[0]
        except ValueError as error:
            raise EventError(str(error), "bad_moment") from None
    if not isinstance(moment, dt.datetime):
        raise EventError(f"found a {type(moment).__name__}, expected a datetime or RFC 3339 text", "bad_moment")
    if moment.utcoffset() is None:
        raise EventError(f"`{moment.isoformat()}` has no time zone, expected an aware datetime", "bad_moment")
    return (moment - _EPOCH) // _MICROSECOND


def moment_from(instant: int) -> dt.datetime:
    """Return an instant as an aware datetime in UTC."""
    return _EPOCH + instant * _MICROSECOND
