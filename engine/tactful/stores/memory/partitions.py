"""Partitions, their events, and what was said of them."""

from __future__ import annotations

from collections.abc import Collection

from tactful.stores.memory.tables import Changing
from tactful.stores.store import EventKey, Head, Kept, Said


class Partitions(Changing):
    """What a transaction says of partitions."""

    async def claim(self, partitions: Collection[str]) -> dict[str, Head]:
        heads = self._tables.heads
        return {name: heads.get(name) or Head() for name in sorted(set(partitions))}

    async def due(self, now: int, enactment: int, limit: int) -> dict[str, Head]:
        found = [
            (head.wake is None, head.wake or 0, name)
            for name, head in self._tables.heads.items()
            if head.enactment < enactment or (head.wake is not None and head.wake <= now)
        ]
        return {name: self._tables.heads[name] for _, _, name in sorted(found)[:limit]}

    async def heads(self, partitions: Collection[str]) -> dict[str, Head]:
        heads = self._tables.heads
        return {name: heads[name] for name in sorted(set(partitions)) if name in heads}

    async def next_wake(self, enactment: int) -> int | None:
        heads = self._tables.heads.values()
        if any(head.enactment < enactment for head in heads):
            return 0
        return min((head.wake for head in heads if head.wake is not None), default=None)

    async def partitions_of(self, case: str) -> list[str]:
        return sorted(self._tables.cases.get(case, ()))

    async def partitions(self, after: str, limit: int) -> list[str]:
        return sorted(name for name in self._tables.heads if name > after)[:limit]

    async def find(self, keys: Collection[EventKey]) -> dict[EventKey, bytes]:
        by_key = self._tables.by_key
        return {key: by_key[key].raw for key in keys if key in by_key}

    async def events(self, partition: str) -> list[Kept]:
        return list(self._tables.events.get(partition, ()))

    async def news(self, mark: str) -> tuple[str, list[str] | None]:
        place = self._tables.place
        number, _, erased = mark.partition(".")
        fresh = f"{place['event']}.{place['erasure']}"
        if erased != str(place["erasure"]):
            return fresh, None
        return fresh, sorted(name for name, last in self._tables.latest.items() if last > int(number))

    async def erasures(self) -> int:
        return self._tables.place["erasure"]

    async def said(self, partition: str) -> list[Said]:
        return [said for _, said in sorted(self._tables.said.get(partition, {}).items())]
