"""What is rewritten or forgotten, and what there is."""

from __future__ import annotations

from collections.abc import Collection

from tactful.stores.mentions import Mentions
from tactful.stores.places import number_of
from tactful.stores.sql.outbox import Outbox
from tactful.stores.sql.partitions import SAID, Partitions
from tactful.stores.store import Conflict, Head, Rewriting

_PAGE = 1000
_COUNTS = {
    "partitions": "partitions",
    "events": "events",
    "decisions": "decisions",
    "waiting": "outbox WHERE ready IS NOT NULL",
    "aside": "outbox WHERE ready IS NULL",
}


class Privacy(Partitions, Outbox):
    """Statements that look for texts and remove them. `erased` says that something was."""

    async def mentioning(self, texts: Collection[str]) -> list[str]:
        mentions = Mentions(texts)
        found: set[str] = set()
        after = ""
        while names := await self.partitions(after, _PAGE):
            found.update(name for name in names if mentions.in_text(name))
            after = names[-1]
        for table, column in (("events", "raw"), ("decisions", "json"), ("said", "decision")):
            number = 0
            sql = f"SELECT number, partition, {column} FROM {table} WHERE number > ? ORDER BY number LIMIT ?"
            while rows := await self.connection.rows(sql, (number, _PAGE)):
                found.update(name for _, name, json in rows if name not in found and mentions.in_json(json))
                number = rows[-1][0]
        return sorted(found)

    async def rewrite(self, partition: str, head: Head, rewriting: Rewriting) -> None:
        await self._erasing()
        await self._rewrite_events(partition, rewriting)
        await self.connection.change_each(
            "UPDATE decisions SET json = ? WHERE number = ? AND partition = ?",
            [(json, number_of(place), partition) for place, json in rewriting.decisions.items()],
        )
        await self.connection.change_each(
            "UPDATE decisions SET id = ?, advice = ? WHERE number = ? AND partition = ?",
            [(*names, number_of(place), partition) for place, names in rewriting.names.items()],
        )
        await self.connection.change("DELETE FROM said WHERE partition = ?", (partition,))
        await self.connection.change_each(
            f"INSERT INTO said (partition, {SAID}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(partition, *said) for said in rewriting.said],
        )
        sql = "UPDATE partitions SET version = ?, clock = ?, wake = ?, enactment = ? WHERE name = ?"
        if not await self.connection.change(sql, (*head, partition)):
            raise Conflict()

    async def _rewrite_events(self, partition: str, rewriting: Rewriting) -> None:
        """Take out all that change before any comes back, so that events may swap their keys."""
        sql = "SELECT number, source, id, known, raw FROM events WHERE partition = ?"
        out, back = [], []
        for number, source, id_, known, raw in await self.connection.rows(sql, (partition,)):
            key = (source, id_)
            if key in rewriting.events or key in rewriting.keys:
                out.append((number,))
                new_source, new_id = rewriting.keys.get(key, key)
                back.append((number, partition, new_source, new_id, known, rewriting.events.get(key, raw)))
        await self.connection.change_each("DELETE FROM events WHERE number = ?", out)
        await self.connection.change_each(
            "INSERT INTO events (number, partition, source, id, known, raw) VALUES (?, ?, ?, ?, ?, ?)", back
        )

    async def forget(self, partition: str) -> None:
        await self._erasing()
        await self._keep_last_place()
        rows = await self.connection.rows('SELECT "case" FROM cases WHERE partition = ?', (partition,))
        for sink in await self._distinct("outbox", "sink"):
            sql = "DELETE FROM outbox WHERE sink = ? AND place IN (SELECT number FROM decisions WHERE partition = ?)"
            if await self.connection.change(sql, (sink, partition)):
                await self._settle(sink, {case for (case,) in rows})
        for table in ("events", "cases", "said", "decisions"):
            await self.connection.change(f"DELETE FROM {table} WHERE partition = ?", (partition,))
        await self.connection.change("DELETE FROM partitions WHERE name = ?", (partition,))

    async def forget_decisions(self, before: int) -> int:
        await self._keep_last_place()
        sql = "DELETE FROM decisions WHERE time < ? AND number NOT IN (SELECT place FROM outbox)"
        return await self.connection.change(sql, (before,))

    async def counts(self) -> dict[str, int]:
        found = {}
        for name, of in _COUNTS.items():
            [(found[name],)] = await self.connection.rows(f"SELECT count(*) FROM {of}")
        return found
