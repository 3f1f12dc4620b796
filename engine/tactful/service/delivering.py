"""The outbox emptied into the sinks: at least once, each case in its order."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Deliver up to `limit` decisions to one sink, and say what came of it. Nothing is locked while the sink works."""
    now = core.clock()
    entries = await core.change(lambda tx: tx.lease(sink.name, now, now + LEASE, limit))
    by_case: dict[str, list[Entry]] = {}
    for entry in entries:
        by_case.setdefault(entry.case, []).append(entry)
    sent: list[str] = []
    back: list[_Back] = []
    for of_case in by_case.values():
        for entry in of_case:
            one = (
                await _send(core, sink, entry, retry)
                if _in_time(core, now)
                else _Back(entry, entry.attempts, entry.due, entry.error, failed=False)
            )
            if one is not None:
                back.append(one)
                break
            sent.append(entry.place)
    if entries:
        await core.change(partial(_settle, sink.name, sent, back))
    failed = [one for one in back if one.failed]
    aside = sum(one.due is None for one in failed)
    return Delivered(len(sent), len(failed) - aside, aside)


@dataclass(frozen=True, slots=True)
class _Back:
    """An entry that goes back to the outbox: `attempts` have failed by now, the next is due then, or never."""

    entry: Entry
    attempts: int
    due: int | None
    error: str
    failed: bool = True


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


async def _settle(sink: str, sent: Sequence[str], back: Sequence[_Back], tx: Transaction) -> None:
    await tx.delivered(sink, sent)
    for one in back:
        await tx.put_back(sink, one.entry.place, one.attempts, one.due, one.error)
