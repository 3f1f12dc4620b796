"""A store in memory: for tests, trials, and programs whose cases need not outlive them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tactful.stores.memory.answers import Answers
from tactful.stores.memory.outbox import Outbox
from tactful.stores.memory.partitions import Partitions
from tactful.stores.memory.privacy import Privacy
from tactful.stores.memory.records import Records
from tactful.stores.memory.tables import Tables
from tactful.stores.memory.writing import Writing
from tactful.stores.store import Transaction
from tactful.stores.turns import Turns, closed


class MemoryTransaction(Partitions, Writing, Answers, Outbox, Records, Privacy):
    """A transaction of a store in memory. See `tactful.stores.store.Transaction`."""


class MemoryStore:
    """Cases kept in memory; nothing of it is there after `close`. Questions over all cases look at each."""

    def __init__(self, *, asynchronous: bool = False) -> None:
        self.asynchronous = asynchronous
        self._tables = Tables()
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
        self._tables = Tables()
        self._closed = True

    def _begun(self) -> MemoryTransaction:
        if self._closed:
            raise closed()
        return MemoryTransaction(self._tables)
