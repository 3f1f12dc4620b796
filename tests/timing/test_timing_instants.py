from __future__ import annotations

import contextlib
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.timing import first_instant, format_instant, instant_of, local, parse_date, parse_instant, zone

SECOND = 1_000_000
INSTANTS = st.integers(
    instant_of(dt.datetime(1900, 1, 1, tzinfo=dt.UTC)), instant_of(dt.datetime(2300, 12, 31, tzinfo=dt.UTC))
)
ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Europe/Amsterdam", "Australia/Lord_Howe", "Africa/Monrovia", "Asia/Kolkata"]
).map(zone)


@pytest.mark.parametrize(
    ("text", "instant", "offset"),
    [
        ("1970-01-01T00:00:00Z", 0, None),
        ("1970-01-01t00:00:01z", SECOND, None),
        ("1970-01-01 00:00:01-00:00", SECOND, None),
        ("1970-01-01T00:00:00+00:00", 0, dt.timedelta(0)),
        ("1969-12-31T17:00:00-07:00", 0, dt.timedelta(hours=-7)),
        ("1970-01-01T05:30:00.5+05:30", SECOND // 2, dt.timedelta(hours=5, minutes=30)),
        ("1970-01-01T00:00:00.1234569999Z", 123_456, None),
        ("1970-01-01T00:00:00." + "9" * 5_000 + "Z", 999_999, None),
        ("2016-12-31T23:59:60Z", 1_483_228_800 * SECOND, None),
        ("2016-12-31T16:59:60.25-07:00", 1_483_228_800 * SECOND + SECOND // 4, dt.timedelta(hours=-7)),
    ],
)
def test_every_rfc_3339_spelling_is_read(text: str, instant: int, offset: dt.timedelta | None) -> None:
    """All that RFC 3339 allows is read to the microsecond, with the offset that it states."""
    found, stated = parse_instant(text)
    assert found == instant
    assert (stated and stated.utcoffset(None)) == offset


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-03-03T10:30:00", "has no offset"),
        ("2026-03-03 10:30:00.5", "has no offset"),
        ("2026-03-03", "has no time of day"),
        ("1899-12-31T23:59:59Z", "year 1899 .* 1900 to 2200"),
        ("2201-01-01T00:00:00Z", "year 2201 .* 1900 to 2200"),
        ("2026-02-29T00:00:00Z", "is no date-time: day is out of range"),
        ("2026-13-01T00:00:00Z", "is no date-time: month"),
        ("2026-03-03T24:00:00Z", "expected an RFC 3339"),
        ("2026-03-03T10:30Z", "expected an RFC 3339"),
        ("2026-03-03T10:30:61Z", "expected an RFC 3339"),
        ("2026-03-03T10:30:00,5Z", "expected an RFC 3339"),
        ("2026-03-03T10:30:00+0700", "expected an RFC 3339"),
        ("2026-03-03T10:30:00+24:00", "expected an RFC 3339"),
        ("2026-W10-2T10:30:00Z", "expected an RFC 3339"),
        ("20260303T103000Z", "expected an RFC 3339"),
        ("٢٠٢٦-03-03T10:30:00Z", "expected an RFC 3339"),
        ("2026-03-03T10:30:00Z\n", "expected an RFC 3339"),
        ("1767225600", "expected an RFC 3339"),
        ("", "expected an RFC 3339"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, problem: str) -> None:
    """What is no date-time with an offset in the years 1900 to 2200 is refused, and the text says why."""
    with pytest.raises(ValueError, match=problem):
        parse_instant(text)


def test_an_error_shows_a_long_or_odd_text_in_short() -> None:
    """However long or strange what was found is, the error is one line of bounded length."""
    with pytest.raises(ValueError, match="is no date-time") as caught:
        parse_instant("\x1b[31m\n" + "x" * 100_000)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["2026-02-29", "2026-3-3", "20260303", "1899-12-31", "2201-01-01", "03.03.2026", ""])
def test_a_date_is_year_month_day(text: str) -> None:
    """Only an existing day, written `YYYY-MM-DD`, in the years 1900 to 2200 is a date."""
    assert parse_date("2024-02-29") == dt.date(2024, 2, 29)
    with pytest.raises(ValueError, match=re.escape(f"`{text}`")):
        parse_date(text)


@pytest.mark.parametrize(
    ("name", "date", "first"),
    [
        ("America/New_York", "2026-03-08", "2026-03-08T00:00:00-05:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00"),  # midnight is skipped
        ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"),
        ("Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"),  # midnight comes twice
        ("America/Toronto", "1919-03-31", "1919-03-31T00:30:00-04:00"),  # 23:30 was followed by 00:30
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"),  # a day that never was
        ("Asia/Kolkata", "2026-03-03", "2026-03-03T00:00:00+05:30"),
    ],
)
def test_a_date_begins_with_its_first_moment(name: str, date: str, first: str) -> None:
    """A date begins at midnight or, where the clocks skip that, at the first moment that exists."""
    instant = first_instant(parse_date(date), zone(name))
    assert format_instant(instant, zone(name)) == first
    before = local(instant - 1, zone(name)).date()
    assert before < parse_date(date)


@pytest.mark.parametrize(
    ("instant", "name", "text"),
    [
        (0, "UTC", "1970-01-01T00:00:00+00:00"),
        (0, "America/New_York", "1969-12-31T19:00:00-05:00"),
        (1, "UTC", "1970-01-01T00:00:00.000001+00:00"),
        (500_000, "Asia/Kolkata", "1970-01-01T05:30:00.5+05:30"),
        (-2_208_988_800 * SECOND, "Europe/Amsterdam", "1900-01-01T00:00:00+00:00"),  # +00:17:30 there
        (-2_208_988_800 * SECOND + 250_000, "Africa/Monrovia", "1900-01-01T00:00:00.25+00:00"),
    ],
)
def test_an_instant_is_written_with_the_offset_of_its_zone(instant: int, name: str, text: str) -> None:
    """Seconds are always written, fractions where there are any, the offset in whole minutes or as UTC."""
    assert format_instant(instant, zone(name)) == text


@given(INSTANTS, ZONES)
def test_what_is_written_is_read_back(instant: int, where: dt.tzinfo) -> None:
    """Writing never fails and loses nothing, in whatever zone."""
    text = format_instant(instant, where)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?[+-]\d\d:\d\d", text)
    if "1900" <= text[:4] <= "2200":
        assert parse_instant(text)[0] == instant
    assert instant_of(dt.datetime.fromisoformat(text)) == instant


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.+Zz-]{0,20}"))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    """Whatever is given, reading ends in an instant or in a ValueError."""
    for parse in (parse_instant, parse_date):
        with contextlib.suppress(ValueError):
            parse(text)
