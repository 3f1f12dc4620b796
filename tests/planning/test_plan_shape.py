"""The plan as data: its shape, what is listed, and what was known and had happened by when."""

from __future__ import annotations

import json

import pytest
from stage import CHECK, DANA, THANKS, event, got, met, numbered, plan, policy, sent, shows

import tactful

EACH = (
    f"{THANKS}, when: interview.completed, source: [book p. 3], recipients: {{who: interviewers, each: true}}, "
    "timing: {due: 1 hour, expires: 9 days}, tone: {voice: [brief], must: {max_words: 50}}"
)
REPLY = f"{CHECK}, when: message.received, recipients: main_contact"


def test_all_of_an_advice() -> None:
    """`advise` gives every field of an advice, times with the zone's offset."""
    of = policy(EACH, "timezone: America/New_York")
    found = plan(of, [met("03-03T15:00")], "03-03T15:30").to_dict()
    (case,) = found["cases"]
    (advice,) = case["advice"]
    assert len(advice.pop("advice")) == 20
    assert found == {"at": "2026-03-03T15:30:00+00:00", "policy": {"name": "p", "digest": of.digest}, "cases": [case]}
    assert {**case, "advice": []} == {"case": "c1", "status": "active", "advice": [], "notes": []}
    assert advice == {
        "rule": "r",
        "purpose": "thank-you",
        "strength": "must",
        "verdict": "now",
        "to": [DANA],
        "channel": "email",
        "opens": "2026-03-03T10:00:00-05:00",
        "due": "2026-03-03T11:00:00-05:00",
        "expires": "2026-03-12T10:00:00-04:00",
        "tone": {"voice": ["brief"], "must": {"max_words": 50}},
        "because": "b",
        "source": ["book p. 3"],
        "reason": {"code": "triggered", "text": "it may be acted on"},
        "evidence": ["e0"],
        "policy": {"name": "p", "digest": of.digest},
    }
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("settings", "listed", "cases"),
    [
        ({}, ["now"], ["c1"]),
        ({"everything": True}, ["done", "now"], ["c1", "c2"]),
        ({"case": "c2"}, [], ["c2"]),
        ({"case": "c1"}, ["now"], ["c1"]),
        ({"case": "c9"}, [], []),
    ],
)
def test_what_is_listed(settings: dict, listed: list, cases: list) -> None:
    """Ended and withheld advice shows on demand only, and so do cases with nothing to list."""
    history = [got("03-02T09:00", case="c2"), sent("03-02T10:00", "check-in", case="c2"), met("03-03T10:00")]
    of = policy({"r": EACH, "say": REPLY})
    found = plan(of, history, "03-03T10:30").to_dict(**settings)
    assert [case["case"] for case in found["cases"]] == cases
    assert sorted(one["verdict"] for case in found["cases"] for one in case["advice"]) == listed


@pytest.mark.parametrize(
    ("verdict", "listed"),
    [
        ("wait", True),
        ("now", True),
        ("late", True),
        ("blocked", True),
        ("withheld", False),
        ("done", False),
        ("stopped", False),
        ("expired", False),
    ],
)
def test_the_verdicts_that_are_listed(verdict: str, listed: bool) -> None:
    """wait, now, late and blocked are listed by default, the others are not."""
    say = f"{REPLY}, timing: {{opens: 1 hour, due: 2 hours, expires: 3 hours}}"
    of = policy(
        {"say": say, "no": "because: b, strength: must_not, when: case.paused, purpose: check-in"},
        "stops: {s: {when: case.resumed, because: b}}",
    )
    more, now = {
        "wait": ([], "10:30"),
        "now": ([], "11:30"),
        "late": ([], "12:30"),
        "expired": ([], "13:30"),
        "blocked": ([event("03-03T10:10", "case.paused")], "11:30"),
        "withheld": ([event("03-03T10:10", "contact.opted_out", person=DANA)], "11:30"),
        "done": ([sent("03-03T10:10", "check-in")], "11:30"),
        "stopped": ([event("03-03T10:10", "case.resumed")], "11:30"),
    }[verdict]
    found = plan(of, [got("03-03T10:00"), *more], f"03-03T{now}")
    assert [one.verdict for one in found if one.rule == "say"] == [verdict]
    shown = [one for case in found.to_dict()["cases"] for one in case["advice"] if one["rule"] == "say"]
    assert bool(shown) is listed


def test_the_order_of_a_plan() -> None:
    """Cases go by name, their advice by rule."""
    history = [got("03-03T10:00", case=case) for case in ("c2", "c10", "c1")]
    of = policy({"b": REPLY, "a": REPLY})
    assert shows(of, history, "03-04T00:00", "case rule") == [
        f"{case} {rule}" for case in ("c1", "c10", "c2") for rule in "ba"
    ]


@pytest.mark.parametrize(
    ("now", "known", "verdict"),
    [
        ("03-03T11:00", None, ["now"]),
        ("03-04T11:00", None, ["now"]),
        ("03-05T10:00", None, ["done"]),
        ("03-04T11:00", "03-05T10:00", ["done"]),
        ("03-04T09:00", "03-05T10:00", ["now"]),
        ("03-04T11:00", "03-05T09:59", ["now"]),
        ("03-06T00:00", "03-04T00:00", ["now"]),
        ("03-02T00:00", "03-06T00:00", []),
    ],
)
def test_known_and_happened_are_two_questions(now: str, known: str | None, verdict: list) -> None:
    """What happened by `now` counts, as far as it was known at `known`, which is `now` unless it is said."""
    history = [got("03-03T10:00"), sent("03-04T10:00", "check-in", learnt="03-05T10:00")]
    assert shows(policy(REPLY), history, now, "verdict", known=known) == verdict


def test_a_known_event_ahead_acts_at_its_time() -> None:
    """That it is known already changes nothing before it happens."""
    history = [got("03-05T10:00", learnt="03-01T10:00")]
    assert shows(policy(REPLY), history, "03-05T09:59", "verdict") == []
    assert shows(policy(REPLY), history, "03-05T10:00", "verdict opens") == ["now 03-05T10:00"]


def test_the_order_of_the_history_is_nothing() -> None:
    """Any order of the same events gives the same bytes."""
    history = numbered([got("03-03T10:00"), met("03-03T12:00"), sent("03-04T10:00"), got("03-05T10:00", case="c2")])
    of = policy({"r": EACH, "say": REPLY})
    wanted = plan(of, history, "03-06T00:00").to_dict(everything=True)
    for turn in range(len(history)):
        turned = history[turn:] + history[:turn]
        assert plan(of, turned[::-1], "03-06T00:00").to_dict(everything=True) == wanted


def test_an_empty_history() -> None:
    """Nothing happened, nothing is advised."""
    assert tactful.plan(policy(REPLY), [], "2026-03-03T10:00:00Z").to_dict(everything=True)["cases"] == []
