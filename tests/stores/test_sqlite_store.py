"""What a file of SQLite may meet: a full disk, damage, other programs and processes, the wish to be forgotten."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from tactful.errors import StoreError
from tactful.stores import sqlite
from tactful.stores.conformance.running import change, decision, drive, event, said, write
from tactful.stores.migrations import LATEST
from tactful.stores.sqlite import Durability, SqliteStore
from tactful.stores.store import Change, Head, Rewriting

SECRET = "dana@x.example"


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return drive(coroutine, asynchronous=False)


def opened(path: Path, durability: Durability = "off") -> SqliteStore:
    store: SqliteStore = run(SqliteStore.open(path, durability=durability))
    return store


def code_of(caught: pytest.ExceptionInfo[StoreError]) -> tuple[str, bool]:
    return caught.value.code, caught.value.again


async def counts(store: SqliteStore) -> dict[str, int]:
    async with store.reading() as look:
        return await look.counts()


def test_a_full_disk(tmp_path: Path) -> None:
    """It is StoreError `store_full`, worth a second try; nothing is half done, and with room it goes on."""
    store = opened(tmp_path / "store.db")
    run(write(store, change("p", events=[event("1")])))
    before = run(counts(store))
    connection = store._idle[0]
    connection.run(f"PRAGMA max_page_count = {connection.value('PRAGMA page_count') + 2}")
    many = change(
        "q", events=[event(f"e{number}", raw=b"x" * 1000) for number in range(100)], decisions=[decision("d")]
    )
    with pytest.raises(StoreError) as caught:
        run(write(store, change("p", Head(1)), many, sinks=("s",)))
    assert code_of(caught) == ("store_full", True)
    assert run(counts(store)) == before
    store._idle[0].run("PRAGMA max_page_count = 1000000")
    run(write(store, change("p", Head(1)), many, sinks=("s",)))
    run(store.close())


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot write within a while gets StoreError `store_busy`, and may still look."""
    monkeypatch.setattr(sqlite, "PATIENCE", 0.0)
    store = opened(tmp_path / "store.db")
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        run(write(store, change("p")))
    assert code_of(caught) == ("store_busy", True)
    assert run(counts(store))["partitions"] == 0
    other.execute("ROLLBACK")
    run(write(store, change("p")))
    other.close()
    run(store.close())


def test_a_lock_does_not_block_the_loop(tmp_path: Path) -> None:
    """While an asynchronous store waits for others, other tasks go on: here the one that lets go."""

    async def both() -> None:
        store = await SqliteStore.open(tmp_path / "store.db", durability="off", asynchronous=True)
        other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(write(store, change("p")))  # type: ignore[arg-type]
        for _ in range(3):
            await asyncio.sleep(0)
        assert not waiting.done()
        other.execute("ROLLBACK")
        await waiting
        other.close()
        assert (await counts(store))["partitions"] == 1
        await store.close()

    asyncio.run(both())


def test_a_damaged_file(tmp_path: Path) -> None:
    """What SQLite finds damaged is StoreError `store_damaged`, not worth a second try."""
    path = tmp_path / "store.db"
    store = opened(path)
    run(write(store, change("p", events=[event(f"e{number}", raw=b"x" * 500) for number in range(500)])))
    run(store.close())
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        run(write(opened(path), change("p", Head(1), events=[event("new")])))
    assert code_of(caught) == ("store_damaged", False)


def test_what_is_no_store(tmp_path: Path) -> None:
    """A file of another kind, or of another program, is refused and left as it was."""
    text, foreign, numbered = tmp_path / "text", tmp_path / "foreign.db", tmp_path / "numbered.db"
    text.write_bytes(b"once upon a time, there was no database at all in this file" * 20)
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    with sqlite3.connect(numbered) as connection:
        connection.execute("PRAGMA user_version = 2")
    for path in (text, foreign, numbered):
        before = path.read_bytes()
        with pytest.raises(StoreError, match=path.name) as caught:
            opened(path)
        assert code_of(caught) == ("not_a_store", False)
        assert path.read_bytes() == before


def test_a_newer_store(tmp_path: Path) -> None:
    """A file of a later version is refused with both versions named, and left as it was."""
    path = tmp_path / "store.db"
    run(opened(path).close())
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 7}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"version {LATEST + 7}.*up to {LATEST}") as caught:
        opened(path)
    assert code_of(caught) == ("store_newer", False)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A missing folder is StoreError `cannot_open` that names the path."""
    with pytest.raises(StoreError, match=r"missing/store\.db") as caught:
        opened(tmp_path / "missing" / "store.db")
    assert code_of(caught) == ("cannot_open", False)


def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    """It is StoreError `store_read_only`."""
    store = opened(tmp_path / "store.db")
    store._idle[0].run("PRAGMA query_only = 1")
    with pytest.raises(StoreError) as caught:
        run(write(store, change("p")))
    assert code_of(caught) == ("store_read_only", False)


@pytest.mark.parametrize(("durability", "level"), [("full", 2), ("normal", 1), ("off", 0)])
def test_durability(durability: Durability, level: int, tmp_path: Path) -> None:
    """Each level is that of SQLite, with a write-ahead log and with zeros over what is deleted."""
    store = opened(tmp_path / "store.db", durability)
    connection = store._idle[0]
    assert connection.value("PRAGMA synchronous") == level
    assert connection.value("PRAGMA journal_mode") == "wal"
    assert connection.value("PRAGMA secure_delete") == 1
    run(store.close())


def test_an_unknown_durability(tmp_path: Path) -> None:
    """It is refused before there is a file."""
    with pytest.raises(StoreError, match=r"`high`.*`full`") as caught:
        opened(tmp_path / "store.db", "high")  # type: ignore[arg-type]
    assert caught.value.code == "bad_store"
    assert not (tmp_path / "store.db").exists()


WORKER = """
import sys
from tactful.stores.conformance.running import change, drive, event
from tactful.stores.sqlite import SqliteStore

async def work(path, name):
    store = await SqliteStore.open(path, durability="off")
    for turn in range(25):
        async with store.writing() as transaction:
            head = (await transaction.claim(["p"]))["p"]
            await transaction.write([change("p", head, events=[event(f"{name}-{turn}")])])
    await store.close()

drive(work(*sys.argv[1:]), asynchronous=False)
"""


def test_several_processes_make_one_file(tmp_path: Path) -> None:
    """Processes that open a new file at once make it once, and each change of theirs is there."""
    command = [sys.executable, "-c", WORKER, str(tmp_path / "store.db")]
    workers = [subprocess.Popen([*command, str(number)], stderr=subprocess.PIPE) for number in range(4)]
    for worker in workers:
        _, errors = worker.communicate(timeout=120)
        assert worker.returncode == 0, errors.decode()
    store = opened(tmp_path / "store.db")
    assert run(counts(store))["events"] == 100
    run(store.close())


KILLED = """
import os, signal, sys
from tactful.stores.conformance.running import change, drive, event
from tactful.stores.sqlite import SqliteStore

async def work(path):
    store = await SqliteStore.open(path)
    async with store.writing() as transaction:
        await transaction.write([change("p", events=[event("kept")])])
    async with store.writing() as transaction:
        await transaction.write([change("q", events=[event("lost")] * 1)])
        os.kill(os.getpid(), signal.SIGKILL)

drive(work(*sys.argv[1:]), asynchronous=False)
"""


def test_a_killed_process(tmp_path: Path) -> None:
    """What it had done stays, what was under way is undone, and its claims end with it."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "store.db")], check=False, timeout=120)
    assert done.returncode < 0
    store = opened(tmp_path / "store.db")
    assert run(counts(store))["events"] == 1
    run(write(store, change("q"), change("p", Head(1))))
    run(store.close())


def _history(seed: int) -> tuple[list[Change], set[str]]:
    """Return changes of all sizes, and the partitions of which each row says the secret."""
    chance = random.Random(seed)
    names = [f"partition-{number}" for number in range(60)]
    secret = {f"{name} {SECRET}" for name in names[::3]}
    heads: dict[str, Head] = {}
    changes = []
    for number in range(300):
        name = chance.choice(names)
        word = SECRET if f"{name} {SECRET}" in secret else "somebody"
        name = f"{name} {SECRET}" if word == SECRET else name
        text = b'"%s"' % (word.encode() * chance.choice([1, 5, 50, 200]))
        one = change(
            name,
            heads.get(name),
            events=[event(f"{number} {word}", raw=text)],
            cases=[f"{number} {word}"],
            said=[said(f"{number % 5} {word}", word, chance.choice(["now", "late", "wait"]), decision=text)],
            decisions=[decision(f"{number} {word}", f"{number % 5} {word}", word, json=text)],
        )
        heads[name] = one.after
        changes.append(one)
    return changes, secret & set(heads)


def _stands(path: Path) -> int:
    """Return how often the secret stands in the bytes of a store's files."""
    return sum(file.read_bytes().count(SECRET.encode()) for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("seed", range(3))
def test_nothing_forgotten_stands_in_the_files(seed: int, tmp_path: Path) -> None:
    """After partitions were forgotten, no byte of theirs is in the file or its log, however rows had moved in it."""
    path = tmp_path / "store.db"
    store = opened(path)
    changes, secret = _history(seed)

    async def forget() -> None:
        for one in changes:
            await write(store, one, sinks=("s",))
        assert _stands(path) > 0
        async with store.writing() as transaction:
            await transaction.claim(secret)
            for name in sorted(secret):
                await transaction.forget(name)

    run(forget())
    assert _stands(path) == 0
    run(store.close())


def _told(path: Path) -> SqliteStore:
    """Return a store of which one partition tells the secret."""
    store = opened(path)
    text = b'"%s"' % SECRET.encode()
    decisions = [decision("1", json=text)]
    run(
        write(
            store, change("p", events=[event(SECRET, raw=text)], said=[said("a", decision=text)], decisions=decisions)
        )
    )
    return store


async def _rewritten(store: SqliteStore) -> None:
    async with store.writing() as transaction:
        head = (await transaction.claim(["p"]))["p"]
        [(place, _)] = await transaction.decisions("", 9, "p")
        key = ("local", SECRET)
        new = Rewriting({key: b'"x"'}, {key: ("local", "1")}, {place: b'"x"'}, [said("a", decision=b'"x"')])
        await transaction.rewrite("p", head._replace(version=head.version + 1), new)


def test_nothing_rewritten_stands_in_the_files(tmp_path: Path) -> None:
    """After a partition was rewritten, what was there before is in neither the file nor its log."""
    store = _told(tmp_path / "store.db")
    assert _stands(tmp_path / "store.db") > 0
    run(_rewritten(store))
    assert _stands(tmp_path / "store.db") == 0
    run(store.close())


def test_a_look_of_others_puts_the_wiping_off(tmp_path: Path) -> None:
    """While somebody looks at an older moment the log must stay; the next write after that wipes it."""
    path = tmp_path / "store.db"
    store, other = _told(path), opened(path)

    async def rewrite_while_others_look() -> None:
        async with other.reading() as look:
            await look.counts()
            await _rewritten(store)
            assert _stands(path) > 0
        await write(store, change("q"))

    run(rewrite_while_others_look())
    assert _stands(path) == 0
    run(store.close())
    run(other.close())


def test_a_store_that_was_not_wiped_is_when_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies before the file is wiped leaves a note for the next."""
    path = tmp_path / "store.db"
    store = _told(path)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite._Connection, "wiped", lambda _: False)
        run(_rewritten(store))
        assert _stands(path) > 0
    again = opened(path)
    assert _stands(path) == 0
    assert run(counts(again))["events"] == 1
    run(again.close())
    run(store.close())
