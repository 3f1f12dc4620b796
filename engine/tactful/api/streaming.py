"""Decisions as they come, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tactful.api.problems import problem
from tactful.service import AsyncService

_BEAT = 15
_PAGE = 500
_RETRY = "10"


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


class Seats:
    """Room for so many at once."""

    def __init__(self, free: int) -> None:
        self.free = free


class Streamed(StreamingResponse):
    """Server-sent events for as long as somebody listens, if there is a seat."""

    def __init__(self, lines: AsyncIterator[bytes], seats: Seats) -> None:
        super().__init__(lines, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        self._seats = seats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seats.free <= 0:
            told = "too many streams are open, come back later"
            await problem(503, "too_many_streams", told, {"Retry-After": _RETRY})(scope, receive, send)
            return
        self._seats.free -= 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._seats.free += 1


async def stream(
    service: AsyncService, found: Sequence[tuple[str, bytes]], place: str, bell: Bell, look: float = 1.0
) -> AsyncIterator[bytes]:
    """Yield decisions for as long as somebody listens, each with its place as the id; now and then a sign of life.

    Other workers on the same store ring no bell here, so the store is asked every `look` seconds as well.
    """
    quiet = 0
    yield b": tactful\n\n"
    while not bell.closed:
        for at, json in found:
            yield b"id: %s\nevent: decision\ndata: %s\n\n" % (at.encode(), json)
            place = at
        if not found:
            await bell.wait(look)
            quiet += 1
            if quiet % _BEAT == 0:
                yield b": alive\n\n"
        found = await service.decisions(place, limit=_PAGE)
