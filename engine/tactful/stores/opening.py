"""Where a store is, as a text: a file, a URL, or the memory."""

from __future__ import annotations

import os

from tactful.errors import StoreError, did_you_mean
from tactful.stores.memory import MemoryStore
from tactful.stores.sqlite import Durability, SqliteStore
from tactful.stores.store import Store

_SCHEMES = ("memory", "postgresql", "sqlite")


async def open_store(
    where: str | os.PathLike[str], *, asynchronous: bool = False, durability: Durability = "full"
) -> Store:
    """Open a store, and bring its tables to the latest version.

    `where` is a path or `sqlite:PATH` for a file of SQLite, `postgresql://…` for a database, `memory:` for cases that
    need not outlive the program. `durability` is for SQLite alone. Raises StoreError where there can be no store.
    """
    if isinstance(where, os.PathLike):
        return await SqliteStore.open(where, durability=durability, asynchronous=asynchronous)
    if where in ("memory:", ":memory:"):
        return MemoryStore(asynchronous=asynchronous)
    scheme, colon, path = where.partition(":")
    if scheme == "sqlite" and colon:
        where = path
    elif scheme in ("postgresql", "postgres") and colon:
        return await _postgres(where, asynchronous=asynchronous)
    elif "://" in where or (colon and did_you_mean(scheme, _SCHEMES)):
        near = did_you_mean(scheme, _SCHEMES) or "expected a path, `sqlite:PATH`, `postgresql://…` or `memory:`"
        raise StoreError(f"`{scheme}:` is no kind of store; {near}", "bad_store")
    if not where:
        raise StoreError("found no path, expected a file", "bad_store")
    return await SqliteStore.open(where, durability=durability, asynchronous=asynchronous)


async def _postgres(url: str, *, asynchronous: bool) -> Store:
    try:
        from tactful.stores.postgres import PostgresStore
    except ImportError:
        raise StoreError(
            "a store in PostgreSQL needs psycopg, which is not installed: `pip install 'tactful[postgres]'`",
            "missing_extra",
        ) from None
    return await PostgresStore.open(url, asynchronous=asynchronous)
