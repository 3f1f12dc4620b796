"""Several workers on one database: what they do to each other, and what a lost worker or server does."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from postgres_server import Server
from tactful.errors import StoreError
from tactful.stores.conformance.running import change, decision, drive, event, write
from tactful.stores.migrations import LATEST
from tactful.stores.store import Conflict, Head

psycopg = pytest.importorskip("psycopg")

from tactful.stores import postgres as module  # noqa: E402
from tactful.stores.postgres import PostgresStore  # noqa: E402


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return drive(coroutine, asynchronous=False)


def opened(url: str) -> PostgresStore:
    store: PostgresStore = run(PostgresStore.open(url))
    return store


def failed(call: Callable[[], object]) -> tuple[str, bool]:
    """Return the code of the StoreError that a call raises, and whether it is worth a second try."""
    with pytest.raises(StoreError) as caught:
        call()
    return caught.value.code, caught.value.again


async def version_of(store: PostgresStore) -> int:
    async with store.writing() as transaction:
        return (await transaction.claim(["p"]))["p"].version


WORKER = """
import sys
from tactful.stores.conformance.running import change, drive, event
from tactful.stores.postgres import PostgresStore

async def work(url):
    store = await PostgresStore.open(url)
    async with store.writing() as transaction:
        heads = await transaction.claim(["p", "new"])
        await transaction.write([change("p", heads["p"], events=[event("lost")]), change("new")])
        print("claimed", flush=True)
        sys.stdin.read()

drive(work(*sys.argv[1:]), asynchronous=False)
"""


def test_a_killed_worker(postgres: Server) -> None:
    """Its claims end with it, also of partitions that it was about to make, and what was under way is undone."""
    url = postgres.fresh()
    store = opened(url)
    run(write(store, change("p")))
    command = [sys.executable, "-c", WORKER, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"claimed\n"
        worker.kill()
    run(write(store, change("p", Head(1), events=[event("lost")]), change("new")))
    assert run(version_of(store)) == 2
    run(store.close())


def test_a_claim_that_others_keep(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for longer than one should gets StoreError `store_busy`, for old and new partitions."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    url = postgres.fresh()
    store, other = opened(url), opened(url)
    run(write(store, change("p")))

    async def kept() -> None:
        async with store.writing() as transaction:
            await transaction.claim(["p", "new"])
            for name in ("p", "new"):
                assert failed(lambda name=name: run(write(other, change(name)))) == ("store_busy", True)  # type: ignore[misc]

    run(kept())
    run(write(other, change("p", Head(1)), change("new")))
    run(store.close())
    run(other.close())


def test_a_server_that_restarts(postgres: Server) -> None:
    """What was under way fails as worth a second try and is undone; the next transaction finds the server again."""
    url = postgres.fresh()
    store, idle = opened(url), opened(url)

    async def interrupted() -> None:
        async with store.writing() as transaction:
            await transaction.claim(["p"])
            postgres.restart(immediate=True)
            await transaction.write([change("p", events=[event("1")])])

    assert failed(lambda: run(interrupted())) == ("store_away", True)
    for one in (store, idle):
        assert run(version_of(one)) == 0
        run(one.close())


def test_a_server_that_is_away(postgres: Server) -> None:
    """It is StoreError `store_away` until it is back, for a store that is open and for one to be opened."""
    url = postgres.fresh()
    store = opened(url)
    postgres.stop()
    try:
        for call in (lambda: run(version_of(store)), lambda: opened(url)):
            assert failed(call) == ("store_away", True)
    finally:
        postgres.start()
    assert run(version_of(store)) == 0
    run(store.close())


def test_workers_in_each_others_way(postgres: Server) -> None:
    """Two that wait for each other, or bring the same event, end as one success and one Conflict."""
    url = postgres.fresh()

    async def crossing(store: PostgresStore, first: str, second: str, both: asyncio.Barrier) -> None:
        async with store.writing() as transaction:
            await transaction.claim([first])
            await both.wait()
            await transaction.claim([second])

    async def same_event(store: PostgresStore, name: str, _: str, both: asyncio.Barrier) -> None:
        async with store.writing() as transaction:
            await transaction.claim([name])
            await both.wait()
            await transaction.write([change(name, events=[event("same")])])

    async def at_once() -> None:
        stores = [await PostgresStore.open(url, asynchronous=True) for _ in range(2)]
        await write(stores[0], change("a"), change("b"))  # type: ignore[arg-type]
        for work, names in ((crossing, "ab"), (same_event, "xy")):
            both = asyncio.Barrier(2)
            works = [work(stores[0], names[0], names[1], both), work(stores[1], names[1], names[0], both)]
            done = await asyncio.gather(*works, return_exceptions=True)
            assert sorted(type(one) for one in done if one is not None) == [Conflict], done
        for store in stores:
            await store.close()

    asyncio.run(at_once())


def test_workers_open_a_new_database_at_once(postgres: Server) -> None:
    """The tables are made once."""
    url = postgres.fresh()

    async def at_once() -> None:
        stores = await asyncio.gather(*(PostgresStore.open(url, asynchronous=True) for _ in range(5)))
        await asyncio.gather(*(store.close() for store in stores))

    asyncio.run(at_once())
    with psycopg.connect(url) as connection:
        versions = connection.execute("SELECT version FROM tactful.migrations ORDER BY version").fetchall()
    assert versions == [(version,) for version in range(1, LATEST + 1)]


def test_a_task_that_is_cancelled(postgres: Server) -> None:
    """Its transaction is undone and its claims end."""
    url = postgres.fresh()

    async def cancelled() -> None:
        store = await PostgresStore.open(url, asynchronous=True)

        async def endless() -> None:
            async with store.writing() as transaction:
                await transaction.claim(["p"])
                await transaction.write([change("p")])
                claimed.set()
                await asyncio.Event().wait()

        claimed = asyncio.Event()
        task = asyncio.create_task(endless())
        await claimed.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await version_of(store) == 0
        await store.close()

    asyncio.run(cancelled())


def test_what_is_no_store(postgres: Server) -> None:
    """A schema with the tables of another program, or of a later version, is refused and left as it was."""
    foreign, newer = postgres.fresh(), postgres.fresh()
    with psycopg.connect(foreign) as connection:
        connection.execute("CREATE SCHEMA tactful CREATE TABLE songs (title text)")
    run(opened(newer).close())
    with psycopg.connect(newer) as connection:
        connection.execute("INSERT INTO tactful.migrations VALUES (%s)", (LATEST + 7,))
    assert failed(lambda: opened(foreign)) == ("not_a_store", False)
    assert failed(lambda: opened(newer)) == ("store_newer", False)
    with psycopg.connect(foreign) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'tactful'").fetchall()
    assert tables == [("songs",)]


def test_stores_beside_each_other(postgres: Server) -> None:
    """A schema of another name is another store, and a name is a name whatever is in it."""
    url = postgres.fresh()
    first = opened(url)
    second: PostgresStore = run(PostgresStore.open(url, schema='se"cond; --'))
    run(write(first, change("p", decisions=[decision("1")])))
    assert run(version_of(second)) == 0
    run(first.close())
    run(second.close())


def test_who_may_not(postgres: Server) -> None:
    """Missing rights are StoreError `store_refused`, which no second try mends."""
    url = postgres.fresh()
    with psycopg.connect(url) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    assert failed(lambda: opened(url.replace("tactful@", "guest@"))) == ("store_refused", False)
