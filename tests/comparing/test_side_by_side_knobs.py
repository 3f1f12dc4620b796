"""What policies say, key by key."""

from __future__ import annotations

from dataclasses import fields
from itertools import groupby
from typing import Any

import pytest
from two_policies import BASE, edited

import tactful
from tactful.comparing.side_by_side import side_by_side
from tactful.comparing.side_by_side.knobs import OF, knobs
from tactful.policy import Hold, Limit, Policy, Rule, Selection, Stop, Timing

THANK = "thank-after-a-call"
MORE = """\
  thank-after-a-visit:
    because: b
    when: interview.completed
    strength: should
    purpose: thank-you
    recipients: met
    timing: {from: interview.end, due: 1 day}
  quiet:
    because: b
    when: message.sent
    strength: must_not
    purpose: [status, check-in]
    recipients: recruiter
    channel: phone
    timing: {opens: 1 day, expires: 1 week}
    stop: {when: message.received, if: {message.kind: word}}
stops:"""


def told(*policies: tactful.Policy) -> dict[str, list[Any]]:
    """Return the knobs that differ: what each policy says, with the rules where there are several texts."""
    return {
        f"{knob.of} {knob.name} {knob.key}": [_told(values) for values in knob.values]
        for knob in knobs(policies)
        if knob.differs
    }


def _told(values: Any) -> Any:
    if len(values) < 2:
        return values[0].text if values else None
    return {value.text: value.rules for value in values}


A = edited()
EDITS: dict[str, tuple[list[tuple[str, str]], dict[str, list[Any]]]] = {
    "nothing": ([("title: A policy to edit", "title: Edited")], {}),
    "because and source": ([("because: two weeks are long enough", "because: so")], {}),
    "zone": (
        [("timezone: America/Phoenix", "timezone: Europe/Paris")],
        {"policy  timezone": ["America/Phoenix", "Europe/Paris"]},
    ),
    "calendar": (
        [("rules:", "calendar: {weekend: [fri, sat], holidays: [2026-05-01, 2026-01-01]}\nrules:")],
        {
            "policy  calendar.weekend": ["sat, sun", "fri, sat"],
            "policy  calendar.holidays": [None, "2026-01-01, 2026-05-01"],
        },
    ),
    "timing": (
        [("opens: 2 weeks", "opens: 10 days, expires: 3 months, window: {days: business, from: 08:00, until: 17:00}")],
        {
            "purpose check-in timing.opens": ["2 weeks", "10 days"],
            "purpose check-in timing.expires": [None, "3 months"],
            "purpose check-in timing.window": [None, "business days, 08:00 to 17:00"],
        },
    ),
    "another spelling": ([("opens: 2 weeks", "opens: P14D")], {}),
    "another order": ([("[message.sent, message.received]", "[message.received, message.sent]")], {}),
    "recipients": (
        [("recipients: main_contact", "recipients: {who: [met, lead], if: {person.met: true}, fallback: recruiter}")],
        {"purpose check-in recipients": ["main_contact", "lead, met, if person.met is true, else recruiter"]},
    ),
    "channel and strength": (
        [("strength: may", "strength: should\n    channel: [phone, email]")],
        {"purpose check-in strength": ["may", "should"], "purpose check-in channel": ["email", "phone, email"]},
    ),
    "condition": (
        [("case.unanswered.check-in: 0", "case.unanswered.check-in: {less_than: 3}")],
        {
            "purpose check-in messages": ["1 until they answer", "3 until they answer"],
            "purpose check-in if": [
                "case.sent.thank-you is at least 1; case.unanswered.check-in is 0",
                "case.sent.thank-you is at least 1; case.unanswered.check-in is less than 3",
            ],
        },
    ),
    "tone": (
        [
            ("{voice: [brief]}", "{voice: warm, must: {max_words: 90, say: [p, o], differ: true}}\n    source: x"),
            ("stops:", "phrases: {o: o, p: p}\nstops:"),
        ],
        {
            "purpose thank-you tone.voice": ["brief", "warm"],
            "purpose thank-you tone.must.differ": [None, "true"],
            "purpose thank-you tone.must.max_words": [None, "90"],
            "purpose thank-you tone.must.say": [None, "o, p"],
        },
    ),
    "again and per": (
        [("again: restart", "again: ignore\n    per: interview")],
        {"purpose check-in again": ["restart", "ignore"], "purpose check-in per": ["case", "interview"]},
    ),
    "priority": (
        [("again: restart", "again: restart\n    priority: 5")],
        {"purpose check-in priority": [None, "5"]},
    ),
    "events": (
        [("rules:", "events: {meeting.held: {}, fair.visited: {}}\nrules:")],
        {"policy  events": [None, "fair.visited, meeting.held"]},
    ),
    "another name": ([(THANK, "thanks")], {"purpose thank-you rule": [THANK, "thanks"]}),
    "a second rule and a prohibition": (
        [("stops:", MORE)],
        {
            "purpose thank-you rule": [THANK, {THANK: (THANK,), "thank-after-a-visit": ("thank-after-a-visit",)}],
            "purpose thank-you strength": ["must", {"must": (THANK,), "should": ("thank-after-a-visit",)}],
            "purpose thank-you recipients": [
                "interviewers, each",
                {"interviewers, each": (THANK,), "met": ("thank-after-a-visit",)},
            ],
            "purpose thank-you timing.due": ["1 hour", {"1 hour": (THANK,), "1 day": ("thank-after-a-visit",)}],
            "purpose thank-you tone.voice": ["brief", {"brief": (THANK,), None: ("thank-after-a-visit",)}],
            "prohibition check-in, status rule": [None, "quiet"],
            "prohibition check-in, status when": [None, "message.sent"],
            "prohibition check-in, status recipients": [None, "recruiter"],
            "prohibition check-in, status channel": [None, "phone"],
            "prohibition check-in, status timing.from": [None, "event"],
            "prohibition check-in, status timing.opens": [None, "1 day"],
            "prohibition check-in, status timing.expires": [None, "1 week"],
            "prohibition check-in, status per": [None, "case"],
            "prohibition check-in, status stop": [None, "message.received if message.kind is word"],
        },
    ),
    "a hold": (
        [
            (
                "stops:",
                "holds:\n  pause: {when: case.paused, until: event.until, plus: 1 day, release: case.resumed, "
                "purpose: [status, check-in], because: b}\nstops:",
            )
        ],
        {
            "hold pause when": [None, "case.paused"],
            "hold pause until": [None, "event.until"],
            "hold pause plus": [None, "1 day"],
            "hold pause release": [None, "case.resumed"],
            "hold pause purpose": [None, "check-in, status"],
        },
    ),
    "a stop": (
        [("when: application.rejected,", "when: [position.filled, application.rejected], purpose: check-in,")],
        {
            "stop rejected when": ["application.rejected", "application.rejected, position.filled"],
            "stop rejected purpose": [None, "check-in"],
        },
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_and_its_knobs(name: str) -> None:
    """Each edit of a policy is told as the knobs that it turns, and as no other."""
    edits, expected = EDITS[name]
    assert told(A, edited(*edits)) == expected
    assert told(edited(*edits), A) == {knob: said[::-1] for knob, said in expected.items()}


UNTIL = {
    "2026-12-24": "2026-12-24",
    "2026-12-24T12:00:00+01:00": "2026-12-24T11:00:00+00:00",
}


@pytest.mark.parametrize("until", UNTIL)
def test_a_hold_until_a_moment(until: str) -> None:
    """A hold may end on a date or at an instant."""
    text = f"holds:\n  closed: {{when: case.paused, until: {until}, because: b}}\nstops:"
    assert told(A, edited(("stops:", text)))["hold closed until"] == [None, UNTIL[until]]


TOLD: dict[type, tuple[set[str], set[str]]] = {
    Policy: (
        {"zone", "calendar", "vocabulary", "rules", "holds", "stops", "limits", "settings"},
        {"name", "title", "digest", "tone", "phrases", "sources", "files", "texts"},
    ),
    Rule: (
        {"name", "trigger", "strength", "purpose", "recipients", "channels", "timing", "again", "per"}
        | {"priority", "stop", "tone", "forbids"},
        {"order", "layer", "because", "source", "where"},
    ),
    Timing: ({"anchor", "opens", "due", "expires", "window"}, set()),
    Selection: ({"purposes", "recipients", "channels"}, set()),
    Hold: ({"name", "trigger", "until", "plus", "release", "selects"}, {"because", "where"}),
    Stop: ({"name", "trigger", "selects"}, {"because", "where"}),
    Limit: ({"name", "per", "max", "within", "then", "selects"}, {"because", "where"}),
}


@pytest.mark.parametrize("form", TOLD, ids=lambda form: form.__name__)
def test_every_part_of_a_policy_is_told_or_left_out_on_purpose(form: type) -> None:
    """What is new in the policy language is no knob before somebody has decided whether it is one."""
    is_told, is_left_out = TOLD[form]
    assert {field.name for field in fields(form)} == is_told | is_left_out


def test_groups_are_together_and_in_order() -> None:
    """The whole policy first, then purposes, prohibitions, holds and stops, each of one name together."""
    found = knobs([A, edited(("stops:", MORE))])
    groups = [group for group, _ in groupby((knob.of, knob.name) for knob in found)]
    assert len(groups) == len(set(groups))
    assert [of for of, _ in groups] == sorted((of for of, _ in groups), key=OF.index)
    keys = [knob.key for knob in found if (knob.of, knob.name) == ("purpose", "thank-you")]
    assert keys == [
        *("rule", "strength", "when", "recipients", "channel"),
        *("timing.from", "timing.due", "again", "per", "tone.voice"),
    ]


def test_of_several_policies() -> None:
    """There is a column for each policy, and a knob differs where any does."""
    later = edited(("opens: 2 weeks", "opens: 3 weeks"))
    assert told(A, A, later) == {"purpose check-in timing.opens": ["2 weeks", "2 weeks", "3 weeks"]}


def test_settings_are_told_by_name() -> None:
    """Of each setting its value in each policy, with what it is about; None where a policy has none of that name."""
    one = tactful.loads(BASE + "settings: {a: {value: 1 day, about: first}, same: [x, y]}")
    two = tactful.loads(BASE + "settings: {same: [x, y], b: never, a: {value: 2 days, about: second}}")
    found = side_by_side([one, two], [EVENT]).to_dict()
    assert found["settings"] == [
        {
            "name": "a",
            "values": [{"value": "1 day", "about": "first"}, {"value": "2 days", "about": "second"}],
            "differs": True,
        },
        {"name": "b", "values": [None, {"value": "never", "about": ""}], "differs": True},
    ]
    everything = side_by_side([one, two], [EVENT]).to_dict(everything=True)
    assert [setting["name"] for setting in everything["settings"]] == ["a", "same", "b"]


EVENT = {"id": "e", "type": "application.submitted", "subject": "a1", "time": "2026-03-01T09:00:00Z"}


def test_rules_are_named_beside_what_differs() -> None:
    """Where a knob of a purpose differs, its rules are told too, so that what they say can be placed."""
    found = side_by_side([A, edited(("due: 1 hour", "due: 2 hours"))], [EVENT]).to_dict()
    assert [(knob["key"], knob["differs"]) for knob in found["knobs"]] == [("rule", False), ("timing.due", True)]
    everything = side_by_side([A, A], [EVENT]).to_dict(everything=True)
    assert {knob["differs"] for knob in everything["knobs"]} == {False}
    assert side_by_side([A, A], [EVENT]).to_dict()["knobs"] == []
