"""A store with cases under way, and policies to put in force there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import tactful
from tactful.policy.model import Policy
from tactful.service import Service
from tactful.stores import MemoryStore
from tactful.stores.store import Transaction

START = "2026-03-03T17:30:00Z"

TEXT = """
tactful: 1
policy: {name}
title: T
rules:
  reply:
    because: {because}
    when: message.received
    strength: {strength}
    purpose: reply
    recipients: main_contact
    timing: {{opens: {opens}, due: 9 days, expires: 30 days}}
"""


def policy(name: str = "p", *, opens: str = "1 day", because: str = "b", strength: str = "may") -> Policy:
    return tactful.loads(TEXT.format(name=name, opens=opens, because=because, strength=strength))


def received(case: str, number: int = 0, time: str = START) -> dict[str, Any]:
    return {
        "id": f"{case}-{number}",
        "type": "message.received",
        "subject": case,
        "time": time,
        "data": {"from": f"dana@{case}.example"},
    }


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: str = START) -> None:
        self.now = now

    def __call__(self) -> str:
        return self.now


def under_way(clock: Clock, first: Policy, cases: int = 3, cache: int = 2_000) -> Service:
    service = Service(first, store=MemoryStore(), clock=clock, cache=cache)
    intake = service.process_all(received(f"c{number}") for number in range(cases))
    assert not intake.refused
    return service


class Shared:
    """A store in which others do something just before each change, as long as they have `acts`."""

    asynchronous = False

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.acts: list[Callable[[], object]] = []
        self.changes = 0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        self.changes += 1
        if self.acts:
            self.acts.pop(0)()
        async with self._store.writing() as tx:
            yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self._store.reading() as tx:
            yield tx

    async def close(self) -> None:
        await self._store.close()
