"""Each kind of change, by the edit that makes it."""

from __future__ import annotations

from typing import Any

import pytest
from two_policies import BASE, DANA, compare, edited, event, groups, history

import tactful
from tactful.comparing.changes import KINDS

DAY = 86_400
A = edited()
THANK, CHECK = "thank-after-a-call", "check-in-after-silence"
CHECK_IN_RULE = BASE[BASE.index("  check-in-after") : BASE.index("stops:")]
QUIET = "stops:\n  rejected: {"
NO_CHECK_IN = """\
  quiet-after-a-thank-you:
    because: one message is enough
    when: message.sent
    strength: must_not
    purpose: check-in
stops:
  rejected: {"""

EDITS: dict[str, tuple[list[tuple[str, str]], list[tuple[Any, ...]]]] = {
    "nothing": ([("title: A policy to edit", "title: Edited")], []),
    "earlier": ([("opens: 2 weeks", "opens: 10 days")], [("earlier", "check-in", CHECK, CHECK, "", 1)]),
    "later": ([("opens: 2 weeks", "opens: 15 days 1 hour")], [("later", "check-in", CHECK, CHECK, "", 1)]),
    "removed": ([(CHECK_IN_RULE, "")], [("removed", "check-in", CHECK, None, "", 1)]),
    "deadline": ([("due: 1 hour", "due: 2 hours")], [("deadline", "thank-you", THANK, THANK, "due", 1)]),
    "expiry": (
        [("due: 1 hour", "due: 1 hour, expires: 1 day")],
        [("deadline", "thank-you", THANK, THANK, "expires", 1)],
    ),
    "because": (
        [("a call deserves a thank-you", "manners")],
        [("reworded", "thank-you", THANK, THANK, "because", 1)],
    ),
    "tone and strength": (
        [("voice: [brief]", "voice: [warm]"), ("strength: must", "strength: should")],
        [("reworded", "thank-you", THANK, THANK, "strength, tone", 1)],
    ),
    "channel": (
        [("    tone:", "    channel: phone\n    tone:")],
        [("reworded", "thank-you", THANK, THANK, "channel", 1)],
    ),
    "another name": ([(THANK, "thanks")], [("reworded", "thank-you", THANK, "thanks", "rule", 1)]),
    "another purpose": (
        [("purpose: check-in", "purpose: nudge")],
        [
            ("reworded", "nudge", CHECK, CHECK, "purpose", 1),
            ("ended", "nudge", CHECK, CHECK, "done → open", 1),
        ],
    ),
    "somebody more": (
        [("who: interviewers", "who: [interviewers, recruiter]")],
        [("added", "thank-you", None, THANK, "", 1)],
    ),
    "through somebody": (
        [("recipients: main_contact", "recipients: {who: main_contact, via: recruiter}")],
        [("readdressed", "check-in", CHECK, CHECK, "", 1)],
    ),
    "to somebody else": (
        [("recipients: main_contact", "recipients: recruiter")],
        [
            ("readdressed", "check-in", CHECK, CHECK, "", 1),
            ("ended", "check-in", CHECK, CHECK, "done → open", 1),
        ],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_and_its_changes(name: str) -> None:
    """Each edit of the policy is told as the change that it makes, and as nothing else."""
    edits, expected = EDITS[name]
    found = compare(A, edited(*edits), history())
    assert groups(found) == expected
    assert (bool(found), found.changed) == (bool(expected), bool(expected))


def test_what_was_stopped_before_it_opened_is_removed() -> None:
    """Advice that a stop ends before it opens is never advised; how it ended instead is told."""
    more = event(3, "03-15T09:00", "interview.scheduled", interview="i2", start="2026-03-30T09:00:00-07:00")
    stop = "stops:\n  another-round: {when: interview.scheduled, because: they talk to us}\n  rejected"
    events = [*history()[:2], more]
    found = compare(A, edited(("stops:\n  rejected", stop)), events)
    assert groups(found) == [("removed", "check-in", CHECK, None, "stopped:another-round", 1)]
    assert groups(compare(edited(("stops:\n  rejected", stop)), A, events)) == [
        ("added", "check-in", None, CHECK, "stopped:another-round", 1)
    ]


def test_what_is_forbidden_is_removed() -> None:
    """Advice that a new prohibition blocks is no longer advised, and the prohibition is advice that is added."""
    found = compare(A, edited((QUIET, NO_CHECK_IN)), history()[:2])
    assert groups(found) == [
        ("added", "no check-in", None, "quiet-after-a-thank-you", "", 1),
        ("removed", "check-in", CHECK, None, "forbidden:quiet-after-a-thank-you", 1),
    ]


def test_what_a_stop_ends_ends_otherwise() -> None:
    """Advice that has opened and is ended by something else ends otherwise."""
    rejected = event(3, "03-18T12:00", "application.rejected")
    events = [*history()[:2], rejected]
    without = edited(("stops:\n  rejected: {when: application.rejected, because: an answer is an answer}\n", ""))
    assert groups(compare(A, without, events)) == [("ended", "check-in", CHECK, CHECK, "stopped:rejected → open", 1)]


def test_by_how_much() -> None:
    """A move is told with its median, its largest and the case of that."""
    events = [*history("a1"), *history("a2"), *history("a3")]
    found = compare(A, edited(("opens: 2 weeks", "opens: 10 days")), events).to_dict()
    assert found["changes"]["earlier"] == {
        "advice": 3,
        "cases": 3,
        "by": {
            "median": 4 * DAY,
            "largest": 4 * DAY,
            "largest_case": "a1",
            "distribution": {"3 to 7 days": 3},
        },
    }
    assert found["groups"][0]["by"] == found["changes"]["earlier"]["by"]


AT = [
    ("03-10T12:00", [("earlier", "check-in", CHECK, CHECK, "", 1)]),
    (
        "03-14T12:00",
        [("earlier", "check-in", CHECK, CHECK, "", 1), ("verdict", "check-in", CHECK, CHECK, "wait → now", 1)],
    ),
    ("03-17T12:00", [("earlier", "check-in", CHECK, CHECK, "", 1)]),
    ("03-20T12:00", []),
    ("03-01T12:00", []),
]


@pytest.mark.parametrize(("time", "expected"), AT)
def test_what_is_pending_at_a_moment(time: str, expected: list[Any]) -> None:
    """With a moment, what is pending then is compared on what was known then; what has ended does not count."""
    found = compare(A, edited(("opens: 2 weeks", "opens: 10 days")), history(), at=f"2026-{time}:00-07:00")
    assert groups(found) == expected


def test_pending_under_one_only() -> None:
    """What is pending under one policy and ended or absent under the other is added or removed."""
    without = edited((CHECK_IN_RULE, ""))
    found = compare(A, without, history(), at="2026-03-10T12:00:00-07:00")
    assert groups(found) == [("removed", "check-in", CHECK, None, "", 1)]


def test_until() -> None:
    """With an end, advice that still waits counts by its planned opening, and what comes later does not count."""
    later = edited(("opens: 2 weeks", "opens: 3 weeks"))
    for time, count in (("2026-03-03T10:40:00-07:00", 0), ("2026-03-05T00:00:00-07:00", 1)):
        assert compare(A, later, history(), until=time).changed == count


def test_one_with_another_vocabulary() -> None:
    """Policies that declare different events each read the log in their own way."""
    text = BASE.replace("rules:\n", "events: {meeting.held: {fields: {with: people}}}\nrules:\n") + ""
    greeting = """\
  greet:
    because: b
    when: meeting.held
    strength: may
    purpose: hello
    recipients: event.with
stops:
"""
    other = tactful.loads(text.replace("stops:\n", greeting))
    held = event(3, "03-04T09:00", "meeting.held", **{"with": [DANA]})
    assert groups(compare(A, other, history("a1", held))) == [("added", "hello", None, "greet", "", 1)]


def test_the_examples_are_the_first_by_name() -> None:
    """Each group keeps the first cases by name, whatever their order in the log."""
    later = edited(("opens: 2 weeks", "opens: 3 weeks"))
    events = [one for number in (5, 3, 9, 1, 7) for one in history(f"c{number}")]
    found = compare(A, later, events, examples=2).to_dict()
    assert found["groups"][0]["examples"] == [one["case"] for one in found["examples"]] == ["c1", "c3"]
    assert compare(A, later, reversed(events), examples=2).to_dict() == found
    assert compare(A, later, events, examples=0).to_dict()["examples"] == []


def test_kinds_are_those_of_the_view() -> None:
    """A replay tells how advice ends, a moment how it stands."""
    assert compare(A, A, []).kinds == tuple(kind for kind in KINDS if kind != "verdict")
    assert compare(A, A, [], at="2026-03-01T00:00:00Z").kinds == tuple(kind for kind in KINDS if kind != "ended")
