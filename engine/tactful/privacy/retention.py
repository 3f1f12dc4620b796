"""How long decisions and idle cases are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import orjson

from tactful.errors import EventError
from tactful.privacy.outbox import all_entries
from tactful.service.desk import Desk
from tactful.stores.store import Transaction

_RETENTION = "retention"
_DAYS = "days"
_DAY = 86_400_000_000
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Retention:
    """Days for which things are kept, None for ever.

    `decisions` counts for those that every sink has got, from their time. `idle_cases` counts for partitions for which
    nothing waits, no time and no sink, from the last instant at which anything changed in them.
    """

    decisions: int | None = None
    idle_cases: int | None = None

    def __post_init__(self) -> None:
        for days in (self.decisions, self.idle_cases):
            if days is not None and not 0 < days <= 100_000:
                raise EventError(f"found {days} days, expected from 1 to 100000", "bad_retention")


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many decisions, and how many partitions with all in them, were forgotten."""

    decisions: int = 0
    partitions: int = 0


async def keep_for(desk: Desk, retention: Retention) -> None:
    """Write down in the store how long things are to be kept. Nothing is forgotten by that."""
    await desk.core.change(lambda tx: tx.put(_RETENTION, _DAYS, orjson.dumps(asdict(retention))))


async def kept_for(desk: Desk) -> Retention:
    """Return how long things are to be kept; for ever where nothing was said."""
    text = await desk.core.look(lambda tx: tx.record(_RETENTION, _DAYS))
    return Retention() if text is None else Retention(**orjson.loads(text))


async def prune(desk: Desk, retention: Retention | None = None) -> Pruned:
    """Forget what is older than is to be kept, by what the store says where `retention` is None."""
    days = await kept_for(desk) if retention is None else retention
    now = desk.core.clock()

    async def step(tx: Transaction) -> Pruned:
        # Whoever takes events in claims partitions first and the order of decisions then: so does this.
        partitions = 0 if days.idle_cases is None else await _forget_idle(desk, tx, now - days.idle_cases * _DAY)
        decisions = 0 if days.decisions is None else await tx.forget_decisions(now - days.decisions * _DAY)
        return Pruned(decisions, partitions)

    try:
        return await desk.core.change(step)
    finally:
        desk.core.loader.clear()


async def _forget_idle(desk: Desk, tx: Transaction, before: int) -> int:
    number = (await desk.core.enactments.latest(tx)).number
    waited_for = {entry.case for entry, _ in await all_entries(tx, None)}
    busy = {name for case in sorted(waited_for) for name in await tx.partitions_of(case)}
    left: set[str] = set()
    count = 0
    while names := [name for name in await tx.idle(before, len(left) + _PAGE) if name not in left]:
        heads = await tx.claim(names)
        for name in names:
            head = heads[name]
            is_idle = head.wake is None and head.clock is not None and head.clock < before
            if name in busy or not is_idle or head.enactment != number:
                left.add(name)
            else:
                await tx.forget(name)
                count += 1
    return count
