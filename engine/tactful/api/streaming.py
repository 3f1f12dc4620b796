"""Decisions as they come, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from tactful.service import AsyncService

_PAUSE = 1.0
_BEAT = 15
_PAGE = 500


class Bell:
    """Wakes those who wait for something new, and tells them when it is over."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        """Wake all who wait."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Say that nothing more will come."""
        self.closed = True
        self.ring()

    async def wait(self, seconds: float) -> None:
        """Wait for the bell, or so long."""
        if not self.closed:
            try:
                await asyncio.wait_for(self._rung.wait(), seconds)
            except TimeoutError:
                return


async def stream(
    service: AsyncService, found: Sequence[tuple[str, bytes]], place: str, bell: Bell
) -> AsyncIterator[bytes]:
    """Yield decisions for as long as somebody listens, each with its place as the id; now and then a sign of life.

    Other workers on the same store ring no bell here, so the store is asked every second as well.
    """
    quiet = 0
    yield b": tactful\n\n"
    while not bell.closed:
        for at, json in found:
            yield b"id: %s\nevent: decision\ndata: %s\n\n" % (at.encode(), json)
            place = at
        if not found:
            await bell.wait(_PAUSE)
            quiet += 1
            if quiet % _BEAT == 0:
                yield b": alive\n\n"
        found = await service.decisions(place, limit=_PAGE)
