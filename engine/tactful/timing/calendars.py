"""Which days are business days: weekends, and holidays by country or as a list of dates."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tactful.errors import did_you_mean
from tactful.timing.instants import parse_date
from tactful.timing.texts import quoted, with_help

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHOLE_WEEK: Final = frozenset(range(7))

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are no business days.

    `weekend` holds weekdays, Monday being 0, and never all seven. `holidays` is a country or region code
    that the `holidays` package knows, or the dates themselves.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: str | frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend < WHOLE_WEEK:
            raise ValueError("a weekend of all seven days leaves no business day, expected at most six")

    @classmethod
    def parse(
        cls,
        weekend: Iterable[str] | None = None,
        holidays: str | Iterable[str | dt.date] | None = None,
    ) -> Calendar:
        """Read a calendar as a policy writes it.

        `weekend` names weekdays (default: `sat`, `sun`; an empty list means none). `holidays` is a code such
        as `US-AZ`, a list of dates, or None for no holidays. Raises ValueError for what is unknown.
        """
        days = cls().weekend if weekend is None else parse_weekdays(weekend)
        if holidays is None:
            return cls(days)
        if isinstance(holidays, str):
            _check_code(holidays)
            return cls(days, holidays)
        return cls(days, frozenset(parse_date(day) if isinstance(day, str) else day for day in holidays))

    def is_business_day(self, day: dt.date) -> bool:
        """Tell whether the day is neither weekend nor holiday."""
        return day.weekday() not in self.weekend and not self.is_holiday(day)

    def is_holiday(self, day: dt.date) -> bool:
        """Tell whether the day is a holiday, observed days included."""
        if isinstance(self.holidays, str):
            return day in _holidays_of(self.holidays, day.year)
        return day in self.holidays

    def step(self, day: dt.date, count: int) -> dt.date:
        """Go so many business days forward, or back where `count` is negative. None leaves the day as it is.

        Raises OverflowError where `datetime` has no such date.
        """
        one = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += one
            if self.is_business_day(day):
                left -= 1
        return day


def parse_weekdays(names: Iterable[str]) -> frozenset[int]:
    """Read the names of weekdays, `mon` to `sun`; Monday is 0. Raises ValueError for any other."""
    return frozenset(_weekday(name) for name in names)


def holiday_data_version() -> str:
    """Return the version of the `holidays` package."""
    from importlib.metadata import version

    return version("holidays")


def _weekday(name: str) -> int:
    if name in WEEKDAYS:
        return WEEKDAYS.index(name)
    short = name[:3].casefold()
    hint = f"did you mean `{short}`?" if short in WEEKDAYS else did_you_mean(name[:60], WEEKDAYS)
    raise ValueError(with_help(f"unknown weekday {quoted(name)}, expected one of {_listed(WEEKDAYS)}", hint))


@lru_cache(maxsize=4_096)
def _holidays_of(code: str, year: int) -> frozenset[dt.date]:
    from holidays import country_holidays

    country, _, part = code.partition("-")
    # A holiday may be observed in the year before or after its own.
    years = range(max(year - 1, 1), min(year + 1, 9999) + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of years without data: nothing known is no holiday
        days = country_holidays(country, subdiv=part or None, years=years, expand=False)
    return frozenset(day for day in days if day.year == year)


def _check_code(code: str) -> None:
    import holidays
    from holidays.registry import COUNTRIES

    country, dash, part = code.partition("-")
    if not any(country in codes for _, *codes in COUNTRIES.values()):
        text = f"unknown country {quoted(country)} of holidays, expected a code such as `US` or `DE-BY`"
        raise ValueError(with_help(text, _near_country(country)))
    if not dash:
        return
    parts = getattr(holidays, country).subdivisions  # of this country only: listing all of them is slow
    if part not in parts:
        text = f"unknown region {quoted(part)} of holidays in `{country}`"
        raise ValueError(with_help(text, _near_region(part, parts)))


def _near_country(found: str) -> str:
    from holidays.registry import COUNTRIES

    code_of: dict[str, str] = {}
    for name, code, *others in COUNTRIES.values():
        code_of.update(dict.fromkeys((name.upper(), code, *others), code))
    same = code_of.get(found.replace(" ", "").upper())
    return f"did you mean `{same}`?" if same else did_you_mean(found[:60].upper(), code_of)


def _near_region(found: str, known: Sequence[str]) -> str:
    if found.upper() in known:
        return f"did you mean `{found.upper()}`?"
    if not known:
        return "expected the country alone"
    return did_you_mean(found[:60], known) or f"expected one of {_listed(known)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
