"""How much a client may send, and how often."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tactful.api.problems import Refused, problem

_CLIENTS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold, and how many may come: `a_second` of each client, and a `burst` of more.

    `seconds` is how long a request may take until its answer begins. At most so many `streams` are open at once, each
    of which looks at the store every `look` seconds.
    """

    body: int = 1 << 20
    events: int = 1_000
    a_second: float = 50.0
    burst: int = 500
    seconds: float = 30.0
    streams: int = 100
    look: float = 1.0


class Rate:
    """So many requests a second for each client, and a `burst` of more after a rest. `now` returns seconds."""

    def __init__(self, a_second: float, burst: int, now: Callable[[], float]) -> None:
        self._a_second = a_second
        self._burst = burst
        self._now = now
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> None:
        """Let a request pass; raises Refused, with when to come back."""
        now = self._now()
        left, since = self._clients.pop(client, (float(self._burst), now))
        left = min(self._burst, left + max(0.0, now - since) * self._a_second)
        passes = left >= 1
        self._clients[client] = (left - passes, now)
        if len(self._clients) > _CLIENTS:
            self._clients.popitem(last=False)
        if not passes:
            wait = str(max(1, round((1 - left) / self._a_second)))
            raise Refused(429, "too_many_requests", "too many requests, come back later", {"Retry-After": wait})


class Timed:
    """Ends a request whose answer has not begun in time; an answer that has begun, such as a stream, goes on."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds) as limit:

                async def sending(message: Message) -> None:
                    if limit.when() is not None:
                        limit.reschedule(None)
                    await send(message)

                await self._app(scope, receive, sending)
        except TimeoutError:
            late = problem(503, "timed_out", "the request took too long", {"Retry-After": "5"})
            await late(scope, receive, send)


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request; raises Refused where it is longer than allowed, without reading it all."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and len(told) < 20 and int(told) > most:
        raise _too_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> Refused:
    return Refused(413, "too_large", f"the body is longer than {most:,} bytes")
