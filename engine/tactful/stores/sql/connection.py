"""What the statements of a transaction run on, and what differs between databases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar, Protocol, TypeAlias

Row: TypeAlias = tuple[Any, ...]

_CHUNK = 500
_LAST_PLACE = "SELECT max(last) FROM (SELECT last FROM places UNION ALL SELECT max(number) FROM decisions) AS given"
_ERASURES = "kind = 'store' AND name = 'erasures'"


class Connection(Protocol):
    """A connection to a database. Its parameters are marked by `?`; every failure is a StoreError."""

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a query."""

    async def change(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it changed."""

    async def change_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Run a statement once for each row of parameters; return how many rows were changed in all."""


class Statements:
    """The base of each part of a transaction. One writer at a time needs no locks: these texts are empty for it."""

    FOR_UPDATE: ClassVar[str] = ""
    SKIP_LOCKED: ClassVar[str] = ""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.erased = False

    async def _claim_new(self, partitions: Collection[str]) -> None:
        """Keep others from making these partitions before the end of the transaction."""

    async def _hold_events(self) -> None:
        """Keep others from changing events before the end of the transaction."""

    async def _changing_events(self) -> None:
        """Wait until nobody holds the events."""

    async def _in_order(self) -> None:
        """Keep others from adding decisions, or touching the outbox, before the end of the transaction."""
        if self.FOR_UPDATE:
            await self.connection.rows("SELECT last FROM places" + self.FOR_UPDATE)

    async def _last_place(self) -> int:
        """Return the last place that a decision has, or had before it was removed; nobody else adds one meanwhile."""
        await self._in_order()
        [(last,)] = await self.connection.rows(_LAST_PLACE)
        return int(last)

    async def _keep_last_place(self) -> None:
        """Note the last place, so that none is given anew when the decisions at the end are removed."""
        await self.connection.change("UPDATE places SET last = ?", (await self._last_place(),))

    async def erasures(self) -> int:
        return await self._counted_erasures("")

    async def _counted_erasures(self, locking: str) -> int:
        rows = await self.connection.rows(f"SELECT value FROM records WHERE {_ERASURES}{locking}")
        return int(rows[0][0]) if rows else 0

    async def _erasing(self) -> None:
        """Count the transaction among those that rewrite or forget something."""
        if not self.erased:
            self.erased = True
            await self._changing_events()
            value = b"%d" % (await self._counted_erasures(self.FOR_UPDATE) + 1)
            if not await self.connection.change(f"UPDATE records SET value = ? WHERE {_ERASURES}", (value,)):
                sql = "INSERT INTO records (kind, name, value) VALUES ('store', 'erasures', ?)"
                await self.connection.change(sql, (value,))

    async def _distinct(self, table: str, column: str) -> list[Any]:
        """Return the values of a column that an index begins with, in order, by one step for each."""
        found = await self.connection.rows(f"SELECT min({column}) FROM {table}")
        values: list[Any] = []
        while found[0][0] is not None:
            values.append(found[0][0])
            found = await self.connection.rows(f"SELECT min({column}) FROM {table} WHERE {column} > ?", values[-1:])
        return values


def chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    """Yield values sorted and without repeats, as many at a time as a statement bears."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def marks(count: int) -> str:
    """Return the text of a list of parameters."""
    return "(" + ", ".join("?" * count) + ")"
