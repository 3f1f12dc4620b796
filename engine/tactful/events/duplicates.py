"""Which of several records under one source and id counts."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.events.event import Event, canonical


def settle(rivals: Iterable[Event]) -> tuple[Event, frozenset[bytes]]:
    """Return the event that counts among those of one id, and the `raw` of each that says the same.

    The earliest known counts, then the smallest canonical JSON, whatever the order in which they come. Those
    whose `raw` is not returned are different events under a used id.
    """
    by_raw = {event.raw: event for event in rivals}
    if len(by_raw) == 1:
        (event,) = by_raw.values()
        return event, frozenset(by_raw)
    said = {raw: canonical(event) for raw, event in by_raw.items()}
    counts = min(by_raw.values(), key=lambda event: (event.known, said[event.raw], event.raw))
    return counts, frozenset(raw for raw, text in said.items() if text == said[counts.raw])
