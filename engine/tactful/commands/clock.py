"""The clocks of the machine. Nothing else reads them."""

from __future__ import annotations

import time

from tactful.timing import Instant


def now() -> Instant:
    """Return the present instant, in microseconds since 1970 UTC."""
    return time.time_ns() // 1_000


def seconds() -> float:
    """Return seconds since some moment, for measuring how long something takes."""
    return time.monotonic()
