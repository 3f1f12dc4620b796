"""By how much advice moves: a distribution of bounded size, whichever way it is put together."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tactful.timing import Instant

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

STEPS = (
    ("under 1 hour", HOUR),
    ("1 hour to 1 day", DAY),
    ("1 to 3 days", 3 * DAY),
    ("3 to 7 days", 7 * DAY),
    ("1 to 2 weeks", 14 * DAY),
    ("2 to 4 weeks", 28 * DAY),
)
BEYOND = "4 weeks and more"


class Shifts:
    """Counts shifts: to the minute below two days, to the hour below sixty, else to the day, each rounded down."""

    __slots__ = ("counts", "largest")

    def __init__(self) -> None:
        self.counts: Counter[Instant] = Counter()
        self.largest: tuple[Instant, str] | None = None

    def add(self, shift: Instant, case: str) -> None:
        """Count a shift in a case."""
        self.counts[_rounded(shift)] += 1
        self._enlarge((shift, case))

    def merge(self, other: Shifts) -> None:
        """Take in what another has counted."""
        self.counts.update(other.counts)
        if other.largest is not None:
            self._enlarge(other.largest)

    @property
    def median(self) -> Instant | None:
        """The shift that half of them do not exceed: of an even number, the lower of the two in the middle."""
        half = (self.counts.total() + 1) // 2
        for shift in sorted(self.counts):
            half -= self.counts[shift]
            if half <= 0:
                return shift
        return None

    def to_dict(self) -> dict[str, Any] | None:
        """Return the distribution as plain data, in seconds; None without any."""
        if self.largest is None:
            return None
        steps: dict[str, int] = {}
        for shift in sorted(self.counts):
            step = next((name for name, limit in STEPS if shift < limit), BEYOND)
            steps[step] = steps.get(step, 0) + self.counts[shift]
        largest, case = self.largest
        return {
            "median": (self.median or 0) // 1_000_000,
            "largest": largest // 1_000_000,
            "largest_case": case,
            "distribution": steps,
        }

    def _enlarge(self, one: tuple[Instant, str]) -> None:
        if self.largest is None or (-one[0], one[1]) < (-self.largest[0], self.largest[1]):
            self.largest = one


def said(seconds: int) -> str:
    """Say how long something is: its two largest units."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _counted(rest, "second")
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    first = next(place for place, (count, _) in enumerate(parts) if count)
    return " ".join(_counted(count, unit) for count, unit in parts[first : first + 2] if count)


def _counted(count: int, unit: str) -> str:
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def _rounded(shift: Instant) -> Instant:
    unit = MINUTE if shift < 2 * DAY else HOUR if shift < 60 * DAY else DAY
    return shift - shift % unit
