"""Cases in a store with people to be erased, and what is compared before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson

import tactful
from tactful.events.event import Person
from tactful.policy.model import Policy
from tactful.privacy.finding import Found, find
from tactful.service import Service
from tactful.service.driving import drive
from tactful.stores.store import Transaction

T = TypeVar("T")

_WORLD = (Path(__file__).parents[1] / "engine" / "world.yaml").read_text(encoding="utf-8")
WORLD: Policy = tactful.loads(_WORLD.replace("bo@a.example", "nobody@else.example"))
"""Every part of the language, and nobody named by it: a condition on an address cannot hold of a pseudonym."""


class Clock:
    """A clock that a test sets."""

    def __init__(self, start: str = "2026-03-12T09:00:00+00:00") -> None:
        self.now = dt.datetime.fromisoformat(start)

    def __call__(self) -> dt.datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


def look(service: Service, step: Callable[[Transaction], Awaitable[T]]) -> T:
    """Look at a store."""
    return drive(service.desk.core.look(step))  # type: ignore[arg-type]


def found(service: Service, person: str) -> Found:
    """Find a person, changing nothing."""
    return look(service, lambda tx: find(service.desk, tx, person, tx.heads))


def everything(service: Service) -> str:
    """Return all that a store says, as one text."""

    async def step(tx: Transaction) -> list[Any]:
        told: list[Any] = []
        for name in await tx.partitions("", 1_000):
            told += [name, *await tx.events(name), *await tx.said(name)]
        told += await tx.decisions("", 10_000)
        for aside in (False, True):
            told += await tx.waiting(None, aside=aside, after="", limit=10_000)
        for kind in ("enactment", "in-force", "erasure", "retention"):
            told += (await tx.records(kind)).items()
        return told

    return repr(look(service, step))


def alike(records: list[dict[str, Any]], theirs: Callable[[str, Person], bool]) -> list[bytes]:
    """Return advice or decisions in a form in which a person is the same whatever they are called."""
    told = []
    for record in records:
        data = dict(record.get("data", record))
        case = record.get("subject") or record["case"]
        own = False
        for part in ("to", "for"):
            if part in data:
                is_in = [theirs(case, Person(one["name"], one["email"], one["role"])) for one in data[part]]
                own = own or any(is_in)
                data[part] = [
                    {"role": one["role"], "email": bool(one["email"])} if hers else one
                    for hers, one in zip(is_in, data[part], strict=True)
                ]
        if own:
            del data["advice"]
        rekeyed = [one for one in data["evidence"] if "@" in one or "erased" in one]
        data["evidence"] = ["?" if one in rekeyed else one for one in data["evidence"]]
        rest = {key: value for key, value in record.items() if key != "data" and (key != "id" or not (own or rekeyed))}
        told.append(orjson.dumps([rest if "data" in record else case, data], option=orjson.OPT_SORT_KEYS))
    return sorted(told)


def is_pseudonym(_: str, record: Person) -> bool:
    """Say whether a record is of somebody erased."""
    return "erased-" in f"{record.name} {record.email}"


ADDRESSES = ("dana@acme.example", "Dana.Lee@new.example")
NAMES = ("Dana Lee", "D. Lee-Quux")
DANA = {"name": NAMES[0], "email": ADDRESSES[0], "role": "lead"}
MAX = {"name": "Max Orr", "email": "max@acme.example", "role": "recruiter"}


def event(id_: str, type_: str, day: int, case: str = "acme", hour: int = 9, **data: Any) -> dict[str, Any]:
    """An event of a case of one candidate."""
    time = f"2026-03-{day:02d}T{hour:02d}:00:00+00:00"
    part = {"partitionkey": "candidate-7", "time": time, "recordedtime": time}
    return {"id": id_, "type": type_, "subject": case, **part, "data": data}


def of_dana() -> list[dict[str, Any]]:
    """A history in which a person is mentioned in every way that there is."""
    completed = {"interview": "i1", "format": "onsite", "end": "2026-03-02T10:00:00+00:00"}
    named = completed | {"interview": "dana lee 1"}
    text = "Hi\nDANA  lee, write to DANA@ACME.example or dana%40acme.example."
    return [
        event("e1", "application.submitted", 1, company="Acme", contacts=[DANA, MAX]),
        {**event("e2", "interview.completed", 2, **completed, interviewers=[DANA, MAX]), "recruiter": ADDRESSES[0]},
        event("<3.DANA@acme.example>", "message.sent", 3, to=[MAX], cc=["Dana Lee <dana@acme.example>"], text=text),
        event("e4", "contact.updated", 4, person={"name": NAMES[1], "email": ADDRESSES[1]}, was=DANA),
        event(
            "e5", "message.received", 5, **{"from": {"name": "dana  LEE"}, "phone": "to Dana Lee"}, subject="Dana Lee"
        ),
        event("e6", "note.taken", 6, text="D. Lee-Quux called"),
        event("e7", "event.voided", 7, event="<3.DANA@acme.example>"),
        event(
            "e8",
            "interview.completed",
            8,
            "other",
            **named,
            interviewers=[ADDRESSES[1], MAX],
        ),
        event("e9", "message.received", 9, "third", **{"from": MAX}, text="nothing"),
    ]
