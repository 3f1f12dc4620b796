"""Heard: which events are a word from the other side; and events at one instant, of the future, and of other kinds."""

from __future__ import annotations

import pytest
from worlds import ANA, BO, Event, advised, event, interviewed, notes, policy, received, sent

import tactful

UNANSWERED = """
events:
  meeting.held: {fields: {with: people}, heard: true}
  coffee.drunk: {fields: {with: people}}
rules:
  silent:
    because: nothing was heard since
    when: case.resumed
    if: {case.unanswered.any: {at_least: 1}}
    strength: may
    purpose: silent
    recipients: candidate
"""


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        (received("03-03 10:00", ANA), True),
        (received("03-03 10:00", ANA, automatic=True), False),
        (event("interview.scheduled", "03-03 10:00", interview="i1"), True),
        (event("interview.rescheduled", "03-03 10:00", interview="i1"), True),
        (event("interview.completed", "03-03 10:00", interview="i1"), True),
        (event("interview.cancelled", "03-03 10:00", interview="i1"), False),
        (event("interview.no_show", "03-03 10:00", interview="i1"), False),
        (event("decision.promised", "03-03 10:00", by="2026-03-20"), True),
        (event("offer.extended", "03-03 10:00"), True),
        (event("offer.accepted", "03-03 10:00"), False),
        (event("contact.instructed", "03-03 10:00", kind="no_contact"), True),
        (event("contact.updated", "03-03 10:00", person=ANA), False),
        (event("contact.opted_out", "03-03 10:00", person=ANA), False),
        (event("application.rejected", "03-03 10:00"), False),
        (event("position.filled", "03-03 10:00"), False),
        (event("meeting.held", "03-03 10:00"), True),
        (event("coffee.drunk", "03-03 10:00"), False),
        (event("surely.unknown", "03-03 10:00"), False),
        (received("03-02 10:00", ANA), True),
        (received("03-02 09:59:59", ANA), False),
        (received("03-03 10:00", ANA, case="c2"), False),
    ],
    ids=lambda value: value["type"] + value["time"] if isinstance(value, dict) else "",
)
def test_heard(word: Event, heard: bool) -> None:
    """They were heard by a person's message, an interview that is scheduled or held, a promise, an offer or an
    instruction; at one instant, hearing comes after sending."""
    history = [sent("03-02 10:00", [BO]), word, event("case.resumed", "03-04 10:00")]
    assert advised(UNANSWERED, history, "03-05 10:00") == ([] if heard else ["silent withheld"])


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("known", ["03-02 10:00", "03-02 11:00"])
def test_hearing_comes_after_sending(first: str, second: str, known: str) -> None:
    """At one instant hearing comes after sending, whatever the ids and whichever was known first."""
    history = [
        sent("03-02 10:00", [BO], id=first, known=known),
        received("03-02 10:00", BO, id=second),
        event("case.resumed", "03-04 10:00"),
    ]
    assert advised(UNANSWERED, history, "03-05 10:00") == []


EACH = """
rules:
  silent:
    because: they did not answer
    when: case.resumed
    strength: may
    purpose: silent
    recipients: {who: everyone, each: true, if: {person.unanswered.any: {at_least: 1}}}
"""


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (received("03-03 10:00", ANA), ["silent bo@x.example now"]),
        (received("03-02 10:00", ANA), ["silent bo@x.example now"]),
        (event("decision.promised", "03-03 10:00", by="2026-03-20", from_=BO), ["silent ana@x.example now"]),
        (event("offer.extended", "03-03 10:00"), ["silent withheld"]),
        (received("03-03 10:00", ANA, automatic=True), ["silent ana@x.example now", "silent bo@x.example now"]),
    ],
)
def test_heard_of_each_person(word: Event, expected: list[str]) -> None:
    """A person was heard by their own word, and by one that names nobody."""
    history = [sent("03-02 10:00", [ANA, BO]), word, event("case.resumed", "03-04 10:00")]
    assert advised(EACH, history, "03-05 10:00") == expected


AHEAD = """
rules:
  thank:
    because: thanks
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: interviewers
    timing: {from: interview.end, due: 1 hour}
"""
FUTURE = interviewed("03-10 10:00", known="03-02 10:00")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("03-02 09:00", []),
        ("03-02 10:00", []),
        ("03-10 09:59:59.999999", []),
        ("03-10 10:00", ["thank ana@x.example now"]),
        ("03-10 11:00", ["thank ana@x.example late"]),
    ],
)
def test_a_known_event_ahead_acts_at_its_time(now: str, expected: list[str]) -> None:
    """A known event whose time lies ahead acts at its time."""
    assert advised(AHEAD, [FUTURE], now) == expected


def test_a_known_event_ahead_is_decided_at_its_time() -> None:
    """Its decision is of the instant at which it acts."""
    for decisions in (
        tactful.replay(policy(AHEAD), [FUTURE]),
        (engine := tactful.Engine(policy(AHEAD))).process(FUTURE) + engine.advance("2026-04-01T00:00:00Z"),
    ):
        assert [(one.type, one.to_dict()["time"]) for one in decisions] == [
            ("advice.opened", "2026-03-10T10:00:00+00:00"),
            ("advice.late", "2026-03-10T11:00:00+00:00"),
        ]


def test_a_known_event_ahead_can_be_voided() -> None:
    """An event ahead that is voided before its time never acts."""
    void = event("event.voided", "03-05 10:00", event="f")
    assert advised(AHEAD, [FUTURE | {"id": "f"}, void], "03-11 10:00") == []


def test_a_late_event_counts_from_when_it_is_known() -> None:
    """What is learnt late is right at the past moment only where what is known now is asked for."""
    late = interviewed("03-02 10:00", known="03-05 10:00")
    assert advised(AHEAD, [late], "03-04 10:00") == []
    assert advised(AHEAD, [late], "03-04 10:00", known="03-05 10:00") == ["thank ana@x.example late"]
    assert advised(AHEAD, [late], "03-05 10:00") == ["thank ana@x.example late"]


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ([event("surely.unknown", "03-02 10:00")], "unknown_type"),
        ([interviewed("03-02 10:00", attributes={"timezone": "Mars/Olympus"})], "unknown_timezone"),
        ([interviewed("03-02 10:00", format=7)], "bad_field"),
        ([interviewed("03-02 10:00", [ANA, {}])], "empty_person"),
        ([interviewed("03-02 10:00", colour="red")], None),
        ([interviewed("03-02 10:00", attributes={"traceparent": "x"})], None),
        ([sent("03-02 10:00", [ANA]), sent("03-02 10:00:01", [ANA], about=7)], "bad_field"),
    ],
    ids=["type", "zone", "field", "person", "unknown-field", "attribute", "second-record"],
)
def test_accepted(history: list[Event], code: str | None) -> None:
    """Unknown types, attributes and fields, an unknown zone and a bad optional field are accepted, with a note where
    it is useful."""
    assert notes(AHEAD, history, "03-03 10:00") == ([code] if code else [])
    if history[0]["type"] == "interview.completed":
        assert advised(AHEAD, history, "03-02 10:00") == ["thank ana@x.example now"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time": "2026-03-02T10:00:00"}, "bad_time"),
        ({"time": "1899-12-31T23:59:59Z"}, "bad_time"),
        ({"time": "2201-01-01T00:00:00Z"}, "bad_time"),
        ({"recordedtime": "yesterday"}, "bad_time"),
        ({"id": None}, "missing_attribute"),
        ({"subject": 7}, "bad_attribute"),
        ({"data": {}}, "missing_field"),
        ({"data": []}, "bad_data"),
    ],
)
def test_rejected(change: Event, code: str) -> None:
    """A missing or mistyped required part, no offset and years outside 1900 to 2200 are rejected; the engine goes on
    as it was."""
    engine = tactful.Engine(policy(AHEAD))
    engine.process(interviewed("03-01 10:00"))
    before = engine.snapshot()
    with pytest.raises(tactful.EventError) as caught:
        engine.process(interviewed("03-02 10:00") | change)
    assert caught.value.code == code
    assert engine.snapshot() == before


def test_partitions() -> None:
    """The partition is the subject unless `partitionkey` says another, so that nobody is joined across candidates."""
    here = interviewed("03-02 10:00", [ANA])
    del here["partitionkey"]
    there = event("contact.opted_out", "03-03 10:00", case="c2", person=ANA)
    del there["partitionkey"]
    assert advised(AHEAD, [here, there], "03-03 10:00") == ["thank ana@x.example late"]
    assert advised(AHEAD, [here, there | {"partitionkey": "c1"}], "03-03 10:00") == ["thank ana@x.example withheld"]
