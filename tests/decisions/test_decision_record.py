"""A decision as a CloudEvent, and the order of decisions."""

from __future__ import annotations

import json

import pytest
from ledger import DANA, EMIL, REPLY, THANK, event, got, met, numbered, policy, sent

import tactful


def test_all_of_a_decision() -> None:
    """Every field has its place; times carry the zone's offset."""
    of = policy(
        f"{REPLY}, source: [a, b], timing: {{due: 1 day}}, tone: {{voice: [brief]}}", "timezone: America/New_York"
    )
    (decision, *_) = tactful.replay(of, numbered([got("03T15:00")]))
    record = json.loads(decision.to_json())
    assert record == decision.to_dict()
    assert (len(record.pop("id")), len(record["data"].pop("advice"))) == (32, 20)
    assert record == {
        "specversion": "1.0",
        "source": "tactful/p",
        "type": "advice.opened",
        "subject": "c1",
        "time": "2026-03-03T10:00:00-05:00",
        "data": {
            "rule": "r",
            "purpose": "reply",
            "strength": "may",
            "to": [{**DANA, "role": None}],
            "channel": "email",
            "opens": "2026-03-03T10:00:00-05:00",
            "due": "2026-03-04T10:00:00-05:00",
            "expires": None,
            "tone": {"voice": ["brief"]},
            "because": "b",
            "source": ["a", "b"],
            "reason": {"code": "triggered", "text": "it may be acted on"},
            "evidence": ["e0"],
            "policy": {"name": "p", "digest": of.digest},
        },
    }


def test_the_id_is_a_hash_of_the_content() -> None:
    """The same decision has the same id wherever it is made; any other has another."""
    history = numbered([got("03T10:00"), sent("04T10:00"), got("05T10:00", case="c2")])
    first, again = tactful.replay(policy(REPLY), history), tactful.replay(policy(REPLY), history[::-1])
    assert [one.id for one in first] == [one.id for one in again]
    assert len({one.id for one in first}) == len(first)


def test_the_order_of_decisions() -> None:
    """They are sorted by time, subject, rule and advice, whatever the order of events."""
    of = policy({"b": THANK, "a": REPLY})
    history = [
        met("03T10:00", DANA, EMIL, case="c2"),
        got("03T10:00", case="c2"),
        got("03T10:00", case="c1"),
        got("01T10:00", case="c9"),
    ]
    found = tactful.replay(of, numbered(history))
    assert [(one.subject, one.advice.rule) for one in found] == [
        ("c9", "a"),
        ("c1", "a"),
        ("c2", "b"),
        ("c2", "b"),
        ("c2", "a"),
    ]
    ids = [one.advice.id for one in found if one.advice.rule == "b"]
    assert ids == sorted(ids)


def test_the_order_over_partitions() -> None:
    """Partitions are no part of the order."""
    records = [got("03T10:00", case=f"c{number}") | {"partitionkey": f"p{9 - number}"} for number in range(5)]
    assert [one.subject for one in tactful.replay(policy(REPLY), numbered(records))] == ["c0", "c1", "c2", "c3", "c4"]


@pytest.mark.parametrize(
    ("more", "evidence"),
    [
        ([], ["e0"]),
        ([got("03T12:00")], ["e0", "e1"]),
        ([sent("03T12:00")], ["e0", "e1"]),
        ([event("03T12:00", "decision.promised", by="2026-03-09")], ["e0", "e1"]),
        ([event("03T12:00", "case.paused")], ["e0", "e1"]),
        ([event("03T12:00", "contact.instructed", kind="no_contact")], ["e0", "e1"]),
    ],
)
def test_evidence(more: list, evidence: list[str]) -> None:
    """The events that led here: the trigger, what restarted it, holds it, forbids it or ended it."""
    of = policy(
        {"r": f"{REPLY}, again: restart", "no": "because: b, strength: must_not, when: contact.instructed"},
        "holds: {h: {when: decision.promised, until: event.by, because: b}}",
        "stops: {s: {when: case.paused, because: b}}",
    )
    found = [
        one for one in tactful.plan(of, numbered([got("03T10:00"), *more]), "2026-03-04T00:00:00Z") if one.rule == "r"
    ]
    assert [list(one.evidence) for one in found] == [evidence]
