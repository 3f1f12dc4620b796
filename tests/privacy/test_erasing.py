"""Nobody who was erased can be read in a store, nor anywhere in its files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest
from people import ADDRESSES, DANA, MAX, NAMES, Clock, event, everything, found, look, of_dana

import tactful
from postgres_server import Server
from tactful.errors import EventError
from tactful.privacy import Erased, erase, outbox
from tactful.service import Service
from tactful.service.driving import drive
from tactful.sinks import FunctionSink
from tactful.stores import MemoryStore
from tactful.stores.conformance.running import change, decision, write

SPELT = [text.casefold().encode() for text in (*ADDRESSES, *NAMES, "dana  lee", "dana%40acme", "Lee-Quux")]


def failing(delivery: object) -> None:
    raise ValueError(f"Dana Lee: {delivery!r}")


def service(store: Any, clock: Clock | None = None) -> Service:
    """A service whose outbox holds decisions that wait, and some that have failed."""
    clock = clock or Clock("2026-03-20T09:00:00+00:00")
    sinks = [FunctionSink("calls", failing), FunctionSink("arrives", lambda _: None)]
    found = Service(tactful.load("seed-article"), store=store, clock=clock, sinks=sinks)
    assert not found.process_all(of_dana()).refused
    found.advance()
    found.deliver()
    return found


def names_in(told: bytes) -> list[bytes]:
    folded = told.lower()
    return [one for one in SPELT if one in folded]


def in_files(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def old_ids(cases: Service) -> list[bytes]:
    """Return the ids of advice and decisions that are hashes of the address."""
    decisions = [orjson.loads(json) for _, json in cases.decisions(limit=1_000)]
    own = [one for one in decisions if "dana" in str(one["data"]["to"]).lower() and len(one["data"]["to"]) == 1]
    assert own
    return [text.encode() for one in own for text in (one["id"], one["data"]["advice"])]


def test_nothing_of_them_stands_in_the_files_of_sqlite(tmp_path: Path) -> None:
    """Neither addresses, names, nor ids that are hashes of them are in the file or its log, while it is open."""
    path = tmp_path / "cases.db"
    with service(path) as cases:
        assert set(names_in(in_files(path))) == set(SPELT)
        hashes = old_ids(cases)
        erased = drive(erase(cases.desk, "DANA@acme.example"))
        assert erased.rewritten == 1
        assert erased.events == 8
        assert erased.decisions > 0
        told = in_files(path)
        assert names_in(told) == []
        assert [one for one in hashes if one in told] == []
        assert b"max@acme.example" in told
        assert b"erased.invalid" in told


def test_nothing_of_them_stands_in_the_tables_of_postgres(postgres: Server) -> None:
    """Neither addresses, names, nor ids that are hashes of them are in any row."""
    psycopg = pytest.importorskip("psycopg")
    url = postgres.fresh()

    def dump() -> bytes:
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'tactful'").fetchall()
            rows = [row for (name,) in tables for row in connection.execute(f'SELECT * FROM tactful."{name}"')]
        return b"\n".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row)

    with service(url) as cases:
        assert set(names_in(dump())) == set(SPELT)
        hashes = old_ids(cases)
        drive(erase(cases.desk, "dana@acme.example"))
        told = dump()
        assert names_in(told) == []
        assert [one for one in hashes if one in told] == []


@pytest.mark.parametrize("person", [*ADDRESSES, *NAMES, " dana   LEE "])
def test_whoever_is_named_by_any_address_or_name(person: str) -> None:
    """An address or name stands for all that the partition links to it, in upper or lower case."""
    with service("memory:") as cases:
        drive(erase(cases.desk, person))
        assert names_in(everything(cases).encode()) == []


def test_a_linked_address_is_erased_in_other_partitions() -> None:
    """What one partition knows as another address of theirs is erased everywhere; a mere name is not looked for."""
    with service("memory:") as cases:
        for key, person in (("a", ADDRESSES[1]), ("b", NAMES[0])):
            cases.process(
                {**event(f"x{key}", "message.received", 9, f"case {key}", **{"from": person}), "partitionkey": key}
            )
        drive(erase(cases.desk, ADDRESSES[0]))
        told = everything(cases)
        assert ADDRESSES[1].lower() not in told.lower()
        assert NAMES[0] in told


def test_the_ids_of_decisions_are_those_of_their_content() -> None:
    """A decision that was rewritten has the id that a replay of the history gives it, also in the outbox."""
    with service("memory:") as cases:
        drive(erase(cases.desk, ADDRESSES[0]))
        decisions = [json for _, json in cases.decisions(limit=1_000)]
        for json in decisions:
            record = orjson.loads(json)
            body = b"{" + json.partition(b'",')[2].partition(b'",')[2]
            assert record["id"] == hashlib.sha256(body).hexdigest()[:32]
        waiting = look(cases, lambda tx: tx.waiting("calls", aside=False, after="", limit=1_000))
        assert waiting
        assert {one.id for one in waiting} <= {orjson.loads(json)["id"] for json in decisions}
        assert all(orjson.loads(one.json)["id"] == one.id for one in waiting)


def test_nobody_is_advised_to_write_to_them() -> None:
    """The pseudonym has opted out from the moment of the erasure on."""
    with service("memory:", clock := Clock("2026-03-08T20:00:00+00:00")) as cases:
        assert any("dana" in str(one.to).lower() for one in cases.advise("other") if one.verdict in ("now", "late"))
        drive(erase(cases.desk, ADDRESSES[0]))
        clock.on(seconds=1)
        cases.advance()
        open_to = [one for one in cases.advise("other") if one.verdict in ("now", "late", "wait")]
        assert open_to
        assert not any("erased" in str(one.to) and len(one.to) == 1 for one in open_to)


def test_a_partition_of_this_name_is_forgotten() -> None:
    """The candidate's name is the partition's: all of it goes, and nothing else."""
    with service("memory:") as cases:
        cases.process({**event("x", "message.received", 9, "left", **{"from": MAX}), "partitionkey": "left"})
        erased = drive(erase(cases.desk, "candidate-7"))
        assert (erased.forgotten, erased.rewritten, erased.events) == (1, 0, 9)
        assert "candidate-7" not in everything(cases)
        assert look(cases, lambda tx: tx.partitions("", 9)) == ["left"]
        with pytest.raises(EventError):
            cases.advise("acme")
        assert cases.process_all(of_dana()).refused == []


def test_nothing_of_them_stays_in_memory() -> None:
    """The service lets go of what it had loaded."""
    with service("memory:") as cases:
        cases.process(event("x", "message.received", 19, **{"from": ADDRESSES[0]}))
        assert cases.desk.core.loader._kept
        drive(erase(cases.desk, ADDRESSES[0]))
        assert not cases.desk.core.loader._kept


def test_the_trail_tells_that_and_not_whom() -> None:
    """Each erasure leaves a record of its moment and counts; where nobody was found there is none."""
    with service("memory:") as cases:
        assert drive(erase(cases.desk, "nobody@acme.example")) == Erased()
        erased = drive(erase(cases.desk, ADDRESSES[0]))
        assert drive(erase(cases.desk, ADDRESSES[0])) == Erased()
        [record] = look(cases, lambda tx: tx.records("erasure")).values()
        assert orjson.loads(record) == {"at": "2026-03-20T09:00:00+00:00", **erased.to_dict()}


def test_names_of_cases_stay_and_are_told() -> None:
    """A case is known by its name, so that cannot change; how many tell of the person is counted."""
    with service("memory:") as cases:
        cases.process(event("x", "message.received", 9, "lunch with Dana Lee", **{"from": MAX}))
        assert drive(erase(cases.desk, ADDRESSES[0])).named == 1


MEETINGS = """
tactful: 1
policy: meetings
events:
  meeting.held: {key: meeting, fields: {meeting: text, with: people}}
rules:
  thanks:
    because: thanks are due
    when: meeting.held
    strength: should
    purpose: thank-you
    per: meeting
    recipients: {who: event.with, each: true}
    timing: {opens: 1 hour}
"""
OTHER = """
tactful: 1
policy: meetings
rules:
  thanks:
    because: thanks are due
    when: case.paused
    strength: should
    purpose: thank-you
    recipients: everyone
    timing: {opens: 1 hour}
"""


@pytest.mark.parametrize("then", [MEETINGS.replace("1 hour", "2 hours"), OTHER])
def test_what_was_decided_under_an_earlier_policy(then: str) -> None:
    """Erased before another policy was applied to the case, what that changes is what it changes without erasing."""
    kinds = []
    for erasing in (True, False):
        clock = Clock()
        with Service(tactful.loads(MEETINGS), store="memory:", clock=clock) as cases:
            cases.process(event("1", "meeting.held", 12, meeting="dana lee 1", **{"with": [DANA, MAX]}))
            store = cases.desk.core.store
            clock.on(minutes=5)
            with Service(tactful.loads(then), store=store, clock=clock) as other:
                clock.on(minutes=5)
                if erasing:
                    drive(erase(other.desk, ADDRESSES[0]))
                found = other.advance()
        assert found
        told = [(one.type, one.advice.reason.code) for one in found]
        kinds.append(sorted(one for one in told if one[1] != "opted_out"))
    assert kinds[0] == kinds[1]


def test_the_outbox_is_read_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each entry is listed once, also where several sinks wait for one decision at the end of a page."""
    store = MemoryStore()
    decisions = [decision(str(number), str(number)) for number in range(5)]
    drive(write(store, change("p", decisions=decisions), sinks=("a", "b", "c")))

    async def places() -> list[tuple[str, str]]:
        async with store.reading() as tx:
            return [(one.place, one.sink) for one in await outbox.entries(tx, None, aside=False)]

    whole = drive(places())
    assert len(set(whole)) == 15
    for size in (4, 5, 6, 7):
        monkeypatch.setattr(outbox, "_PAGE", size)
        assert drive(places()) == whole


def test_a_blank_name_is_nobody() -> None:
    """An error says what was expected."""
    with service("memory:") as cases, pytest.raises(EventError, match="found no name, expected an e-mail address"):
        drive(erase(cases.desk, " "))


def test_others_of_the_name_keep_it() -> None:
    """Where one event lists a name with two addresses, they are two people, and only the one meant is erased."""
    with Service(tactful.load("seed-article"), store="memory:", clock=Clock()) as cases:
        two = [{"name": "Ana", "email": "ana@a.example"}, {"name": "Ana", "email": "ana@b.example"}]
        cases.process(event("1", "application.submitted", 1, contacts=two))
        cases.process({**event("2", "message.received", 2, **{"from": two[1]}), "mood": "fine"})
        drive(erase(cases.desk, "ana@a.example"))
        first, second, *_ = [orjson.loads(kept.raw) for kept in look(cases, lambda tx: tx.events("candidate-7"))]
        assert first["data"]["contacts"][1] == two[1]
        assert second["data"]["from"] == two[1]
        assert second["mood"] == "fine"
        assert found(cases, "ana@a.example").places == []


def test_a_name_without_an_address_may_be_either() -> None:
    """What stands for both of a name goes, and does not become the other's alias."""
    with Service(tactful.load("seed-article"), store="memory:", clock=Clock()) as cases:
        two = [{"name": "Ana", "email": "ana@a.example"}, {"name": "Ana", "email": "ana@b.example"}]
        cases.process(event("1", "application.submitted", 1, contacts=[*two, "Ana"]))
        drive(erase(cases.desk, "ana@a.example"))
        first = orjson.loads(look(cases, lambda tx: tx.events("candidate-7"))[0].raw)
        erased, other, either = first["data"]["contacts"]
        assert other == two[1]
        assert "erased" in either["name"]
        assert erased["name"] != either["name"]
        assert len({id(person) for person in found(cases, "ana@b.example").places[0].who.people}) == 1
