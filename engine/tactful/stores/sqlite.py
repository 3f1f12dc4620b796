"""A store in a file of SQLite: the embedded default, for one or several processes of one machine."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal, TypeAlias

from tactful.errors import StoreError
from tactful.stores.migrations import LATEST, steps_from
from tactful.stores.sql import SqlTransaction
from tactful.stores.sql.connection import Row
from tactful.stores.store import Conflict, Transaction
from tactful.stores.turns import PATIENCE, Turns, busy, closed

Durability: TypeAlias = Literal["full", "normal", "off"]
"""What a loss of power does; a killed process never loses anything. `full`: nothing. `normal`: the last transactions
may be undone, each as a whole. `off`: the file may be damaged."""

_APPLICATION = 0x54616374
_OLDEST = (3, 33, 0)
_PAUSE = 0.005
_TYPES = {"NUMBER": "INTEGER PRIMARY KEY"}
_IDLE = 4
_PAGES_OF_LOG = 4000
_TO_WIPE = "INSERT INTO records (kind, name, value) VALUES ('store', 'to wipe', x'') ON CONFLICT DO NOTHING"
_IS_TO_WIPE = "SELECT count(*) FROM records WHERE kind = 'store' AND name = 'to wipe'"
_WIPED = "DELETE FROM records WHERE kind = 'store' AND name = 'to wipe'"


class SqliteStore:
    """Cases in one file. Several processes and threads may have it open; they change it one at a time."""

    def __init__(self, path: str | os.PathLike[str], durability: Durability, *, asynchronous: bool) -> None:
        self.path = os.fspath(path)
        self.durability = durability
        self.asynchronous = asynchronous
        self._turns = Turns(asynchronous=asynchronous)
        self._idle: list[_Connection] = []
        self._closed = False
        self._to_wipe = False

    @classmethod
    async def open(
        cls, path: str | os.PathLike[str], *, durability: Durability = "full", asynchronous: bool = False
    ) -> SqliteStore:
        """Open a file, or make it, and bring its tables to the latest version.

        Raises StoreError where that cannot be done, such as `not_a_store` for a file of another kind.
        """
        if durability not in ("full", "normal", "off"):
            raise StoreError(f"found durability `{durability}`, expected `full`, `normal` or `off`", "bad_store")
        if sqlite3.sqlite_version_info < _OLDEST:
            raise StoreError(f"found SQLite {sqlite3.sqlite_version}, expected 3.33 or later", "store_unfit")
        store = cls(path, durability, asynchronous=asynchronous)
        connection = store._connect()
        try:
            await store._prepare(connection)
        except BaseException:
            connection.close()
            raise
        store._idle.append(connection)
        return store

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Begin a transaction that may change something."""
        async with self._turns:
            connection = self._lent()
            try:
                await self._patiently(lambda: connection.run("BEGIN IMMEDIATE"))
                transaction = SqlTransaction(connection)
                yield transaction
                if transaction.erased:
                    connection.run(_TO_WIPE)
                connection.run("COMMIT")
                if transaction.erased or self._to_wipe:
                    self._to_wipe = not connection.wiped()
            finally:
                self._take_back(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Begin a transaction that changes nothing."""
        connection = self._lent()
        try:
            connection.run("BEGIN")
            # Who looks has to wait as well while another process mends the log of one that died.
            await self._patiently(lambda: connection.run("SELECT last FROM places"))
            yield SqlTransaction(connection)
        finally:
            self._take_back(connection)

    async def close(self) -> None:
        """Close the file. What is under way goes on to its end."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _lent(self) -> _Connection:
        if self._closed:
            raise closed()
        return self._idle.pop() if self._idle else self._connect()

    def _take_back(self, connection: _Connection) -> None:
        """Undo what was left open, and keep the connection for the next."""
        if connection.is_clean() and not self._closed and len(self._idle) < _IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _connect(self) -> _Connection:
        return _Connection(self.path, self.durability, 0 if self.asynchronous else PATIENCE)

    async def _prepare(self, connection: _Connection) -> None:
        """Bring the file to the latest version. Whoever comes first does it, the others wait."""
        if connection.value("PRAGMA user_version") != LATEST or connection.value("PRAGMA journal_mode") != "wal":
            self._refuse_others(connection)
            await self._patiently(lambda: connection.run("PRAGMA journal_mode = WAL"))
            if connection.value("PRAGMA journal_mode") != "wal":
                raise StoreError(f"`{self.path}` lies where SQLite can keep no write-ahead log", "store_unfit")
            await self._patiently(lambda: connection.run("BEGIN IMMEDIATE"))
            self._refuse_others(connection)
            for statement in steps_from(connection.value("PRAGMA user_version"), _TYPES):
                connection.run(statement)
            connection.run(f"PRAGMA application_id = {_APPLICATION}")
            connection.run(f"PRAGMA user_version = {LATEST}")
            connection.run("COMMIT")
        self._refuse_others(connection)
        if connection.value(_IS_TO_WIPE):
            self._to_wipe = not connection.wiped()

    def _refuse_others(self, connection: _Connection) -> None:
        there = connection.value("SELECT count(*) FROM sqlite_schema") or connection.value("PRAGMA user_version")
        if there and connection.value("PRAGMA application_id") != _APPLICATION:
            raise StoreError(f"`{self.path}` is a database of another program, expected a store", "not_a_store")
        steps_from(connection.value("PRAGMA user_version"), _TYPES)

    async def _patiently(self, attempt: Callable[[], object]) -> None:
        """Try until others let go. SQLite waits by itself where that may block, but not when it changes its mode."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                attempt()
            except StoreError as error:
                if error.code != "store_busy" or time.monotonic() >= until:
                    raise
                await self._pause()
            else:
                return

    async def _pause(self) -> None:
        if self.asynchronous:
            await asyncio.sleep(_PAUSE)
        else:
            time.sleep(_PAUSE)


class _Connection:
    """A connection to SQLite whose every failure is a StoreError."""

    def __init__(self, path: str, durability: Durability, patience: float) -> None:
        self._path = path
        self._patience = patience
        try:
            self._sqlite = sqlite3.connect(
                path, timeout=patience, isolation_level=None, check_same_thread=False, cached_statements=256
            )
        except sqlite3.Error as error:
            raise self._failure(error) from None
        try:
            self.run("PRAGMA secure_delete = ON")
            self.run(f"PRAGMA synchronous = {durability.upper()}")
            self.run("PRAGMA cache_size = -65536")
            self.run(f"PRAGMA wal_autocheckpoint = {_PAGES_OF_LOG}")
        except BaseException:
            self._sqlite.close()
            raise

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        try:
            return self._sqlite.execute(sql, parameters).fetchall()
        except _FAILURES as error:
            raise self._failure(error) from None

    async def change(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        try:
            return self._sqlite.execute(sql, parameters).rowcount
        except _FAILURES as error:
            raise self._failure(error) from None

    async def change_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        try:
            return self._sqlite.executemany(sql, rows).rowcount
        except _FAILURES as error:
            raise self._failure(error) from None

    def run(self, sql: str) -> None:
        """Run a statement without parameters."""
        try:
            self._sqlite.execute(sql).fetchall()
        except _FAILURES as error:
            raise self._failure(error) from None

    def value(self, sql: str) -> Any:
        """Return the first value that a query gives."""
        try:
            return self._sqlite.execute(sql).fetchone()[0]
        except _FAILURES as error:
            raise self._failure(error) from None

    def wiped(self) -> bool:
        """Write the file anew, so that nothing erased stands in it or its log; False while others are in the way.

        SQLite zeroes what is deleted, but not the copies that it left where it moved rows between pages.
        """
        try:
            self.run("PRAGMA busy_timeout = 0")
            self.run("VACUUM")
            blocked: int = self.value("PRAGMA wal_checkpoint(TRUNCATE)")
            if not blocked:
                self.run(_WIPED)
        except StoreError:
            return False
        finally:
            with suppress(StoreError):
                self.run(f"PRAGMA busy_timeout = {self._patience * 1000:.0f}")
        return not blocked

    def is_clean(self) -> bool:
        """Undo what is under way, and say whether the connection may be used again."""
        try:
            if self._sqlite.in_transaction:
                self._sqlite.rollback()
        except sqlite3.Error:
            return False
        return True

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._sqlite.close()

    def _failure(self, error: Exception) -> StoreError:
        if not isinstance(error, sqlite3.Error):
            return StoreError("a text or number that SQLite cannot keep", "bad_value")
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_CONSTRAINT:
            return Conflict()
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return busy()
        name, text, again = _TROUBLES.get(code, ("store_failed", str(error), False))
        return StoreError(f"`{self._path}`: {text}", name, again=again)


_FAILURES = (sqlite3.Error, UnicodeError, OverflowError)

_TROUBLES = {
    sqlite3.SQLITE_FULL: ("store_full", "the disk is full", True),
    sqlite3.SQLITE_IOERR: ("store_away", "the disk does not answer", True),
    sqlite3.SQLITE_NOMEM: ("store_full", "there is no memory left", True),
    sqlite3.SQLITE_CANTOPEN: ("cannot_open", "cannot be opened, expected a file in a folder that is there", False),
    sqlite3.SQLITE_CORRUPT: ("store_damaged", "the file is damaged", False),
    sqlite3.SQLITE_NOTADB: ("not_a_store", "no database of SQLite, or one whose beginning is damaged", False),
    sqlite3.SQLITE_READONLY: ("store_read_only", "the file may not be written", False),
    sqlite3.SQLITE_PERM: ("store_read_only", "the file may not be written", False),
    sqlite3.SQLITE_AUTH: ("store_read_only", "the file may not be written", False),
}
