from __future__ import annotations

import contextlib
import datetime as dt
import re

import pytest
import whenever
from hypothesis import assume, given
from hypothesis import strategies as st

from tactful.timing import (
    OFFSET_PATTERN,
    Calendar,
    Offset,
    first_instant,
    format_instant,
    instant_of,
    local,
    parse_instant,
    parse_offset,
    zone,
)

ARIZONA = Calendar.parse(holidays="US-AZ")
NAMES = [
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Pacific/Apia",
    "UTC",
]
INSTANTS = st.integers(
    instant_of(dt.datetime(1900, 1, 1, tzinfo=dt.UTC)), instant_of(dt.datetime(2200, 12, 31, tzinfo=dt.UTC))
)
YEARS_ALIKE = st.integers(  # in which the data of the oracle cannot differ
    instant_of(dt.datetime(1985, 1, 1, tzinfo=dt.UTC)), instant_of(dt.datetime(2022, 1, 1, tzinfo=dt.UTC))
)


@pytest.mark.parametrize(
    ("text", "offset", "canonical"),
    [
        ("1 hour", Offset(microseconds=3_600_000_000), "1 hour"),
        ("24 hours", Offset(microseconds=86_400_000_000), "24 hours"),
        ("90 minutes", Offset(microseconds=5_400_000_000), "90 minutes"),
        ("60 minutes", Offset(microseconds=3_600_000_000), "1 hour"),
        ("30 seconds", Offset(microseconds=30_000_000), "30 seconds"),
        ("1 day", Offset(days=1), "1 day"),
        ("14 days", Offset(days=14), "2 weeks"),
        ("2 weeks", Offset(days=14), "2 weeks"),
        ("10 days", Offset(days=10), "10 days"),
        ("5 business days", Offset(business_days=5), "5 business days"),
        ("1 business day before", Offset(business_days=-1), "1 business day before"),
        ("3 months", Offset(months=3), "3 months"),
        ("1 year", Offset(months=12), "1 year"),
        ("12 months", Offset(months=12), "1 year"),
        ("1 year 6 months", Offset(months=18), "18 months"),
        ("1 day 12 hours", Offset(days=1, microseconds=43_200_000_000), "1 day 12 hours"),
        ("1 day and 12 hours", Offset(days=1, microseconds=43_200_000_000), "1 day 12 hours"),
        ("1 month, 2 days", Offset(months=1, days=2), "1 month 2 days"),
        ("1 week 1 business day", Offset(days=7, business_days=1), "1 week 1 business day"),
        ("P2W", Offset(days=14), "2 weeks"),
        ("P1M", Offset(months=1), "1 month"),
        ("PT1M", Offset(microseconds=60_000_000), "1 minute"),
        ("P1DT12H", Offset(days=1, microseconds=43_200_000_000), "1 day 12 hours"),
        ("P1Y2M10DT2H30M", Offset(14, 10, 0, 9_000_000_000), "14 months 10 days 150 minutes"),
        ("90 days before", Offset(days=-90), "90 days before"),
        ("P1M before", Offset(months=-1), "1 month before"),
        ("1 hour after", Offset(microseconds=3_600_000_000), "1 hour"),
        ("0 days", Offset(), "0 days"),
        ("0 hours before", Offset(), "0 days"),
        ("100 years", Offset(months=1200), "100 years"),
        ("end of day", Offset(end="day"), "end of day"),
        ("end of next day", Offset(end="next day"), "end of next day"),
        ("end of next business day", Offset(end="next business day"), "end of next business day"),
    ],
)
def test_an_offset_is_read_and_written(text: str, offset: Offset, canonical: str) -> None:
    """Spellings that mean the same are one value with one spelling, which reads as the same value again."""
    assert parse_offset(text) == offset
    assert str(offset) == canonical
    assert parse_offset(canonical) == offset


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected one such as `1 hour`"),
        ("tomorrow", "expected one such as `1 hour`"),
        ("2 weks", "did you mean `weeks`"),
        ("5 busines days", "did you mean `business`"),
        ("1.5 hours", "`1.5 hours` is no offset"),
        ("-1 day", "is no offset"),
        ("1 hour 1 day", "is no offset"),
        ("1 day 2 days", "is no offset"),
        ("1 day12 hours", "is no offset"),
        ("1 day and", "is no offset"),
        (" 1 day", "is no offset"),
        ("1 day ", "is no offset"),
        ("1 day\n", "is no offset"),
        ("1 days12hours", "is no offset"),
        ("\u0661 day", "is no offset"),
        ("P", "is no offset"),
        ("PT", "is no offset"),
        ("P1DT", "is no offset"),
        ("P1.5D", "is no offset"),
        ("p1d", "is no offset"),
        ("end of day before", "is no offset"),
        ("101 years", "at most 100 years"),
        ("100 years 1 day", "at most 100 years"),
        ("36526 days", "at most 100 years"),
        ("9999999999 hours", "at most 100 years"),
        ("P1200MT1S", "at most 100 years"),
        ("5001 business days", "at most 5000 business days"),
    ],
)
def test_anything_else_is_refused(text: str, problem: str) -> None:
    """What is outside the grammar or longer than 100 years is refused, with examples or the nearest word."""
    with pytest.raises(ValueError, match=problem):
        parse_offset(text)


def test_the_pattern_is_ecmascript_s_too() -> None:
    """The pattern for editors uses nothing that only Python understands."""
    assert not re.search(r"\(\?(?!:|=|!)|\\[AZ]|[*+?}]\+", OFFSET_PATTERN)
    assert re.search(OFFSET_PATTERN, "5 business days")


@pytest.mark.parametrize(
    ("name", "anchor", "offset", "expected"),
    [
        # the clocks skip an hour
        ("America/New_York", "2026-03-07T02:30:00-05:00", "1 day", "2026-03-08T03:30:00-04:00"),
        ("America/New_York", "2026-03-07T10:00:00-05:00", "1 day", "2026-03-08T10:00:00-04:00"),
        ("America/New_York", "2026-03-07T10:00:00-05:00", "24 hours", "2026-03-08T11:00:00-04:00"),
        ("America/New_York", "2026-03-09T02:30:00-04:00", "1 day before", "2026-03-08T03:30:00-04:00"),
        ("Europe/Berlin", "2026-02-28T02:30:00+01:00", "1 month 1 day", "2026-03-29T03:30:00+02:00"),
        ("Australia/Lord_Howe", "2026-10-03T02:15:00+10:30", "1 day", "2026-10-04T02:45:00+11:00"),
        ("America/Santiago", "2026-09-05T00:15:00-04:00", "1 day", "2026-09-06T01:15:00-03:00"),
        ("Africa/Cairo", "2026-04-23T00:00:00+02:00", "1 day", "2026-04-24T01:00:00+03:00"),
        # an hour comes twice
        ("America/New_York", "2026-10-31T01:30:00-04:00", "1 day", "2026-11-01T01:30:00-04:00"),
        ("America/New_York", "2026-10-31T10:00:00-04:00", "24 hours", "2026-11-01T09:00:00-05:00"),
        ("America/New_York", "2026-11-01T01:30:00-05:00", "0 days", "2026-11-01T01:30:00-05:00"),
        ("America/New_York", "2026-11-01T01:30:00-05:00", "1 day", "2026-11-02T01:30:00-05:00"),
        ("America/New_York", "2026-11-01T01:30:00-05:00", "1 hour before", "2026-11-01T01:30:00-04:00"),
        ("Europe/Berlin", "2026-10-18T02:30:00+02:00", "1 week", "2026-10-25T02:30:00+02:00"),
        ("Australia/Lord_Howe", "2026-04-04T01:45:00+11:00", "1 day", "2026-04-05T01:45:00+11:00"),
        # a day that never was, and a zone whose clocks stay
        ("Pacific/Apia", "2011-12-29T10:00:00-10:00", "1 day", "2011-12-31T10:00:00+14:00"),
        ("Pacific/Apia", "2011-12-29T10:00:00-10:00", "end of day", "2011-12-31T00:00:00+14:00"),
        ("Asia/Kolkata", "2026-03-03T10:00:00+05:30", "2 weeks", "2026-03-17T10:00:00+05:30"),
        # month ends and leap days
        ("UTC", "2026-01-31T10:00:00Z", "1 month", "2026-02-28T10:00:00+00:00"),
        ("UTC", "2024-01-31T10:00:00Z", "1 month", "2024-02-29T10:00:00+00:00"),
        ("UTC", "2026-01-31T10:00:00Z", "3 months", "2026-04-30T10:00:00+00:00"),
        ("UTC", "2026-03-31T10:00:00Z", "1 month before", "2026-02-28T10:00:00+00:00"),
        ("UTC", "2024-02-29T10:00:00Z", "1 year", "2025-02-28T10:00:00+00:00"),
        ("UTC", "2024-02-29T10:00:00Z", "4 years", "2028-02-29T10:00:00+00:00"),
        ("UTC", "2025-12-15T10:00:00Z", "1 month", "2026-01-15T10:00:00+00:00"),
        ("UTC", "2026-01-15T10:00:00Z", "P1M before", "2025-12-15T10:00:00+00:00"),
        # what counts first
        ("UTC", "2026-01-31T10:00:00Z", "1 month 1 day", "2026-03-01T10:00:00+00:00"),
        ("America/New_York", "2026-03-07T12:00:00-05:00", "1 day 12 hours", "2026-03-09T00:00:00-04:00"),
        ("America/New_York", "2026-03-07T12:00:00-05:00", "36 hours", "2026-03-09T01:00:00-04:00"),
        # business days
        ("America/Phoenix", "2026-03-07T10:00:00-07:00", "1 business day", "2026-03-09T10:00:00-07:00"),
        ("America/Phoenix", "2026-07-02T16:20:00-07:00", "1 business day", "2026-07-06T16:20:00-07:00"),
        (
            "America/Phoenix",
            "2026-07-06T09:00:00-07:00",
            "1 business day before",
            "2026-07-02T09:00:00-07:00",
        ),
        ("America/Phoenix", "2026-03-07T10:00:00-07:00", "0 business days", "2026-03-07T10:00:00-07:00"),
        ("America/New_York", "2026-03-06T02:30:00-05:00", "1 business day", "2026-03-09T02:30:00-04:00"),
        # ends of days
        ("America/Phoenix", "2026-03-03T10:30:00-07:00", "end of day", "2026-03-04T00:00:00-07:00"),
        ("America/Phoenix", "2026-03-03T00:00:00-07:00", "end of day", "2026-03-04T00:00:00-07:00"),
        ("America/Phoenix", "2026-03-03T10:30:00-07:00", "end of next day", "2026-03-05T00:00:00-07:00"),
        (
            "America/Phoenix",
            "2026-07-02T10:00:00-07:00",
            "end of next business day",
            "2026-07-07T00:00:00-07:00",
        ),
        (
            "America/Phoenix",
            "2026-03-06T10:00:00-07:00",
            "end of next business day",
            "2026-03-10T00:00:00-07:00",
        ),
        ("America/Santiago", "2026-09-05T12:00:00-04:00", "end of day", "2026-09-06T01:00:00-03:00"),
        # the first midnight was over when 23:30 came again
        ("America/St_Johns", "1999-10-30T23:30:00-03:30", "end of day", "1999-10-31T00:00:00-03:30"),
        ("America/St_Johns", "1999-10-30T23:30:00-02:30", "end of day", "1999-10-31T00:00:00-02:30"),
    ],
)
def test_an_offset_keeps_the_wall_clock_or_elapses(name: str, anchor: str, offset: str, expected: str) -> None:
    """Days and longer units keep the wall clock, hours and shorter ones elapse, whatever the clocks do."""
    instant = parse_offset(offset).after(parse_instant(anchor)[0], zone(name), ARIZONA)
    assert format_instant(instant, zone(name)) == expected


@pytest.mark.filterwarnings("ignore:resolving a local datetime")  # `compatible` is its default, and meant
@given(YEARS_ALIKE, st.sampled_from(NAMES), st.integers(-400, 400), st.integers(-40, 40))
def test_days_and_months_agree_with_an_independent_library(anchor: int, name: str, days: int, months: int) -> None:
    """Days and months land where `whenever` lands, also on times that are skipped or come twice."""
    assume(days * months >= 0)
    assume(days or months)
    here = local(anchor, zone(name))
    _agree(here, name, days, months)


@pytest.mark.filterwarnings("ignore:resolving a local datetime")  # `compatible` is its default, and meant
@given(
    st.sampled_from(
        [
            ("America/New_York", dt.datetime(2021, 3, 14, 2), 60),
            ("America/New_York", dt.datetime(2021, 11, 7, 1), 60),
            ("Europe/Berlin", dt.datetime(2021, 3, 28, 2), 60),
            ("Europe/Berlin", dt.datetime(2021, 10, 31, 2), 60),
            ("Australia/Lord_Howe", dt.datetime(2021, 10, 3, 2), 30),
            ("Australia/Lord_Howe", dt.datetime(2021, 4, 4, 1, 30), 30),
            ("America/Santiago", dt.datetime(2021, 9, 5, 0), 60),
            ("Pacific/Apia", dt.datetime(2011, 12, 30, 0), 24 * 60),
        ]
    ),
    st.floats(0, 1),
    st.integers(-500, 500).filter(bool),
)
def test_skipped_and_repeated_times_agree_with_an_independent_library(
    change: tuple[str, dt.datetime, int], part: float, days: int
) -> None:
    """Whatever second of a skipped or repeated hour is aimed at, the answer is that of `whenever`."""
    name, start, minutes = change
    aimed = start + dt.timedelta(seconds=int(part * minutes * 60))
    anchor = local(instant_of((aimed - dt.timedelta(days)).replace(tzinfo=zone(name))), zone(name))
    _agree(anchor, name, days, 0)


def _agree(here: dt.datetime, name: str, days: int, months: int) -> None:
    date = whenever.Date(here.year, here.month, here.day).add(months=months).add(days=days)
    there = whenever.ZonedDateTime(date.year, date.month, date.day, here.hour, here.minute, here.second, tz=name)
    expected = dt.datetime.fromisoformat(there.format_iso().partition("[")[0])
    found = Offset(months=months, days=days).after(instant_of(here), zone(name), ARIZONA)
    assert found == instant_of(expected) + here.microsecond


@given(INSTANTS, st.sampled_from(NAMES), st.integers(-300, 300))
def test_a_business_day_offset_ends_on_a_business_day(anchor: int, name: str, count: int) -> None:
    """Where the wall clock is kept, the moment lies on the day that the calendar steps to."""
    here = local(anchor, zone(name))
    there = local(Offset(business_days=count).after(anchor, zone(name), ARIZONA), zone(name))
    if there.time() == here.time():
        assert there.date() == ARIZONA.step(here.date(), count)


@given(INSTANTS, st.sampled_from([*NAMES, "America/St_Johns"]))
def test_the_end_of_a_day_lies_ahead(anchor: int, name: str) -> None:
    """A day ends after each of its moments, and where the clocks stay within a day of them."""
    where = zone(name)
    end = parse_offset("end of day").after(anchor, where, ARIZONA)
    assert anchor < end <= anchor + 25 * 3_600_000_000
    next_day = local(anchor, where).date() + dt.timedelta(1)
    assert end >= first_instant(next_day, where)


OFFSETS = st.builds(
    lambda sign, months, days, business_days, seconds: Offset(
        sign * months, sign * days, sign * business_days, sign * seconds * 1_000_000
    ),
    st.sampled_from([1, -1]),
    st.integers(0, 400),
    st.integers(0, 9_000),
    st.integers(0, 300),
    st.integers(0, 10**9),
)


@given(OFFSETS)
def test_every_offset_reads_as_it_is_written(offset: Offset) -> None:
    """Writing and reading an offset gives the same value, and the pattern accepts it."""
    assert parse_offset(str(offset)) == offset
    assert re.search(OFFSET_PATTERN, str(offset))


@given(st.integers(-(10**20), 10**20), OFFSETS | st.sampled_from([Offset(end="day"), Offset(months=1200)]))
def test_no_offset_overflows(anchor: int, offset: Offset) -> None:
    """Whatever the anchor, there is an answer that can be written."""
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert format_instant(offset.after(anchor, zone(name), Calendar()), zone(name))


@given(st.text(max_size=30) | st.from_regex(OFFSET_PATTERN, fullmatch=True))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    """Whatever is given, reading ends in an offset or in a ValueError."""
    with contextlib.suppress(ValueError):
        assert isinstance(parse_offset(text), Offset)
