"""The closed list of facts that conditions may test, and the type of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tactful.conditions.literals import parse_test
from tactful.conditions.tree import FactType
from tactful.errors import did_you_mean
from tactful.events.vocabulary import Kind, Vocabulary

__all__ = ["FACT_PATTERNS", "FactPattern", "UnknownFact", "fact_type", "parse_test"]


class UnknownFact(ValueError):  # noqa: N818
    """A name that is not a fact here. `help` says what comes near, or is empty."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002
        self.help = help
        super().__init__(f"{message}, {help}" if help else message)


@dataclass(frozen=True, slots=True)
class FactPattern:
    """One fact, or a family of facts named after `<...>`.

    `type` is None where the declared field decides; `person` says that only the `if` of recipients has it.
    """

    name: str
    type: FactType | None
    meaning: str
    person: bool = False

    @property
    def stem(self) -> str:
        """The name up to its open part."""
        return self.name.partition("<")[0]

    @property
    def open(self) -> bool:
        """Whether a part of the name is the author's word."""
        return "<" in self.name

    @property
    def regex(self) -> str:
        """A regular expression for the name, as JSON Schema's `patternProperties` takes it."""
        return f"^{re.escape(self.stem)}{'.+' if self.open else ''}$"


FACT_PATTERNS: tuple[FactPattern, ...] = (
    FactPattern("event.type", FactType.TEXT, "the type of the event that triggers"),
    FactPattern("event.<field>", None, "a field of the event that triggers; of people and lists, how many"),
    FactPattern("interview.format", FactType.TEXT, "phone, video, onsite, panel or any other word"),
    FactPattern("interview.round", FactType.NUMBER, "which round the interview is"),
    FactPattern("interview.status", FactType.TEXT, "what has become of the interview"),
    FactPattern("interview.people", FactType.NUMBER, "how many interviewers it has"),
    FactPattern("interview.met", FactType.NUMBER, "how many people were met, interviewers included"),
    FactPattern("message.purpose", FactType.TEXT, "what the message is for"),
    FactPattern("message.channel", FactType.TEXT, "how the message went"),
    FactPattern("message.kind", FactType.TEXT, "what kind of message was received"),
    FactPattern(
        "case.status",
        FactType.TEXT,
        "active, offered, accepted, rejected, withdrawn or filled, whichever is latest",
    ),
    FactPattern("case.company", FactType.TEXT, "the company"),
    FactPattern("case.position", FactType.TEXT, "the position"),
    FactPattern("case.sent.<purpose>", FactType.NUMBER, "how many messages of a purpose were sent; `any` for all"),
    FactPattern(
        "case.unanswered.<purpose>",
        FactType.NUMBER,
        "how many were sent since they were last heard; `any` for all",
    ),
    FactPattern("case.count.<event type>", FactType.NUMBER, "how many events of a type there were"),
    FactPattern("case.has.<role>", FactType.YES_NO, "whether somebody of that role is known"),
    FactPattern("person.role", FactType.TEXT, "the role of the recipient", person=True),
    FactPattern("person.has_address", FactType.YES_NO, "whether an e-mail address is known", person=True),
    FactPattern("person.met", FactType.YES_NO, "whether they were met", person=True),
    FactPattern("person.interviewed", FactType.YES_NO, "whether they were an interviewer", person=True),
    FactPattern("person.sent.<purpose>", FactType.NUMBER, "how many messages were sent to them", person=True),
    FactPattern(
        "person.unanswered.<purpose>",
        FactType.NUMBER,
        "how many were sent to them since they were last heard",
        person=True,
    ),
)
"""Every fact there is, in the order of the documentation."""

_CLOSED = {pattern.name: pattern for pattern in FACT_PATTERNS if not pattern.open}
_OPEN = tuple(pattern for pattern in FACT_PATTERNS if pattern.open)

_TYPES = {
    Kind.TEXT: FactType.TEXT,
    Kind.NUMBER: FactType.NUMBER,
    Kind.YES_NO: FactType.YES_NO,
    Kind.DATE: FactType.DATE,
    Kind.INSTANT: FactType.INSTANT,
    Kind.PERSON: FactType.TEXT,
    Kind.PEOPLE: FactType.NUMBER,
    Kind.LIST: FactType.NUMBER,
}

# What `message.received` becomes when a machine wrote it: countable and a trigger, with the same fields.
_AUTOREPLY, _RECEIVED = "message.autoreply", "message.received"


CLOSED: Mapping[str, tuple[str, ...]] = {
    "case.status": ("active", "offered", "accepted", "rejected", "withdrawn", "filled"),
    "interview.status": ("scheduled", "completed", "cancelled", "no_show"),
}
"""The facts that have one of a few values."""


def fact_type(name: str, vocabulary: Vocabulary, events: Collection[str], *, person: bool = False) -> FactType:
    """Return the type of a fact.

    `events` are the types that trigger the rule, of which at least one must declare an `event.<field>`;
    `person` says that the condition filters recipients. Raises UnknownFact, with the nearest name if any.
    """
    pattern = _CLOSED.get(name) or next(
        (each for each in _OPEN if name.startswith(each.stem) and len(name) > len(each.stem)), None
    )
    if pattern is None:
        near = did_you_mean(name, _candidates(name, vocabulary, events, person))
        raise UnknownFact(f"unknown fact `{name}`", near)
    if pattern.person and not person:
        raise UnknownFact(f"found the fact `{name}`, which exists only in the `if` of `recipients`")
    rest = name[len(pattern.stem) :]
    if pattern.stem == "case.count." and rest not in vocabulary and rest != _AUTOREPLY:
        raise UnknownFact(
            f"unknown event type `{rest}` in the fact `{name}`", did_you_mean(rest, [*vocabulary, _AUTOREPLY])
        )
    return pattern.type or _field_type(name, rest, vocabulary, events)


def _field_type(name: str, field: str, vocabulary: Vocabulary, events: Collection[str]) -> FactType:
    found: dict[FactType, str] = {}
    for event, fields in _declared(vocabulary, events):
        if field in fields:
            found.setdefault(_TYPES[fields[field]], event)
    if not found:
        known = {known for _, fields in _declared(vocabulary, events) for known in fields}
        whose = " or ".join(f"`{event}`" for event in sorted(events)) or "the event"
        raise UnknownFact(
            f"unknown fact `{name}`, as {whose} has no field `{field}`",
            did_you_mean(f"event.{field}", {f"event.{known_}" for known_ in known} | {"event.type"}),
        )
    if len(found) > 1:
        kinds = " and ".join(f"{kind} in `{event}`" for kind, event in found.items())
        raise UnknownFact(f"found the fact `{name}` as {kinds}, expected one type over all triggers")
    return next(iter(found))


def _declared(vocabulary: Vocabulary, events: Collection[str]) -> Iterator[tuple[str, dict[str, Kind]]]:
    for event in sorted(events):
        declared = vocabulary.get(event) or (vocabulary.get(_RECEIVED) if event == _AUTOREPLY else None)
        if declared is not None:
            yield event, dict(declared.fields)


def _candidates(name: str, vocabulary: Vocabulary, events: Collection[str], person: bool) -> Iterator[str]:
    """Yield names to compare a wrong one with; families get the wrong name's own last part."""
    tail = name.split(".", 2)[2:]
    for pattern in FACT_PATTERNS:
        if pattern.person and not person:
            continue
        if not pattern.open:
            yield pattern.name
        elif tail and pattern.stem != "event.":
            yield pattern.stem + tail[0]
    for _, fields in _declared(vocabulary, events):
        yield from (f"event.{field}" for field in fields)
