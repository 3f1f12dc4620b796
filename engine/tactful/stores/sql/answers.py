"""Advice and decisions over all partitions."""

from __future__ import annotations

import heapq
from collections.abc import Collection
from itertools import islice
from typing import Any

from tactful.stores.places import number_of, place_of
from tactful.stores.sql.connection import Row, Statements, marks
from tactful.stores.sql.partitions import SAID
from tactful.stores.store import Listed, Question, Said


class Answers(Statements):
    """Statements about what was said and decided."""

    async def partition_of_advice(self, advice: str) -> list[str]:
        sql = "SELECT DISTINCT partition FROM said WHERE advice = ? ORDER BY partition"
        return [name for (name,) in await self.connection.rows(sql, (advice,))]

    async def listed(self, question: Question) -> list[Listed]:
        where = ""
        parameters: list[Any] = []
        for column, wanted in (("purpose", question.purposes), ("policy", question.policies)):
            if wanted is not None:
                if not wanted:
                    return []
                where += f" AND {column} IN {marks(len(wanted))}"
                parameters += sorted(wanted)
        if question.due_before is not None:
            where += " AND due < ?"
            parameters.append(question.due_before)
        if question.after is not None:
            where += ' AND ("case", policy, advice) > (?, ?, ?)'
            parameters += question.after
        return await self._listed(question.verdicts, where, [*parameters, question.limit], question.limit)

    async def _listed(
        self, verdicts: Collection[str] | None, where: str, parameters: list[Any], limit: int
    ) -> list[Listed]:
        # The index holds each verdict in order, so each is read only as far as the page reaches.
        verdicts = await self._distinct("said", "verdict") if verdicts is None else sorted(set(verdicts))
        sql = (
            f"SELECT partition, {SAID} FROM said WHERE verdict = ?{where}"
            ' ORDER BY "case", policy, advice, partition LIMIT ?'
        )
        found = [await self.connection.rows(sql, [verdict, *parameters]) for verdict in verdicts]
        return [Listed(row[0], Said._make(row[1:])) for row in islice(heapq.merge(*found, key=_order), limit)]

    async def decisions(self, after: str, limit: int, partition: str | None = None) -> list[tuple[str, bytes]]:
        where, parameters = ("", []) if partition is None else (" AND partition = ?", [partition])
        sql = f"SELECT number, json FROM decisions WHERE number > ?{where} ORDER BY number LIMIT ?"
        rows = await self.connection.rows(sql, [number_of(after), *parameters, limit])
        return [(place_of(number), json) for number, json in rows]


def _order(row: Row) -> Row:
    partition, policy, advice, case = row[:4]
    return (case, policy, advice, partition)
