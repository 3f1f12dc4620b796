"""A small policy, its events, a clock that is set by hand, and stores to try a service on."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import tactful
from tactful.events.event import Event, Reader
from tactful.planning import panel_of
from tactful.service.driving import drive
from tactful.stores.memory import MemoryStore
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Change, Store, Transaction

SMALL = """
tactful: 1
policy: {name}
title: Thank each interviewer
rules:
  thank:
    because: each interviewer is thanked
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {{who: interviewers, each: true}}
    timing: {{from: interview.end, opens: {opens}, due: 1 day, expires: 3 days}}
"""


def policy(name: str = "small", opens: str = "1 hour") -> tactful.Policy:
    return tactful.loads(SMALL.format(name=name, opens=opens))


SMALL_POLICY = policy()
ANA = {"name": "Ana", "email": "ana@a.example"}
BO = {"name": "Bo", "email": "bo@a.example"}


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: str) -> None:
        self.now = now

    def __call__(self) -> str:
        return self.now


def held(case: str = "c1", name: str = "1", *, partition: str | None = None, at: str = "2026-03-02T10:00:00Z") -> Any:
    """An interview with Ana that took place."""
    event = {"id": name, "type": "interview.completed", "subject": case, "time": at, "recordedtime": at}
    event["data"] = {"interview": f"i-{case}-{name}", "interviewers": [ANA], "end": at}
    return event if partition is None else {**event, "partitionkey": partition}


def sent(case: str = "c1", name: str = "2", *, at: str = "2026-03-02T12:00:00Z") -> Any:
    """A message of thanks to Ana."""
    event = {"id": name, "type": "message.sent", "subject": case, "time": at, "recordedtime": at}
    return {**event, "data": {"to": [ANA], "purpose": "thank-you"}}


def told(decisions: list[tactful.Decision]) -> list[tuple[str, str]]:
    """The type and the instant of each decision."""
    return [(one.type.removeprefix("advice."), f"{one.at.astimezone(dt.UTC):%d %H:%M:%S}") for one in decisions]


def memory(folder: Path) -> Store:
    return MemoryStore()


def sqlite(folder: Path) -> Store:
    return drive(SqliteStore.open(folder / "cases.db", durability="off"))


KINDS: list[Callable[[Path], Store]] = [memory, sqlite]


def kept(store: Store) -> list[Any]:
    """All of a store that can be told apart: heads, events, what was said, decisions."""

    async def look(tx: Transaction) -> list[Any]:
        names = await tx.partitions("", 1000)
        return [
            sorted((await tx.heads(names)).items()),
            [(name, await tx.events(name), await tx.said(name)) for name in names],
            await tx.decisions("", 100_000),
            await tx.waiting(None, aside=False, after="", limit=100_000),
        ]

    return drive(_looked(store, look))


async def _looked(store: Store, look: Callable[[Transaction], Any]) -> Any:
    async with store.reading() as tx:
        return await look(tx)


def history(store: Store, policies: Any) -> list[Event]:
    """The events of a store, each known when the store took it in."""
    reader = Reader(panel_of(policies).vocabulary)
    events = []
    for _, of_partition, _ in kept(store)[1]:
        for one in of_partition:
            event = reader.read(one.raw)
            event.known = one.known
            events.append(event)
    return events


class BrokenError(Exception):
    """What a store raises here that breaks in the middle."""


class Breaking:
    """A store that breaks at its `at`-th call from now, once; before a call is made, or where it is to be done."""

    asynchronous = False

    def __init__(self, store: Store) -> None:
        self._store = store
        self.at: int | None = None
        self.calls = 0
        self.names: list[str] = []
        self.written: list[Change] = []

    def tick(self) -> None:
        self.calls += 1
        if self.at == self.calls:
            raise BrokenError

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        async with self._store.writing() as tx:
            self.tick()
            yield _BreakingTransaction(tx, self)  # type: ignore[misc]
            self.tick()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self._store.reading() as tx:
            yield tx

    async def close(self) -> None:
        """The store is looked at afterwards."""


class _BreakingTransaction:
    def __init__(self, tx: Transaction, store: Breaking) -> None:
        self._tx = tx
        self._store = store

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._tx, name)

        async def called(*arguments: Any, **named: Any) -> Any:
            self._store.tick()
            self._store.names.append(name)
            if name == "write":
                self._store.written += arguments[0]
            result = await method(*arguments, **named)
            self._store.tick()
            return result

        return called
