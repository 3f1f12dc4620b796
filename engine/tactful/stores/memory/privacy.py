"""What is rewritten or forgotten, and what there is."""

from __future__ import annotations

from collections.abc import Collection

from tactful.stores.memory.tables import Changing
from tactful.stores.mentions import Mentions
from tactful.stores.places import number_of
from tactful.stores.store import Conflict, Head, Kept, Rewriting


class Privacy(Changing):
    """What a transaction looks for and removes."""

    async def mentioning(self, texts: Collection[str]) -> list[str]:
        mentions = Mentions(texts)
        found = {name for name in self._tables.heads if mentions.in_text(name)}
        for name, events in self._tables.events.items():
            if any(mentions.in_json(event.raw) for event in events):
                found.add(name)
        found.update(name for name, one in self._tables.decisions.values() if mentions.in_json(one.json))
        for name, said in self._tables.said.items():
            if any(mentions.in_json(one.decision) for one in said.values()):
                found.add(name)
        return sorted(found)

    async def rewrite(self, partition: str, head: Head, rewriting: Rewriting) -> None:
        tables = self._tables
        self._next("erasure")
        before = tables.events.get(partition, ())
        events = []
        for event in before:
            key = (event.source, event.id)
            source, id_ = rewriting.keys.get(key, key)
            events.append(Kept(source, id_, event.known, rewriting.events.get(key, event.raw)))
        for event in before:
            self._remove(tables.by_key, (event.source, event.id))
        for event in events:
            if (event.source, event.id) in tables.by_key:
                raise Conflict()
            self._set(tables.by_key, (event.source, event.id), event)
        self._set(tables.events, partition, tuple(events))
        for place, json in rewriting.decisions.items():
            number = number_of(place)
            name, decision = tables.decisions.get(number, ("", None))
            if decision is not None and name == partition:
                self._set(tables.decisions, number, (name, decision._replace(json=json)))
        for place, (id_, advice) in rewriting.names.items():
            number = number_of(place)
            name, decision = tables.decisions.get(number, ("", None))
            if decision is not None and name == partition:
                self._set(tables.decisions, number, (name, decision._replace(id=id_, advice=advice)))
        self._set(tables.said, partition, {(said.policy, said.advice): said for said in rewriting.said})
        self._set(tables.heads, partition, head)

    async def forget(self, partition: str) -> None:
        tables = self._tables
        self._next("erasure")
        for event in tables.events.get(partition, ()):
            self._remove(tables.by_key, (event.source, event.id))
        self._drop_decisions({place for place, (name, _) in tables.decisions.items() if name == partition})
        for case, partitions in list(tables.cases.items()):
            if partition in partitions:
                self._set(tables.cases, case, partitions - {partition})
        for table in (tables.events, tables.latest, tables.said, tables.heads):
            self._remove(table, partition)

    async def forget_decisions(self, before: int) -> int:
        waited_for = {place for _, place in self._tables.outbox}
        old = {place for place, (_, one) in self._tables.decisions.items() if one.time < before} - waited_for
        self._drop_decisions(old)
        return len(old)

    def _drop_decisions(self, places: set[int]) -> None:
        for key in [key for key in self._tables.outbox if key[1] in places]:
            self._remove(self._tables.outbox, key)
        for place in sorted(places):
            self._remove(self._tables.decisions, place)

    async def idle(self, before: int, limit: int) -> list[str]:
        found = (
            name
            for name, head in self._tables.heads.items()
            if head.wake is None and head.clock is not None and head.clock < before
        )
        return sorted(found)[:limit]

    async def counts(self) -> dict[str, int]:
        aside = sum(entry.aside for entry in self._tables.outbox.values())
        return {
            "partitions": len(self._tables.heads),
            "events": len(self._tables.by_key),
            "decisions": len(self._tables.decisions),
            "waiting": len(self._tables.outbox) - aside,
            "aside": aside,
        }
