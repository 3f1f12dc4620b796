"""An event as an explanation shows it: what it was, when, and shortly what it said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from tactful.events.event import Event, Person
from tactful.explaining.words import all_of, any_of
from tactful.timing import format_instant, local

_LONGEST = 60
_FIELDS = (
    *("position", "company", "purpose", "format", "interview", "about"),
    *("kind", "by", "until", "date", "deadline", "event", "advice"),
)
_PEOPLE = ("to", "via", "from", "person", "interviewers", "met", "contacts", "with")
_WORDS = {"person": "", "via": "through", "interviewers": "with", "contacts": "contact"}


class Shown(NamedTuple):
    """An event, what it did here, and the zone in which it is shown."""

    event: Event
    did: tuple[str, ...]
    zone: dt.tzinfo

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        event = self.event
        return {
            "event": event.id,
            "type": event.type,
            "time": format_instant(event.time, self.zone),
            "known": format_instant(event.known, self.zone),
            "text": shortly(event, self.zone),
            "did": list(self.did),
        }


def shortly(event: Event, zone: dt.tzinfo, longest: int = _LONGEST) -> str:
    """Say in a few words, of at most so many characters, what an event tells."""
    data = event.data
    told = [_value(data[field], zone) for field in _FIELDS if field in data]
    for field in _PEOPLE:
        found = data.get(field)
        people = (found,) if isinstance(found, Person) else found if isinstance(found, tuple) else ()
        names = [_named(one) for one in people if isinstance(one, Person)]
        if names:
            shown = all_of(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} more"])
            told.append(f"{_WORDS.get(field, field)} {shown}".strip())
    text = ", ".join(told)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _value(value: Any, zone: dt.tzinfo) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{local(value, zone):%Y-%m-%d %H:%M}" if isinstance(value, int) else str(value)


def _named(person: Person) -> str:
    return person.name or person.email or "somebody"


def types_said(types: Iterable[str]) -> str:
    """Say one of which events is meant."""
    return any_of(f"`{name}`" for name in types)
