from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.linting.offsets import comes_first, never_later
from tactful.policy import Anchor, Moment
from tactful.timing import Calendar, Offset, parse_offset, zone

UNITS = ["minute", "hour", "day", "week", "month", "year", "business day"]
ZONES = ["UTC", "America/New_York", "Pacific/Apia", "Pacific/Kwajalein", "Europe/Berlin", "Australia/Lord_Howe"]
CALENDARS = [Calendar(), Calendar.parse(["fri"], ["2011-12-28", "2011-12-29", "2012-01-02"])]
OFFSETS = st.one_of(
    st.builds(
        lambda count, unit, after: f"{count} {unit}{after}",
        st.integers(0, 40),
        st.sampled_from(UNITS),
        st.sampled_from(["", "", " before"]),
    ),
    st.sampled_from(["end of day", "end of next day", "end of next business day", "1 day 12 hours", "1 month 3 days"]),
)
# Around the days that Apia and Kwajalein skipped, and around a change to summer time.
MOMENTS = st.sampled_from(
    [
        int(dt.datetime(*day, tzinfo=dt.UTC).timestamp()) * 1_000_000
        for day in [(2011, 12, 29), (1993, 8, 20), (2026, 3, 28), (2026, 10, 24)]
    ]
).flatmap(lambda start: st.integers(-45 * 24, 45 * 24).map(lambda hours: start + hours * 3_600_000_000))


@settings(max_examples=1_000, deadline=None)
@given(OFFSETS, OFFSETS, MOMENTS, st.sampled_from(ZONES), st.sampled_from(CALENDARS))
def test_never_later_is_never_later(first, second, anchor, name, calendar):
    """What is said of two offsets holds from every anchor, in every zone, with every calendar."""
    one, other = parse_offset(first), parse_offset(second)
    if never_later(one, other):
        assert one.after(anchor, zone(name), calendar) <= other.after(anchor, zone(name), calendar)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1 hour", "1 hour", True),
        ("1 hour", "1 day", True),
        ("24 hours", "1 day", False),
        ("1 day", "24 hours", False),
        ("3 days", "1 week", True),
        ("1 week", "3 days", False),
        ("20 days", "1 month", True),
        ("30 days", "1 month", False),
        ("5 business days", "1 week", False),
        ("5 business days", "6 business days", True),
        ("3 days", "6 business days", True),
        ("1 day before", "0 days", True),
        ("30 days before", "90 days before", False),
        ("90 days before", "30 days before", True),
        ("1 hour before", "end of day", True),
        ("1 hour", "end of day", False),
    ],
)
def test_what_can_be_compared(first, second, expected):
    """Only what is so wherever it is counted from is said."""
    assert never_later(parse_offset(first), parse_offset(second)) is expected


HOUR, DAY, NOON = Moment(parse_offset("1 hour")), Moment(parse_offset("1 day")), Anchor("event.noon", "noon")
AT_NOON, AFTER_NOON = Moment(Offset(), NOON), Moment(parse_offset("1 hour"), NOON)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((), (), True),
        ((), (HOUR,), True),
        ((HOUR,), (), False),
        ((DAY, HOUR), (DAY,), True),
        ((DAY,), (DAY, HOUR), False),
        ((AT_NOON,), (AFTER_NOON,), True),
        ((HOUR,), (AFTER_NOON,), False),
        ((AFTER_NOON,), (HOUR,), False),
        ((AT_NOON, HOUR), (AFTER_NOON, DAY), True),
        ((AT_NOON,), (AFTER_NOON, DAY), False),
        ((AT_NOON,), (), False),
    ],
)
def test_the_earliest_of_several(first, second, expected):
    """Each moment needs an earlier one of the same anchor, else nothing is proved; none is the anchor of the rule."""
    assert comes_first(first, second) is expected
