"""From the set of known events to what happened: voids, people, messages and bounces settled, in history order."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from tactful.events.event import Event, in_order
from tactful.events.event import Person as Listed
from tactful.events.vocabulary import Kind, Vocabulary
from tactful.history.messages import Mail, Message
from tactful.history.people import People, Person

SENT = "message.sent"
RECEIVED = "message.received"
AUTOREPLY = "message.autoreply"
BOUNCED = "message.bounced"
VOIDED = "event.voided"
_MESSAGES = frozenset((SENT, RECEIVED, AUTOREPLY))
_REWRITING = frozenset((BOUNCED, VOIDED))
_NEVER: tuple[int, set[str]] = (-(1 << 62), set())


class Happening:
    """Something that happened, as far as is known: an event, or the several records of one message taken together.

    `interview` is the interview that it names or is about. `people` is by field of the event, of a sent message those
    whom it reached; `listed` pairs each with what this event says of them. `zone` is where a clock counts from it; it
    is set when the case records it. `further` marks another record of a message: it tells of people and nothing else.
    """

    __slots__ = ("case", "data", "event", "further", "interview", "listed", "people", "time", "type", "zone")

    def __init__(self, event: Event, data: Mapping[str, Any]) -> None:
        self.event = event
        self.type = event.type
        self.time = event.time
        self.case = event.case
        self.data = data
        self.further = False
        self.interview: str | None = None
        self.people: dict[str, tuple[Person, ...]] = {}
        self.listed: list[tuple[Person, Listed]] = []
        self.zone: dt.tzinfo = dt.UTC

    @property
    def id(self) -> str:
        return self.event.id


Listing: TypeAlias = Mapping[str, tuple[str, ...]]
"""For each event type the fields that list people at the other side."""


def listing_of(vocabulary: Vocabulary) -> Listing:
    """Return which fields list people. The candidate is nobody of the other side; `was` is another name of a person."""
    return {
        name: tuple(
            field
            for field, kind in declared.fields.items()
            if kind in (Kind.PERSON, Kind.PEOPLE) and field not in ("candidate", "was")
        )
        for name, declared in vocabulary.items()
    }


class Timeline:
    """What happened in one partition. `extend` goes on in order; where an event changes the past, start anew."""

    def __init__(self, listing: Listing) -> None:
        self.people = People()
        self._mail: defaultdict[str, Mail] = defaultdict(Mail)
        self._voided: set[tuple[str, str]] = set()
        self._bounced: dict[str, tuple[int, set[str]]] = {}  # by case: until when, and which message ids
        self._listing = listing

    @classmethod
    def of(cls, events: Iterable[Event], listing: Listing, until: int) -> tuple[Timeline, list[Happening]]:
        """Settle a whole set of known events; also return what happened up to an instant, in history order.

        A void or a bounce counts from when it is known, even where its own time lies ahead; all else once it happened.
        """
        timeline = cls(listing)
        known = sorted(events, key=in_order)
        timeline._voided = _voided(known)
        known = [
            event
            for event in known
            if (event.time <= until or event.type == BOUNCED) and (event.source, event.id) not in timeline._voided
        ]
        listed = [timeline._listed(event) for event in known]
        for event, people in zip(known, listed, strict=True):
            timeline.people.share_names(event.case, people)
        for event, people in zip(known, listed, strict=True):
            timeline.people.admit(event.case, _records(event, people), joining=True)
        found = [timeline._settle(event) for event in known]
        for event in known:
            if event.type == BOUNCED:
                timeline._bounce(event)
        return timeline, [
            happening
            for happening, message, _ in found
            if happening.time <= until and timeline._finish(happening, message)
        ]

    def extend(self, events: Sequence[Event]) -> list[Happening] | None:
        """Go on with later events, in history order. None where they change the past; this object is then spent."""
        found: list[Happening] = []
        for event in events:
            if event.type in _REWRITING or (event.type == SENT and self._came_back(event)):
                return None
            if (event.source, event.id) in self._voided:
                continue
            listed = self._listed(event)
            if listed and not (
                self.people.share_names(event.case, listed)
                and self.people.admit(event.case, _records(event, listed), joining=False)
            ):
                return None
            happening, message, learnt = self._settle(event)
            if learnt:
                return None
            if self._finish(happening, message):
                found.append(happening)
        return found

    def _settle(self, event: Event) -> tuple[Happening, Message | None, bool]:
        """Return what an event tells, the message it tells of, and whether it adds to one that is known already."""
        data: Mapping[str, Any] = event.data
        if event.type not in _MESSAGES:
            return Happening(event, data), None, False
        if event.type == AUTOREPLY:
            data = {**data, "automatic": True}
        sent = event.type == SENT
        people = self._who(event.case, data.get("to" if sent else "from"))
        copied = self._who(event.case, data["cc"]) if sent and "cc" in data else ()
        message, new = self._mail[event.case].place(event, data, people, copied, sent)
        if new:
            return Happening(event, message.data), message, False
        happening = Happening(event, data)
        happening.further = True
        return happening, message, message.absorb(data, copied)

    def _finish(self, happening: Happening, message: Message | None) -> bool:
        """Say who is meant, now that people and messages are settled. False for a message that reached nobody."""
        case, data = happening.case, happening.data
        happening.interview = data.get("interview") or data.get("about")
        for field in self._listing.get(happening.type, ()):
            if field in data:
                happening.listed += [(self.people.find(case, one), one) for one in _people(data[field])]
                happening.people[field] = self._who(case, data[field])
        if message is None:
            return True
        if message.sent:
            happening.people["to"] = reached = message.reached(message.people)
            happening.people["cc"] = message.reached(message.copied)
            return bool(reached)
        happening.type = AUTOREPLY if message.automatic else RECEIVED
        return True

    def _who(self, case: str, value: object) -> tuple[Person, ...]:
        people = [self.people.find(case, one) for one in _people(value)]
        return tuple({id(person): person for person in people}.values()) if len(people) > 1 else tuple(people)

    def _came_back(self, event: Event) -> bool:
        """Say whether a bounce that is known may mean this message."""
        until, ids = self._bounced.get(event.case, _NEVER)
        return event.time <= until or event.data.get("message") in ids

    def _bounce(self, event: Event) -> None:
        case, data = event.case, event.data
        until, ids = self._bounced.setdefault(case, (_NEVER[0], set()))
        mail = self._mail[case]
        people = self._who(case, data.get("to"))
        if "message" in data:
            ids.add(data["message"])
            message = mail.named(data["message"])
            if message is not None:
                message.bounce(people or None)
            return
        self._bounced[case] = (max(until, event.time), ids)
        for person in people:
            message = mail.latest_to(person, event.time)
            if message is not None:
                message.bounce((person,))

    def _listed(self, event: Event) -> list[Listed]:
        data = event.data
        return [one for field in self._listing.get(event.type, ()) for one in _people(data.get(field))]


def _records(event: Event, listed: Iterable[Listed]) -> list[list[Listed]]:
    records = [[one] for one in listed]
    was = event.data.get("was")
    if isinstance(was, Listed) and records:
        records[0].insert(0, was)
    return records


def _people(value: object) -> tuple[Listed, ...]:
    if isinstance(value, Listed):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _voided(events: Sequence[Event]) -> set[tuple[str, str]]:
    """Which events never were. A void that never was voids nothing; of voids in a ring the one known last counts."""
    voids = {(event.source, event.id): event for event in events if event.type == VOIDED}
    aims = {name: (str(event.data.get("source", name[0])), str(event.data["event"])) for name, event in voids.items()}
    doubts = Counter(aim for name, aim in aims.items() if aim != name)
    certain = [name for name in voids if not doubts[name]]
    others = sorted(voids, key=lambda name: (voids[name].known, voids[name].time, name))
    settled: set[tuple[str, str]] = set()
    voided: set[tuple[str, str]] = set()
    while certain or others:
        name = certain.pop() if certain else others.pop()
        if name in settled:
            continue
        settled.add(name)
        aim = aims[name]
        if aim in settled:
            continue
        if name not in voided:
            voided.add(aim)
        doubts[aim] -= 1
        if aim in voids and (aim in voided or not doubts[aim]):
            certain.append(aim)
    return voided
