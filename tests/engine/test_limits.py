"""Limits hold in random worlds: nothing is open while there have been messages enough."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

from histories import at, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful

POLICY = tactful.loads("""
tactful: 1
policy: apart
title: No two at once
rules:
  thank: {because: b, when: interview.completed, strength: must, purpose: thank-you,
    recipients: {who: interviewers, each: true}, timing: {from: interview.end, due: 1 day, expires: 5 days}}
  answer: {because: b, when: message.received, strength: should, purpose: status, recipients: event.from,
    timing: {opens: 5 hours}}
  leave: {because: b, when: message.bounced, strength: must_not, timing: {expires: 2 days}, stop: message.received}
limits:
  apart: {because: b, per: candidate, max: 1, within: 30 hours}
""")
APART = dt.timedelta(hours=30)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.integers(0, 40))
def test_nothing_is_open_without_room(history: list[dict[str, Any]], step: int) -> None:
    """Open advice of one candidate opened at least the time of the limit after every message sent, and apart from each
    other."""
    for event in history:
        event["partitionkey"] = "p"
    now = dt.datetime.fromisoformat(at(step))
    plan = tactful.plan(POLICY, history, now)
    shown = [one for one in plan if one.verdict in ("now", "late") and one.strength != "must_not"]
    for first, second in combinations(shown, 2):
        assert first.opens_at is not None
        assert second.opens_at is not None
        assert abs(first.opens_at - second.opens_at) >= APART
    ended = {event["data"]["event"] for event in history if event["type"] == "event.voided"}
    if (
        "message.bounced" in {event["type"] for event in history}
        or ended
        or len({e["id"] for e in history}) < len(history)
    ):
        return
    sent = [
        dt.datetime.fromisoformat(event["time"])
        for event in history
        if event["type"] == "message.sent" and event["recordedtime"] <= at(step) and event["time"] <= at(step)
    ]
    for advice in shown:
        assert advice.opens_at is not None
        assert all(advice.opens_at - moment >= APART for moment in sent)
