"""Every store keeps every rule."""

from pathlib import Path

import pytest

from postgres_server import Server
from tactful.stores.conformance import StoreConformance
from tactful.stores.conformance.running import Opening
from tactful.stores.memory import MemoryStore
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Store


class TestMemory(StoreConformance):
    shared = False

    @pytest.fixture
    def opening(self) -> Opening:
        async def opened() -> Store:
            return MemoryStore(asynchronous=self.asynchronous)

        return opened


class TestMemoryAsynchronous(TestMemory):
    asynchronous = True


class TestSqlite(StoreConformance):
    @pytest.fixture
    def opening(self, tmp_path: Path) -> Opening:
        async def opened() -> Store:
            return await SqliteStore.open(tmp_path / "store.db", durability="off", asynchronous=self.asynchronous)

        return opened


class TestSqliteAsynchronous(TestSqlite):
    asynchronous = True


class TestPostgres(StoreConformance):
    claims = True

    @pytest.fixture
    def opening(self, postgres: Server) -> Opening:
        from tactful.stores.postgres import PostgresStore

        url = postgres.fresh()

        async def opened() -> Store:
            return await PostgresStore.open(url, asynchronous=self.asynchronous)

        return opened


class TestPostgresAsynchronous(TestPostgres):
    asynchronous = True
