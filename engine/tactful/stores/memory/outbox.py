"""The outbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tactful.stores.memory.tables import Changing, Waiting
from tactful.stores.places import number_of, place_of
from tactful.stores.store import Entry


class Outbox(Changing):
    """What a transaction does about what is to be delivered."""

    def _of_sink(self, sink: str) -> list[tuple[int, Waiting]]:
        """Return what waits for a sink and was not set aside, in order."""
        return sorted(
            (place, entry) for (name, place), entry in self._tables.outbox.items() if name == sink and not entry.aside
        )

    async def lease(self, sink: str, now: int, until: int, limit: int) -> list[Entry]:
        blocked: set[str] = set()
        taken: list[Entry] = []
        for place, entry in self._of_sink(sink):
            if len(taken) == limit:
                break
            if entry.free > now:
                blocked.add(entry.case)
            elif entry.case not in blocked:
                self._set(self._tables.outbox, (sink, place), replace(entry, taken=until))
                taken.append(self._entry(sink, place))
        return taken

    async def delivered(self, sink: str, until: int, places: Collection[str]) -> None:
        outbox = self._tables.outbox
        for key in [(sink, number_of(place)) for place in places]:
            if key in outbox and outbox[key].taken == until:
                self._remove(outbox, key)

    async def put_back(self, sink: str, until: int, place: str, attempts: int, due: int | None, error: str) -> None:
        outbox, key = self._tables.outbox, (sink, number_of(place))
        entry = outbox.get(key)
        if entry is None or entry.taken != until:
            return
        back = replace(entry, attempts=attempts, due=due or 0, aside=due is None, error=error)
        self._set(outbox, key, back)
        for number, other in [(key[1], back), *self._of_sink(sink)]:
            if other.case == entry.case and other.taken == until:
                self._set(outbox, (sink, number), replace(other, taken=0))

    async def waiting(self, sink: str | None, *, aside: bool, after: str, limit: int) -> list[Entry]:
        number = number_of(after)
        found = sorted(
            (place, name)
            for (name, place), entry in self._tables.outbox.items()
            if place > number and entry.aside == aside and sink in (None, name)
        )
        return [self._entry(name, place) for place, name in found[:limit]]

    async def retry(self, sink: str, places: Collection[str] | None, now: int) -> int:
        wanted = None if places is None else {number_of(place) for place in places}
        found = [
            (key, entry)
            for key, entry in self._tables.outbox.items()
            if key[0] == sink and entry.aside and (wanted is None or key[1] in wanted)
        ]
        for key, entry in found:
            self._set(self._tables.outbox, key, replace(entry, attempts=0, due=now, aside=False))
        return len(found)

    async def next_delivery(self, sinks: Collection[str]) -> int | None:
        first: dict[tuple[str, str], int] = {}
        for sink in sinks:
            for _, entry in self._of_sink(sink):
                first.setdefault((sink, entry.case), entry.free)
        return min(first.values(), default=None)

    def _entry(self, sink: str, place: int) -> Entry:
        entry, (partition, decision) = self._tables.outbox[sink, place], self._tables.decisions[place]
        advice = (decision.policy, decision.advice)
        later = max(
            (number, other.type)
            for number, (name, other) in self._tables.decisions.items()
            if name == partition and number >= place and (other.policy, other.advice) == advice
        )
        return Entry(
            sink=sink,
            place=place_of(place),
            case=entry.case,
            id=decision.id,
            json=decision.json,
            attempts=entry.attempts,
            due=entry.due,
            overtaken_by=later[1] if later[0] > place else None,
            error=entry.error,
        )
