"""Which decision each change gives, and with what reason."""

from __future__ import annotations

import pytest
from ledger import DANA, EMIL, GUS, REPLY, THANK, event, got, met, numbered, policy, said, sent

import tactful

PROMISE = "holds: {promised: {when: decision.promised, until: event.by, because: b}}"
PAUSE = "stops: {paused: {when: case.paused, because: b}}"
FORBID = "because: b, strength: must_not, when: contact.instructed, stop: case.resumed"
TIMES = "timing: {opens: 1 day, due: 2 days, expires: 3 days}"
WROTE = got("03T10:00")


def bare(moment: str) -> dict:
    """Return a completed interview that lists nobody."""
    return event(moment, "interview.completed", interview="i1")


@pytest.mark.parametrize(
    ("rule", "history", "first"),
    [
        (f"{REPLY}, {TIMES}", [WROTE], "03T10:00 planned not_yet"),
        (REPLY, [WROTE], "03T10:00 opened triggered"),
        (f"{REPLY}, timing: {{due: 0 days}}", [WROTE], "03T10:00 late overdue"),
        (REPLY, [got("03T10:00", GUS)], "03T10:00 blocked no_address"),
        (THANK, [bare("03T10:00")], "03T10:00 withheld no_recipient"),
        (REPLY, [event("02T10:00", "contact.opted_out", person=DANA), WROTE], "03T10:00 withheld opted_out"),
        (f"{THANK}, timing: {{from: interview.start}}", [met("03T10:00")], "03T10:00 planned no_anchor"),
        (f"{REPLY}, timing: {{window: {{days: [fri]}}}}", [WROTE], "03T10:00 planned window"),
        (
            f"{THANK}, timing: {{from: interview.end, due: 1 hour}}",
            [met("03T10:00", learnt="05T10:00")],
            "05T10:00 late overdue",
        ),
    ],
)
def test_from_absent_to_live(rule: str, history: list, first: str) -> None:
    """Advice that comes up is planned, opened, late, blocked or withheld, by its first verdict."""
    assert said(policy(rule), history)[0] == first


@pytest.mark.parametrize(
    ("rule", "history", "only"),
    [
        (
            THANK,
            [sent("03T09:30", "thank-you", about="i1"), met("03T10:00")],
            "03T10:00 done sent",
        ),
        (REPLY, [WROTE, event("03T10:00", "case.paused")], "03T10:00 stopped stopped:paused"),
        (f"{THANK}, timing: {{expires: 1 hour}}", [met("03T10:00", learnt="05T10:00")], "05T10:00 expired expired"),
    ],
)
def test_from_absent_to_ended(rule: str, history: list, only: str) -> None:
    """Advice that has ended when it becomes known is said once, as ended."""
    assert said(policy(rule, PAUSE), history) == [only]


@pytest.mark.parametrize(
    ("rules", "history", "then"),
    [
        (
            f"{REPLY}, {TIMES}",
            [WROTE],
            ["04T10:00 opened triggered", "05T10:00 late overdue", "06T10:00 expired expired"],
        ),
        (REPLY, [WROTE, sent("04T10:00")], ["04T10:00 done sent"]),
        (REPLY, [WROTE, event("04T10:00", "case.paused")], ["04T10:00 stopped stopped:paused"]),
        (f"{REPLY}, stop: case.resumed", [WROTE, event("04T10:00", "case.resumed")], ["04T10:00 stopped stopped:r"]),
        (REPLY, [WROTE, event("04T10:00", "advice.dismissed", purpose="reply")], ["04T10:00 stopped dismissed"]),
        (REPLY, [WROTE, event("04T10:00", "contact.opted_out", person=DANA)], ["04T10:00 withheld opted_out"]),
        (
            REPLY,
            [WROTE, event("04T10:00", "decision.promised", by="2026-03-06")],
            ["04T10:00 moved held:promised", "06T00:00 opened triggered"],
        ),
        (
            REPLY,
            [WROTE, event("04T10:00", "advice.snoozed", purpose="reply", until="2026-03-06")],
            ["04T10:00 moved snoozed", "06T00:00 opened triggered"],
        ),
        (
            f"{REPLY}, {TIMES.replace('3 days', '9 days')}",
            [
                WROTE,
                event("03T12:00", "decision.promised", by="2026-03-08"),
                event("03T14:00", "decision.promised", by="2026-03-01"),
            ],
            [
                "03T12:00 moved held:promised",
                "03T14:00 moved not_yet",
                "04T10:00 opened triggered",
                "05T10:00 late overdue",
                "12T10:00 expired expired",
            ],
        ),
        (
            f"{REPLY}, again: restart, timing: {{opens: 1 day}}",
            [WROTE, got("03T12:00")],
            ["03T12:00 moved restarted", "04T12:00 opened triggered"],
        ),
        (
            f"{REPLY}, again: restart, timing: {{opens: 1 day}}",
            [WROTE, got("05T10:00")],
            ["04T10:00 opened triggered", "05T10:00 moved restarted", "06T10:00 opened triggered"],
        ),
        (
            REPLY,
            [
                got("03T10:00", GUS),
                event("04T10:00", "contact.updated", person={"name": "Gus", "email": "g@x.example"}),
            ],
            ["04T10:00 opened triggered"],
        ),
        (
            REPLY,
            [WROTE, event("04T10:00", "contact.updated", person={"name": "Dana", "email": "d@x.example"})],
            ["04T10:00 moved contact_changed"],
        ),
        (REPLY, [WROTE, met("04T10:00", EMIL)], ["04T10:00 moved contact_changed"]),
        (
            {"r": REPLY, "no": FORBID},
            [WROTE, event("04T10:00", "contact.instructed", kind="x"), event("05T10:00", "case.resumed")],
            [
                "04T10:00 opened triggered",
                "04T10:00 blocked forbidden:no",
                "05T10:00 stopped stopped:no",
                "05T10:00 opened triggered",
            ],
        ),
        (
            {"r": REPLY, "top": REPLY.replace("message.received", "case.resumed") + ", priority: 1"},
            [WROTE, event("04T10:00", "case.resumed")],
            ["04T10:00 withheld outranked", "04T10:00 opened triggered"],
        ),
    ],
)
def test_from_live(rules: dict | str, history: list, then: list[str]) -> None:
    """Another verdict, other times, recipients or address of live advice is one decision, and its end is one."""
    found = said(policy(rules, PROMISE, PAUSE), history)
    assert sorted(found[1:]) == sorted(then)
    assert [line[:8] for line in found] == sorted(line[:8] for line in found)


@pytest.mark.parametrize(
    ("more", "then"),
    [
        (
            [event("03T10:00", "interview.rescheduled", interview="i1", start="2026-03-09T10:00:00Z")],
            "03T10:00 moved rescheduled",
        ),
        (
            [
                event(
                    "02T12:00", "interview.rescheduled", interview="i1", start="2026-03-09T10:00:00Z", learnt="03T12:00"
                ),
                got("02T13:00"),
            ],
            "03T12:00 moved late_event",
        ),
        ([event("03T10:00", "event.voided", event="e0")], "03T10:00 retracted corrected"),
        (
            [event("03T10:00", "interview.scheduled", interview="i1", interviewers=[EMIL])],
            "03T10:00 retracted contact_changed",
        ),
    ],
)
def test_changes_of_an_interview(more: list, then: str) -> None:
    """What moves an interview moves its advice; what takes it or its people back retracts it."""
    of = policy(THANK.replace("completed", "scheduled") + ", timing: {from: interview.start}")
    history = [
        event("02T10:00", "interview.scheduled", interview="i1", interviewers=[DANA], start="2026-03-05T10:00:00Z"),
        *more,
    ]
    found = said(of, history)
    assert found[:1] == ["02T10:00 planned not_yet"]
    assert then in found[1:]


@pytest.mark.parametrize(
    ("change", "then"),
    [
        (
            event("03T11:00", "interview.rescheduled", interview="i1", end="2026-03-04T09:00:00Z"),
            ["03T11:00 moved corrected", "04T09:00 late overdue"],
        ),
        (
            event("03T11:00", "interview.rescheduled", interview="i1", start="2026-03-09T10:00:00Z"),
            ["05T10:00 late overdue"],
        ),
        (
            event(
                "03T11:00",
                "interview.rescheduled",
                interview="i1",
                start="2026-03-03T15:00:00Z",
                end="2026-03-04T09:00:00Z",
            ),
            ["03T11:00 moved rescheduled", "04T09:00 late overdue"],
        ),
    ],
)
def test_a_moment_that_becomes_known(change: dict, then: list[str]) -> None:
    """Where the anchor of one of several moments becomes known, the time is found anew, for the reason for which that
    of the rule is; nothing is said where another moment is still the earliest."""
    of = policy(REPLY + ", timing: {due: {earliest: [2 days, {from: interview.end}]}}")
    scheduled = event("02T10:00", "interview.scheduled", interview="i1", interviewers=[DANA])
    found = said(of, [scheduled, got("03T10:00", about="i1"), change])
    assert found == ["03T10:00 opened triggered", *then]


@pytest.mark.parametrize(
    ("history", "then"),
    [
        (
            [
                met("03T10:00"),
                sent("03T11:00", "thank-you", message="m"),
                event("04T10:00", "message.bounced", message="m"),
            ],
            ["03T10:00 opened triggered", "03T11:00 done sent", "04T10:00 reopened bounced"],
        ),
        (
            [met("03T10:00"), sent("03T11:00", "thank-you"), event("04T10:00", "event.voided", event="e1")],
            ["03T10:00 opened triggered", "03T11:00 done sent", "04T10:00 reopened corrected"],
        ),
        (
            [met("03T10:00"), sent("04T10:00", "thank-you", learnt="05T10:00"), event("04T12:00", "case.paused")],
            ["03T10:00 opened triggered", "04T12:00 stopped stopped:paused", "05T10:00 done sent"],
        ),
        (
            [met("03T10:00"), sent("03T11:00", "thank-you"), event("03T10:30", "case.paused", learnt="05T10:00")],
            ["03T10:00 opened triggered", "03T11:00 done sent", "05T10:00 stopped stopped:paused"],
        ),
        (
            [met("03T10:00"), met("03T10:00", EMIL, learnt="05T10:00", name="f")],
            ["03T10:00 opened triggered", "05T10:00 retracted late_event", "05T10:00 opened triggered"],
        ),
        (
            [met("03T10:00"), event("04T10:00", "event.voided", event="e0")],
            ["03T10:00 opened triggered", "04T10:00 retracted corrected"],
        ),
        (
            [
                met("03T10:00"),
                event("04T10:00", "event.voided", event="e0"),
                event("05T10:00", "event.voided", event="e1"),
            ],
            ["03T10:00 opened triggered", "04T10:00 retracted corrected", "05T10:00 opened triggered"],
        ),
        (
            [met("03T10:00"), sent("03T12:00", "thank-you", learnt="05T10:00")],
            ["03T10:00 opened triggered", "05T10:00 done sent"],
        ),
    ],
)
def test_by_later_knowledge(history: list, then: list[str]) -> None:
    """What is learnt late or taken back reopens, ends otherwise, or retracts; each at the moment it was known."""
    assert sorted(said(policy(THANK, PAUSE), history)) == sorted(then)


def test_a_void_learnt_late_corrects() -> None:
    """What takes back says so, also where it happened earlier."""
    history = [met("03T10:00"), event("03T12:00", "event.voided", event="e0", learnt="05T10:00")]
    assert said(policy(THANK), history)[1:] == ["05T10:00 retracted corrected"]


def test_other_times_of_what_has_ended_say_nothing() -> None:
    """Only live advice moves."""
    of = policy(f"{THANK}, timing: {{from: interview.end}}")
    corrected = met("03T10:00", name="x", end="2026-03-03T09:00:00Z", learnt="05T10:00")
    history = [met("03T10:00"), sent("03T11:00", "thank-you"), corrected]
    assert said(of, history) == ["03T10:00 opened triggered", "03T11:00 done sent"]


def test_ended_earlier_then_live_again() -> None:
    """The next advice of a rule is new, with an id of its own."""
    decisions = tactful.replay(policy(REPLY), numbered([WROTE, sent("04T10:00"), got("05T10:00")]))
    assert [one.type for one in decisions] == ["advice.opened", "advice.done", "advice.opened"]
    assert len({one.advice.id for one in decisions}) == 2


def test_what_changes_nothing_says_nothing() -> None:
    """Events that leave the plan as it is give no decision."""
    history = [WROTE, got("04T10:00"), sent("04T11:00", "status"), event("05T10:00", "case.resumed")]
    assert said(policy(REPLY), history) == ["03T10:00 opened triggered"]


def test_one_decision_per_advice_and_instant() -> None:
    """What comes and goes within an instant is said by its outcome alone."""
    history = [
        WROTE,
        event("04T10:00", "decision.promised", by="2026-03-06"),
        event("04T10:00", "contact.updated", person={"name": "Dana", "email": "d@x.example"}),
        event("04T10:00", "case.paused"),
    ]
    assert said(policy(REPLY, PROMISE, PAUSE), history) == [
        "03T10:00 opened triggered",
        "04T10:00 stopped stopped:paused",
    ]


def test_time_alone_changes_at_its_very_instant() -> None:
    """A change that only time brings is dated by its instant, also after downtime."""
    engine = tactful.Engine(policy(f"{REPLY}, {TIMES}"))
    engine.process(numbered([WROTE])[0])
    assert [one.to_dict()["time"] for one in engine.advance("2026-04-01T00:00:00Z")] == [
        "2026-03-04T10:00:00+00:00",
        "2026-03-05T10:00:00+00:00",
        "2026-03-06T10:00:00+00:00",
    ]


def test_an_event_ahead_acts_at_its_time() -> None:
    """Known on the first, happening on the third: it is decided on the third."""
    assert said(policy(REPLY), [got("03T10:00", learnt="01T10:00")]) == ["03T10:00 opened triggered"]
    assert said(policy(REPLY), [got("03T10:00", learnt="01T10:00")], until="03T09:59") == []


def test_a_late_event_is_decided_when_it_is_known() -> None:
    """What happened earlier counts from then, and is said now."""
    (decision,) = tactful.replay(policy(REPLY), numbered([got("03T10:00", learnt="05T10:00")]))
    assert decision.to_dict()["time"] == "2026-03-05T10:00:00+00:00"
    assert decision.to_dict()["data"]["opens"] == "2026-03-03T10:00:00+00:00"
