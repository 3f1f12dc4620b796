"""Pauses between attempts grow, are bounded, and are the same each time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful import EventError
from tactful.sinks import Retry

SECOND = 1_000_000
SPANS = st.timedeltas(dt.timedelta(microseconds=1), dt.timedelta(days=400))
RETRIES = st.builds(lambda limit, pair: Retry(limit, min(pair), max(pair)), st.integers(1, 99), st.tuples(SPANS, SPANS))


@given(RETRIES, st.text(max_size=40), st.integers(1, 2000))
def test_pauses_grow_within_bounds(retry: Retry, name: str, attempts: int) -> None:
    """No pause is shorter than the one before, or than three quarters of its full length, or above the longest."""
    pause, longer = retry.pause(attempts, name), retry.pause(attempts + 1, name)
    first, longest = (span // dt.timedelta(microseconds=1) for span in (retry.first, retry.longest))
    full = min(first * 3 ** (attempts - 1), longest)
    assert 3 * full <= 4 * pause <= 4 * full
    assert pause <= longer
    assert pause == retry.pause(attempts, name)


@given(RETRIES, st.integers(1, 200), st.integers(0, 10**15), st.integers(0, 10**6))
def test_the_next_attempt(retry: Retry, attempts: int, now: int, asked: int) -> None:
    """Below the limit there is a next one, after the pause and what was asked for, but never beyond the longest."""
    due = retry.next_due(attempts, now, "d1", retry_after=asked)
    assert (due is None) == (attempts >= retry.limit)
    if due is not None:
        longest = retry.longest // dt.timedelta(microseconds=1)
        assert due == now + max(retry.pause(attempts, "d1"), min(asked * SECOND, longest))


def test_golden_pauses() -> None:
    """The same on every machine and Python: twelve attempts in about a day, and another id at another moment."""
    retry = Retry()
    pauses = [retry.pause(n, "d1") for n in range(1, 12)]
    assert retry.next_due(11, 0, "d1") == pauses[10]
    assert retry.next_due(12, 0, "d1") is None
    assert dt.timedelta(hours=20) < sum(pauses) * dt.timedelta(microseconds=1) < dt.timedelta(hours=28)
    assert pauses[:2] == [8639412, 25918236]
    assert len({retry.pause(1, f"d{n}") for n in range(100)}) > 90


@pytest.mark.parametrize(
    ("limit", "first", "longest"), [(0, 1, 2), (True, 1, 2), (1, 0, 2), (1, -1, 2), (1, 3, 2), (1.5, 1, 2)]
)
def test_a_bad_retry(limit: int, first: int, longest: int) -> None:
    """A limit is at least one, a pause above nothing, and the first not above the longest."""
    with pytest.raises(EventError) as caught:
        Retry(limit, dt.timedelta(seconds=first), dt.timedelta(seconds=longest))
    assert caught.value.code == "bad_retry"
