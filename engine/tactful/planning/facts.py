"""Reading the facts of a condition from a case, at the happening that triggers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from tactful.conditions.tree import FactType, Value
from tactful.events.event import Person as Listed
from tactful.history import Case, Happening, Interview, Person
from tactful.history.people import fold
from tactful.timing import local

Reader: TypeAlias = Callable[[Case, Happening, Interview | None, Person | None], Value | None]


def reader(fact: str, kind: FactType) -> Reader:
    """Return the function that reads a fact; it gives None where the fact is missing."""
    group, _, rest = fact.partition(".")
    if group == "person":
        return _of_person(rest)
    if group == "case":
        return _of_case(rest)
    if group == "interview":
        return _INTERVIEW[rest]
    if fact == "event.type":
        return lambda case, happening, interview, person: happening.type
    if fact == "message.channel":
        return lambda case, happening, interview, person: _told(happening, "channel", "email")
    if fact == "message.purpose":
        return lambda case, happening, interview, person: _told(happening, "purpose", "other")
    if fact == "message.kind":
        return lambda case, happening, interview, person: _told(happening, "kind", None)
    return _of_event(rest, kind)


def _told(happening: Happening, field: str, default: str | None) -> Value | None:
    if not happening.type.startswith("message."):
        return None
    value: str | None = happening.data.get(field, default)
    return value


def _of_event(field: str, kind: FactType) -> Reader:
    def read(case: Case, happening: Happening, interview: Interview | None, person: Person | None) -> Value | None:
        value = happening.data.get(field)
        if value is None or isinstance(value, str):
            return value
        if kind is FactType.DATE:
            day = value if isinstance(value, dt.date) else local(value, happening.zone).date()
            return day.toordinal()
        if isinstance(value, Listed):
            return fold(value.email or value.name or "")
        if isinstance(value, tuple):
            return len(value)
        plain: Value = value
        return plain

    return read


_INTERVIEW: dict[str, Reader] = {
    "format": lambda case, happening, interview, person: interview.format if interview else None,
    "round": lambda case, happening, interview, person: interview.round if interview else None,
    "status": lambda case, happening, interview, person: interview.status if interview else None,
    "people": lambda case, happening, interview, person: len(interview.interviewers) if interview else None,
    "met": lambda case, happening, interview, person: len(interview.everyone_met) if interview else None,
}


def _of_case(rest: str) -> Reader:
    what, _, of = rest.partition(".")
    if what == "sent":
        if of == "any":
            return lambda case, happening, interview, person: case.sent_count.total()
        return lambda case, happening, interview, person: case.sent_count[of]
    if what == "unanswered":
        if of == "any":
            return lambda case, happening, interview, person: case.unanswered.total()
        return lambda case, happening, interview, person: case.unanswered[of]
    if what == "count":
        return lambda case, happening, interview, person: case.count[of]
    if what == "has":
        return lambda case, happening, interview, person: any(
            one.roles.get(case.name) == of for one in case.people.values()
        )
    if what == "status":
        return lambda case, happening, interview, person: case.status
    if what == "company":
        return lambda case, happening, interview, person: case.company
    return lambda case, happening, interview, person: case.position


def _of_person(rest: str) -> Reader:
    what, _, purpose = rest.partition(".")
    answer = _PERSON[what]

    def read(case: Case, happening: Happening, interview: Interview | None, person: Person | None) -> Value | None:
        return None if person is None else answer(case, person, purpose)

    return read


_PERSON: dict[str, Callable[[Case, Person, str], Value | None]] = {
    "sent": lambda case, person, purpose: case.sent_to(person, purpose),
    "unanswered": lambda case, person, purpose: case.unanswered_by(person, purpose),
    "role": lambda case, person, _: person.roles.get(case.name),
    "has_address": lambda case, person, _: person.email is not None,
    "interviewed": lambda case, person, _: any(
        person in interview.interviewers for interview in case.interviews.values()
    ),
    "met": lambda case, person, _: any(person in interview.everyone_met for interview in case.interviews.values()),
}
