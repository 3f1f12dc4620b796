from __future__ import annotations

import pytest

from tactful.testing.times import as_rfc3339, read_moment, with_offset
from tactful.timing import parse_instant, zone

NEW_YORK = zone("America/New_York")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-03 10:30", "2026-03-03T10:30:00-05:00"),
        ("2026-03-03T10:30", "2026-03-03T10:30:00-05:00"),
        ("2026-03-03 10:30:15", "2026-03-03T10:30:15-05:00"),
        ("2026-03-03 10:30:15.25", "2026-03-03T10:30:15.25-05:00"),
        ("2026-03-03", "2026-03-03T00:00:00-05:00"),
        ("2026-03-08 02:30", "2026-03-08T03:30:00-04:00"),
        ("2026-11-01 01:30", "2026-11-01T01:30:00-04:00"),
        ("2026-03-03 10:30Z", "2026-03-03T10:30:00Z"),
        ("2026-03-03T10:30:00+01:00", "2026-03-03T10:30:00+01:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    """A time without an offset is what the zone's clocks show: skipped moves forward, twice is the first."""
    assert read_moment(text, NEW_YORK) == parse_instant(expected)[0]
    assert as_rfc3339(text, NEW_YORK) == expected


@pytest.mark.parametrize(
    "text", ["", "now", "10:30", "2026-3-3", "2026-03-03 1:30", "2026-03-03 10:30+1", "2026-03-03 10:60", "2026-02-30"]
)
def test_what_is_no_time(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match=r".+"):
        read_moment(text, NEW_YORK)


@pytest.mark.parametrize("text", ["2026-03-03", "x", "", "2026-02-30 10:00", "12:30"])
def test_other_fields_are_left_as_they_are(text: str) -> None:
    """A date in an event's field stays a date, and what is no time stays text."""
    assert with_offset(text, NEW_YORK) == text
