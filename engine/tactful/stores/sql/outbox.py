"""The outbox. An entry may be taken from `ready` on, which is never before that of an earlier entry of its case.

A `+` in a statement changes no value: it keeps SQLite from the index that it would choose and be slow with.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection
from itertools import islice
from typing import Any

from tactful.stores.places import number_of, place_of
from tactful.stores.sql.connection import Row, Statements, chunks, marks
from tactful.stores.store import Entry

_ENTRY = """SELECT outbox.sink, outbox.place, outbox."case", decisions.id, decisions.json, outbox.attempts, outbox.due,
 (SELECT later.type FROM decisions AS later WHERE later.partition = decisions.partition
  AND later.advice = decisions.advice AND later.policy = decisions.policy AND later.number > decisions.number
  ORDER BY later.number DESC LIMIT 1), outbox.error
 FROM outbox JOIN decisions ON decisions.number = outbox.place WHERE outbox.sink = ?"""

_SETTLE = """UPDATE outbox SET ready = settled.ready FROM (
 SELECT place, max(CASE WHEN taken > due THEN taken ELSE due END) OVER (PARTITION BY "case" ORDER BY place + 0) AS ready
 FROM outbox WHERE sink = ? AND "case" IN {cases}) AS settled
 WHERE outbox.sink = ? AND outbox.place = settled.place AND outbox.ready <> settled.ready"""


class Outbox(Statements):
    """Statements about what is to be delivered. What was set aside has no `ready` and is not due."""

    async def lease(self, sink: str, now: int, until: int, limit: int) -> list[Entry]:
        await self._in_order()
        sql = f"{_ENTRY} AND +outbox.ready <= ? ORDER BY outbox.place LIMIT ?"
        rows = await self.connection.rows(sql, (sink, now, limit))
        if rows:
            sql = "UPDATE outbox SET taken = ?, ready = ? WHERE sink = ? AND place = ?"
            await self.connection.change_each(sql, [(until, until, sink, row[1]) for row in rows])
            await self._settle(sink, {row[2] for row in rows})
        return [_entry(row) for row in rows]

    async def delivered(self, sink: str, until: int, places: Collection[str]) -> None:
        await self._in_order()
        cases: set[str] = set()
        for numbers in chunks([number_of(place) for place in places]):
            where = f"FROM outbox WHERE sink = ? AND place IN {marks(len(numbers))} AND taken = ?"
            rows = await self.connection.rows(f'SELECT "case" {where}', [sink, *numbers, until])
            cases.update(case for (case,) in rows)
            await self.connection.change(f"DELETE {where}", [sink, *numbers, until])
        await self._settle(sink, cases)

    async def put_back(self, sink: str, until: int, place: str, attempts: int, due: int | None, error: str) -> None:
        await self._in_order()
        number = number_of(place)
        rows = await self.connection.rows(
            'SELECT "case" FROM outbox WHERE sink = ? AND place = ? AND taken = ?',
            (sink, number, until),
        )
        for (case,) in rows:
            sql = "UPDATE outbox SET attempts = ?, due = ?, ready = ?, error = ? WHERE sink = ? AND place = ?"
            await self.connection.change(sql, (attempts, due or 0, due, error, sink, number))
            sql = 'UPDATE outbox SET taken = 0 WHERE sink = ? AND "case" = ? AND taken = ?'
            await self.connection.change(sql, (sink, case, until))
            await self._settle(sink, {case})

    async def waiting(self, sink: str | None, *, aside: bool, after: str, limit: int) -> list[Entry]:
        where = "outbox.ready IS NULL AND +outbox.place" if aside else "outbox.ready IS NOT NULL AND outbox.place"
        sql = f"{_ENTRY} AND {where} > ? ORDER BY outbox.place LIMIT ?"
        sinks = await self._distinct("outbox", "sink") if sink is None else [sink]
        found = [await self.connection.rows(sql, (name, number_of(after), limit)) for name in sinks]
        return [_entry(row) for row in islice(heapq.merge(*found, key=lambda row: (row[1], row[0])), limit)]

    async def retry(self, sink: str, places: Collection[str] | None, now: int) -> int:
        await self._in_order()
        aside = "sink = ? AND ready IS NULL"
        if places is None:
            rows = await self.connection.rows(f'SELECT place, "case" FROM outbox WHERE {aside}', (sink,))
        else:
            rows = []
            for numbers in chunks([number_of(place) for place in places]):
                sql = f'SELECT place, "case" FROM outbox WHERE {aside} AND place IN {marks(len(numbers))}'
                rows += await self.connection.rows(sql, [sink, *numbers])
        if rows:
            sql = "UPDATE outbox SET attempts = 0, due = ?, ready = ? WHERE sink = ? AND place = ?"
            await self.connection.change_each(sql, [(now, now, sink, place) for place, _ in rows])
            await self._settle(sink, {case for _, case in rows})
        return len(rows)

    async def next_delivery(self, sinks: Collection[str]) -> int | None:
        ready: list[int] = []
        for sink in sorted(set(sinks)):
            rows = await self.connection.rows("SELECT min(ready) FROM outbox WHERE sink = ?", (sink,))
            ready += [instant for (instant,) in rows if instant is not None]
        return min(ready, default=None)

    async def _settle(self, sink: str, cases: Collection[Any]) -> None:
        """Let no entry be ready before an earlier one of its case, and none wait that need not."""
        for some in chunks(cases):
            await self.connection.change(_SETTLE.format(cases=marks(len(some))), [sink, *some, sink])


def _entry(row: Row) -> Entry:
    sink, place, case, id_, json, attempts, due, overtaken_by, error = row
    return Entry(sink, place_of(place), case, id_, json, attempts, due, overtaken_by, error)
