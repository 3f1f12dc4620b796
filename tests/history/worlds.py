"""Small worlds: policies as short texts, histories as lists, and what is advised in them at a moment.

Moments are written `03-02 10:00`, in 2026 and UTC.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from typing import Any

import tactful

ANA = {"name": "Ana", "email": "ana@x.example"}
BO = {"name": "Bo", "email": "bo@x.example"}
ANA_UNADDRESSED = {"name": "Ana"}
Event = dict[str, Any]


def moment(text: str) -> str:
    """Return a moment as RFC 3339; one that is written out is left alone."""
    seconds = "" if text.count(":") == 2 else ":00"
    return text if text.endswith("Z") else f"2026-{text.replace(' ', 'T')}{seconds}Z"


def event(
    kind: str,
    time: str,
    /,
    *,
    id: str = "",  # noqa: A002
    known: str = "",
    case: str = "c1",
    attributes: Event | None = None,
    **data: Any,
) -> Event:
    """Return one event; `from_` and `as_` lose the underscore. Without an id it has one of its content."""
    record: Event = {
        "type": kind,
        "subject": case,
        "partitionkey": "p",
        "time": moment(time),
        **({"recordedtime": moment(known)} if known else {}),
        **(attributes or {}),
        "data": {name.rstrip("_"): value for name, value in data.items()},
    }
    return {"id": id or f"{kind} {time} {known} {sorted(data.items(), key=str)}", **record}


def sent(time: str, to: Any, purpose: str | None = None, **more: Any) -> Event:
    """Return a message that was sent."""
    said = {} if purpose is None else {"purpose": purpose}
    return event("message.sent", time, to=to, **said, **more)


def received(time: str, by: Any, **more: Any) -> Event:
    """Return a message that was received."""
    return event("message.received", time, from_=by, **more)


def interviewed(time: str, people: Any = (ANA,), interview: str = "i1", **more: Any) -> Event:
    """Return an interview that took place."""
    return event("interview.completed", time, interview=interview, interviewers=list(people), **more)


@functools.cache
def policy(rules: str) -> tactful.Policy:
    """Return a policy of a text that begins with `rules:`."""
    return tactful.loads(f"tactful: 1\npolicy: world\ntitle: A small world\n{rules}")


def told(
    rules: str,
    history: Sequence[Event],
    now: str,
    *,
    known: str | None = None,
) -> tactful.Plan:
    """Return the plan, which does not hang on the order of the events, nor on their coming one at a time."""
    plan = tactful.plan(policy(rules), history, moment(now), known=known and moment(known))
    shuffled = random.Random(len(history)).sample(history, len(history))
    for order in (list(reversed(history)), shuffled):
        again = tactful.plan(policy(rules), order, moment(now), known=known and moment(known))
        assert _whole(again) == _whole(plan)
    if known is None:
        for order in (history, shuffled):
            assert _whole(live(rules, order, now).plan()) == _whole(plan)
    return plan


def live(rules: str, history: Sequence[Event], now: str) -> tactful.Engine:
    """Return an engine that took in what was known at a moment, event by event, and came to that moment."""
    engine = tactful.Engine(policy(rules))
    for one in history:
        if one.get("recordedtime", one["time"]) <= moment(now):
            try:
                engine.process(one)
            except tactful.EventError as error:
                assert error.code == "used_id"  # noqa: PT017
    engine.advance(moment(now))
    return engine


def advised(rules: str, history: Sequence[Event], now: str, *, known: str | None = None) -> list[str]:
    """Return all advice, ended and withheld too, as `rule address… verdict`, sorted."""
    return rows(told(rules, history, now, known=known))


def rows(plan: tactful.Plan) -> list[str]:
    """Return all advice of a plan as `rule address… verdict`, sorted."""
    return sorted(" ".join([one.rule, *one.addresses, one.verdict]) for one in plan)


def notes(rules: str, history: Sequence[Event], now: str) -> list[str]:
    """Return the codes of what was accepted with a note."""
    return sorted(note.code for case in told(rules, history, now).cases for note in case.notes)


def _whole(plan: tactful.Plan) -> Event:
    return plan.to_dict(everything=True)
