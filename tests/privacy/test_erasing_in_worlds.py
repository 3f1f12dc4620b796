"""Whoever is erased in whatever world, all others are advised as before."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import orjson
from histories import histories
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from people import WORLD, Clock, alike, found, is_pseudonym, look

from tactful.errors import EventError
from tactful.events.event import Person
from tactful.moments import moment_from
from tactful.privacy import erase
from tactful.service import Service
from tactful.service.driving import drive
from tactful.stores.store import Change, Kept, Transaction

WHO = st.sampled_from(["ana@a.example", "ANA@new.example", "bo@a.example", "Cy@a.example", "Ana", "bo"])
CASES = ("c1", "c2")


def told(history: list[dict[str, Any]], tagged: set[str]) -> list[dict[str, Any]]:
    """Return a history of one partition in which some ids name somebody, and events hold what nobody knows."""

    def name(id_: str) -> str:
        return f"bo@a.example/ana@a.example/{id_}" if id_ in tagged else id_

    events = []
    for event in history:
        data = {**event["data"], "note": "ana@a.example called"} if event["id"] in tagged else dict(event["data"])
        if event["type"] == "event.voided":
            data["event"] = name(data["event"])
        events.append({**event, "id": name(event["id"]), "partitionkey": "p", "data": data})
    return events


def world(history: list[dict[str, Any]], clock: Clock) -> Service:
    service = Service(WORLD, store="memory:", clock=clock)
    for event in history:
        service.process_all([event])
        clock.on(hours=3)
    service.advance()
    return service


def plans(service: Service) -> list[dict[str, Any]]:
    advice = []
    for case in CASES:
        with suppress(EventError):
            advice += [{"case": case, **one.to_dict()} for one in service.advise(case, now=decided(service))]
    return advice


def decided(service: Service) -> dt.datetime:
    """Return the last moment that was decided."""
    clock = look(service, lambda tx: tx.heads(["p"]))["p"].clock
    assert clock is not None
    return moment_from(clock)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories(), WHO, st.sets(st.integers(0, 11).map(str), max_size=4))
def test_others_are_advised_as_before(history: list[dict[str, Any]], person: str, tagged: set[str]) -> None:
    """Erasing changes no more than opting out does: the plan, and all decisions from then on, but for the pseudonym."""
    history = told(history, tagged)
    clock, again = Clock(), Clock()
    service, twin = world(history, clock), world(history, again)
    place = next(iter(found(service, person).places), None)
    assume(place is not None)
    assert place is not None
    who = place.who

    def theirs(case: str, record: Person) -> bool:
        return who.is_in(case, record)

    before = plans(service)
    old = [orjson.loads(json) for _, json in service.decisions(limit=10_000)]
    drive(erase(service.desk, person))
    assert alike(plans(service), is_pseudonym) == alike(before, theirs)
    now = [orjson.loads(json) for _, json in service.decisions(limit=10_000)]
    assert alike(now, is_pseudonym) == alike(old, theirs)

    said = {one.advice for one in look(service, lambda tx: tx.said("p"))}
    was = {one.advice for one in look(twin, lambda tx: tx.said("p"))}
    ids = {one["advice"] for one in plans(service)}
    assert len(said - ids) == len(was - {one["advice"] for one in plans(twin)})

    _opt_out(twin, service, person)
    for one in (clock, again):
        one.on(days=3)
    known = {one["id"] for one in now} | {one["id"] for one in old}
    later = [decision.to_dict() for decision in service.advance()]
    theirs_later = [decision.to_dict() for decision in twin.advance()]
    assert alike(later, is_pseudonym) == alike(theirs_later, theirs)
    assert not known & {one["id"] for one in later}


def _opt_out(twin: Service, erased: Service, person: str) -> None:
    """Let those who were erased elsewhere opt out in the twin, at the same instants and under their own names."""
    optings = [kept for kept in look(erased, lambda tx: tx.events("p")) if kept.source == "tactful/privacy"]
    people = list(found(twin, person).places[0].who.people.values())
    events = []
    for kept, (case, record) in zip(optings, people, strict=True):
        content = orjson.loads(kept.raw)
        told = {"name": record.name, "email": record.email}
        content |= {"subject": case, "data": {"person": {part: text for part, text in told.items() if text}}}
        events.append(Kept(kept.source, kept.id, kept.known, orjson.dumps(content)))

    after = look(erased, lambda tx: tx.heads(["p"]))["p"]

    async def step(tx: Transaction) -> None:
        head = (await tx.claim(["p"]))["p"]
        await tx.write([Change("p", head, head._replace(version=head.version + 1, wake=after.wake), events)])

    if events:
        drive(twin.desk.core.change(step))
        twin.desk.core.loader.clear()
