"""What is known of a case at a moment: its status, interviews, messages and people."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

from tactful.events.event import Event, Note
from tactful.events.vocabulary import Vocabulary
from tactful.history.interviews import INTERVIEW_EVENTS, Interview
from tactful.history.people import Person
from tactful.history.timeline import AUTOREPLY, BOUNCED, RECEIVED, SENT, Happening
from tactful.timing import zone as zone_named

_STATUS = {
    "application.submitted": "active",
    "application.reopened": "active",
    "application.rejected": "rejected",
    "application.withdrawn": "withdrawn",
    "position.filled": "filled",
    "offer.extended": "offered",
    "offer.accepted": "accepted",
    "offer.declined": "withdrawn",
}


class Case:
    """One pursuit, as the happenings recorded so far tell it.

    `version` changes with anything that the choice of recipients depends on. `routed` is the person through whom they
    last asked to be written to, and `routed_by` tells that; `through` the ids of those to whom a message went through
    somebody. `moved` gathers people of whom other cases may learn something by the last record: an address, a zone, an
    opt-out.
    """

    __slots__ = (
        "_written",
        "candidate",
        "company",
        "completed",
        "contacts",
        "count",
        "heard",
        "heard_from",
        "interviews",
        "keys",
        "last_writer",
        "moved",
        "name",
        "notes",
        "people",
        "position",
        "routed",
        "routed_by",
        "sent",
        "sent_count",
        "status",
        "through",
        "unanswered",
        "version",
        "vocabulary",
        "zone",
    )

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        self.name = name
        self.vocabulary = vocabulary
        self.status = "active"
        self.company: str | None = None
        self.position: str | None = None
        self.candidate: Person | None = None
        self.zone: dt.tzinfo | None = None
        self.interviews: dict[str, Interview] = {}
        self.completed: Interview | None = None
        self.people: dict[int, Person] = {}
        self.contacts: list[Person] = []
        self.last_writer: Person | None = None
        self.routed: Person | None = None
        self.routed_by: Happening | None = None
        self.sent: list[Happening] = []
        self._written: defaultdict[tuple[int, str], list[Happening]] = defaultdict(list)
        self.sent_count: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.heard: int | None = None
        self.heard_from: dict[int, int] = {}
        self.count: Counter[str] = Counter()
        self.keys: set[tuple[str, str]] = set()
        self.notes: list[Note] = []
        self.moved: list[Person] = []
        self.version = 0
        self.through: set[int] = set()

    def record(self, happenings: Sequence[Happening], policy_zone: dt.tzinfo) -> list[Happening]:
        """Take in all happenings of one instant; return those that count, in history order.

        A stale revision and the completion of an interview that was called off do not count.
        """
        if len(happenings) > 1:
            self._raise_sequences(happenings)
        counted: list[Happening] = []
        if self.moved:
            self.moved = []
        heard: Happening | None = None
        for happening in happenings:
            if happening.event.notes:
                self.notes += happening.event.notes
            if happening.type in INTERVIEW_EVENTS and self._is_stale(happening):
                continue
            self._place(happening, policy_zone)
            if happening.further or not self._take(happening):
                continue
            counted.append(happening)
            kind_of = self.vocabulary.get(happening.type)
            if kind_of is not None:
                self._count(happening, kind_of.key)
                if kind_of.heard:
                    heard = happening
                    self._hear(happening)
        if heard is not None and self.unanswered:
            self.unanswered.clear()
        return counted

    def interview_of(self, happening: Happening) -> Interview | None:
        """Return the interview that it names or is about, else the latest completed."""
        if happening.interview is not None:
            return self.interviews.get(happening.interview)
        return self.completed

    def main_contact(self) -> Person | None:
        """Of the latest completed interview the lead, else hiring manager, else first interviewer; else who last
        wrote; else the first contact."""
        if self.completed is not None and self.completed.interviewers:
            people = self.completed.interviewers
            for role in ("lead", "hiring-manager"):
                for person in people:
                    if person.roles.get(self.name) == role:
                        return person
            return people[0]
        if self.last_writer is not None:
            return self.last_writer
        return self.contacts[0] if self.contacts else None

    def sent_to(self, person: Person, purpose: str, after: int | None = None) -> int:
        """Count the messages of a purpose, or `any`, that were written to a person, later than an instant if given."""
        messages = self.written(person, purpose)
        return len(messages) - (0 if after is None else bisect_right(messages, after, key=_time))

    def written(self, person: Person, purpose: str) -> Sequence[Happening]:
        """Return the messages of a purpose, or `any`, that were written to a person, in history order."""
        return self._written.get((id(person), purpose), ())

    def was_written_to(self, person: Person) -> bool:
        """Say whether any message was written to a person, straight or through somebody."""
        return id(person) in self.through or bool(self.written(person, "any"))

    def unanswered_by(self, person: Person, purpose: str) -> int:
        """Count the messages to a person since they were last heard: by their own word, or one that names nobody."""
        moments = [moment for moment in (self.heard, self.heard_from.get(id(person))) if moment is not None]
        return self.sent_to(person, purpose, max(moments, default=None))

    def _place(self, happening: Happening, policy_zone: dt.tzinfo) -> None:
        event: Event = happening.event
        own = zone_named(event.zone) if event.zone is not None else None
        if own is not None and happening.type not in (RECEIVED, AUTOREPLY):
            self.zone = own
        happening.zone = own or self.zone or event.offset or policy_zone
        for person, listed in happening.listed:
            if id(person) not in self.people:
                self.people[id(person)] = person
                person.cases.append(self.name)
                self.version += 1
            if happening.type == BOUNCED and person.email is not None:
                continue  # an address that does not work is no news
            if person.update(self.name, listed):
                self.moved.append(person)
        if own is not None and happening.type == RECEIVED:
            for person in happening.people.get("from", ()):
                if person.zone is not own:
                    person.zone = own
                    self.moved.append(person)

    def _take(self, happening: Happening) -> bool:
        kind = happening.type
        if kind == SENT:
            self.sent.append(happening)
            purpose = happening.data.get("purpose", "other")
            for person in happening.people["to"]:
                for which in {purpose, "any"}:
                    self._written[id(person), which].append(happening)
            self.sent_count[purpose] += 1
            self.unanswered[purpose] += 1
            return True
        self.version += 1
        if kind in INTERVIEW_EVENTS:
            return self._revise(happening)
        data = happening.data
        if kind in _STATUS:
            self.status = _STATUS[kind]
        if kind == "application.submitted":
            self.company = data.get("company", self.company)
            self.position = data.get("position", self.position)
            self.contacts += happening.people.get("contacts", ())
            listed = data.get("candidate")
            if listed is not None:
                if self.candidate is None:
                    self.candidate = Person()
                    self.candidate.keys[self.name] = (0, "candidate")
                self.candidate.update(self.name, listed)
        elif kind == "contact.instructed" and data["kind"] == "via":
            for person in happening.people.get("via", ()):
                self.routed, self.routed_by = person, happening
        elif kind == "contact.updated":
            self.contacts += happening.people.get("person", ())
        elif kind == "contact.opted_out":
            for person in happening.people.get("person", ()):
                if not person.opted_out:
                    person.opted_out = True
                    self.moved.append(person)
        elif kind == RECEIVED:
            (self.last_writer,) = happening.people["from"] or (self.last_writer,)
        return True

    def _is_stale(self, happening: Happening) -> bool:
        name = happening.data["interview"]
        interview = self.interviews.get(name)
        if interview is None or not interview.stale(happening):
            return False
        text = f"a newer revision of interview `{name}` was known: ignored"
        self.notes.append(Note("stale", text, happening.id))
        return True

    def _revise(self, happening: Happening) -> bool:
        name = happening.data["interview"]
        interview = self.interviews.get(name)
        if interview is None:
            interview = self.interviews[name] = Interview(name)
        if interview.ghost(happening):
            text = f"interview `{name}` was called off and not scheduled again: its completion is ignored"
            self.notes.append(Note("ghost", text, happening.id))
            return False
        interview.revise(happening)
        if interview is self.completed:
            done = [one for one in self.interviews.values() if one.status == "completed"]
            self.completed = max(done, key=_ended) if done else None
        elif interview.status == "completed" and (
            self.completed is None or _ended(interview) >= _ended(self.completed)
        ):
            self.completed = interview
        return True

    def _raise_sequences(self, happenings: Sequence[Happening]) -> None:
        """Of revisions at one instant the highest sequence counts, whichever comes first."""
        for happening in happenings:
            sequence = happening.data.get("sequence")
            if sequence is not None and happening.type in INTERVIEW_EVENTS:
                name = happening.data["interview"]
                interview = self.interviews.get(name)
                if interview is None:
                    interview = self.interviews[name] = Interview(name)
                if interview.sequence is None or sequence > interview.sequence:
                    interview.sequence = sequence

    def _count(self, happening: Happening, key: str | None) -> None:
        if key is not None:
            named = (happening.type, str(happening.data.get(key)))
            if named in self.keys:
                return
            self.keys.add(named)
        self.count[happening.type] += 1

    def _hear(self, happening: Happening) -> None:
        people = happening.people.get("from")
        if people:
            for person in people:
                self.heard_from[id(person)] = happening.time
        else:
            self.heard = happening.time


def _time(happening: Happening) -> int:
    return happening.time


def _ended(interview: Interview) -> int:
    return interview.end or 0
