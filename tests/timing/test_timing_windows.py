from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.timing import Calendar, Window, format_instant, instant_of, local, parse_instant, zone

ARIZONA = Calendar.parse(holidays="US-AZ")
DAY = 86_400_000_000
OFFICE = Window.parse("business", "08:00", "18:00")
NIGHT = Window.parse(["fri"], "22:00", "06:00")
WEEKENDS = Window.parse(["sat", "sun"])


@pytest.mark.parametrize(
    ("window", "name", "instant", "expected"),
    [
        # half-open
        (OFFICE, "America/Phoenix", "2026-03-03T07:59:59.9-07:00", "2026-03-03T08:00:00-07:00"),
        (OFFICE, "America/Phoenix", "2026-03-03T08:00:00-07:00", "2026-03-03T08:00:00-07:00"),
        (OFFICE, "America/Phoenix", "2026-03-03T17:59:59.9-07:00", "2026-03-03T17:59:59.9-07:00"),
        (OFFICE, "America/Phoenix", "2026-03-03T18:00:00-07:00", "2026-03-04T08:00:00-07:00"),
        # over a weekend and an observed holiday
        (OFFICE, "America/Phoenix", "2026-07-02T18:00:00-07:00", "2026-07-06T08:00:00-07:00"),
        # past midnight, on the day when it began
        (NIGHT, "Europe/Berlin", "2026-03-06T21:00:00+01:00", "2026-03-06T22:00:00+01:00"),
        (NIGHT, "Europe/Berlin", "2026-03-07T05:59:00+01:00", "2026-03-07T05:59:00+01:00"),
        (NIGHT, "Europe/Berlin", "2026-03-07T06:00:00+01:00", "2026-03-13T22:00:00+01:00"),
        (NIGHT, "Europe/Berlin", "2026-03-06T05:00:00+01:00", "2026-03-06T22:00:00+01:00"),
        (NIGHT, "Europe/Berlin", "2026-03-07T22:30:00+01:00", "2026-03-13T22:00:00+01:00"),
        # days or hours alone
        (WEEKENDS, "Asia/Kolkata", "2026-03-06T23:59:00+05:30", "2026-03-07T00:00:00+05:30"),
        (WEEKENDS, "Asia/Kolkata", "2026-03-08T23:59:00+05:30", "2026-03-08T23:59:00+05:30"),
        (WEEKENDS, "Asia/Kolkata", "2026-03-09T00:00:00+05:30", "2026-03-14T00:00:00+05:30"),
        (Window.parse(from_="20:00"), "UTC", "2026-03-07T00:00:00Z", "2026-03-07T20:00:00+00:00"),
        (Window.parse(until="8:00"), "UTC", "2026-03-07T08:00:00Z", "2026-03-08T00:00:00+00:00"),
        (
            Window.parse(from_="20:00", until="00:00"),
            "UTC",
            "2026-03-07T23:59:00Z",
            "2026-03-07T23:59:00+00:00",
        ),
        # an opening that the clocks skip is moved forward by the gap
        (
            Window.parse(from_="02:30", until="18:00"),
            "America/New_York",
            "2026-03-08T01:00:00-05:00",
            "2026-03-08T03:30:00-04:00",
        ),
        (
            Window.parse(from_="02:10", until="18:00"),
            "Australia/Lord_Howe",
            "2026-10-04T01:00:00+10:30",
            "2026-10-04T02:40:00+11:00",
        ),
        # a window that the clocks jump over is moved with its end, or does not open where that is not skipped
        (
            Window.parse(from_="02:00", until="02:30"),
            "America/New_York",
            "2026-03-08T01:00:00-05:00",
            "2026-03-08T03:00:00-04:00",
        ),
        (
            Window.parse(from_="02:30", until="03:15"),
            "America/New_York",
            "2026-03-08T01:00:00-05:00",
            "2026-03-09T02:30:00-04:00",
        ),
        # an hour that comes twice is the first
        (
            Window.parse(from_="01:30", until="02:30"),
            "America/New_York",
            "2026-11-01T00:00:00-04:00",
            "2026-11-01T01:30:00-04:00",
        ),
        (
            Window.parse(from_="00:30", until="01:30"),
            "America/New_York",
            "2026-11-01T01:00:00-05:00",
            "2026-11-02T00:30:00-05:00",
        ),
        # a day begins with its first moment, and ends with it
        (Window.parse(["sun"]), "America/Santiago", "2026-09-05T12:00:00-04:00", "2026-09-06T01:00:00-03:00"),
        (Window.parse(["mon"]), "America/Toronto", "1919-03-30T12:00:00-05:00", "1919-03-31T00:30:00-04:00"),
        # a Friday that never was
        (
            Window.parse(["fri"], "09:00", "17:00"),
            "Pacific/Apia",
            "2011-12-29T12:00:00-10:00",
            "2012-01-06T09:00:00+14:00",
        ),
        (
            Window.parse(["thu"], "22:00", "06:00"),
            "Pacific/Apia",
            "2011-12-31T05:00:00+14:00",
            "2011-12-31T05:00:00+14:00",
        ),
    ],
)
def test_the_next_moment_of_a_window(window: Window, name: str, instant: str, expected: str) -> None:
    """A moment inside stays; any other is moved to the next opening, on the wall clock of the zone."""
    found = window.next(parse_instant(instant)[0], zone(name), ARIZONA)
    assert found is not None
    assert format_instant(found, zone(name)) == expected


def test_no_moment_within_400_days_is_none() -> None:
    """A window that does not open within 400 days has no next moment; one that opens on the 400th has."""
    free = [dt.date(2025, 12, 31) + dt.timedelta(day) for day in range(401)]
    january, window = parse_instant("2026-01-01T00:00:00Z")[0], Window.parse("business")
    nearly = Calendar.parse([], free)
    assert window.next(january, dt.UTC, nearly) == january + 400 * DAY
    assert window.next(january - 1, dt.UTC, nearly) is None
    assert window.next(january, dt.UTC, Calendar.parse([], [*free, dt.date(2027, 2, 5)])) is None


@pytest.mark.parametrize(
    ("keys", "window"),
    [
        ({"days": ["mon", "wed"]}, Window(frozenset({0, 2}), 0, 1440)),
        ({"days": "business", "from_": "8:00"}, Window(None, 480, 1440)),
        ({"from_": "08:00", "until": "24:00", "zone": "case"}, Window(frozenset(range(7)), 480, 1440)),
        ({"until": "18:30", "zone": "recipient"}, Window(frozenset(range(7)), 0, 1110, of_recipient=True)),
    ],
)
def test_every_key_of_a_window_may_be_left_out(keys: dict[str, str], window: Window) -> None:
    """Days default to all, hours to the whole day, the zone to the case's."""
    assert Window.parse(**keys) == window


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({}, "expected at least one"),
        ({"zone": "case"}, "expected at least one"),
        ({"days": []}, "never opens"),
        ({"days": "busines"}, "did you mean `business`"),
        ({"days": "mon"}, r"expected `business` or a list"),
        ({"days": ["Monday"]}, "did you mean `mon`"),
        ({"from_": "08:00", "until": "8:00"}, "ends where it begins"),
        ({"until": "00:00"}, "ends where it begins"),
        ({"from_": "24:00"}, "cannot begin at `24:00`"),
        ({"from_": "8"}, "`8` of `from` is no time of day"),
        ({"until": "24:01"}, "`24:01` of `until` is no time of day"),
        ({"until": "8:5"}, "is no time of day"),
        ({"until": "18:00\n"}, "is no time of day"),
        ({"days": ["mon"], "zone": "recipent"}, "did you mean `recipient`"),
    ],
)
def test_a_window_that_cannot_be_is_refused(keys: dict[str, str], problem: str) -> None:
    """What is unknown, empty or ends where it begins is refused, and the text says what is expected."""
    with pytest.raises(ValueError, match=problem):
        Window.parse(**keys)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    days = draw(st.none() | st.frozensets(st.integers(0, 6), min_size=1))
    start = draw(st.integers(0, 1439))
    return Window(days, start, draw(st.integers(0, 1440).filter(lambda end: end != start)))


MOMENTS = st.integers(
    instant_of(dt.datetime(1900, 1, 1, tzinfo=dt.UTC)), instant_of(dt.datetime(2300, 1, 1, tzinfo=dt.UTC))
) | st.integers(  # about the clock changes of 2011, and a day that never was
    instant_of(dt.datetime(2011, 1, 1, tzinfo=dt.UTC)), instant_of(dt.datetime(2012, 1, 7, tzinfo=dt.UTC))
)
ZONES = st.sampled_from(
    ["America/New_York", "Australia/Lord_Howe", "America/Santiago", "America/St_Johns", "Pacific/Apia", "UTC"]
).map(zone)


@given(windows(), MOMENTS, ZONES)
def test_the_next_moment_is_never_early_and_stays(window: Window, instant: int, where: dt.tzinfo) -> None:
    """The next moment is not before the given one, is inside the window, and nothing before it is."""
    found = window.next(instant, where, ARIZONA)
    assert found is not None
    assert found >= instant
    assert window.next(found, where, ARIZONA) == found
    if found > instant:
        assert window.next(found - 1, where, ARIZONA) == found
        assert window.next((instant + found) // 2, where, ARIZONA) == found


@given(windows(), MOMENTS)
def test_where_the_clocks_stay_a_window_is_what_the_clock_shows(window: Window, instant: int) -> None:
    """In a zone without changes a moment is inside exactly if its weekday and time of day say so."""
    moment = local(instant, dt.UTC)
    clock = moment.hour * 60 + moment.minute
    begun = moment.date()
    if window.until < window.from_:
        inside = clock >= window.from_ or clock < window.until
        if clock < window.until:
            begun -= dt.timedelta(1)
    else:
        inside = window.from_ <= clock < window.until
    chosen = ARIZONA.is_business_day(begun) if window.days is None else begun.weekday() in window.days
    assert (window.next(instant, dt.UTC, ARIZONA) == instant) is (inside and chosen)
