"""The whole outbox, page by page."""

from __future__ import annotations

from tactful.stores.store import Entry, Transaction

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
