from __future__ import annotations

from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.comparing.shifts import BEYOND, DAY, HOUR, MINUTE, STEPS, Shifts, said


def counted(shifts: list[int]) -> Shifts:
    found = Shifts()
    for number, shift in enumerate(shifts):
        found.add(shift, f"c{number}")
    return found


def test_nothing_has_no_distribution() -> None:
    """Where nothing moved there is no median."""
    assert counted([]).to_dict() is None


@pytest.mark.parametrize(
    ("shifts", "median"), [([1], 1), ([1, 3], 1), ([1, 2, 3], 2), ([3, 1, 1], 1), ([4, 4, 4, 10], 4)]
)
def test_median(shifts: list[int], median: int) -> None:
    """Half of the shifts do not exceed the median; of an even number it is the lower of the middle two."""
    assert counted([shift * DAY for shift in shifts]).median == median * DAY


@given(st.lists(st.integers(1, 5_000).map(lambda hours: hours * HOUR), min_size=1), st.integers(0, 10))
def test_put_together(shifts: list[int], place: int) -> None:
    """Shifts counted apart and put together are those counted in one go; every one has its step."""
    whole, first, second = counted(shifts), counted(shifts[:place]), Shifts()
    for number, shift in enumerate(shifts[place:], len(shifts[:place])):
        second.add(shift, f"c{number}")
    second.merge(first)
    assert second.to_dict() == whole.to_dict()
    found = whole.to_dict()
    assert found is not None
    assert sum(found["distribution"].values()) == len(shifts)
    assert found["distribution"].keys() <= {*(name for name, _ in STEPS), BEYOND}
    assert found["largest"] == max(shifts) // 1_000_000
    assert abs((whole.median or 0) - median_low(shifts)) < DAY


def test_the_first_case_of_the_largest() -> None:
    """Of several cases with the largest shift the first by name is told."""
    found = Shifts()
    for case in ("b", "a", "c"):
        found.add(DAY, case)
    assert found.largest == (DAY, "a")


@given(st.lists(st.integers(0, 10**17)))
def test_bounded(shifts: list[int]) -> None:
    """What is kept is rounded so that it cannot grow without end."""
    for shift in counted(shifts).counts:
        assert shift % MINUTE == 0
        assert shift < 60 * DAY or shift % DAY == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (3600, "1 hour"),
        (5400, "1 hour 30 minutes"),
        (86400, "1 day"),
        (4 * 86400, "4 days"),
        (86400 + 3600 + 60, "1 day 1 hour"),
        (86400 + 60, "1 day"),
        (1_000_000 * 86400, "1,000,000 days"),
    ],
)
def test_said(seconds: int, text: str) -> None:
    """A length is said in its two largest units."""
    assert said(seconds) == text
