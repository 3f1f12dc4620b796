"""Advice and decisions over all partitions."""

from __future__ import annotations

from tactful.stores.memory.tables import Changing
from tactful.stores.places import number_of, place_of
from tactful.stores.store import Listed, Question, Said


class Answers(Changing):
    """What a transaction says of what was said and decided."""

    async def partition_of_advice(self, advice: str) -> list[str]:
        return sorted(name for name, said in self._tables.said.items() if any(key[1] == advice for key in said))

    async def listed(self, question: Question) -> list[Listed]:
        found = [
            Listed(partition, one)
            for partition, said in self._tables.said.items()
            for one in said.values()
            if _passes(question, one)
        ]
        found.sort(key=lambda listed: (listed.said.case, listed.said.policy, listed.said.advice, listed.partition))
        return found[: question.limit]

    async def decisions(self, after: str, limit: int, partition: str | None = None) -> list[tuple[str, bytes]]:
        number = number_of(after)
        found = sorted(
            place for place, (name, _) in self._tables.decisions.items() if place > number and partition in (None, name)
        )
        return [(place_of(place), self._tables.decisions[place][1].json) for place in found[:limit]]


def _passes(question: Question, said: Said) -> bool:
    return (
        (question.verdicts is None or said.verdict in question.verdicts)
        and (question.purposes is None or said.purpose in question.purposes)
        and (question.policies is None or said.policy in question.policies)
        and (question.due_before is None or (said.due is not None and said.due < question.due_before))
        and (question.after is None or (said.case, said.policy, said.advice) > question.after)
    )
