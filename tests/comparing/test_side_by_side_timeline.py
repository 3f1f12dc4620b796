"""The course of one case under several policies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_policies import DANA, edited, event, history

import tactful
from tactful.comparing.side_by_side import SideBySide, side_by_side

A = edited()
LATER = edited(("due: 1 hour", "due: 2 hours"), ("opens: 2 weeks", "opens: 3 weeks"))
MEETINGS = edited(
    ("rules:\n", "events: {meeting.held: {fields: {with: people}}}\nrules:\n"),
    (
        "stops:\n",
        "  greet: {because: b, when: meeting.held, strength: may, purpose: hello, recipients: event.with}\nstops:\n",
    ),
)
QUIET = edited(
    ("stops:\n", "  quiet: {because: b, when: message.sent, strength: must_not, purpose: check-in}\nstops:\n")
)


def told(found: SideBySide) -> list[tuple[str, list[str], list[Any]]]:
    """Return each moment: its time, its events, and what is said of each purpose, with what stands in brackets."""
    return [
        (
            entry["time"][5:16],
            [one["event"] for one in entry["events"]],
            [(saying["purpose"], *map(_words, saying["said"], saying["standing"])) for saying in entry["sayings"]],
        )
        for entry in found.to_dict()["timeline"]
    ]


def _words(said: list[dict[str, Any]], standing: list[dict[str, Any]]) -> str:
    words = [one["type"].removeprefix("advice.") for one in said] or [f"({one['verdict']})" for one in standing]
    return " ".join(words)


def test_each_moment_in_order() -> None:
    """At each moment stands what is new under a policy; where that is silent, what goes on as before."""
    assert told(side_by_side([A, LATER], history())) == [
        ("03-03T10:30", ["a1-0"], [("thank-you", "opened", "opened")]),
        ("03-03T10:50", ["a1-1"], [("thank-you", "done", "done"), ("check-in", "planned", "planned")]),
        ("03-17T10:50", [], [("check-in", "opened", "(wait)")]),
        ("03-18T09:00", ["a1-2"], [("check-in", "done", "done")]),
    ]


def test_what_is_over_stands_no_more() -> None:
    """Advice that has ended under one policy is not told as standing when the other still speaks of it."""
    assert told(side_by_side([A, LATER], history()[:1]))[1:] == [
        ("03-03T11:30", [], [("thank-you", "late", "(now)")]),
        ("03-03T12:30", [], [("thank-you", "(late)", "late")]),
    ]
    expiring = edited(("due: 1 hour", "due: 1 hour, expires: 90 minutes"))
    assert told(side_by_side([LATER, expiring], history()[:1]))[-1][2] == [("thank-you", "late", "")]


def test_an_event_that_a_policy_does_not_declare() -> None:
    """It is kept, shown as a policy reads it that declares it, and sets nothing off under the others."""
    held = event(5, "03-05T09:00", "meeting.held", **{"with": [DANA]})
    for policies, expected in (([A, MEETINGS], [False, True]), ([MEETINGS, A], [True, False])):
        found = side_by_side(policies, [held]).to_dict()["timeline"]
        assert [one["declared"] for entry in found for one in entry["events"]] == [expected]
        assert found[0]["events"][0]["text"] == "with Dana"
        assert [len(said) for said in found[0]["sayings"][0]["said"]] == [int(known) for known in expected]
    unknown = side_by_side([A, LATER], [held]).to_dict()["timeline"]
    assert [one["declared"] for entry in unknown for one in entry["events"]] == [[False, False]]
    assert unknown[0]["sayings"] == []


def test_a_prohibition_is_told_apart() -> None:
    """What a prohibition forbids is no message of that purpose."""
    found = side_by_side([A, QUIET], history()[:2]).to_dict()["timeline"][1]
    assert [(one["purpose"], one["forbidden"], [len(said) for said in one["said"]]) for one in found["sayings"]] == [
        ("thank-you", False, [1, 1]),
        ("check-in", False, [1, 1]),
        ("check-in", True, [0, 1]),
    ]


def test_what_is_learnt_late() -> None:
    """A moment is that at which something became known."""
    late = history()[0] | {"recordedtime": "2026-03-04T08:00:00-07:00"}
    (entry,) = side_by_side([A, LATER], [late]).timeline
    assert entry.events[0].event.time < entry.time
    assert [one.advice.verdict for one in entry.sayings[0].said[0]] == ["late"]


def test_the_clock_is_that_of_the_event() -> None:
    """Each moment is shown in the zone of its event, else of the advice, else as the one before."""
    times = [
        event(0, "03-03T10:30", "case.paused"),
        event(1, "03-04T10:30", "case.resumed") | {"timezone": "Europe/Paris"},
        event(2, "03-05T10:30", "case.paused") | {"timezone": None, "time": "2026-03-05T10:30:00Z"},
        event(3, "03-06T10:30", "case.resumed") | {"timezone": None, "time": "2026-03-06T10:30:00+09:00"},
    ]
    found = side_by_side([A, A], times).to_dict()["timeline"]
    assert [entry["time"][-6:] for entry in found] == ["-07:00", "+01:00", "+01:00", "+09:00"]


def test_one_case_of_several() -> None:
    """Of a history of several cases one is named; where there is only one it need not be."""
    events = [*history("a1"), *history("b2")]
    assert side_by_side([A, A], events, "b2").case == "b2"
    assert told(side_by_side([A, A], events, "b2"))[0][1] == ["b2-0"]
    assert side_by_side([A, A], history("a1")).case == "a1"
    for chosen, text in (
        (None, "of 2 cases, expected one; name one, such as `a1`"),
        ("a11", "no case `a11`; did you mean `a1`"),
    ):
        with pytest.raises(tactful.EventError, match=text):
            side_by_side([A, A], events, chosen)
    with pytest.raises(tactful.EventError, match=r"of 0 cases, expected one$"):
        side_by_side([A, A], [])


def test_the_other_cases_of_a_candidate_count() -> None:
    """Other cases of the same candidate are folded too, and not shown."""
    events = [one | {"partitionkey": "dora"} for one in (*history("a1"), *history("b2"))]
    found = side_by_side([A, LATER], events, "a1")
    assert {told.event.case for entry in found.timeline for told in entry.events} == {"a1"}
    sayings = [saying for entry in found.timeline for saying in entry.sayings]
    assert {one.subject for saying in sayings for said in saying.said for one in said} == {"a1"}


@given(st.permutations(history("a1", event(3, "03-20T09:00", "application.rejected"))), st.integers(1, 4))
@settings(max_examples=20)
def test_it_is_what_each_policy_says_alone(events: list[dict[str, Any]], count: int) -> None:
    """Column by column it is the replay of that policy, whatever the order of the log and the number of policies."""
    policies = [A, LATER, MEETINGS, QUIET][:count]
    found = side_by_side(policies, events)
    for place, policy in enumerate(policies):
        said = [one.to_json() for entry in found.timeline for saying in entry.sayings for one in saying.said[place]]
        assert sorted(said) == sorted(one.to_json() for one in tactful.replay(policy, events))
    assert found.to_dict() == side_by_side(policies, reversed(events)).to_dict()


def test_policies_that_extend() -> None:
    """A policy that extends another is compared as it is after that."""
    text = "tactful: 1\npolicy: mine\nextends: [seed-article]\nsettings: {silence: 10 days}\n"
    found = side_by_side([tactful.load("seed-article"), tactful.loads(text)], history()).to_dict()
    assert {knob["name"] for knob in found["knobs"]} == {"check-in"}
    assert [knob["key"] for knob in found["knobs"]] == ["rule", "timing.opens"]
    assert [setting["name"] for setting in found["settings"]] == ["silence"]


def test_advice_to_nobody_is_left_out() -> None:
    """What a rule would say to people of whom none is known is not told: nothing comes of it."""
    rule = "  ring: {because: b, when: interview.completed, strength: may, purpose: debrief, recipients: reference}\n"
    (first, *_) = told(side_by_side([A, edited(("stops:\n", f"{rule}stops:\n"))], history()))
    assert first == ("03-03T10:30", ["a1-0"], [("thank-you", "opened", "opened")])
