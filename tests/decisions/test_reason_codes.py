"""Every reason code: a history that gives it, and nothing that gives another."""

from __future__ import annotations

from typing import Any

import pytest
from ledger import DANA, EMIL, GUS, REPLY, THANK, at, event, got, lines, met, numbered, policy, sent

import tactful
from tactful.planning import CODES

WROTE = got("03T10:00")
RULES = {
    "say": f"{REPLY}, again: restart, timing: {{opens: 1 hour, due: 2 hours, expires: 3 days}}",
    "thank": f"{THANK}, timing: {{from: interview.end}}",
    "late-thank": f"{THANK}, priority: -1, timing: {{from: interview.end}}",
    "prepare": "because: b, strength: may, purpose: prepare, when: interview.scheduled, recipients: interviewers, "
    "timing: {from: interview.start, opens: 1 day before}",
    "visit": "because: b, strength: may, purpose: visit, when: case.resumed, recipients: everyone, "
    "timing: {window: {days: [fri]}}",
    "no": "because: b, strength: must_not, when: contact.instructed",
}
MORE = (
    "holds: {promised: {when: decision.promised, until: event.by, because: they said when}}",
    "stops: {rejected: {when: application.rejected, because: an answer is an answer}}",
    "limits: {few: {per: person, max: 1, within: 1 hour, purpose: prepare, because: one an hour is enough}}",
)
WORLD = policy(RULES, *MORE)
AHEAD = event("02T10:00", "interview.scheduled", interview="i1", interviewers=[DANA], start="2026-03-09T10:00:00Z")

GIVEN_BY: dict[str, tuple[list[dict[str, Any]], str]] = {
    "triggered": ([WROTE], "opened"),
    "not_yet": ([WROTE], "planned"),
    "restarted": ([WROTE, got("03T12:00")], "moved"),
    "held:promised": ([WROTE, event("03T12:00", "decision.promised", by="2026-03-05")], "moved"),
    "limited:few": (
        [
            event("02T10:00", "interview.scheduled", interview="i1", interviewers=[DANA], start="2026-03-04T10:00:00Z"),
            sent("03T09:30", "prepare", case="c2"),
        ],
        "moved",
    ),
    "window": ([met("02T10:00"), event("03T10:00", "case.resumed")], "planned"),
    "rescheduled": (
        [AHEAD, event("03T10:00", "interview.rescheduled", interview="i1", start="2026-03-12T10:00:00Z")],
        "moved",
    ),
    "corrected": ([WROTE, event("03T12:00", "event.voided", event="e0")], "retracted"),
    "contact_changed": ([met("03T10:00"), met("03T12:00", EMIL)], "retracted"),
    "sent": ([WROTE, sent("03T12:00")], "done"),
    "stopped:rejected": ([WROTE, event("03T12:00", "application.rejected")], "stopped"),
    "dismissed": ([WROTE, event("03T12:00", "advice.dismissed", purpose="reply")], "stopped"),
    "snoozed": ([WROTE, event("03T10:30", "advice.snoozed", purpose="reply", until="2026-03-04")], "moved"),
    "no_address": ([got("03T10:00", GUS)], "blocked"),
    "no_recipient": ([event("03T10:00", "interview.completed", interview="i1")], "withheld"),
    "no_anchor": ([event("03T10:00", "interview.scheduled", interview="i1", interviewers=[DANA])], "planned"),
    "opted_out": ([WROTE, event("03T12:00", "contact.opted_out", person=DANA)], "withheld"),
    "outranked": ([met("03T10:00")], "withheld"),
    "forbidden:no": ([WROTE, event("03T10:30", "contact.instructed", kind="no_contact")], "blocked"),
    "overdue": ([WROTE], "late"),
    "expired": ([WROTE], "expired"),
    "bounced": (
        [
            met("03T10:00"),
            sent("03T11:00", "thank-you", message="m"),
            event("03T12:00", "message.bounced", message="m"),
        ],
        "reopened",
    ),
    "late_event": (
        [met("03T10:00"), sent("03T12:00", "status"), met("03T11:00", learnt="03T13:00", end="2026-03-03T09:00:00Z")],
        "moved",
    ),
}


@pytest.mark.parametrize("code", GIVEN_BY)
def test_a_reason_is_given(code: str) -> None:
    """Each code is that of a decision of the kind it belongs to, with a sentence for people."""
    history, kind = GIVEN_BY[code]
    found = tactful.replay(WORLD, numbered(history), until=at("31T00:00"))
    of_code = [one for one in found if one.advice.reason.code == code]
    assert f"advice.{kind}" in {one.type for one in of_code}
    assert all(one.advice.reason.text for one in of_code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("held:promised", "held by `promised`: they said when"),
        ("stopped:rejected", "ended by `rejected`: an answer is an answer"),
        ("forbidden:no", "`no` forbids it: b"),
        ("outranked", "`thank` goes first: b"),
    ],
)
def test_a_reason_speaks_in_the_policys_words(code: str, text: str) -> None:
    """What holds, stops, forbids or goes first is named, with its own reason."""
    found = tactful.replay(WORLD, numbered(GIVEN_BY[code][0]))
    assert text in {one.advice.reason.text for one in found if one.advice.reason.code == code}


def test_policy_changed() -> None:
    """Restored under another policy, an engine says what that changed."""
    engine = tactful.Engine(WORLD)
    engine.process(numbered([WROTE])[0])
    other = policy({"say": RULES["say"].replace("1 hour", "90 minutes"), "more": REPLY}, name="other")
    again = tactful.Engine.restore(other, engine.snapshot())
    found = again.advance(at("03T10:00"))
    assert [(one.type, one.advice.rule, one.advice.reason.code) for one in found] == [
        ("advice.moved", "say", "policy_changed"),
        ("advice.opened", "more", "policy_changed"),
    ]
    gone = tactful.Engine.restore(policy({"other": THANK}), engine.snapshot()).advance(at("03T10:00"))
    assert [(one.type, one.advice.reason.code) for one in gone] == [("advice.retracted", "policy_changed")]


def test_a_changed_policy_counts_from_the_snapshots_clock() -> None:
    """What it changes is dated by the moment at which the engine stood; what follows is said as ever."""
    engine = tactful.Engine(WORLD)
    engine.process(numbered([WROTE])[0])
    other = policy({"more": REPLY.replace("purpose: reply", "purpose: greet")})
    restored = tactful.Engine.restore(other, engine.snapshot())
    assert restored.next_due == engine.clock
    found = restored.process(sent("03T10:20", "greet", name="x"))
    assert sorted(lines(found)) == [
        "03T10:00 opened policy_changed",
        "03T10:00 retracted policy_changed",
        "03T10:20 done sent",
    ]


def test_a_snapshot_before_the_change_is_told_keeps_it() -> None:
    """A snapshot taken between restoring under another policy and the next call leaves the change to be told."""
    engine = tactful.Engine(WORLD)
    engine.process(numbered([WROTE])[0])
    other = policy({"say": RULES["say"].replace("1 hour", "90 minutes")}, name="other")
    again = tactful.Engine.restore(other, engine.snapshot())
    found = tactful.Engine.restore(other, again.snapshot()).advance(at("03T10:00"))
    assert [one.to_json() for one in found] == [one.to_json() for one in again.advance(at("03T10:00"))]
    assert {one.advice.reason.code for one in found} == {"policy_changed"}
    assert tactful.Engine.restore(other, again.snapshot()).advance(at("03T10:00")) == []


def test_unknown_timezone() -> None:
    """A zone that does not exist is noted with the case, and the advice goes on."""
    found = tactful.plan(WORLD, numbered([got("03T10:00", zone="Nowhere/Never")]), at("03T11:00"))
    (case,) = found.cases
    assert [(note.code, note.event) for note in case.notes] == [("unknown_timezone", "e0")]
    assert [one.verdict for one in case.advice] == ["now"]


def test_no_code_is_without_a_test() -> None:
    """The list of codes is closed, and each is reached above."""
    reached = {code.partition(":")[0] for code in GIVEN_BY} | {"policy_changed", "unknown_timezone"}
    assert reached == set(CODES)


def test_no_other_code_is_ever_given() -> None:
    """Whatever these histories say, it is of the list."""
    history = [record | {"subject": code} for code, (records, _) in GIVEN_BY.items() for record in records]
    found = tactful.replay(WORLD, numbered(history))
    assert {one.advice.reason.code.partition(":")[0] for one in found} <= set(CODES)
