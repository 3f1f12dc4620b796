"""Small words for writing policies and histories, and for reading plans, as tables.

Moments are `03-03T10:30` of 2026 in UTC (2 March is a Monday), or full RFC 3339. The events of a history have the ids
`e0`, `e1`, … in the order of the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import tactful

DANA = {"name": "Dana", "email": "dana@x.example", "role": "lead"}
EMIL = {"name": "Emil", "email": "emil@x.example", "role": "recruiter"}
FAYE = {"name": "Faye", "email": "faye@x.example", "role": "hiring-manager"}
GUS = {"name": "Gus"}  # without an address

THANKS = "because: b, strength: must, purpose: thank-you"
CHECK = "because: b, strength: may, purpose: check-in"
NEVER = "because: b, strength: must_not"


def at(moment: str) -> str:
    """Return RFC 3339 text of a moment."""
    return moment if len(moment) > len("03-03T10:30:00") else f"2026-{moment}{':00' * (len(moment) == 11)}Z"


def policy(rules: dict[str, str] | str, *more: str) -> tactful.Policy:
    """Return a policy of rules in flow style, or of the one rule `r`; `more` are further lines at its top level."""
    if isinstance(rules, str):
        rules = {"r": rules}
    lines = [
        "tactful: 1",
        "policy: p",
        "title: T",
        "rules:",
        *(f"  {name}: {{{text}}}" for name, text in rules.items()),
    ]
    return tactful.loads("\n".join([*lines, *more]))


def event(
    moment: str, type_: str, /, *, case: str = "c1", learnt: str | None = None, zone: str | None = None, **data: Any
) -> dict[str, Any]:
    """Return an event. A field named like a Python keyword ends in `_`; `name` is its id."""
    record: dict[str, Any] = {"type": type_, "subject": case, "partitionkey": "p", "time": at(moment)}
    if "name" in data:
        record["id"] = data.pop("name")
    if learnt:
        record["recordedtime"] = at(learnt)
    if zone:
        record["timezone"] = zone
    return record | {"data": {field.rstrip("_"): value for field, value in data.items()}}


def met(moment: str, interview: str = "i1", *people: Any, **more: Any) -> dict[str, Any]:
    """Return a completed interview."""
    return event(moment, "interview.completed", interview=interview, interviewers=list(people) or [DANA], **more)


def sent(moment: str, purpose: str = "thank-you", *to: Any, **more: Any) -> dict[str, Any]:
    """Return a sent message."""
    return event(moment, "message.sent", purpose=purpose, to=list(to) or [DANA], **more)


def got(moment: str, whom: Any = DANA, **more: Any) -> dict[str, Any]:
    """Return a received message."""
    return event(moment, "message.received", from_=whom, **more)


def numbered(history: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the history with the ids that are missing."""
    return [{"id": f"e{number}", **record} for number, record in enumerate(history)]


def short(instant: int | None) -> str:
    """Return a moment as it is written here, `-` for none."""
    if instant is None:
        return "-"
    moment = dt.datetime.fromtimestamp(instant / 1e6, dt.UTC)
    text = moment.strftime("%m-%dT%H:%M:%S").removesuffix(":00")
    return text if moment.year == 2026 else f"{moment.year}-{text}"


READ = {
    "rule": lambda advice: advice.rule,
    "case": lambda advice: advice.case,
    "key": lambda advice: advice.key or "-",
    "to": lambda advice: "+".join(one.name or one.email or "" for one in advice.to) or "-",
    "address": lambda advice: "+".join(one.email or "-" for one in advice.to),
    "verdict": lambda advice: advice.verdict,
    "code": lambda advice: advice.reason.code,
    "opens": lambda advice: short(advice.opens),
    "due": lambda advice: short(advice.due),
    "expires": lambda advice: short(advice.expires),
    "purpose": lambda advice: advice.purpose,
    "evidence": lambda advice: "+".join(advice.evidence),
    "id": lambda advice: advice.id,
}


def plan(of: tactful.Policy, history: Iterable[dict[str, Any]], now: str, *, known: str | None = None) -> tactful.Plan:
    """Return the plan at a moment."""
    return tactful.plan(of, numbered(history), at(now), known=known and at(known))


def shows(of: tactful.Policy, history: Iterable[dict[str, Any]], now: str, fields: str, **more: Any) -> list[str]:
    """Return the named fields of all advice at a moment, ended and withheld too, a line each."""
    return [" ".join(READ[field](advice) for field in fields.split()) for advice in plan(of, history, now, **more)]
