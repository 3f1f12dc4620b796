"""What became of an advice, by what happened."""

from __future__ import annotations

from typing import Any

import pytest
from two_policies import DANA, edited, event, history

import tactful
from tactful.comparing.lives import Life, View, lives_of
from tactful.planning import panel_of
from tactful.replaying import by_partition
from tactful.timing import format_instant, zone

POLICY = edited()
THANKS, CHECK_IN = "thank-you", "check-in"
CALL = history()[0]


def life(purpose: str, events: list[dict[str, Any]]) -> tuple[str | None, str, str | None, bool]:
    """Return opening, state, end and whether it counts, of the first advice for a purpose."""
    found = lives_of(tactful.replay(POLICY, events))["a1"]
    (one, *_) = [life for life in found.values() if life.advice.purpose == purpose]
    return (_told(one.opening), one.state, _told(one.ended), one.counts)


def _told(instant: int | None) -> str | None:
    return None if instant is None else format_instant(instant, zone("America/Phoenix"))[5:16]


WROTE = event(5, "03-10T09:00", "message.received", **{"from": DANA})
REJECTED = event(6, "03-10T09:00", "application.rejected")
COURSES = {
    "sent in time": (THANKS, history(), ("03-03T10:30", "done", "03-03T10:50", True)),
    "never sent": (THANKS, [CALL], ("03-03T10:30", "open", None, True)),
    "opened twice, after a restart": (
        CHECK_IN,
        [*history()[:2], event(5, "03-20T09:00", "message.received", **{"from": DANA})],
        ("03-17T10:50", "open", None, True),
    ),
    "restarted before it opened": (CHECK_IN, [*history()[:2], WROTE], ("03-24T09:00", "open", None, True)),
    "stopped before it opened": (
        CHECK_IN,
        [*history()[:2], REJECTED],
        (None, "stopped:rejected", "03-10T09:00", False),
    ),
    "sent before it opened": (
        CHECK_IN,
        [*history()[:2], event(2, "03-10T09:00", "message.sent", to=[DANA], purpose="check-in")],
        ("03-17T10:50", "done", "03-10T09:00", True),
    ),
    "retracted": (
        THANKS,
        [CALL, event(7, "03-03T12:00", "event.voided", event="a1-0")],
        ("03-03T10:30", "retracted", "03-03T12:00", True),
    ),
    "learnt late": (
        THANKS,
        [CALL | {"recordedtime": "2026-03-05T09:00:00-07:00"}],
        ("03-05T09:00", "open", None, True),
    ),
    "nobody to write to": (
        THANKS,
        [event(0, "03-03T10:30", "interview.completed", interview="i1", interviewers=[{"name": "Dana"}])],
        (None, "no_address", None, False),
    ),
}


@pytest.mark.parametrize("name", COURSES)
def test_a_course(name: str) -> None:
    """Advice counts from its first opening; what was sent beforehand from the planned one; what never opened not."""
    purpose, events, expected = COURSES[name]
    assert life(purpose, events) == expected


@pytest.mark.parametrize(
    ("time", "state", "counts"),
    [
        ("03-03T10:40", "now", True),
        ("03-03T11:40", "done", False),
        ("03-10T00:00", "done", False),
    ],
)
def test_at_a_moment(time: str, state: str, counts: bool) -> None:
    """At a moment advice has its verdict, and counts while it is listed."""
    ((key, events),) = by_partition(POLICY, history()).items()
    at = tactful.plan(POLICY, [], f"2026-{time}:00-07:00").at
    found: dict[str, Life] = View(at=at).lives(panel_of(POLICY), key, events)["a1"]
    (one,) = [one for one in found.values() if one.advice.purpose == THANKS]
    assert (one.state, one.counts) == (state, counts)
