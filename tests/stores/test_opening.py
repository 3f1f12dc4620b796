"""A store is opened by the text that says where it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tactful.stores
from postgres_server import Server
from tactful.errors import StoreError
from tactful.stores import MemoryStore, SqliteStore, open_store
from tactful.stores.conformance.running import drive
from tactful.stores.store import Store


def opened(where: str | os.PathLike[str]) -> Store:
    store: Store = drive(open_store(where), asynchronous=False)
    drive(store.close(), asynchronous=False)
    return store


@pytest.mark.parametrize("where", ["memory:", ":memory:"])
def test_the_memory(where: str) -> None:
    """`memory:` is a store in memory."""
    assert isinstance(opened(where), MemoryStore)


def test_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path, as a text or not, and `sqlite:PATH` are files of SQLite."""
    monkeypatch.chdir(tmp_path)
    found = ["a.db", str(tmp_path / "b.db"), tmp_path / "c.db", "sqlite:d.db", f"sqlite://{tmp_path}/e.db", "at 10:30"]
    for where in found:
        assert isinstance(opened(where), SqliteStore)
    assert {file.name for file in tmp_path.iterdir()} == {"a.db", "b.db", "c.db", "d.db", "e.db", "at 10:30"}


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("postgres1://x", "did you mean `postgresql`"),
        ("sqlit:store.db", "did you mean `sqlite`"),
        ("mysql://x/y", "expected a path"),
        ("", "found no path"),
        ("sqlite:", "found no path"),
    ],
)
def test_what_is_no_place_of_a_store(where: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is StoreError `bad_store`, with the nearest or with what is expected; no file is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=told) as caught:
        opened(where)
    assert caught.value.code == "bad_store"
    assert not list(tmp_path.iterdir())


def test_a_database(postgres: Server) -> None:
    """`postgresql://…` is a database of PostgreSQL."""
    assert isinstance(opened(postgres.fresh()), tactful.stores.PostgresStore)


@pytest.mark.parametrize(
    "where", ["postgresql://u:pass word@h:port/x", "postgresql://[::1/x", "postgresql://h/x?nonsense=1"]
)
def test_a_bad_url_of_a_database(where: str) -> None:
    """It is StoreError `bad_store` that does not repeat the password."""
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught:
        opened(where)
    assert caught.value.code in ("bad_store", "store_away")
    assert "pass word" not in str(caught.value)


def test_without_psycopg(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is named with the command that installs it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "tactful.stores.postgres", raising=False)
    with pytest.raises(StoreError, match=r"pip install 'tactful\[postgres\]'") as caught:
        opened("postgresql://localhost/x")
    assert caught.value.code == "missing_extra"


def test_nothing_is_loaded_before_it_is_used() -> None:
    """`import tactful.stores` loads no database's library; every name that it promises is there."""
    code = "import sys, tactful.stores; print([m for m in ('sqlite3', 'psycopg', 'pytest') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="Stor"):
        _ = tactful.stores.Stor
