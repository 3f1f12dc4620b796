"""The incremental engine: events in, decisions out, one at a time. No threads, no I/O, no clock of its own."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tactful.decisions import Decision, Partition
from tactful.decisions.partition import Named
from tactful.errors import EventError
from tactful.events.event import Event, Reader, canonical
from tactful.moments import Moment, instant_from, moment_from
from tactful.planning import Advice, Plan, Policies, panel_of
from tactful.planning.plan import plan_of
from tactful.replaying import EventLike, as_known
from tactful.snapshots import Snapshot, advice_from, advice_to, events_from, events_to


class Engine:
    """Advice kept up to date while events come in and time goes on.

    It ends in the plan that a fresh computation over the same events gives, in whatever order they came. Several
    policies advise together, as in `replay`.
    `copies` counts the identical copies of events that were ignored.
    """

    def __init__(self, policy: Policies) -> None:
        self.policy = policy
        self.copies = 0
        self._panel = panel_of(policy)
        self._said_under = self._digest
        self._reader = Reader(self._panel.vocabulary)
        self._partitions: dict[str, Partition] = {}
        self._by_id: dict[tuple[str, str], Event] = {}
        self._clock: int | None = None
        self._wakes: list[tuple[int, str]] = []

    @property
    def clock(self) -> dt.datetime | None:
        """The moment that the engine has come to, in UTC; None before the first."""
        return None if self._clock is None else moment_from(self._clock)

    @property
    def next_due(self) -> dt.datetime | None:
        """When to call `advance` again if nothing else happens, in UTC; None if time alone changes nothing."""
        wake = self._next_wake()
        return None if wake is None else moment_from(wake)

    def process(self, event: EventLike, *, learnt: Moment | None = None) -> list[Decision]:
        """Take in one event and return the decisions up to its moment.

        It is taken in at its `recordedtime`, else at `learnt`, else at its `time`, and never before the clock. Raise
        EventError if it cannot be taken; the engine is then as it was.
        """
        if not isinstance(event, Event):
            moment = None if learnt is None else instant_from(learnt)
            event = self._reader.read(event, learnt=moment)
        old = self._by_id.get((event.source, event.id))
        if old is not None:
            return self._again(old, event)
        self._by_id[event.source, event.id] = event
        now = self._taken_in(event)
        found = self._advance(now - 1)
        self._clock = now
        found += self._at(event.partition, now, (event,))
        found += self._advance(now)
        return found

    def process_all(self, events: Iterable[EventLike], *, learnt: Moment | None = None) -> list[Decision]:
        """Take in many events, in the order in which they became known; decide once at each instant, as a replay does.

        Raise EventError if one of them cannot be read or is a different event under a used id; the engine is then as
        it was.
        """
        moment = None if learnt is None else instant_from(learnt)
        read = [event if isinstance(event, Event) else self._reader.read(event, learnt=moment) for event in events]
        same: dict[tuple[str, str], Event] = {}
        for event in read:
            name = (event.source, event.id)
            old = self._by_id.get(name) or same.setdefault(name, event)
            if old is not event and canonical(old) != canonical(event):
                raise _used_id(event)
        found: list[Decision] = []
        for now, several in groupby(sorted(read, key=as_known), key=self._taken_in):
            fresh: dict[str, list[Event]] = {}
            again: list[tuple[Event, Event]] = []
            for event in several:
                old = self._by_id.setdefault((event.source, event.id), event)
                if old is event:
                    fresh.setdefault(event.partition, []).append(event)
                else:
                    again.append((old, event))
            found += self._advance(now - 1)
            self._clock = now
            of_instant: list[Decision] = []
            for key, learnt_now in fresh.items():
                of_instant += self._at(key, now, learnt_now)
            for old, event in again:
                of_instant += self._again(old, event)
            of_instant += self._advance(now)
            found += sorted(of_instant, key=lambda decision: decision.order)
        return found

    def advance(self, to: Moment) -> list[Decision]:
        """Let time go on and return what changes, each change at its very instant. The clock never runs back."""
        now = instant_from(to)
        if self._clock is not None and now < self._clock:
            raise EventError(
                f"`{moment_from(now).isoformat()}` is before the clock at "
                f"`{moment_from(self._clock).isoformat()}`, expected a later moment",
                "clock_runs_back",
            )
        found = self._advance(now)
        self._clock = now
        return found

    def plan(self) -> Plan:
        """Return the whole plan at the clock, computed from scratch."""
        partitions = {key: partition.known for key, partition in self._partitions.items()}
        return plan_of(self._panel, partitions, self._clock or 0)

    def snapshot(self) -> dict[str, Any]:
        """Return all that `restore` needs as plain JSON data: known events, clock, last decisions, policy digest."""
        events = [event for partition in self._partitions.values() for event in partition.known]
        said = [
            advice_to(advice, partition.key)
            for partition in self._partitions.values()
            for advice in partition.reported.values()
        ]
        return Snapshot(self._clock, self._said_under, events_to(events), said).to_dict()

    @classmethod
    def restore(cls, policy: Policies, state: Mapping[str, Any]) -> Engine:
        """Go on from a snapshot. With another policy, the next call reports what changed as `policy_changed`.

        Raise EventError if the state is none.
        """
        snapshot = Snapshot.from_dict(state)
        engine = cls(policy)
        engine._clock = snapshot.clock
        for event in events_from(snapshot.events, engine._reader):
            engine._by_id[event.source, event.id] = event
            engine._partition(event.partition).known.append(event)
        said: dict[str, dict[Named, Advice]] = {}
        for record in snapshot.said:
            key, name, advice = advice_from(record, engine._panel, alone=" " not in snapshot.digest)
            said.setdefault(key, {})[name, advice.id] = advice
        engine._said_under = snapshot.digest
        changed = snapshot.digest != engine._digest
        for key, partition in engine._partitions.items():
            partition.resume(snapshot.clock or 0, said.get(key, {}), policy_changed=changed)
            engine._wake(partition)
        return engine

    @property
    def _digest(self) -> str:
        return " ".join(digest for _, digest in self._panel.policies)

    def _again(self, old: Event, event: Event) -> list[Decision]:
        same = canonical(old) == canonical(event)
        if (old.known, canonical(old)) <= (event.known, canonical(event)):
            if same:
                self.copies += 1
                return []
            raise _used_id(event)
        now = self._taken_in(event)
        found = self._advance(now - 1)
        self._clock = now
        self._by_id[event.source, event.id] = event
        self.copies += same
        partition = self._partition(old.partition)
        if event.partition == old.partition:
            found += partition.replace(old, event, now)
        else:
            found += partition.replace(old, None, now)
            found += self._at(event.partition, now, (event,))
        self._wake(partition)
        return found + self._advance(now)

    def _partition(self, key: str) -> Partition:
        partition = self._partitions.get(key)
        if partition is None:
            partition = self._partitions[key] = Partition(self._panel, key)
        return partition

    def _taken_in(self, event: Event) -> int:
        return event.known if self._clock is None else max(self._clock, event.known)

    def _at(self, key: str, now: int, events: Sequence[Event]) -> list[Decision]:
        partition = self._partition(key)
        found = partition.at(now, events)
        self._wake(partition)
        return found

    def _wake(self, partition: Partition) -> None:
        due = partition.next_due
        if due is not None:
            heapq.heappush(self._wakes, (due, partition.key))

    def _next_wake(self) -> int | None:
        wakes = self._wakes
        while wakes and self._partitions[wakes[0][1]].next_due != wakes[0][0]:
            heapq.heappop(wakes)
        return wakes[0][0] if wakes else None

    def _advance(self, to: int) -> list[Decision]:
        found: list[Decision] = []
        for now, partitions in self._due(to):
            of_instant: list[Decision] = []
            for partition in partitions:
                of_instant += partition.at(now)
                self._wake(partition)
            of_instant.sort(key=lambda decision: decision.order)
            found += of_instant
        self._said_under = self._digest
        return found

    def _due(self, to: int) -> Iterator[tuple[int, list[Partition]]]:
        while (now := self._next_wake()) is not None and now <= to:
            keys: set[str] = set()
            while self._wakes and self._wakes[0][0] == now:
                keys.add(heapq.heappop(self._wakes)[1])
            yield now, [self._partitions[key] for key in keys if self._partitions[key].next_due == now]


def _used_id(event: Event) -> EventError:
    return EventError(f"a different event under the used id `{event.id}` of source `{event.source}`", "used_id")
