"""Records: what is small and read by name."""

from __future__ import annotations

from tactful.stores.sql.connection import Statements
from tactful.stores.store import Conflict

_PUT = "INSERT INTO records (kind, name, value) VALUES (?, ?, ?) ON CONFLICT (kind, name) DO "


class Records(Statements):
    """Statements about records."""

    async def record(self, kind: str, name: str) -> bytes | None:
        rows = await self.connection.rows("SELECT value FROM records WHERE kind = ? AND name = ?", (kind, name))
        return rows[0][0] if rows else None

    async def records(self, kind: str) -> dict[str, bytes]:
        rows = await self.connection.rows("SELECT name, value FROM records WHERE kind = ? ORDER BY name", (kind,))
        return dict(rows)

    async def put(self, kind: str, name: str, value: bytes, *, new: bool = False) -> None:
        done = "NOTHING" if new else "UPDATE SET value = excluded.value"
        if not await self.connection.change(_PUT + done, (kind, name, value)):
            raise Conflict()

    async def drop(self, kind: str, name: str) -> bool:
        return await self.connection.change("DELETE FROM records WHERE kind = ? AND name = ?", (kind, name)) > 0
