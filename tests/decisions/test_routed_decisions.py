"""Decisions on advice that goes through somebody, and on the next person not yet written to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ledger import DANA, EMIL, GUS, THANK, at, event, lines, met, numbered, policy, said, sent

import tactful

HERA = {"name": "Hera", "email": "hera@x.example", "role": "recruiter"}
KNOWN = event("02T10:00", "contact.updated", person=HERA)
ROUTED = THANK.replace("each: true", "each: true, via: recruiter, fallback: interviewers")
ASKED = event("03T12:00", "contact.instructed", kind="via", via=HERA)


@pytest.mark.parametrize(
    ("rule", "history", "then"),
    [
        (THANK, [met("03T10:00"), ASKED], ["03T12:00 moved contact_changed"]),
        (
            ROUTED,
            [met("03T10:00"), event("03T12:00", "contact.updated", person=HERA)],
            ["03T12:00 moved contact_changed"],
        ),
        (
            THANK,
            [met("03T10:00"), ASKED, event("03T13:00", "event.voided", event="e1")],
            ["03T12:00 moved contact_changed", "03T13:00 moved corrected"],
        ),
        (
            ROUTED,
            [KNOWN, met("03T10:00", GUS), event("03T12:00", "contact.updated", person={**GUS, "email": "g@x.example"})],
            ["03T12:00 moved contact_changed"],
        ),
        (
            ROUTED,
            [KNOWN, met("03T10:00"), event("03T12:00", "contact.updated", person={**HERA, "email": "h@x.example"})],
            ["03T12:00 moved contact_changed"],
        ),
        (ROUTED, [KNOWN, met("03T10:00"), ASKED], []),
        (THANK, [met("03T10:00", HERA), ASKED], []),
        (
            THANK,
            [met("03T10:00"), ASKED, sent("03T13:00", "thank-you", to=[HERA])],
            ["03T12:00 moved contact_changed", "03T13:00 done sent"],
        ),
        (
            ROUTED.replace(", fallback: interviewers", ""),
            [KNOWN, met("03T10:00"), event("03T12:00", "contact.opted_out", person=HERA)],
            ["03T12:00 withheld opted_out"],
        ),
    ],
)
def test_another_route_is_one_decision(rule: str, history: list[dict[str, Any]], then: list[str]) -> None:
    """Live advice is said to be moved once it goes another way, or those meant are reached otherwise; else nothing."""
    first, *more = said(policy(rule), history)
    assert first == "03T10:00 opened triggered"
    assert more == then


def test_a_route_changes_neither_id_nor_times() -> None:
    """What is rerouted is the same advice, with the same times."""
    of = policy(f"{THANK}, timing: {{due: 1 day}}")
    opened, moved, *_ = tactful.replay(of, numbered([met("03T10:00"), ASKED]), until=at("03T14:00"))
    assert (opened.advice.addresses, moved.advice.addresses) == (("dana@x.example",), ("hera@x.example",))
    assert opened.advice.id == moved.advice.id
    assert opened.advice.times() == moved.advice.times()


def test_for_stands_beside_to_only_where_it_is_routed() -> None:
    """A decision tells whom routed advice is for, in the form of `to`; direct advice has no such key."""
    direct, routed, *_ = (
        decision.to_dict()["data"] for decision in tactful.replay(policy(THANK), numbered([met("03T10:00"), ASKED]))
    )
    assert "for" not in direct
    assert list(routed)[4:7] == ["to", "for", "channel"]
    assert (routed["to"], routed["for"]) == ([HERA], [{**DANA, "role": None}])


def test_what_is_routed_is_kept_in_a_snapshot() -> None:
    """Restored, the engine has nothing to say of a route that it said before, and says one that changed meanwhile."""
    of = policy(THANK)
    engine = tactful.Engine(of)
    before = [decision for record in numbered([met("03T10:00"), ASKED]) for decision in engine.process(record)]
    assert lines(before)[1:] == ["03T12:00 moved contact_changed"]
    state = json.loads(json.dumps(engine.snapshot()))
    engine = tactful.Engine.restore(of, state)
    assert engine.advance(at("03T13:00")) == []
    again = {"id": "e2", **event("03T14:00", "contact.instructed", kind="via", via=EMIL)}
    assert lines(engine.process(again)) == ["03T14:00 moved contact_changed"]


def test_who_was_not_reached_is_next_again() -> None:
    """When a message comes back, the advice to the one after is taken back, and there is advice to its recipient."""
    everyone = "recipients: {who: everyone, each: true, first: true}"
    of = policy(f"because: b, strength: may, purpose: check-in, when: application.submitted, {everyone}")
    history = numbered(
        [
            event("02T10:00", "application.submitted", contacts=[DANA, EMIL]),
            sent("03T10:00", "check-in", message="m"),
            event("03T11:00", "message.bounced", message="m"),
        ]
    )
    found = [
        f"{line} {decision.advice.addresses[0]}"
        for decision in tactful.replay(of, history)
        for line in lines([decision])
    ]
    assert found[0] == "02T10:00 opened triggered dana@x.example"
    assert sorted(found[1:3]) == ["03T10:00 done sent dana@x.example", "03T10:00 opened triggered emil@x.example"]
    assert sorted(found[3:]) == [
        "03T11:00 reopened bounced dana@x.example",
        "03T11:00 retracted bounced emil@x.example",
    ]
