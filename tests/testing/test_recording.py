from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tactful
from tactful.errors import EventError
from tactful.events.event import Event, Reader
from tactful.events.logs import parse_partition, read_log
from tactful.policy import Policy, loads
from tactful.testing.disguise import people_of
from tactful.testing.recording import Recording, record
from tactful.testing.run import run_suite
from tactful.testing.suite import PolicyTest, parse_suite
from tactful.timing import parse_instant

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SEED = tactful.load("seed-article")
ANSWER = """
tactful: 1
policy: small
timezone: America/New_York
rules:
  answer:
    because: they wrote
    when: message.received
    strength: should
    purpose: reply
    recipients: {who: event.from, each: true}
    timing: {due: 1 day}
"""


def partitions(policy: Policy, *logs: str) -> Iterator[list[Event]]:
    reader = Reader(policy.vocabulary)
    log = read_log(logs, reader=reader)
    for lines in log.partitions.values():
        yield parse_partition(lines, reader)[0]


def cases() -> Iterator[Any]:
    for name in ("phoenix.jsonl", "berlin.jsonl", "toronto.yaml"):
        for events in partitions(SEED, str(EXAMPLES / name)):
            for case in dict.fromkeys(event.case for event in events):
                yield pytest.param(events, case, id=f"{name} {case}")


def event(number: int, kind: str, time: str, /, *, case: str = "acme", zone: str | None = None, **data: Any) -> Event:
    record = {"id": f"x{number}", "type": kind, "subject": case, "partitionkey": "me", "time": time, "data": data}
    return Reader(SEED.vocabulary).read(record | ({"timezone": zone} if zone else {}))


def told(recording: Recording, policy: Policy) -> PolicyTest:
    (test,) = parse_suite(recording.text, "x_test.yaml", policy).tests
    return test


@pytest.mark.parametrize(("events", "case"), list(cases()))
def test_every_example_case_passes_at_once(events: list[Event], case: str) -> None:
    """Every case of the example logs becomes a test that passes, on which the policy advises as it did."""
    recording = record(SEED, "seed-article", events, case)
    assert recording.faithful
    suite = parse_suite(recording.text, "x_test.yaml")
    assert all(result.passed and not result.notes for result in run_suite(suite))
    assert sum(len(one.advice or ()) for one in suite.tests[0].expectations) or case == "nobody"


@pytest.mark.parametrize(("events", "case"), list(cases()))
def test_nobody_is_named(events: list[Event], case: str) -> None:
    """Of the names, addresses, cases, ids, firms and texts of a log nothing is left."""
    text = record(SEED, "seed-article", events, case).text.casefold()
    real = {part for one in events for person in people_of(one) for part in person[:2] if part}
    real |= {part for name in real for part in name.partition("@") if len(part) > 3}
    for one in events:
        real |= {one.case, one.partition, one.source, one.id}
        real |= {
            str(one.data[name]) for name in ("company", "position", "subject", "text", "message") if name in one.data
        }
    assert [name for name in sorted(real) if name.casefold() in text] == []


@pytest.mark.parametrize(("events", "case"), list(cases()))
def test_times_are_kept(events: list[Event], case: str) -> None:
    """Every event is where and when it was, and was learnt when it was."""
    test = told(record(SEED, "seed-article", events, case), SEED)
    real = sorted((one.time, one.known, one.type, one.zone or "") for one in events if one.case == case)
    assert sorted((one.time, one.known, one.type, one.zone or "") for one in test.events) == real


def test_names_and_addresses_stay_apart_and_together() -> None:
    """One person keeps one name and one address, by whatever an event calls them; two persons keep two."""
    events = [
        event(
            0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": {"name": "Dana Sun", "email": "D@x.example"}}
        ),
        event(1, "message.received", "2026-03-04T09:00:00-07:00", **{"from": "d@X.example"}),
        event(2, "message.received", "2026-03-05T09:00:00-07:00", **{"from": "dana  sun"}),
        event(
            3, "message.received", "2026-03-06T09:00:00-07:00", **{"from": {"name": "Dana Sun", "email": "e@x.example"}}
        ),
    ]
    people = [next(people_of(one)) for one in told(record(loads(ANSWER), "./p.yaml", events, "acme"), SEED).events]
    assert [person[:2] for person in people] == [
        ("person-1", "p1@people.example"),
        (None, "p1@people.example"),
        ("person-1", None),
        ("person-1", "p2@people.example"),
    ]


def test_a_name_that_is_taken() -> None:
    """Somebody who is already called as a replacement would be is called otherwise too."""
    events = [event(0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": "p1@people.example"})]
    assert "p1@people.example" not in record(loads(ANSWER), "./p.yaml", events, "acme").text


def test_moments_may_be_chosen() -> None:
    """With moments, expectations are at these and no others."""
    events = [
        event(0, "message.received", "2026-03-03T09:00:00-07:00", zone="America/Phoenix", **{"from": "a@x.example"})
    ]
    at = parse_instant("2026-03-03T12:00:00-07:00")[0]
    recording = record(loads(ANSWER), "./p.yaml", events, "acme", [at])
    assert [one.at for one in told(recording, loads(ANSWER)).expectations] == [at]
    assert "{at: 2026-03-03 12:00, advice: [{rule: answer, purpose: reply, to: p1@people.example" in recording.text


def test_events_without_a_zone_name_none() -> None:
    """An event that named no zone names none here, so that its offset and the policy's zone count as before."""
    events = [
        event(0, "application.submitted", "2026-03-01T09:00:00-07:00", zone="America/Phoenix"),
        event(1, "message.received", "2026-03-07T20:00:00-08:00", **{"from": "a@x.example"}),
        event(2, "message.received", "2026-03-08T20:00:00Z", **{"from": "b@x.example"}),
    ]
    recording = record(loads(ANSWER), "./p.yaml", events, "acme")
    assert recording.faithful
    found = told(recording, loads(ANSWER)).events
    assert [(one.zone, str(one.offset)) for one in found] == [
        ("America/Phoenix", "UTC-07:00"),
        (None, "UTC-08:00"),
        (None, "None"),
    ]


def test_what_another_case_teaches() -> None:
    """Where an address was learnt in another case of the candidate, that case is told too."""
    events = [
        event(0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": {"name": "Bo", "email": "b@x.example"}}),
        event(1, "contact.opted_out", "2026-03-04T09:00:00-07:00", case="other", person="b@x.example"),
    ]
    recording = record(loads(ANSWER), "./p.yaml", events, "acme")
    assert recording.faithful
    assert [one.case for one in told(recording, loads(ANSWER)).events] == ["case-1", "case-2"]
    alone = record(loads(ANSWER), "./p.yaml", events[:1], "acme")
    assert "case-2" not in alone.text


def test_a_route_is_recorded() -> None:
    """For whom advice goes through somebody is told, under other names, and who asked for that stays who it was."""
    policy = loads(ANSWER)
    events = [
        event(0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": {"name": "Dana", "email": "d@x.example"}}),
        event(1, "contact.instructed", "2026-03-03T10:00:00-07:00", kind="via", via={"name": "Hera"}),
    ]
    recording = record(policy, "./p.yaml", events, "acme")
    assert recording.faithful
    test = told(recording, policy)
    assert test.events[1].data["via"].name == "person-2"
    fields = [one.fields for expectation in test.expectations for one in expectation.advice or ()]
    assert [(one["to"], one.get("for")) for one in fields] == [
        (("p1@people.example",), None),
        *[(("person-2",), ("p1@people.example",))] * (len(fields) - 1),
    ]
    assert len(fields) > 1


def test_a_dismissal_by_id() -> None:
    """A dismissal that names an advice by its id names the same advice here, whose id is another."""
    policy = loads(ANSWER)
    events = [event(0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": "a@x.example"})]
    (advice,) = tactful.plan(policy, events, "2026-03-03T10:00:00-07:00")
    events.append(event(1, "advice.dismissed", "2026-03-03T11:00:00-07:00", advice=advice.id))
    recording = record(policy, "./p.yaml", events, "acme")
    assert recording.faithful
    assert "reason: dismissed" in recording.text
    assert advice.id not in recording.text


def test_texts_that_matter_are_replaced() -> None:
    """Two messages within a minute that only their subjects tell apart stay two: the subjects are replaced."""
    rule = ANSWER.replace("when: message.received", "when: message.received\n    if: {case.count.message.received: 2}")
    events = [
        event(0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": "a@x.example", "subject": "Hello"}),
        event(1, "message.received", "2026-03-03T09:00:30-07:00", **{"from": "a@x.example", "subject": "Again"}),
    ]
    recording = record(loads(rule), "./p.yaml", events, "acme")
    assert recording.faithful
    assert "subject: subject-2" in recording.text


def test_what_cannot_be_kept_is_told() -> None:
    """Where the policy reads a text that is replaced, the recording says that it is not faithful."""
    rule = ANSWER.replace("when: message.received", "when: message.received\n    if: {event.subject: {matches: Dana}}")
    events = [
        event(0, "message.received", "2026-03-03T09:00:00-07:00", **{"from": "a@x.example", "subject": "I am Dana"})
    ]
    recording = record(loads(rule), "./p.yaml", events, "acme")
    assert not recording.faithful
    assert told(recording, loads(rule)).expectations


def test_many_events_of_one_instant_keep_their_order() -> None:
    """Ids are numbered so that they sort as before, also beyond ten events."""
    events = [
        event(10 + number, "message.received", "2026-03-03T09:00:00-07:00", **{"from": f"{chr(97 + number)}@x.example"})
        for number in range(12)
    ]
    recording = record(loads(ANSWER), "./p.yaml", events, "acme")
    people = [next(people_of(one)).email for one in sorted(told(recording, SEED).events, key=lambda one: one.order)]
    assert people == [f"p{number}@people.example" for number in range(1, 13)]


def test_no_such_case() -> None:
    """A case that the log does not have is an error."""
    with pytest.raises(EventError, match="no event is of case `none`"):
        record(SEED, "seed-article", [], "none")
