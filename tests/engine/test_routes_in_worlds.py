"""Routes and the next person in random worlds: whom advice is to changes nothing else."""

from __future__ import annotations

from typing import Any

from histories import at, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful

TEXT = """
tactful: 1
policy: routed
title: Through somebody
rules:
  thank: {because: b, when: interview.completed, strength: must, purpose: thank-you,
    recipients: {who: interviewers, each: true, via: recruiter, fallback: interviewers},
    timing: {from: interview.end, opens: 2 hours, due: 1 day, expires: 5 days}}
  all: {because: b, when: [interview.scheduled, application.submitted], strength: should, purpose: status,
    recipients: {who: everyone, via: main_contact, fallback: everyone}, timing: {opens: 1 day}, again: restart}
holds:
  promised: {when: decision.promised, until: event.by, plus: 1 day, because: b}
"""
ROUTED = tactful.loads(TEXT)
DIRECT = tactful.loads(TEXT.replace("via: recruiter, ", "").replace("via: main_contact, ", ""))
NEXT = tactful.loads("""
tactful: 1
policy: next
title: One after the other
rules:
  ask: {because: b, when: [application.submitted, message.sent], strength: may, purpose: status,
    recipients: {who: everyone, each: true, first: true}, timing: {opens: 1 day}, again: restart, stop: case.paused}
""")
ENDED = ("done", "stopped", "expired")
slow = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(histories(), st.integers(0, 40))
def test_a_route_changes_neither_what_is_advised_nor_when(history: list[dict[str, Any]], step: int) -> None:
    """Under a rule with a route there is the same advice as without, for the same people, at the same times."""
    for event in history:  # what they asked for routes either policy's advice
        if event["type"] == "contact.instructed":
            event["data"].pop("via", None)
    routed, direct = ({one.id: one for one in tactful.plan(of, history, at(step))} for of in (ROUTED, DIRECT))
    assert routed.keys() >= direct.keys() - {name for name, one in direct.items() if one.verdict in ENDED}
    for name in routed.keys() & direct.keys():
        one, other = routed[name], direct[name]
        assert not other.for_
        if one.verdict not in ENDED and other.verdict not in ENDED:
            assert one.times() == other.times()
            assert set(one.meant) <= set(other.addresses)


@slow
@given(histories(), st.integers(0, 40))
def test_who_is_gone_through_is_one_person_and_not_the_one_meant(history: list[dict[str, Any]], step: int) -> None:
    """Routed advice is to one person, and for others."""
    for of in (ROUTED, DIRECT, NEXT):
        for one in tactful.plan(of, history, at(step)):
            if one.for_:
                (to,) = one.to
                assert to not in one.for_
            assert one.meant == tuple(person.email or person.name for person in one.for_ or one.to)


@slow
@given(histories(), st.integers(0, 40))
def test_one_person_at_a_time(history: list[dict[str, Any]], step: int) -> None:
    """By `first` there is at most one live advice in a case, and it is for nobody to whom a message was sent."""
    for event in history:
        event["partitionkey"] = "p"
        event["data"].pop("message", None)
    now = at(step)
    live = [one for one in tactful.plan(NEXT, history, now) if one.verdict not in ENDED]
    assert len({one.case for one in live}) == len(live)
    rewritten = {"message.bounced", "event.voided"}.intersection(event["type"] for event in history)
    if rewritten or len({event["id"] for event in history}) < len(history):
        return
    written = {
        (event["subject"], address.casefold())
        for event in history
        if event["type"] == "message.sent" and max(event["time"], event["recordedtime"]) <= now
        for person in event["data"]["to"]
        if (address := person if isinstance(person, str) else person.get("email"))
    }
    assert written.isdisjoint((one.case, to.email.casefold()) for one in live for to in one.to if to.email)
