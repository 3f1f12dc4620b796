"""All that a store holds about somebody, to be handed to them."""

from __future__ import annotations

from typing import Any

import orjson

from tactful.privacy.finding import Found, Place, decisions_of, find
from tactful.privacy.identity import Identity, mention_of, people_fields
from tactful.privacy.outbox import all_entries
from tactful.privacy.rewriting import record_of, strings
from tactful.service.desk import Desk
from tactful.stores.store import Transaction


async def held(desk: Desk, person: str) -> dict[str, Any]:
    """Return as plain data all that mentions a person, named by e-mail address, name, or the name of a partition.

    `partition` is the person's own, None where there is none of that name. `events`, `decisions`, `said` and `outbox`
    each tell their partition. Of other people only their roles are told;
    texts that were written to or by the person, or about them, stay whole. Raises EventError for a blank name.
    """

    async def step(tx: Transaction) -> dict[str, Any]:
        found = await find(desk, tx, person, tx.heads)
        told: dict[str, Any] = {
            "person": person,
            "partition": found.own,
            "events": [],
            "decisions": [],
            "said": [],
            "outbox": [],
        }
        if found.own is not None:
            await _tell(tx, found, found.own, None, told)
        for place in found.places:
            await _tell(tx, found, place.name, place, told)
        partitions = {record["place"]: record for record in told["decisions"]}
        for entry, aside in await all_entries(tx, None):
            if entry.place in partitions:
                record = {"sink": entry.sink, "decision": entry.id, "attempts": entry.attempts, "aside": aside}
                told["outbox"].append({"partition": partitions[entry.place]["partition"], **record})
        for record in told["decisions"]:
            del record["place"]
        return told

    return await desk.core.look(step)


async def _tell(tx: Transaction, found: Found, name: str, place: Place | None, told: dict[str, Any]) -> None:
    about = _About(None if place is None else place.who)
    for kept in await tx.events(name):
        event = orjson.loads(kept.raw)
        if about.is_told_of(event):
            people = people_fields(event["type"], found.vocabulary)
            told["events"].append({"partition": name, "event": about.reduced(event, people)})
    for at, json in await decisions_of(tx, name):
        decision = orjson.loads(json)
        if about.is_told_of(decision):
            told["decisions"].append(
                {"partition": name, "place": at, "decision": about.reduced(decision, ("to", "for"))}
            )
    for one in await tx.said(name):
        decision = orjson.loads(one.decision)
        if about.is_told_of(decision):
            record = {"policy": one.policy, "advice": one.advice, "verdict": one.verdict, "decision": decision["id"]}
            told["said"].append({"partition": name, **record})


class _About:
    """What of a record is about somebody; all of it where they are None, the one whose partition it is."""

    def __init__(self, who: Identity | None) -> None:
        self._who = who
        self._pattern = None if who is None else mention_of(who.texts)

    def is_told_of(self, record: dict[str, Any]) -> bool:
        return self._pattern is None or any(map(self._pattern.search, strings(record)))

    def reduced(self, record: dict[str, Any], people: Any) -> dict[str, Any]:
        """Return a record with no more of others than their roles."""
        data = record.get("data")
        if not isinstance(data, dict):
            return record
        case = record["subject"]
        return {**record, "data": {key: self._of(case, v) if key in people else v for key, v in data.items()}}

    def _of(self, case: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._of(case, one) for one in value]
        listed = record_of(value)
        if listed is None or (self._who is not None and self._who.is_in(case, listed)):
            return value
        return {"role": listed.role}
