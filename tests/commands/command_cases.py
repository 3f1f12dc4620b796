"""A small policy and logs for the tests of commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from click.testing import Result

POLICY = """
tactful: 1
policy: small
title: A small policy
timezone: America/Phoenix
rules:
  thank-after-a-call:
    because: a call deserves a thank-you straight away
    when: interview.completed
    if: {interview.format: [phone, video]}
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end, due: 1 hour}
  check-in-after-silence:
    because: two weeks without a word are reason enough to ask once
    when: [message.sent, message.received]
    if: {case.sent.thank-you: {at_least: 1}, case.unanswered.check-in: 0}
    strength: may
    purpose: check-in
    recipients: main_contact
    timing: {opens: 2 weeks}
    again: restart
  leave-it-alone:
    because: one unanswered check-in is enough
    when: message.sent
    if: {message.purpose: check-in}
    strength: must_not
    stop: message.received
stops:
  rejected: {when: application.rejected, because: an answer is an answer}
"""

Run = Callable[..., Result]


def event(number: int, case: str, time: str, kind: str, **data: Any) -> dict[str, Any]:
    """Return an event as a log holds it."""
    return {
        "id": f"{case}-{number}",
        "type": kind,
        "subject": case,
        "time": time,
        "timezone": "America/Phoenix",
        "data": data,
    }


def case_events(case: str, day: int = 3) -> list[dict[str, Any]]:
    """Return the events of one case: a call, a thank-you, a check-in that stays without an answer."""
    mail = f"dana@{case}.example"
    return [
        event(
            0,
            case,
            f"2026-03-{day:02}T10:30:00-07:00",
            "interview.completed",
            interview="i1",
            format="phone",
            interviewers=[{"name": "Dana", "email": mail}],
        ),
        event(1, case, f"2026-03-{day:02}T10:50:00-07:00", "message.sent", to=mail, purpose="thank-you"),
        event(2, case, f"2026-03-{day + 15:02}T09:00:00-07:00", "message.sent", to=mail, purpose="check-in"),
    ]


def as_lines(events: list[dict[str, Any]]) -> bytes:
    """Return events as JSON Lines."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in events)
