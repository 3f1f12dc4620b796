"""Small words for writing histories and reading decisions as tables.

Moments are `03T10:30`, a day of March 2026 in UTC (the 2nd is a Monday). The events of a history have the ids `e0`,
`e1`, … in the order of the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import tactful

DANA = {"name": "Dana", "email": "dana@x.example"}
EMIL = {"name": "Emil", "email": "emil@x.example"}
GUS = {"name": "Gus"}
REPLY = "because: b, strength: may, purpose: reply, when: message.received, recipients: main_contact"
THANK = (
    "because: b, strength: must, purpose: thank-you, when: interview.completed, "
    "recipients: {who: interviewers, each: true}"
)


def at(moment: str) -> str:
    """Return RFC 3339 text of a moment."""
    return f"2026-03-{moment}:00Z"


def policy(rules: dict[str, str] | str, *more: str, name: str = "p") -> tactful.Policy:
    """Return a policy of rules in flow style, or of the one rule `r`; `more` are further lines at its top level."""
    if isinstance(rules, str):
        rules = {"r": rules}
    lines = ["tactful: 1", f"policy: {name}", "title: T", "rules:"]
    return tactful.loads("\n".join([*lines, *(f"  {rule}: {{{text}}}" for rule, text in rules.items()), *more]))


def event(moment: str, type_: str, /, *, case: str = "c1", learnt: str | None = None, **data: Any) -> dict[str, Any]:
    """Return an event. A field named like a Python keyword ends in `_`; `name` is its id, `zone` its time zone."""
    record: dict[str, Any] = {"type": type_, "subject": case, "partitionkey": "p", "time": at(moment)}
    record |= {"recordedtime": at(learnt)} if learnt else {}
    record |= {"id": data.pop("name")} if "name" in data else {}
    record |= {"timezone": data.pop("zone")} if "zone" in data else {}
    return record | {"data": {field.rstrip("_"): value for field, value in data.items()}}


def met(moment: str, *people: Any, **more: Any) -> dict[str, Any]:
    """Return a completed interview."""
    return event(moment, "interview.completed", **{"interview": "i1", "interviewers": list(people) or [DANA], **more})


def got(moment: str, whom: Any = DANA, **more: Any) -> dict[str, Any]:
    """Return a received message."""
    return event(moment, "message.received", from_=whom, **more)


def sent(moment: str, purpose: str = "reply", **more: Any) -> dict[str, Any]:
    """Return a sent message to Dana."""
    return event(moment, "message.sent", **{"purpose": purpose, "to": [DANA], **more})


def numbered(history: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the history with the ids that are missing."""
    return [{"id": f"e{number}", **record} for number, record in enumerate(history)]


def short(instant: int | None) -> str:
    """Return a moment as it is written here, `-` for none."""
    return "-" if instant is None else dt.datetime.fromtimestamp(instant / 1e6, dt.UTC).strftime("%dT%H:%M")


def lines(decisions: Iterable[tactful.Decision]) -> list[str]:
    """Return `time type code` of each decision, the type without `advice.`."""
    return [f"{short(one.time)} {one.type.removeprefix('advice.')} {one.advice.reason.code}" for one in decisions]


def said(of: tactful.Policy, history: Iterable[dict[str, Any]], until: str = "31T00:00") -> list[str]:
    """Return `time type code` of each decision of a replay."""
    return lines(tactful.replay(of, numbered(history), until=at(until)))
