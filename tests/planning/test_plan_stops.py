"""Stops and dismissals: what ends advice, and what they leave alone."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, NEVER, THANKS, event, got, met, policy, sent, shows

REPLY = f"{CHECK}, when: message.received, recipients: main_contact"
EACH = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true}}"
WROTE = got("03-03T10:00")


def stop(form: str) -> str:
    """Return one stop named `s`."""
    return f"stops: {{s: {{because: b, {form}}}}}"


@pytest.mark.parametrize(
    ("form", "verdict"),
    [
        ("when: case.paused", "stopped stopped:s"),
        ("when: [case.paused, case.resumed]", "stopped stopped:s"),
        ("when: case.paused, if: {case.status: active}", "stopped stopped:s"),
        ("when: case.paused, if: {case.status: rejected}", "now triggered"),
        ("when: case.paused, purpose: check-in", "stopped stopped:s"),
        ("when: case.paused, purpose: [status, thank-you]", "now triggered"),
        ("when: case.paused, channel: email", "stopped stopped:s"),
        ("when: case.paused, channel: phone", "now triggered"),
        ("when: case.paused, recipients: everyone", "stopped stopped:s"),
        ("when: case.paused, recipients: recruiter", "now triggered"),
        ("when: case.resumed", "now triggered"),
    ],
)
def test_what_a_stop_ends(form: str, verdict: str) -> None:
    """A stop ends the advice that it selects by purpose, recipients and channel."""
    history = [WROTE, event("03-03T11:00", "case.paused")]
    assert shows(policy(REPLY, stop(form)), history, "03-03T12:00", "verdict code") == [verdict]


@pytest.mark.parametrize(
    ("event_", "verdict"),
    [
        (event("03-03T09:59", "case.paused"), "now"),
        (event("03-03T10:00", "case.paused"), "stopped"),
        (event("03-03T10:00:01", "case.paused"), "stopped"),
        (event("03-03T11:00", "case.paused", case="c2"), "now"),
    ],
)
def test_triggered_earlier_or_in_the_same_instant_by_another_type(event_: dict, verdict: str) -> None:
    """A stop reaches back to its own instant and forbids nothing later."""
    history = [event_ | {"id": "a"}, WROTE | {"id": "b"}]
    assert shows(policy(REPLY, stop("when: case.paused")), history, "03-04T00:00", "verdict") == [verdict]


def test_never_what_its_own_event_triggers() -> None:
    """The message that stops one advice triggers the next, which it does not stop."""
    of = policy(REPLY, stop("when: message.received"))
    assert shows(of, [WROTE, got("03-04T10:00")], "03-05T00:00", "verdict opens") == [
        "stopped 03-03T10:00",
        "now 03-04T10:00",
    ]
    both = [WROTE | {"id": "a"}, got("03-03T10:00", EMIL, name="b")]
    assert shows(of, both, "03-05T00:00", "verdict") == ["now"]


def test_an_event_of_an_interview_stops_advice_of_it_and_of_none() -> None:
    """What is of another interview goes on."""
    of = policy({"each": EACH, "case": REPLY}, stop("when: interview.scheduled"))
    history = [
        met("03-03T09:00", "i1"),
        met("03-03T09:00", "i2"),
        WROTE,
        event("03-04T09:00", "interview.scheduled", interview="i2"),
    ]
    assert shows(of, history, "03-05T00:00", "rule key verdict") == ["each i1 now", "each i2 stopped", "case - stopped"]


def test_a_stop_of_recipients_leaves_the_others() -> None:
    """Only advice to the people meant is stopped."""
    of = policy(EACH, stop("when: message.received, recipients: event.from"))
    history = [met("03-03T09:00", "i1", DANA, EMIL), got("03-04T09:00", EMIL)]
    assert sorted(shows(of, history, "03-05T00:00", "to verdict")) == ["Dana now", "Emil stopped"]


def test_never_a_prohibition() -> None:
    """A stop of everything leaves what forbids."""
    of = policy({"no": f"{NEVER}, when: message.received"}, stop("when: case.paused"))
    assert shows(of, [WROTE, event("03-04T09:00", "case.paused")], "03-05T00:00", "verdict") == ["now"]


@pytest.mark.parametrize("strength", [REPLY, f"{NEVER}, when: message.received"])
@pytest.mark.parametrize(
    ("own", "event_", "verdict"),
    [
        ("case.paused", event("03-03T11:00", "case.paused"), "stopped stopped:r"),
        ("[case.paused, case.resumed]", event("03-03T11:00", "case.resumed"), "stopped stopped:r"),
        ("case.paused", event("03-03T10:00", "case.paused"), "now triggered"),
        ("{when: message.sent, if: {message.purpose: status}}", sent("03-03T11:00", "status"), "stopped stopped:r"),
        ("{when: message.sent, if: {message.purpose: status}}", sent("03-03T11:00", "x"), "now triggered"),
    ],
)
def test_a_rules_own_stop(strength: str, own: str, event_: dict, verdict: str) -> None:
    """It ends that rule's advice, a prohibition too, if triggered strictly before; under its condition."""
    of = policy(f"{strength}, stop: {own}")
    assert shows(of, [WROTE, event_], "03-04T00:00", "verdict code") == [verdict]


def test_a_rules_own_stop_leaves_other_rules() -> None:
    """It is of that rule alone."""
    of = policy({"a": f"{REPLY}, stop: case.paused", "b": f"{REPLY}, priority: 1"})
    history = [WROTE, event("03-03T11:00", "case.paused")]
    assert shows(of, history, "03-04T00:00", "rule verdict") == ["a stopped", "b now"]


@pytest.mark.parametrize(
    ("data", "moment", "verdict"),
    [
        ({"purpose": "check-in"}, "03-03T11:00", "stopped dismissed"),
        ({"purpose": "any"}, "03-03T11:00", "stopped dismissed"),
        ({"purpose": "status"}, "03-03T11:00", "now triggered"),
        ({"advice": "mine"}, "03-03T11:00", "stopped dismissed"),
        ({"advice": "another"}, "03-03T11:00", "now triggered"),
        ({"purpose": "check-in"}, "03-03T10:00", "now triggered"),
        ({"purpose": "check-in"}, "03-03T09:00", "now triggered"),
    ],
)
def test_a_dismissal(data: dict, moment: str, verdict: str) -> None:
    """It stops the advice it names, by id or all of the purpose, that was triggered before it."""
    of = policy(REPLY)
    if data.get("advice") == "mine":
        data = {"advice": shows(of, [WROTE], "03-03T10:00", "id")[0]}
    history = [WROTE, event(moment, "advice.dismissed", **data)]
    assert shows(of, history, "03-04T00:00", "verdict code") == [verdict]


@pytest.mark.parametrize("data", [{"purpose": "any"}, {"advice": "mine"}])
def test_a_dismissal_ends_a_prohibition(data: dict) -> None:
    """A person may lift what the policy forbids."""
    of = policy({"no": f"{NEVER}, when: message.received"})
    if "advice" in data:
        data = {"advice": shows(of, [WROTE], "03-03T10:00", "id")[0]}
    history = [WROTE, event("03-03T11:00", "advice.dismissed", **data)]
    assert shows(of, history, "03-04T00:00", "verdict code") == ["stopped dismissed"]


MESSAGE = sent("03-04T10:00", "check-in", name="a")
STOP = event("03-04T10:00", "case.paused", name="b")


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ([MESSAGE, STOP], "done"),
        ([STOP | {"id": "0"}, MESSAGE], "done"),
        ([STOP], "stopped"),
        ([MESSAGE], "done"),
        ([], "expired"),
    ],
)
def test_done_then_stopped_then_expired(events: list, verdict: str) -> None:
    """Of ends at one instant done counts, then stopped, then expired; an end is final."""
    of = policy(f"{REPLY}, timing: {{expires: 1 day}}", stop("when: [case.paused, case.resumed]"))
    history = [WROTE, *events, event("03-05T10:00", "case.resumed"), sent("03-05T11:00", "check-in")]
    assert shows(of, history, "03-06T00:00", "verdict") == [verdict]


@pytest.mark.parametrize(
    ("between", "state"),
    [
        ([event("03-04T09:00", "application.rejected")], "stopped stopped:s"),
        ([event("03-04T09:00", "advice.dismissed", purpose="thank-you")], "stopped dismissed"),
        ([event("03-04T09:00", "advice.dismissed", purpose="status")], "now triggered"),
        ([sent("03-03T12:00", "x"), event("03-04T09:00", "application.rejected")], "stopped stopped:s"),
        ([event("03-03T08:00", "application.rejected")], "now triggered"),
    ],
)
def test_ended_before_somebody_was_added(between: list, state: str) -> None:
    """Advice that comes up late is ended by what ended the others."""
    of = policy(EACH, stop("when: application.rejected"))
    history = [met("03-03T09:00", "i1", DANA), *between, met("03-05T09:00", "i1", DANA, EMIL)]
    found = sorted(shows(of, history, "03-06T00:00", "to verdict code"))
    assert found == [f"Dana {state}", f"Emil {state}"]
