"""One partition brought from instant to instant. Instants of a partition only ever grow."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tactful.decisions import Decision, Partition
from tactful.events.event import Event


def let_pass(partition: Partition, to: int) -> list[Decision]:
    """Return what time alone changes up to an instant, each change at its own."""
    found: list[Decision] = []
    while (wake := partition.next_due) is not None and wake <= to:
        found += partition.at(wake)
    return found


def take_in(partition: Partition, events: Iterable[Event]) -> list[Decision]:
    """Take events in, in the order of `as_known`, and return the decisions up to the instant of the last.

    What is to be known at one instant is decided together. Where the partition has come further already, that is known
    a microsecond later: an instant that was decided is never decided again.
    """
    found: list[Decision] = []
    for asked, several in groupby(events, key=_known):
        clock = partition.now
        instant = asked if clock is None else max(asked, clock + 1)
        found += let_pass(partition, instant - 1)
        learnt = list(several)
        for event in learnt:
            event.known = instant
        found += partition.at(instant, learnt)
    return found


def _known(event: Event) -> int:
    return event.known
