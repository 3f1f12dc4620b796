from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.timing import Calendar, holiday_data_version, parse_date

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 2, 28)), max_size=20),
)


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("US", "2026-07-02", True),
        ("US", "2026-07-03", False),  # Independence Day on a Saturday is observed on Friday
        ("US", "2021-12-31", False),  # New Year's Day 2022 was observed in the year before
        ("US-AZ", "2026-12-25", False),
        ("US", "2026-12-26", False),  # a Saturday
        ("DE", "2026-01-06", True),
        ("DE-BY", "2026-01-06", False),
        ("DE-BE", "2026-01-06", True),
        ("DE", "1850-12-25", True),  # before any data: a Wednesday
    ],
)
def test_holidays_come_by_country_and_region(code: str, day: str, expected: bool) -> None:
    """A day is a business day unless weekend or a holiday of the code, observed days included."""
    assert Calendar.parse(holidays=code).is_business_day(dt.date.fromisoformat(day)) is expected


def test_holidays_may_be_listed() -> None:
    """A list of dates, as text or dates, stands for the holidays; a weekend may be any days or none."""
    calendar = Calendar.parse(weekend=["fri"], holidays=["2026-03-03", dt.date(2026, 3, 4)])
    week = [dt.date(2026, 3, 1) + dt.timedelta(days) for days in range(7)]
    assert [day.day for day in week if calendar.is_business_day(day)] == [1, 2, 5, 7]
    assert Calendar.parse(weekend=[]).is_business_day(dt.date(2026, 3, 7))


def test_by_default_the_weekend_is_all_that_is_free() -> None:
    """Without anything said Saturday and Sunday are the weekend, and nothing is a holiday."""
    assert Calendar.parse() == Calendar.parse(weekend=["sun", "sat"], holidays=[]) == Calendar()


@pytest.mark.parametrize(
    ("weekend", "holidays", "problem"),
    [
        (["mon", "tue", "wed", "thu", "fri", "sat", "sun"], None, "leaves no business day"),
        (["saturday"], None, "unknown weekday `saturday`.*did you mean `sat`"),
        (["Sun"], None, "did you mean `sun`"),
        (["xyz"], None, "expected one of `mon`, `tue`"),
        (None, "us", "unknown country `us`.*did you mean `US`"),
        (None, "Germany", "did you mean `DE`"),
        (None, "QQ", "unknown country `QQ`"),
        (None, "US-az", "unknown region `az`.*did you mean `AZ`"),
        (None, "DE-XX", "unknown region `XX`.*expected one of `BB`, `BE`"),
        (None, "US-", "unknown region ``"),
        (None, "AF-X", "expected the country alone"),
        (None, "HolidayBase", "unknown country"),
        (None, ["2026-02-29"], "`2026-02-29` is no date"),
    ],
)
def test_what_is_unknown_is_refused(
    weekend: list[str] | None, holidays: str | list[str | dt.date] | None, problem: str
) -> None:
    """An unknown weekday, code or date is refused, and the nearest or the known ones are named."""
    with pytest.raises(ValueError, match=problem):
        Calendar.parse(weekend, holidays)


def test_a_weekend_of_seven_days_cannot_be_made() -> None:
    """No calendar lacks business days, however it is made: stepping would not end."""
    with pytest.raises(ValueError, match="leaves no business day"):
        Calendar(frozenset(range(7)))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-03-07", 1, "2026-03-09"),  # Saturday + 1 = Monday
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-06", 5, "2026-03-13"),
        ("2026-03-07", -1, "2026-03-06"),
        ("2026-03-09", -1, "2026-03-06"),
        ("2026-03-07", 0, "2026-03-07"),
        ("2026-07-02", 1, "2026-07-06"),  # over the observed Independence Day
        ("2026-12-24", 1, "2026-12-28"),
    ],
)
def test_business_days_are_stepped_one_by_one(day: str, count: int, expected: str) -> None:
    """So many steps are taken that as many business days were entered; none are taken for 0."""
    assert Calendar.parse(holidays="US-AZ").step(parse_date(day), count) == parse_date(expected)


@given(CALENDARS, DATES | st.dates(dt.date(2025, 12, 1), dt.date(2026, 4, 1)), st.integers(-60, 60))
def test_as_many_business_days_lie_between_as_were_asked_for(calendar: Calendar, day: dt.date, count: int) -> None:
    """The way from a day to the stepped one holds exactly `count` business days, the last being its end."""
    end = calendar.step(day, count)
    sign = 1 if count > 0 else -1
    way = [day + dt.timedelta(sign * n) for n in range(1, abs((end - day).days) + 1)]
    assert sum(map(calendar.is_business_day, way)) == abs(count)
    assert end == day if count == 0 else calendar.is_business_day(end)
    assert (end - day).days * sign >= abs(count)


def test_a_calendar_is_a_value() -> None:
    """Calendars that say the same are equal, hash alike and survive pickling."""
    first, second = (Calendar.parse(["sat", "sun"], "US") for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first


def test_the_version_of_the_holidays_is_known() -> None:
    """The version of the holiday data is a dotted number."""
    assert holiday_data_version().replace(".", "").isdigit()
