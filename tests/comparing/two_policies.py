"""A policy, ways to edit it, and a history, for the tests of comparisons."""

from __future__ import annotations

from typing import Any

import tactful
from tactful.comparing import Comparison, compare

BASE = """
tactful: 1
policy: base
title: A policy to edit
timezone: America/Phoenix
rules:
  thank-after-a-call:
    because: a call deserves a thank-you
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end, due: 1 hour}
    tone: {voice: [brief]}
  check-in-after-silence:
    because: two weeks are long enough
    when: [message.sent, message.received]
    if: {case.sent.thank-you: {at_least: 1}, case.unanswered.check-in: 0}
    strength: may
    purpose: check-in
    recipients: main_contact
    timing: {opens: 2 weeks}
    again: restart
stops:
  rejected: {when: application.rejected, because: an answer is an answer}
"""

DANA = {"name": "Dana", "email": "dana@x.example"}
RITA = {"name": "Rita", "email": "rita@x.example", "role": "recruiter"}


def event(number: int, time: str, kind: str, case: str = "a1", **data: Any) -> dict[str, Any]:
    return {
        "id": f"{case}-{number}",
        "type": kind,
        "subject": case,
        "time": f"2026-{time}:00-07:00",
        "timezone": "America/Phoenix",
        "data": data,
    }


def history(case: str = "a1", *more: dict[str, Any]) -> list[dict[str, Any]]:
    """A call in March, a thank-you twenty minutes later, a check-in after fifteen days; and more."""
    call = {"interview": "i1", "format": "phone", "interviewers": [DANA], "met": [RITA]}
    return [
        event(0, "03-03T10:30", "interview.completed", case, **call),
        event(1, "03-03T10:50", "message.sent", case, to=[DANA["email"]], purpose="thank-you"),
        event(2, "03-18T09:00", "message.sent", case, to=[DANA["email"]], purpose="check-in"),
        *more,
    ]


def edited(*edits: tuple[str, str], text: str = BASE) -> tactful.Policy:
    """Return the policy with parts of its text replaced, each of which is there once."""
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return tactful.loads(text)


def groups(comparison: Comparison) -> list[tuple[str, str, str | None, str | None, str, int]]:
    """Return the groups as kind, purpose, rule before and after, what, and how many pieces of advice."""
    return [
        (about.kind, about.purpose, about.before, about.after, about.what, group.advice)
        for about, group in comparison.tally.ranked()
    ]


__all__ = ["BASE", "DANA", "RITA", "compare", "edited", "event", "groups", "history"]
