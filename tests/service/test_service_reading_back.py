"""What the store gives back is what was said, whatever is in force by then."""

from __future__ import annotations

from typing import Any

import pytest
from clerk import SMALL_POLICY, Clock, held

import tactful
from tactful.planning import Advice, panel_of
from tactful.service.driving import drive
from tactful.service.saying import advice_from, said_by
from tactful.stores import MemoryStore

NOW = "2026-03-02T10:00:00Z"
RECRUITER = {"name": "Rae", "email": "rae@a.example", "role": "recruiter"}
TOLD = """
tactful: 1
policy: told
title: Thank through the recruiter
sources: {article: "An Article"}
rules:
  other:
    because: something else comes first
    when: application.rejected
    strength: may
    purpose: reply
    recipients: main_contact
  thank:
    because: each interviewer is thanked
    source: article S03
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, via: recruiter, each: true}
    channel: phone
    timing: {from: interview.end, opens: 1 hour, due: 1 day}
    tone: {voice: [brief], must: {max_words: 150}}
"""
MEETINGS = """
tactful: 1
policy: small
title: Thank after a meeting
events: {meeting.held: {key: meeting, fields: {meeting: text, with: people}}}
rules:
  thank:
    because: whoever was met is thanked
    when: meeting.held
    strength: must
    purpose: thank-you
    recipients: {who: event.with, each: true}
"""


def told() -> tuple[tactful.Policy, tactful.Decision]:
    """Return a policy that uses what a rule may have, and a decision under it."""
    policy = tactful.loads(TOLD)
    event = held()
    event["data"]["contacts"] = [RECRUITER]
    submitted = {**event, "id": "0", "type": "application.submitted", "data": {"contacts": [RECRUITER]}}
    with tactful.Service(policy, store=MemoryStore(), clock=Clock(NOW)) as service:
        [decision] = service.process_all([submitted, event]).decisions
    return policy, decision


OTHER_WORDS = TOLD.replace("each interviewer is thanked", "so it is done").replace("channel: phone", "channel: card")


@pytest.mark.parametrize(
    "now", [TOLD, OTHER_WORDS, MEETINGS], ids=["its policy", "the rule in other words", "another policy"]
)
def test_advice_is_read_back_as_it_was_said(now: str) -> None:
    """All of it: the rule with its words and its place among the rules, and whom it is to and for."""
    policy, decision = told()
    advice = decision.advice
    assert ([one.name for one in advice.to], [one.name for one in advice.for_]) == (["Rae"], ["Ana"])
    [said], _ = said_by([decision], {(policy.name, advice.id): advice})
    read = advice_from(said, panel_of([tactful.loads(now)]))
    assert read.to_dict() == advice.to_dict()
    for name in sorted(set(Advice.__slots__) - {"speech"}):
        assert getattr(read, name) == getattr(advice, name), name
    for name in ("rule", "order", "purpose", "strength", "channel", "tone", "because", "source", "policy"):
        assert getattr(read.speech, name) == getattr(advice.speech, name), name


def test_events_are_read_as_the_policies_in_force_read_them() -> None:
    """Also those of a partition that is in memory since before: an unknown event may be known by now."""
    event: dict[str, Any] = {"id": "1", "type": "meeting.held", "subject": "c1", "time": NOW}
    event["data"] = {"meeting": "m1", "with": [{"name": "Ana", "email": "ana@a.example"}]}
    with tactful.Service(SMALL_POLICY, store=MemoryStore(), clock=Clock(NOW)) as service:
        service.process(event)
        drive(service.desk.core.open([tactful.loads(MEETINGS)]))
        [advice] = service.advise("c1")
        assert [one.name for one in advice.to] == ["Ana"]
