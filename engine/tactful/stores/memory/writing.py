"""The change of partitions."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.stores.memory.tables import Changing, Waiting
from tactful.stores.store import Change, Conflict, Head


class Writing(Changing):
    """What a transaction changes in partitions."""

    async def write(self, changes: Sequence[Change], sinks: Sequence[str] = ()) -> None:
        for change in changes:
            self._write(change, sinks)

    def _write(self, change: Change, sinks: Sequence[str]) -> None:
        tables, partition = self._tables, change.partition
        if tables.heads.get(partition, Head()).version != change.before.version:
            raise Conflict()
        self._set(tables.heads, partition, change.after)
        for event in change.events:
            if (event.source, event.id) in tables.by_key:
                raise Conflict()
            self._set(tables.by_key, (event.source, event.id), event)
        if change.events:
            self._set(tables.events, partition, tables.events.get(partition, ()) + tuple(change.events))
            self._set(tables.latest, partition, self._next("event"))
        for case in change.cases:
            self._set(tables.cases, case, tables.cases.get(case, frozenset()) | {partition})
        if change.said or change.unsaid:
            unsaid = set(change.unsaid)
            said = {name: one for name, one in tables.said.get(partition, {}).items() if name not in unsaid}
            self._set(tables.said, partition, said | {(one.policy, one.advice): one for one in change.said})
        for decision in change.decisions:
            place = self._next("last")
            self._set(tables.decisions, place, (partition, decision))
            for sink in sinks:
                self._set(tables.outbox, (sink, place), Waiting(decision.case))
