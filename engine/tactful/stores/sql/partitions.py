"""Partitions, their events, and what was said of them."""

from __future__ import annotations

from collections.abc import Collection

from tactful.stores.sql.connection import Row, Statements, chunks, marks
from tactful.stores.store import EventKey, Head, Kept, Said

_HEAD = "SELECT name, version, clock, wake, enactment FROM partitions"
SAID = 'policy, advice, "case", key, "order", verdict, purpose, opens, due, expires, zone, decision'


class Partitions(Statements):
    """Statements about partitions."""

    async def claim(self, partitions: Collection[str]) -> dict[str, Head]:
        found = await self._heads(partitions, self.FOR_UPDATE)
        if self.FOR_UPDATE and (new := set(partitions) - set(found)):
            await self._claim_new(new)
            found |= await self._heads(new, self.FOR_UPDATE)
        return {name: found.get(name) or Head() for name in sorted(set(partitions))}

    async def heads(self, partitions: Collection[str]) -> dict[str, Head]:
        return await self._heads(partitions, "")

    async def _heads(self, partitions: Collection[str], locking: str) -> dict[str, Head]:
        found: dict[str, Head] = {}
        for names in chunks(partitions):
            sql = f"{_HEAD} WHERE name IN {marks(len(names))} ORDER BY name{locking}"
            found.update(_named(await self.connection.rows(sql, names)))
        return found

    async def due(self, now: int, enactment: int, limit: int) -> dict[str, Head]:
        found: list[Row] = []
        for decided_under in await self._distinct("partitions", "enactment"):
            under = f"{_HEAD} WHERE enactment = ? AND wake"
            if decided_under >= enactment:
                sql = f"{under} <= ? ORDER BY wake, name LIMIT ?{self.SKIP_LOCKED}"
                found += await self.connection.rows(sql, (decided_under, now, limit))
                continue
            sql = f"{under} IS NOT NULL ORDER BY wake, name LIMIT ?{self.SKIP_LOCKED}"
            waiting = await self.connection.rows(sql, (decided_under, limit))
            if len(waiting) < limit:
                sql = f"{under} IS NULL ORDER BY name LIMIT ?{self.SKIP_LOCKED}"
                waiting += await self.connection.rows(sql, (decided_under, limit - len(waiting)))
            found += waiting
        found.sort(key=lambda row: (row[3] is None, row[3] or 0, row[0]))
        return _named(found[:limit])

    async def next_wake(self, enactment: int) -> int | None:
        wakes: list[int] = []
        for decided_under in await self._distinct("partitions", "enactment"):
            if decided_under < enactment:
                return 0
            rows = await self.connection.rows("SELECT min(wake) FROM partitions WHERE enactment = ?", (decided_under,))
            wakes += [wake for (wake,) in rows if wake is not None]
        return min(wakes, default=None)

    async def partitions_of(self, case: str) -> list[str]:
        sql = 'SELECT partition FROM cases WHERE "case" = ? ORDER BY partition'
        return [name for (name,) in await self.connection.rows(sql, (case,))]

    async def partitions(self, after: str, limit: int) -> list[str]:
        sql = "SELECT name FROM partitions WHERE name > ? ORDER BY name LIMIT ?"
        return [name for (name,) in await self.connection.rows(sql, (after, limit))]

    async def idle(self, before: int, limit: int) -> list[str]:
        sql = "SELECT name FROM partitions WHERE wake IS NULL AND clock < ? ORDER BY name LIMIT ?"
        return [name for (name,) in await self.connection.rows(sql, (before, limit))]

    async def find(self, keys: Collection[EventKey]) -> dict[EventKey, bytes]:
        found: dict[EventKey, bytes] = {}
        by_source: dict[str, list[str]] = {}
        for source, id_ in keys:
            by_source.setdefault(source, []).append(id_)
        for source, ids in by_source.items():
            for some in chunks(ids):
                sql = f"SELECT id, raw FROM events WHERE source = ? AND id IN {marks(len(some))}"
                rows = await self.connection.rows(sql, [source, *some])
                found.update(((source, id_), raw) for id_, raw in rows)
        return found

    async def events(self, partition: str) -> list[Kept]:
        sql = "SELECT source, id, known, raw FROM events WHERE partition = ? ORDER BY number"
        return [Kept._make(row) for row in await self.connection.rows(sql, (partition,))]

    async def news(self, mark: str) -> tuple[str, list[str] | None]:
        await self._hold_events()
        [(last,)] = await self.connection.rows("SELECT coalesce(max(number), 0) FROM events")
        erasures = await self.erasures()
        number, _, erased = mark.partition(".")
        fresh = f"{last}.{erasures}"
        if erased != str(erasures):
            return fresh, None
        rows = await self.connection.rows("SELECT partition FROM events WHERE number > ?", (int(number),))
        return fresh, sorted({name for (name,) in rows})

    async def said(self, partition: str) -> list[Said]:
        sql = f"SELECT {SAID} FROM said WHERE partition = ? ORDER BY policy, advice"
        return [Said._make(row) for row in await self.connection.rows(sql, (partition,))]


def _named(rows: list[Row]) -> dict[str, Head]:
    return {row[0]: Head._make(row[1:]) for row in rows}
