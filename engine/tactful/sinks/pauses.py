"""How long to wait before a delivery is tried again, and when to give up."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from tactful.errors import EventError

_GROWTH = 3
# Grown this often, a pause is longer than any timedelta.
_MOST_GROWTH = 64
_SECOND = 1_000_000
_MICROSECOND = dt.timedelta(microseconds=1)
_SHARES = 1 << 16


@dataclass(frozen=True, slots=True)
class Retry:
    """How a sink's failures are taken: a delivery is set aside when `limit` attempts have failed.

    The pause after the first is `first`, each further one three times as long, none longer than `longest`. Of each
    pause up to a quarter is left off, by the decision's id, so that what failed together does not come back together.
    By default there are twelve attempts within a day.
    """

    limit: int = 12
    first: dt.timedelta = dt.timedelta(seconds=10)
    longest: dt.timedelta = dt.timedelta(hours=6)

    def __post_init__(self) -> None:
        if isinstance(self.limit, bool) or not isinstance(self.limit, int) or self.limit < 1:
            raise EventError(f"found {self.limit!r} as the limit of attempts, expected 1 or more", "bad_retry")
        if not dt.timedelta() < self.first <= self.longest:
            raise EventError(
                f"found pauses from {self.first} to {self.longest}, expected `first` above 0 and not above `longest`",
                "bad_retry",
            )

    def pause(self, attempts: int, id: str) -> int:  # noqa: A002
        """Return the pause in microseconds after so many failed attempts (1 or more) to deliver the decision `id`."""
        grown: int = (self.first // _MICROSECOND) * _GROWTH ** min(attempts - 1, _MOST_GROWTH)
        pause = min(grown, self.longest // _MICROSECOND)
        share = int.from_bytes(hashlib.sha256(id.encode()).digest()[:2])
        return pause - pause * share // (4 * _SHARES)

    def next_due(self, attempts: int, now: int, id: str, *, retry_after: int = 0) -> int | None:  # noqa: A002
        """Return the instant of the next attempt after `attempts` failed ones; None where it is to be set aside.

        `retry_after` seconds, as the receiver asked for, are waited for at least, but never longer than `longest`.
        """
        if attempts >= self.limit:
            return None
        asked = min(retry_after * _SECOND, self.longest // _MICROSECOND)
        return now + max(self.pause(attempts, id), asked)
