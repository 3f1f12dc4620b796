"""A service in an event loop that has other things to do: it advances when something is due, and delivers."""

import asyncio
import datetime as dt
from collections.abc import Callable

import tactful
from tactful.service import AsyncService
from tactful.sinks import FunctionSink


async def keep_up(service: AsyncService, stop: asyncio.Event, longest: float = 60.0) -> None:
    """Advance and deliver until told to stop; wake for what is due next, at least once in so many seconds."""
    while not stop.is_set():
        await service.advance(limit=200)
        await service.deliver()
        due = await service.next_due()
        left = longest if due is None else (due - dt.datetime.now(dt.UTC)).total_seconds()
        try:
            await asyncio.wait_for(stop.wait(), min(max(left, 0.05), longest))
        except TimeoutError:
            continue


async def main(tell: Callable[[str], object]) -> None:
    sink = FunctionSink("tell", lambda delivery: tell(delivery.decision["type"]))
    stop = asyncio.Event()
    async with AsyncService(tactful.load("seed-article"), store="memory:", sinks=[sink]) as service:
        working = asyncio.create_task(keep_up(service, stop))
        talk = {"interview": "i1", "format": "phone", "interviewers": [{"name": "Dana", "email": "dana@acme.example"}]}
        event = {"id": "e1", "type": "interview.completed", "subject": "acme", "data": talk}
        await service.process({**event, "time": dt.datetime.now(dt.UTC).isoformat()})
        await service.deliver()
        stop.set()
        await working


if __name__ == "__main__":
    asyncio.run(main(print))
