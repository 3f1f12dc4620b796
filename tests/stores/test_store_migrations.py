"""A store of each earlier version becomes one of the latest, with all that is in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from postgres_server import Server
from tactful.errors import StoreError
from tactful.stores import migrations
from tactful.stores.conformance.running import drive
from tactful.stores.migrations import LATEST, STEPS
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Entry, Head, Kept, Listed, Question, Said, Store

APPLICATION = 0x54616374
ROWS = """
INSERT INTO partitions (name, version, clock, wake, enactment) VALUES ('p', 3, 5, 9, 1);
INSERT INTO events (partition, source, id, known, raw) VALUES ('p', 'local', 'e', 5, '{}');
INSERT INTO cases ("case", partition) VALUES ('c', 'p');
INSERT INTO said (partition, policy, advice, "case", key, "order", verdict, purpose, zone, decision)
 VALUES ('p', 'q', 'a', 'c', NULL, 0, 'now', 'check-in', 'UTC', '{}');
INSERT INTO decisions (number, partition, policy, advice, id, type, time, json)
 VALUES (4, 'p', 'q', 'a', 'd', 'advice.opened', 5, '{}');
UPDATE places SET last = 4;
INSERT INTO outbox (sink, place, "case", attempts, due, taken, ready, error) VALUES ('s', 4, 'c', 0, 0, 0, 0, '');
"""
PLANNED = "INSERT INTO records (kind, name, value) VALUES ('planned-change', 'x', '{}');"
FILLED = {1: ROWS, 2: ROWS + PLANNED}
EARLIER = range(1, LATEST)


def test_there_is_data_for_each_earlier_version() -> None:
    """Whoever adds a version adds the rows that the one before had."""
    assert sorted(FILLED) == list(EARLIER)


def older(path: Path, version: int) -> None:
    """Make a file of an earlier version, with rows in it."""
    with sqlite3.connect(path) as connection:
        for step in STEPS[:version]:
            connection.executescript(step.replace("NUMBER", "INTEGER PRIMARY KEY"))
        # Bytes are kept as such.
        connection.executescript(FILLED[version].replace("'{}'", "x'7b7d'"))
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.close()


async def everything(store: Store) -> list[Any]:
    async with store.writing() as transaction:
        await transaction.put("kind", "name", b"new")
        assert await transaction.records("kind") == {"name": b"new"}
        assert await transaction.records("planned-change") == {}
        return [
            await transaction.heads(["p"]),
            await transaction.events("p"),
            await transaction.partitions_of("c"),
            await transaction.listed(Question()),
            await transaction.decisions("", 9),
            await transaction.waiting(None, aside=False, after="", limit=9),
        ]


HELD = [
    {"p": Head(3, 5, 9, 1)},
    [Kept("local", "e", 5, b"{}")],
    ["p"],
    [Listed("p", Said("q", "a", "c", None, 0, "now", "check-in", None, None, None, "UTC", b"{}"))],
    [("0000000000000000004", b"{}")],
    [Entry("s", "0000000000000000004", "c", "d", b"{}")],
]


@pytest.mark.parametrize("version", EARLIER)
def test_a_file_of_an_earlier_version(version: int, tmp_path: Path) -> None:
    """It holds after the migration what it held before, in the tables that a new file has."""
    path, fresh = tmp_path / "old.db", tmp_path / "new.db"
    older(path, version)

    async def migrated() -> list[Any]:
        await (await SqliteStore.open(fresh)).close()
        store = await SqliteStore.open(path)
        found = await everything(store)
        await store.close()
        return found

    assert drive(migrated(), asynchronous=False) == HELD
    tables = []
    for file in (path, fresh):
        with sqlite3.connect(file) as connection:
            tables.append(sorted(connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()))
            assert connection.execute("PRAGMA user_version").fetchone() == (LATEST,)
        connection.close()
    assert tables[0] == tables[1]


@pytest.mark.parametrize("version", EARLIER)
def test_a_migration_that_fails(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leaves the file as it was, for the next attempt."""
    path = tmp_path / "old.db"
    older(path, version)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*STEPS, "CREATE TABLE more (x TEXT); CREATE TABLE more (x TEXT)"))
        with pytest.raises(StoreError) as caught:
            drive(SqliteStore.open(path), asynchronous=False)
        assert caught.value.code == "store_failed"
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'more'").fetchall()
        records = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'records'").fetchall()
        assert bool(records) == (version > 1)
    connection.close()
    store = drive(SqliteStore.open(path), asynchronous=False)
    assert drive(everything(store), asynchronous=False) == HELD
    drive(store.close(), asynchronous=False)


@pytest.mark.parametrize("version", EARLIER)
def test_a_database_of_an_earlier_version(version: int, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in PostgreSQL."""
    import psycopg

    from tactful.stores import postgres as module
    from tactful.stores.postgres import PostgresStore

    url = postgres.fresh()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", STEPS[:version])
        patch.setattr(module, "LATEST", version)
        drive(drive(PostgresStore.open(url), asynchronous=False).close(), asynchronous=False)
    with psycopg.connect(url) as connection:
        connection.execute("SET search_path = tactful")
        connection.execute(FILLED[version])

    async def migrated() -> list[Any]:
        store = await PostgresStore.open(url)
        found = await everything(store)
        await store.close()
        return found

    assert drive(migrated(), asynchronous=False) == HELD
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT max(version) FROM tactful.migrations").fetchone() == (LATEST,)
