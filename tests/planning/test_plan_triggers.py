"""What `if` may ask, and when it is asked."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, FAYE, GUS, event, got, met, plan, policy, sent, shows

TASK = f"{CHECK}, recipients: main_contact"
ANY = "when: [message.sent, message.received, interview.completed, interview.scheduled, application.submitted]"


def fires(condition: str, history: list, when: str = ANY) -> bool:
    """Say whether a rule with a condition fires at the last event of a history, and at it alone."""
    of = policy(
        f"{TASK}, {when}, again: restart, if: {{all: [{{event.type: {history[-1]['type']}}}, {{{condition}}}]}}"
    )
    return bool(shows(of, history, "12-31T00:00", "rule"))


SOME = [
    event("03-01T09:00", "application.submitted", company="Acme", position="Cook", contacts=[FAYE, GUS]),
    event("03-02T09:00", "interview.scheduled", interview="i1", format="phone", round=2, start="2026-03-03T10:00:00Z"),
    met("03-03T11:00", "i1", DANA, EMIL, met=[DANA, GUS]),
    sent("03-03T12:00", "thank-you", DANA, channel="phone"),
    sent("03-03T13:00", "check-in", EMIL),
    event("03-03T14:00", "message.sent", to=[EMIL]),
]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("interview.format: phone", True),
        ("interview.format: [video, phone]", True),
        ("interview.format: {is: phone}", True),
        ("interview.format: {is_not: phone}", False),
        ("interview.format: {one_of: [video, phone]}", True),
        ("interview.format: {none_of: [video]}", True),
        ("interview.round: {at_least: 2}", True),
        ("interview.round: {more_than: 2}", False),
        ("interview.round: {at_most: 2, less_than: 3}", True),
        ("interview.format: {matches: '^ph'}", True),
        ("interview.format: {exists: true}", True),
        ("interview.status: completed", True),
        ("interview.people: 2", True),
        ("interview.met: 3", True),
        ("event.subject: {exists: false}", True),
        ("event.subject: hello", False),
        ("event.subject: {is_not: hello}", True),
        ("event.subject: {none_of: [hello]}", True),
        ("message.purpose: other", True),
        ("message.channel: email", True),
        ("message.kind: {exists: false}", True),
        ("case.status: active", True),
        ("case.company: Acme", True),
        ("case.position: {matches: ook}", True),
        ("case.sent.thank-you: 1", True),
        ("case.sent.any: 3", True),
        ("case.sent.status: 0", True),
        ("case.unanswered.any: 3", True),
        ("case.unanswered.check-in: {at_least: 1}", True),
        ("case.count.message.sent: 3", True),
        ("case.count.interview.completed: 1", True),
        ("case.count.offer.extended: 0", True),
        ("case.has.recruiter: true", True),
        ("case.has.coordinator: false", True),
        ("any: [{interview.format: video}, {case.company: Acme}]", True),
        ("none: [{interview.format: video}, {case.company: Acme}]", False),
        ("all: [{interview.format: phone}, {none: [{case.company: Other}]}]", True),
    ],
)
def test_facts(condition: str, expected: bool) -> None:
    """Each fact is what the history says of it; a test on a missing fact is false but for those that deny."""
    when = "when: message.sent" if condition.startswith(("event.", "message.")) else ANY
    assert fires(condition, SOME, when) is expected


@pytest.mark.parametrize(
    ("condition", "last", "expected"),
    [
        ("event.type: message.received", got("03-09T09:00"), True),
        ("case.unanswered.any: 0", got("03-09T09:00"), True),
        ("case.unanswered.any: 0", event("03-09T09:00", "message.received", from_=EMIL, automatic=True), None),
        ("message.purpose: {exists: false}", met("03-09T09:00", "i2", format="phone"), True),
        ("message.kind: callback", got("03-09T09:00", kind="callback"), True),
        ("interview.format: video", met("03-09T09:00", "i2", format="video"), True),
        ("interview.format: video", sent("03-09T09:00", about="i1"), False),
        ("interview.format: phone", sent("03-09T09:00", about="i1"), True),
        ("interview.format: {exists: false}", sent("03-09T09:00", about="i9"), True),
    ],
)
def test_facts_of_the_trigger(condition: str, last: dict, expected: bool | None) -> None:
    """What the trigger tells counts: hearing answers all, `about` chooses the interview; an autoreply is no word."""
    when = f"when: [{last['type']}]" if "message.kind" in condition else ANY
    if expected is None:
        assert not shows(policy(f"{TASK}, when: message.received"), [*SOME, last], "12-31T00:00", "rule")
    else:
        assert fires(condition, [*SOME, last], when) is expected


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application.submitted", "active"),
        ("application.rejected", "rejected"),
        ("application.withdrawn", "withdrawn"),
        ("application.reopened", "active"),
        ("position.filled", "filled"),
        ("offer.extended", "offered"),
        ("offer.accepted", "accepted"),
        ("offer.declined", "withdrawn"),
        ("message.received", "rejected"),
    ],
)
def test_status_is_the_latest(kind: str, status: str) -> None:
    """The status of a case is what the latest event about it says; others leave it."""
    history = [
        event("03-01T09:00", "application.rejected"),
        event("03-02T09:00", kind, **({"from_": "a@x.example"} if kind == "message.received" else {})),
    ]
    (case,) = plan(policy(f"{TASK}, when: message.sent"), history, "03-03T00:00").cases
    assert case.status == status


def test_tested_once_at_the_trigger() -> None:
    """A condition that no longer holds later takes nothing back."""
    of = policy(f"{TASK}, when: message.received, if: {{case.status: active}}")
    history = [got("03-01T09:00"), event("03-02T09:00", "application.rejected")]
    assert shows(of, history, "03-03T00:00", "verdict") == ["now"]


def test_tested_at_the_end_of_the_instant() -> None:
    """All that happens at the trigger's instant is taken into account, whatever its place among them."""
    of = policy(f"{TASK}, when: message.received, if: {{case.status: active}}")
    history = [got("03-01T09:00", name="a"), event("03-01T09:00", "application.rejected", name="b")]
    assert shows(of, history, "03-03T00:00", "verdict") == []


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("person.role: recruiter", "Emil"),
        ("person.has_address: true", "Dana+Emil"),
        ("person.met: true", "Dana+Emil+Gus"),
        ("person.interviewed: true", "Dana+Emil"),
        ("person.sent.thank-you: {at_least: 1}", "Dana"),
        ("person.sent.any: 0", "Gus"),
        ("person.unanswered.any: {at_least: 1}", "Emil"),
        ("none: [{person.role: [lead, recruiter]}]", "Gus"),
    ],
)
def test_facts_of_a_person(condition: str, names: str) -> None:
    """The recipients' own condition asks of each person."""
    history = [*SOME[1:], got("03-04T09:00", DANA)]
    of = policy(f"{CHECK}, when: message.received, recipients: {{who: met, if: {{{condition}}}}}")
    assert shows(of, history, "03-05T00:00", "to") == [names]
