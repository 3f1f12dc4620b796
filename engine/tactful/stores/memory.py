"""A store in memory: for tests, trials, and programs whose cases need not outlive them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tactful.stores.mentions import Mentions
from tactful.stores.places import number_of, place_of
from tactful.stores.store import (
    Change,
    Conflict,
    Entry,
    EventKey,
    Head,
    Kept,
    Listed,
    Question,
    Reported,
    Rewriting,
    Said,
    Transaction,
)
from tactful.stores.turns import Turns, closed


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An entry of the outbox. It may be taken from `free` on; None where it was set aside."""

    case: str
    attempts: int = 0
    due: int = 0
    taken: int = 0
    aside: bool = False
    error: str = ""

    @property
    def free(self) -> int:
        return max(self.due, self.taken)


@dataclass(slots=True)
class _Tables:
    heads: dict[str, Head] = field(default_factory=dict)
    cases: dict[str, frozenset[str]] = field(default_factory=dict)
    events: dict[str, tuple[Kept, ...]] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    by_key: dict[EventKey, Kept] = field(default_factory=dict)
    said: dict[str, dict[tuple[str, str], Said]] = field(default_factory=dict)
    decisions: dict[int, tuple[str, Reported]] = field(default_factory=dict)
    outbox: dict[tuple[str, int], _Waiting] = field(default_factory=dict)
    records: dict[tuple[str, str], bytes] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=lambda: {"last": 0, "event": 0, "erasure": 0})


class MemoryStore:
    """Cases kept in memory; nothing of it is there after `close`. Questions over all cases look at each."""

    def __init__(self, *, asynchronous: bool = False) -> None:
        self.asynchronous = asynchronous
        self._tables = _Tables()
        self._turns = Turns(asynchronous=asynchronous)
        self._closed = False

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Begin a transaction that may change something."""
        async with self._turns:
            transaction = self._begun()
            try:
                yield transaction
            except BaseException:
                transaction.undo()
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Begin a transaction that changes nothing."""
        async with self._turns:
            transaction = self._begun()
            try:
                yield transaction
            finally:
                transaction.undo()

    async def close(self) -> None:
        """Forget everything."""
        self._tables = _Tables()
        self._closed = True

    def _begun(self) -> _MemoryTransaction:
        if self._closed:
            raise closed()
        return _MemoryTransaction(self._tables)


class _MemoryTransaction:
    """Values are never changed in place, so that to undo is to put the former ones back."""

    def __init__(self, tables: _Tables) -> None:
        self._tables = tables
        self._done: list[Callable[[], Any]] = []

    def undo(self) -> None:
        while self._done:
            self._done.pop()()

    def _set(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        if key in table:
            before = table[key]
            self._done.append(lambda: table.__setitem__(key, before))
        else:
            self._done.append(lambda: table.__delitem__(key))
        table[key] = value

    def _remove(self, table: dict[Any, Any], key: Any) -> None:
        if key in table:
            before = table.pop(key)
            self._done.append(lambda: table.__setitem__(key, before))

    def _next(self, of: str) -> int:
        number = self._tables.place[of] + 1
        self._set(self._tables.place, of, number)
        return number

    # partitions and their events

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

    async def said(self, partition: str) -> list[Said]:
        return [said for _, said in sorted(self._tables.said.get(partition, {}).items())]

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
                self._set(tables.outbox, (sink, place), _Waiting(decision.case))

    # advice and decisions

    async def partition_of_advice(self, advice: str) -> list[str]:
        return sorted(name for name, said in self._tables.said.items() if any(key[1] == advice for key in said))

    async def listed(self, question: Question) -> list[Listed]:
        found = [
            Listed(partition, one)
            for partition, said in self._tables.said.items()
            for one in said.values()
            if _passes(question, one)
        ]
        found.sort(key=lambda listed: (listed.said.case, listed.said.policy, listed.said.advice, listed.partition))
        return found[: question.limit]

    async def decisions(self, after: str, limit: int, partition: str | None = None) -> list[tuple[str, bytes]]:
        number = number_of(after)
        found = sorted(
            place for place, (name, _) in self._tables.decisions.items() if place > number and partition in (None, name)
        )
        return [(place_of(place), self._tables.decisions[place][1].json) for place in found[:limit]]

    # the outbox

    def _of_sink(self, sink: str) -> list[tuple[int, _Waiting]]:
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

    # records

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

    # privacy

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


def _passes(question: Question, said: Said) -> bool:
    return (
        (question.verdicts is None or said.verdict in question.verdicts)
        and (question.purposes is None or said.purpose in question.purposes)
        and (question.policies is None or said.policy in question.policies)
        and (question.due_before is None or (said.due is not None and said.due < question.due_before))
        and (question.after is None or (said.case, said.policy, said.advice) > question.after)
    )
