"""The outbox emptied into the sinks: at least once, each case in its order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from tactful.service.core import Core
from tactful.sinks.pauses import Retry
from tactful.sinks.sink import Delivery, Sink, SinkError
from tactful.stores.store import Entry, Transaction

LEASE = 120_000_000
"""How long entries that were taken out are nobody else's, in microseconds; longer than a sink may take."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many decisions a round has delivered, put back for another attempt, and set aside."""

    delivered: int = 0
    put_back: int = 0
    set_aside: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(
            self.delivered + other.delivered, self.put_back + other.put_back, self.set_aside + other.set_aside
        )


async def deliver(core: Core, sink: Sink, retry: Retry, limit: int) -> Delivered:
    """Deliver up to `limit` decisions to one sink, and say what came of it. Nothing is locked while the sink works.

    Where it is cut off, what was sent is noted all the same, and the rest is free for the next round.
    """
    now = core.clock()
    until = now + LEASE
    entries = await _leased(core, sink.name, now, until, limit)
    by_case: dict[str, list[Entry]] = {}
    for entry in entries:
        by_case.setdefault(entry.case, []).append(entry)
    back = {case: _Back(first, first.attempts, first.due, first.error) for case, (first, *_) in by_case.items()}
    sent: list[str] = []
    failed: list[_Back] = []
    try:
        for case, of_case in by_case.items():
            for entry in of_case:
                back[case] = _Back(entry, entry.attempts, entry.due, entry.error)
                if not _in_time(core, now):
                    break
                failure = await _send(core, sink, entry, retry)
                if failure is not None:
                    back[case] = failure
                    failed.append(failure)
                    break
                sent.append(entry.place)
            else:
                del back[case]
    finally:
        if entries:
            await _surely(core, partial(_settle, sink.name, until, sent, list(back.values())))
    aside = sum(one.due is None for one in failed)
    return Delivered(len(sent), len(failed) - aside, aside)


@dataclass(frozen=True, slots=True)
class _Back:
    """An entry that goes back to the outbox: `attempts` have failed by now, the next is due then, or never."""

    entry: Entry
    attempts: int
    due: int | None
    error: str


def _in_time(core: Core, since: int) -> bool:
    """Say whether an entry that was leased then is surely still ours; also where the clock runs back."""
    return abs(core.clock() - since) < LEASE // 2


async def _send(core: Core, sink: Sink, entry: Entry, retry: Retry) -> _Back | None:
    attempts = entry.attempts + 1
    try:
        await sink.send(Delivery.of(entry))
    except SinkError as error:
        again, wait, text = error.again, error.retry_after, f"{error.code}: {error}"
    except Exception as error:
        # What a sink of somebody else's raises may hold names or texts: its kind is enough to find it by.
        again, wait, text = True, 0, f"failed: {type(error).__name__}"
    else:
        return None
    due = retry.next_due(attempts, core.clock(), entry.id, retry_after=wait) if again else None
    return _Back(entry, attempts, due, text)


async def _settle(sink: str, until: int, sent: Sequence[str], back: Sequence[_Back], tx: Transaction) -> None:
    await tx.delivered(sink, until, sent)
    for one in back:
        await tx.put_back(sink, until, one.entry.place, one.attempts, one.due, one.error)


async def _leased(core: Core, sink: str, now: int, until: int, limit: int) -> list[Entry]:
    entries: list[Entry] = []

    async def step(tx: Transaction) -> None:
        entries[:] = await tx.lease(sink, now, until, limit)

    try:
        await _surely(core, step)
    except asyncio.CancelledError:
        back = [_Back(entry, entry.attempts, entry.due, entry.error) for entry in entries]
        await _surely(core, partial(_settle, sink, until, (), back))
        raise
    return entries


async def _surely(core: Core, step: Callable[[Transaction], Awaitable[None]]) -> None:
    """Make a change to its end, also where whoever waits for it is cancelled meanwhile, be it again and again."""
    if not core.store.asynchronous:
        await core.change(step)
        return
    change = asyncio.ensure_future(core.change(step))
    try:
        await asyncio.shield(change)
    except asyncio.CancelledError:
        while not change.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([change])
        if not change.cancelled():
            change.exception()  # is of no use to whoever was cancelled
        raise
