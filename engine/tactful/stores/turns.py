"""One at a time within a process: a wait that blocks the thread, or lets the event loop go on."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType

from tactful.errors import StoreError

PATIENCE = 5.0
"""How long somebody waits for others to let go, in seconds."""


class Turns:
    """A lock for a block, waited for in the way of the store that it belongs to.

    Raises StoreError `store_busy` for whom his turn does not come.
    """

    def __init__(self, *, asynchronous: bool) -> None:
        self._lock: threading.Lock | asyncio.Lock = asyncio.Lock() if asynchronous else threading.Lock()

    async def __aenter__(self) -> None:
        lock = self._lock
        if isinstance(lock, asyncio.Lock):
            try:
                async with asyncio.timeout(PATIENCE):
                    await lock.acquire()
            except TimeoutError:
                raise busy() from None
        elif not lock.acquire(timeout=PATIENCE):
            raise busy()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def busy() -> StoreError:
    """Return the error of one who has waited too long."""
    return StoreError(
        f"others kept the store for {PATIENCE:g} seconds, expected a free moment", "store_busy", again=True
    )


def closed() -> StoreError:
    """Return the error of one who comes too late."""
    return StoreError("the store is closed", "store_closed")
