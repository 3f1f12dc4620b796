"""The outbox emptied into the sinks: at least once, each case in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Failed:
    entry: Entry
    due: int | None
    error: str


async def deliver(core: Core, sink: Sink, retry: Retry, limit: int) -> Delivered:
    """Deliver up to `limit` decisions to one sink, and say what came of it. Nothing is locked while the sink works."""
    now = core.clock()

    async def take(tx: Transaction) -> list[Entry]:
        return await tx.lease(sink.name, now, now + LEASE, limit)

    entries = await core.change(take)
    total = Delivered()
    by_case: dict[str, list[Entry]] = {}
    for entry in entries:
        by_case.setdefault(entry.case, []).append(entry)
    sent: list[str] = []
    failed: list[_Failed] = []
    for of_case in by_case.values():
        places, failure = await _send(core, sink, of_case, retry)
        sent += places
        if failure is not None:
            failed.append(failure)
            total += Delivered(put_back=failure.due is not None, set_aside=failure.due is None)
    if entries:
        await core.change(lambda tx: _settle(tx, sink.name, sent, failed))
    return total + Delivered(delivered=len(sent))


async def _send(core: Core, sink: Sink, entries: Sequence[Entry], retry: Retry) -> tuple[list[str], _Failed | None]:
    sent: list[str] = []
    for entry in entries:
        try:
            await sink.send(Delivery.of(entry))
        except SinkError as error:
            attempts, now = entry.attempts + 1, core.clock()
            due = retry.next_due(attempts, now, entry.id, retry_after=error.retry_after) if error.again else None
            return sent, _Failed(entry, due, f"{error.code}: {error}")
        sent.append(entry.place)
    return sent, None


async def _settle(tx: Transaction, sink: str, sent: Sequence[str], failed: Sequence[_Failed]) -> None:
    await tx.delivered(sink, sent)
    for one in failed:
        await tx.put_back(sink, one.entry.place, one.entry.attempts + 1, one.due, one.error)
