"""Tactful in an asyncio service that waits until mail comes or something is due; here a log on its own clock."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from embed_script import tell

import tactful


class Live(asyncio.Queue[str]):  # others put events into it
    async def next(self, until: datetime | None) -> tuple[str | None, datetime | None]:
        seconds = None if until is None else (until - datetime.now(UTC)).total_seconds()
        try:
            return await asyncio.wait_for(self.get(), seconds), datetime.now(UTC)
        except TimeoutError:
            return None, until


class Virtual(list[str]):  # the lines of a log, as if each came in when it was learnt; waiting takes no time
    async def next(self, until: datetime | None) -> tuple[str | None, datetime | None]:
        first = json.loads(self[0]) if self else {"time": "9999-12-31T00:00:00Z"}
        learnt = datetime.fromisoformat(first.get("recordedtime") or first["time"])
        return (self.pop(0), learnt) if self and (until is None or learnt <= until) else (None, until)


async def serve(engine: tactful.Engine, inbox: Live | Virtual) -> None:
    event, now = await inbox.next(engine.next_due)
    while now is not None:
        tell(engine.process(event, learnt=now) if event else engine.advance(to=now))
        event, now = await inbox.next(engine.next_due)


if __name__ == "__main__":
    mail = Virtual(Path((sys.argv[1:] or ["examples/phoenix.jsonl"])[0]).read_text("utf-8").splitlines())
    asyncio.run(serve(tactful.Engine(tactful.load("seed-article")), mail))
