"""Records: what is small and read by name."""

from __future__ import annotations

from tactful.stores.memory.tables import Changing
from tactful.stores.store import Conflict


class Records(Changing):
    """What a transaction does about records."""

    async def record(self, kind: str, name: str) -> bytes | None:
        return self._tables.records.get((kind, name))

    async def records(self, kind: str) -> dict[str, bytes]:
        return {key[1]: value for key, value in sorted(self._tables.records.items()) if key[0] == kind}

    async def put(self, kind: str, name: str, value: bytes, *, new: bool = False) -> None:
        if new and (kind, name) in self._tables.records:
            raise Conflict()
        self._set(self._tables.records, (kind, name), value)

    async def drop(self, kind: str, name: str) -> bool:
        there = (kind, name) in self._tables.records
        self._remove(self._tables.records, (kind, name))
        return there
