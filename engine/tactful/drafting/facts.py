"""The facts that templates may use: a closed list, and their texts for one piece of advice."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from tactful.events.vocabulary import Kind
from tactful.history import Case, Happening, Interview
from tactful.planning import Recipient
from tactful.planning.episode import Episode
from tactful.policy.model import Policy, Rule
from tactful.timing import Instant, local

Fact: TypeAlias = str | int | float | None
Facts: TypeAlias = Mapping[str, Fact | Mapping[str, Fact] | None]
"""The facts of one draft. A fact is None where it is not known, a group of them where there is none such."""

Names: TypeAlias = Mapping[str, str | Mapping[str, str]]
"""The facts that a template may use, each with what is said of it in a gap; groups of facts have their own."""

_PERSON = {"name": "name", "first_name": "name", "email": "address", "role": "role"}

FACTS: Names = MappingProxyType(
    {
        "recipient": _PERSON,
        "for": _PERSON,
        "candidate": {
            "name": "name of the candidate",
            "first_name": "name of the candidate",
            "email": "address of the candidate",
        },
        "company": "name of the company",
        "position": "the position",
        "interview": {
            "format": "format of the interview",
            "round": "round of the interview",
            "day": "day of the interview",
            "date": "date of the interview",
            "when": "when the interview was",
        },
        "today": {"day": "today", "date": "today"},
    }
)

LONGEST = 100
"""The characters after which the text of a fact is cut."""
MOST = 8
"""The most people or items whose names are put together."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_WEEK = 7
_BRACKETS = str.maketrans("[]", "()")
_KEPT = "\u200c\u200d"  # they join letters, and names are written with them


def names_for(rule: Rule, policy: Policy) -> Names:
    """Return the facts that the template of a rule may use: `event` has the fields of its triggers."""
    fields = (field for event in rule.trigger.events for field in policy.vocabulary[event].fields)
    return {
        **FACTS,
        "event": {field: field for field in fields},
        "settings": {name: name for name in _settings(policy)},
    }


def facts_of(
    policy: Policy, case: Case, episode: Episode, to: Sequence[Recipient], meant: Sequence[Recipient], at: Instant
) -> Facts:
    """Return the facts of one message: `to` whom it goes, and who is `meant` where it is routed through them."""
    zone = episode.zone
    today = local(at, zone).date()
    interview = episode.interview or case.completed
    candidate = case.candidate
    sender = (Recipient(candidate.name, candidate.email, None),) if candidate is not None else ()
    return {
        "recipient": _people(to),
        "for": _people(meant) if meant else None,
        "candidate": _people(sender) if sender else None,
        "company": said(case.company),
        "position": said(case.position),
        "interview": None if interview is None else _interview(interview, zone, today),
        "today": {"day": _DAYS[today.weekday()], "date": _date(today)},
        "event": _event(episode.trigger, case.vocabulary[episode.trigger.type].fields, zone),
        "settings": _settings(policy),
    }


def said(text: str | None) -> str | None:
    """Return a text from outside as a draft holds it: on one line, cut, and without what marks a gap."""
    if text is None:
        return None
    plain = clean(" ".join(text[: 4 * LONGEST].split())).translate(_BRACKETS).strip()
    return (plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…") or None


def clean(text: str) -> str:
    """Return a text without characters that cannot be seen, line breaks and blanks kept."""
    if text.isprintable():
        return text
    return "".join(
        letter
        for letter in text
        if letter.isprintable() or letter == "\n" or letter in _KEPT or unicodedata.category(letter) == "Zs"
    )


def listed(texts: Iterable[str | None]) -> str | None:
    """Join texts with commas and a last `and`; None where there is none, one is not known, or there are too many."""
    known = list(texts)
    if not known or None in known or len(known) > MOST:
        return None
    *most, last = (str(text) for text in known)
    return f"{', '.join(most)} and {last}" if most else last


def first_name(name: str | None) -> str | None:
    """Return the first word of a name, or all of it where that is no first name, as in `Dr. Ruiz` and `Ruiz, Dana`."""
    first = name.split()[0] if name and not name.isspace() else None
    return name if first is not None and first.endswith((".", ",")) else first


def _people(people: Sequence[Recipient]) -> Mapping[str, Fact]:
    roles = {said(person.role) for person in people}
    return {
        "name": listed(said(person.name) for person in people),
        "first_name": listed(first_name(said(person.name)) for person in people),
        "email": listed(said(person.email) for person in people),
        "role": roles.pop() if len(roles) == 1 else None,
    }


def _interview(interview: Interview, zone: dt.tzinfo, today: dt.date) -> Mapping[str, Fact]:
    instant = interview.end if interview.start is None else interview.start
    day = None if instant is None else local(instant, zone).date()
    return {
        "format": said(interview.format),
        "round": _number(interview.round),
        "day": None if day is None else _DAYS[day.weekday()],
        "date": None if day is None else _date(day),
        "when": None if day is None else _when(day, today),
    }


def _event(happening: Happening, fields: Mapping[str, Kind], zone: dt.tzinfo) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = {}
    for field, kind in fields.items():
        value = happening.data.get(field)
        if field in happening.people:
            facts[field] = listed(said(person.name) for person in happening.people[field])
        elif value is not None:
            facts[field] = _WORDS[kind](value, zone)
    return facts


_WORDS: Mapping[Kind, Callable[[Any, dt.tzinfo], Fact]] = {
    Kind.TEXT: lambda value, zone: said(value),
    Kind.NUMBER: lambda value, zone: _number(value),
    Kind.YES_NO: lambda value, zone: "yes" if value else "no",
    Kind.DATE: lambda value, zone: _day(value, zone),
    Kind.INSTANT: lambda value, zone: _day(value, zone),
    Kind.PERSON: lambda value, zone: said(value.name),
    Kind.PEOPLE: lambda value, zone: listed(said(person.name) for person in value),
    Kind.LIST: lambda value, zone: said(listed(str(item) for item in value)),
}


def _settings(policy: Policy) -> Mapping[str, str]:
    """Return the settings that can stand in a text: texts, and lists of them."""
    texts: dict[str, str] = {}
    for name, setting in policy.settings.items():
        value = setting.value if isinstance(setting.value, list) else [setting.value]
        text = said(listed(value)) if all(isinstance(part, str) for part in value) else None
        if text is not None:
            texts[name] = text
    return texts


def _number(number: int | float | None) -> Fact:
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _day(day: dt.date | Instant, zone: dt.tzinfo) -> str:
    date = day if isinstance(day, dt.date) else local(day, zone).date()
    return f"{_DAYS[date.weekday()]} {_date(date)}"


def _date(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _when(day: dt.date, today: dt.date) -> str:
    days = (day - today).days
    return _NEAR.get(days) or (f"on {_DAYS[day.weekday()]}" if abs(days) < _WEEK else f"on {_date(day)}")
