"""The change of many partitions at once, as a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tactful.stores.sql.connection import Statements
from tactful.stores.sql.partitions import SAID
from tactful.stores.store import Change, Conflict, Head, Said

_NEW = "INSERT INTO partitions (name, version, clock, wake, enactment) VALUES (?, ?, ?, ?, ?)"
_MOVED = "UPDATE partitions SET version = ?, clock = ?, wake = ?, enactment = ? WHERE name = ? AND version = ?"
_EVENT = "INSERT INTO events (partition, source, id, known, raw) VALUES (?, ?, ?, ?, ?)"
_CASE = 'INSERT INTO cases ("case", partition) VALUES (?, ?) ON CONFLICT DO NOTHING'
_SAID = (
    f"INSERT INTO said (partition, {SAID}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ' ON CONFLICT (partition, policy, advice) DO UPDATE SET "case" = excluded."case", key = excluded.key,'
    ' "order" = excluded."order", verdict = excluded.verdict, purpose = excluded.purpose, opens = excluded.opens,'
    " due = excluded.due, expires = excluded.expires, zone = excluded.zone, decision = excluded.decision"
)
_UNSAID = "DELETE FROM said WHERE partition = ? AND policy = ? AND advice = ?"
_DECISION = (
    "INSERT INTO decisions (number, partition, policy, advice, id, type, time, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = """INSERT INTO outbox (sink, place, "case", attempts, due, taken, ready, error)
 VALUES (?, ?, ?, 0, 0, 0, coalesce((SELECT max(ready) FROM outbox WHERE sink = ? AND "case" = ?), 0), '')"""


class Writing(Statements):
    """Statements that change partitions."""

    async def write(self, changes: Sequence[Change], sinks: Sequence[str] = ()) -> None:
        await self._write_heads(changes)
        events = [(change.partition, *event) for change in changes for event in change.events]
        if events:
            await self._changing_events()
        await self._each(_EVENT, events)
        await self._each(_CASE, [(case, change.partition) for change in changes for case in change.cases])
        await self._write_said(changes)
        await self._write_decisions(changes, sinks)

    async def _write_heads(self, changes: Sequence[Change]) -> None:
        steps: dict[str, tuple[int, Head]] = {}
        for partition, before, after, *_ in changes:
            first, stands = steps.get(partition, (before.version, before))
            if stands.version != before.version:
                raise Conflict()
            steps[partition] = (first, after)
        new = [(name, *after) for name, (first, after) in steps.items() if first == 0]
        moved = [(*after, name, first) for name, (first, after) in steps.items() if first != 0]
        await self._each(_NEW, new)
        if moved and await self.connection.change_each(_MOVED, moved) != len(moved):
            raise Conflict()

    async def _write_said(self, changes: Sequence[Change]) -> None:
        last: dict[tuple[str, str, str], Said | None] = {}
        for change in changes:
            partition = change.partition
            for policy, advice in change.unsaid:
                last[partition, policy, advice] = None
            for said in change.said:
                last[partition, said.policy, said.advice] = said
        await self._each(_UNSAID, [name for name, said in last.items() if said is None])
        await self._each(_SAID, [(name[0], *said) for name, said in last.items() if said is not None])

    async def _write_decisions(self, changes: Sequence[Change], sinks: Sequence[str]) -> None:
        decisions = [(change.partition, decision) for change in changes for decision in change.decisions]
        if not decisions:
            return
        placed = list(enumerate(decisions, await self._last_place() + 1))
        await self._each(
            _DECISION,
            [
                (place, partition, one.policy, one.advice, one.id, one.type, one.time, one.json)
                for place, (partition, one) in placed
            ],
        )
        for sink in sinks:
            await self._each(_ENTRY, [(sink, place, one.case, sink, one.case) for place, (_, one) in placed])

    async def _each(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            await self.connection.change_each(sql, rows)
