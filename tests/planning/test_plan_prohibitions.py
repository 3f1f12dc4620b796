"""Prohibitions: what they forbid, and what they are free of."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, GUS, NEVER, THANKS, at, event, got, met, policy, sent, shows

import tactful

TOLD = event("03-03T12:00", "contact.instructed", kind="no_contact", from_=EMIL)
REPLY = f"{CHECK}, when: message.received, recipients: main_contact"
FORBID = f"{NEVER}, when: contact.instructed"
WROTE = got("03-03T10:00", DANA)


@pytest.mark.parametrize(
    ("channel", "selects", "blocked"),
    [
        ("email", "", True),
        ("email", ", purpose: check-in", True),
        ("email", ", purpose: [thank-you, check-in]", True),
        ("email", ", purpose: thank-you", False),
        ("email", ", channel: email", True),
        ("email", ", channel: phone", False),
        ("phone", "", True),
        ("[email, phone]", ", channel: email", False),
        ("[email, phone]", ", channel: [phone, email, card]", True),
        ("email", ", recipients: main_contact", True),
        ("email", ", recipients: event.from", False),
        ("email", ", recipients: everyone", True),
        ("email", ", timing: {opens: 1 day}", False),
        ("email", ", timing: {expires: 1 hour}", False),
        ("email", ", if: {event.kind: via}", False),
    ],
)
def test_what_a_prohibition_forbids(channel: str, selects: str, blocked: bool) -> None:
    """While in force it blocks advice of its purposes, to one of its people, all of whose channels it forbids."""
    of = policy({"say": f"{REPLY}, channel: {channel}", "no": FORBID + selects})
    found = shows(of, [WROTE, TOLD], "03-03T13:00", "rule verdict code")
    assert found[0] == ("say blocked forbidden:no" if blocked else "say now triggered")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (REPLY, "email"),
        (f"{REPLY}, channel: phone", "phone"),
        (f"{REPLY}, channel: [phone, card]", ("phone", "card")),
        (FORBID, "any"),
        (f"{FORBID}, channel: [email]", "email"),
    ],
)
def test_the_channel_of_advice(rule: str, expected: object) -> None:
    """It is the one that the rule names, several of them, or what is so by default."""
    [advice] = tactful.plan(policy(rule), [WROTE | {"id": "e0"}, TOLD | {"id": "e1"}], at("03-03T13:00"))
    assert advice.channel == expected
    assert advice.to_dict()["channel"] == (list(expected) if isinstance(expected, tuple) else expected)


def test_of_an_interview() -> None:
    """A prohibition of an interview blocks advice of it and of none."""
    of = policy(
        {
            "each": f"{THANKS}, when: interview.completed, recipients: interviewers",
            "say": REPLY,
            "no": f"{NEVER}, when: interview.no_show",
        }
    )
    history = [
        met("03-03T09:00", "i1"),
        met("03-03T09:00", "i2"),
        WROTE,
        event("03-03T11:00", "interview.no_show", interview="i2"),
    ]
    assert shows(of, history, "03-03T12:00", "rule key verdict") == [
        "each i1 now",
        "each i2 blocked",
        "say - blocked",
        "no i2 now",
    ]


@pytest.mark.parametrize(
    "later",
    [
        event("03-04T10:00", "contact.opted_out", person=EMIL),
        sent("03-04T10:00", "check-in", EMIL),
        event("03-04T10:00", "advice.snoozed", purpose="any", until="2026-04-01"),
        event("03-04T10:00", "case.paused"),
        event("03-04T10:00", "contact.instructed", kind="no_contact", from_=EMIL),
    ],
)
@pytest.mark.parametrize(
    "selects", ["", ", purpose: check-in", ", recipients: event.from", ", recipients: coordinator"]
)
def test_what_a_prohibition_is_free_of(later: dict, selects: str) -> None:
    """It is never held, forbidden, outranked, done by a message, or in need of a recipient or an address."""
    of = policy(
        {"no": f"{FORBID}{selects}", "higher": f"{FORBID}, purpose: check-in, priority: 9"},
        "holds: {h: {when: case.paused, until: 2026-04-01, because: b}}",
    )
    (found, *_) = shows(of, [TOLD, later], "03-05T00:00", "rule verdict code")
    assert found == "no now triggered"


@pytest.mark.parametrize(
    ("timing", "moment", "state"),
    [
        ("{expires: 1 day}", "03-04T11:59", "now triggered"),
        ("{expires: 1 day}", "03-04T12:00", "expired expired"),
        ("{opens: 1 day}", "03-04T11:59", "wait not_yet"),
        ("{opens: 1 day}", "03-04T12:00", "now triggered"),
    ],
)
def test_its_times(timing: str, moment: str, state: str) -> None:
    """It is in force from its opening to its expiry."""
    assert shows(policy(f"{FORBID}, timing: {timing}"), [TOLD], moment, "verdict code") == [state]


@pytest.mark.parametrize(
    ("selects", "purpose"), [("", "any"), ("purpose: status", "status"), ("purpose: [a, b]", "a, b")]
)
def test_its_purpose_in_print(selects: str, purpose: str) -> None:
    """Without `purpose` it is printed as `any`."""
    assert shows(policy(f"{FORBID}, {selects}".rstrip(", ")), [TOLD], "03-04T00:00", "purpose") == [purpose]


def test_blocked_goes_before_waiting_and_before_no_address() -> None:
    """What is forbidden says so, whether it would wait or could not be sent."""
    of = policy({"say": f"{REPLY}, timing: {{opens: 9 days}}", "no": FORBID})
    assert shows(of, [got("03-03T10:00", GUS), TOLD], "03-04T00:00", "verdict code")[0] == "blocked forbidden:no"


def test_when_it_ends_the_advice_is_free_again() -> None:
    """Blocked advice keeps its times."""
    of = policy({"say": f"{REPLY}, timing: {{due: 1 day}}", "no": f"{FORBID}, stop: case.resumed"})
    history = [WROTE, TOLD, event("03-05T10:00", "case.resumed")]
    assert shows(of, history, "03-05T09:00", "verdict due")[0] == "blocked 03-04T10:00"
    assert shows(of, history, "03-05T10:00", "verdict due")[0] == "late 03-04T10:00"
