"""Each question finds its answer by an index: how SQLite would go about it is asked before there are rows to count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tactful.stores.conformance.running import change, decision, drive, event, said
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Head, Question, Transaction

ASKED: dict[str, Callable[[Any], Awaitable[object]]] = {
    "claim": lambda do: do.claim(["p", "q"]),
    "due": lambda do: do.due(5, 2, 9),
    "next_wake": lambda do: do.next_wake(1),
    "partitions_of": lambda do: do.partitions_of("c"),
    "partitions": lambda do: do.partitions("a", 9),
    "find": lambda do: do.find([("s", "1"), ("s", "2")]),
    "events": lambda do: do.events("p"),
    "news": lambda do: do.news("0.0"),
    "said": lambda do: do.said("p"),
    "partition_of_advice": lambda do: do.partition_of_advice("a"),
    "listed": lambda do: do.listed(Question()),
    "listed with filters": lambda do: do.listed(Question(["now"], ["x"], ["p"], 5, ("c", "p", "a"))),
    "decisions": lambda do: do.decisions("1", 9),
    "decisions of a partition": lambda do: do.decisions("1", 9, "p"),
    "lease": lambda do: do.lease("s", 5, 9, 9),
    "put_back": lambda do: do.put_back("s", 0, "1", 1, 5, ""),
    "delivered": lambda do: do.delivered("s", 0, ["1"]),
    "retry": lambda do: do.retry("s", ["1"], 5),
    "waiting": lambda do: do.waiting(None, aside=False, after="", limit=9),
    "aside": lambda do: do.waiting(None, aside=True, after="", limit=9),
    "next_delivery": lambda do: do.next_delivery(["s"]),
    "record": lambda do: do.record("k", "n"),
    "records": lambda do: do.records("k"),
    "forget": lambda do: do.forget("p"),
    "forget_decisions": lambda do: do.forget_decisions(5),
    "write": lambda do: do.write(
        [
            change(
                "p",
                Head(1),
                events=[event("2")],
                cases=["c"],
                said=[said("a")],
                unsaid=[("p", "b")],
                decisions=[decision("3")],
            )
        ],
        ["s"],
    ),
}
INDEXES = {
    "due": {"partitions_due"},
    "next_wake": {"partitions_due"},
    "find": {"events_key"},
    "events": {"events_partition"},
    "said": {"said_advice"},
    "partition_of_advice": {"said_partition"},
    "listed": {"said_listed"},
    "listed with filters": {"said_listed"},
    "decisions of a partition": {"decisions_advice"},
    "lease": {"sqlite_autoindex_outbox_1 (sink=?)", "decisions_advice", "outbox_case"},
    "delivered": {"outbox_case"},
    "put_back": {"outbox_case"},
    "aside": {"outbox_ready"},
    "next_delivery": {"outbox_ready"},
    "forget": {"events_partition", "cases_partition", "said_advice", "decisions_advice"},
    "forget_decisions": {"decisions_time"},
    "write": {"outbox_case"},
}
IN_ORDER_OF_THE_KEY = (
    "SCAN partitions USING",
    "SCAN decisions USING",
    "SCAN places",
    "SCAN settled",
    "SCAN (",
    "SCAN outbox USING COVERING",
)


class Recording:
    """A connection that notes the statements that it runs."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.statements: list[str] = []

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self.statements.append(sql)
        return await self._connection.rows(sql, parameters)

    async def change(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self.statements.append(sql)
        return await self._connection.change(sql, parameters)

    async def change_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> Any:
        self.statements.append(sql)
        return await self._connection.change_each(sql, rows)


@pytest.mark.parametrize("name", ASKED)
def test_no_question_reads_a_whole_table(name: str, tmp_path: Path) -> None:
    """A plan searches by an index, or walks along one as far as it must."""

    async def plans() -> list[str]:
        store = await SqliteStore.open(tmp_path / "store.db", durability="off")
        async with store.writing() as transaction:
            await _filled(transaction)
            recording = Recording(transaction.connection)  # type: ignore[attr-defined]
            transaction.connection = recording  # type: ignore[attr-defined]
            await ASKED[name](transaction)
            found = []
            for sql in recording.statements:
                marks = [None] * sql.count("?")
                found += [row[3] for row in await recording._connection.rows(f"EXPLAIN QUERY PLAN {sql}", marks)]
        await store.close()
        return found

    found = drive(plans(), asynchronous=False)
    whole = [step for step in found if step.startswith("SCAN") and not step.startswith(IN_ORDER_OF_THE_KEY)]
    assert whole == [], found
    assert {index for index in INDEXES.get(name, ()) if not any(f" {index}" in step for step in found)} == set(), found


async def _filled(transaction: Transaction) -> None:
    one = change("p", after=Head(1, 1, 5, 1), events=[event("1")], cases=["c"], said=[said("a")])
    await transaction.write([one._replace(decisions=[decision("1"), decision("2")])], ["s"])
