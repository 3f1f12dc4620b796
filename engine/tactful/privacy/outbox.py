"""The whole outbox, page by page."""

from __future__ import annotations

from tactful.errors import EventError
from tactful.service.desk import Desk
from tactful.stores.store import Entry, Transaction
from tactful.timing.texts import quoted

_PAGE = 500


async def entries(tx: Transaction, sink: str | None, *, aside: bool) -> list[Entry]:
    """Return all entries that wait, or all that were set aside, in the order of places."""
    found: list[Entry] = []
    after = ""
    while page := await tx.waiting(sink, aside=aside, after=after, limit=_PAGE):
        last = page[-1].place
        if len(page) == _PAGE and (sink is None or page[0].place != last):
            # Several sinks wait for one place, and a page may end between them.
            whole = [entry for entry in page if entry.place != last]
            page = whole or page
        found += page
        after = page[-1].place
    return found


async def all_entries(tx: Transaction, sink: str | None) -> list[tuple[Entry, bool]]:
    """Return all entries, each with whether it was set aside."""
    waiting = await entries(tx, sink, aside=False)
    return [(one, False) for one in waiting] + [(one, True) for one in await entries(tx, sink, aside=True)]


async def retry_aside(desk: Desk, place: str | None) -> int:
    """Bring back what was set aside, of one place or all; return how many. Raises EventError where a place has none."""
    now = desk.core.clock()

    async def step(tx: Transaction) -> int:
        aside = await entries(tx, None, aside=True)
        sinks = {entry.sink for entry in aside if place in (None, entry.place)}
        if place is not None and not sinks:
            raise EventError(f"nothing was set aside at {quoted(place)}", "unknown_place")
        places = None if place is None else [place]
        return sum([await tx.retry(sink, places, now) for sink in sorted(sinks)])

    return await desk.core.change(step)
