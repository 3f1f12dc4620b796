"""Where cases are kept: the protocol of a store, and the stores that come with Tactful."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.stores.memory import MemoryStore
    from tactful.stores.opening import open_store
    from tactful.stores.postgres import PostgresStore
    from tactful.stores.sqlite import SqliteStore
    from tactful.stores.store import Conflict, Store, Transaction

_HOME = {
    "Conflict": "store",
    "MemoryStore": "memory",
    "PostgresStore": "postgres",
    "SqliteStore": "sqlite",
    "Store": "store",
    "Transaction": "store",
    "open_store": "opening",
}

__all__ = ["Conflict", "MemoryStore", "PostgresStore", "SqliteStore", "Store", "Transaction", "open_store"]


def __getattr__(name: str) -> object:
    # Loaded when first used, so that nobody needs psycopg who does not use it.
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module `tactful.stores` has no attribute `{name}`")
    value = getattr(importlib.import_module(f"tactful.stores.{home}"), name)
    globals()[name] = value
    return value
