"""The event types that a policy may name, and the fields of each: the built-in table and declared ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from tactful.errors import did_you_mean


class Kind(StrEnum):
    """What a field of an event holds."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"  # a day, or an instant with an offset
    INSTANT = "instant"
    PERSON = "person"
    PEOPLE = "people"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event.

    `required` holds groups of fields of which at least one must be there. `key` is the field that says which
    interview, meeting, … the event is about; `heard` says that the other side spoke.
    """

    name: str
    fields: Mapping[str, Kind]
    required: tuple[tuple[str, ...], ...] = ()
    key: str | None = None
    heard: bool = False


Vocabulary: TypeAlias = Mapping[str, EventType]

_TYPE_NAME = re.compile(r"[^\s\x00-\x1f]+")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_PARTS = ("key", "fields", "required", "heard")


def declare(name: str, form: object) -> EventType:
    """Read one declaration, such as `{key: meeting, fields: {meeting: text, with: people}}`.

    `required` may list fields, a list in it standing for "one of these", and `heard` may be true. Every part
    may be left out. The key is always required.
    Raises ValueError, saying what is wrong with which part.
    """
    if not _TYPE_NAME.fullmatch(name):
        raise ValueError(f"`{name}` cannot name an event type: it is empty or holds a blank")
    if form is None:
        form = {}
    if not isinstance(form, Mapping):
        raise ValueError(f"`{name}`: expected a mapping with `fields`")
    for part in form:
        if part not in _PARTS:
            raise ValueError(_with_hint(f"`{name}`: unknown key `{part}`", part, _PARTS))
    fields = _fields(name, form.get("fields"))
    key, heard = form.get("key"), form.get("heard", False)
    if key is not None and key not in fields:
        raise ValueError(_with_hint(f"`{name}`: the key `{key}` is not among the fields", key, fields))
    if not isinstance(heard, bool):
        raise ValueError(f"`{name}`: `heard` is neither true nor false")
    required = _required(name, form.get("required"), fields)
    if key is not None and (key,) not in required:
        required = ((key,), *required)
    return EventType(name, MappingProxyType(fields), required, key, heard)


def extend(vocabulary: Vocabulary, types: Mapping[str, object]) -> Vocabulary:
    """Return the vocabulary with declared types added, each in the form that `declare` reads.

    A type that is there already gains fields and requirements; what it has stays, since meaning hangs on it.
    Raises ValueError.
    """
    extended = dict(vocabulary)
    for name, form in types.items():
        new = declare(name, form)
        if (old := vocabulary.get(name)) is not None:
            new = _merged(old, new)
        extended[name] = new
    return MappingProxyType(extended)


def united(vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """Return a vocabulary that knows the types and fields of all; required is what all of them require.

    Raises ValueError where two have one type with another key, or a field of another kind.
    """
    first, *others = vocabularies
    if not others:
        return first
    types = dict(first)
    for vocabulary in others:
        for name, new in vocabulary.items():
            old = types.get(name, new)
            if old.key != new.key:
                raise ValueError(f"`{name}`: its key is `{old.key}` and `{new.key}`")
            fields = _merged(old, new).fields
            required = tuple(group for group in old.required if group in new.required)
            types[name] = EventType(name, fields, required, old.key, old.heard or new.heard)
    return MappingProxyType(types)


def _merged(old: EventType, new: EventType) -> EventType:
    for name, kind in new.fields.items():
        if (was := old.fields.get(name, kind)) is not kind:
            raise ValueError(f"`{old.name}`: the field `{name}` is of kind `{was}`, it cannot become `{kind}`")
    if new.key not in (None, old.key):
        raise ValueError(f"`{old.name}`: its key cannot become `{new.key}`")
    fields = MappingProxyType({**old.fields, **new.fields})
    required = tuple(dict.fromkeys(old.required + new.required))
    return EventType(old.name, fields, required, old.key, old.heard or new.heard)


def _fields(name: str, form: object) -> dict[str, Kind]:
    if form is None:
        return {}
    if not isinstance(form, Mapping):
        raise ValueError(f"`{name}`: `fields` must map each field to its kind")
    fields: dict[str, Kind] = {}
    for field, kind in form.items():
        if not isinstance(field, str) or not _FIELD_NAME.fullmatch(field):
            raise ValueError(f"`{name}`: `{field}` cannot name a field: use letters, digits, `_` and `-`")
        try:
            fields[field] = Kind(kind)
        except ValueError:
            kinds = ", ".join(Kind)
            text = f"`{name}`: the field `{field}` is of unknown kind `{kind}`; the kinds are {kinds}"
            raise ValueError(_with_hint(text, kind, Kind)) from None
    return fields


def _required(name: str, form: object, fields: Mapping[str, Kind]) -> tuple[tuple[str, ...], ...]:
    groups: list[tuple[str, ...]] = []
    for part in _listed(form):
        group = tuple(_listed(part))
        for field in group:
            if field not in fields:
                text = f"`{name}`: the required `{field}` is not among the fields"
                raise ValueError(_with_hint(text, field, fields))
        if group:
            groups.append(group)
    return tuple(groups)


def _listed(form: object) -> list[Any]:
    if form is None:
        return []
    return list(form) if isinstance(form, list | tuple) else [form]


def _with_hint(text: str, found: object, known: Iterable[str]) -> str:
    hint = did_you_mean(found, known) if isinstance(found, str) else ""
    return f"{text}; {hint}" if hint else text


_OUTCOME = {"fields": {"from": "person", "reason": "text"}}
_OFFER = {"fields": {"from": "person", "deadline": "date"}}
_INTERVIEW = {"interview": "text", "format": "text", "round": "number"}
_SCHEDULE = {
    "key": "interview",
    "heard": True,
    "fields": _INTERVIEW | {"start": "instant", "end": "instant", "interviewers": "people", "sequence": "number"},
}
_NO_INTERVIEW = {"key": "interview", "fields": {"interview": "text", "by": "text", "sequence": "number"}}
_WRITTEN = {"about": "text", "message": "text", "subject": "text", "text": "text"}
_RECEIVED = {
    "required": ["from"],
    "fields": {"from": "person", "automatic": "yes_no", "kind": "text", "returns": "date"} | _WRITTEN,
}
_CONTACT = {"required": ["person"], "fields": {"person": "person", "was": "person"}}
_PAUSE = {"fields": {"until": "date"}}
_ADVICE = {
    "required": [["purpose", "advice"]],
    "fields": {"purpose": "text", "advice": "text", "until": "date"},
}

_TABLE: Mapping[str, Mapping[str, object]] = {
    "application.submitted": {
        "fields": {
            "company": "text",
            "position": "text",
            "candidate": "person",
            "contacts": "people",
            "closes": "date",
        }
    },
    "application.rejected": _OUTCOME,
    "application.withdrawn": _OUTCOME,
    "application.reopened": _OUTCOME,
    "position.filled": _OUTCOME,
    "offer.extended": _OFFER | {"heard": True},
    "offer.accepted": _OFFER,
    "offer.declined": _OFFER,
    "interview.scheduled": _SCHEDULE,
    "interview.rescheduled": _SCHEDULE,
    "interview.cancelled": _NO_INTERVIEW,
    "interview.no_show": _NO_INTERVIEW,
    "interview.completed": {
        "key": "interview",
        "heard": True,
        "fields": _INTERVIEW | {"end": "instant", "interviewers": "people", "met": "people"},
    },
    "message.sent": {
        "required": ["to"],
        "fields": {"to": "people", "cc": "people", "purpose": "text", "channel": "text"} | _WRITTEN,
    },
    "message.received": _RECEIVED | {"heard": True},
    "message.autoreply": _RECEIVED,
    "message.bounced": {"required": [["message", "to"]], "fields": {"message": "text", "to": "people"}},
    "decision.promised": {
        "required": ["by"],
        "heard": True,
        "fields": {"by": "date", "from": "person"},
    },
    "contact.instructed": {
        "required": ["kind"],
        "heard": True,
        "fields": {"kind": "text", "date": "date", "via": "person", "from": "person"},
    },
    "contact.updated": _CONTACT,
    "contact.opted_out": _CONTACT,
    "case.paused": _PAUSE,
    "case.resumed": _PAUSE,
    "advice.dismissed": _ADVICE,
    "advice.snoozed": _ADVICE,
    "event.voided": {"required": ["event"], "fields": {"event": "text", "source": "text"}},
}

BUILT_IN: Vocabulary = extend({}, _TABLE)
"""The types that every policy may name."""
