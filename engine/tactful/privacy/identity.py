"""Who somebody is in one partition: all records that it takes for them, and the texts that name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from tactful.events.event import Event, Person
from tactful.events.vocabulary import Kind, Vocabulary
from tactful.history import Person as Known
from tactful.history import Timeline
from tactful.history.people import People, fold
from tactful.history.timeline import listing_of

_EVER = 1 << 62
_PEOPLE = (Kind.PERSON, Kind.PEOPLE)


class Identity:
    """Somebody in one partition. `emails` and `names` are folded; a name is theirs in its case alone.

    `people` are those of the other side that they are, each with a case and a record of them. `texts` is how they are
    spelt anywhere in it. `apart` are names that somebody else has as well.
    """

    def __init__(self, people: People, emails: Collection[str], names: Collection[str]) -> None:
        self.emails = set(emails)
        self.names: set[tuple[str, str]] = set()
        self.people: dict[Known, tuple[str, Person]] = {}
        self.texts: set[str] = set()
        self.apart: set[tuple[str, str]] = set()
        self._all = people
        self._wanted = frozenset(names)

    def __bool__(self) -> bool:
        return bool(self.texts)

    def is_in(self, case: str, record: Person) -> bool:
        """Say whether a record stands for them. An address known to be another's tells more than a name."""
        name = (case, fold(record.name)) if record.name else None
        if record.email is None:
            return name in self.names
        return fold(record.email) in self.emails or (
            name in self.names and self._known(case, Person(None, record.email, None)) is None
        )

    def is_apart(self, case: str, record: Person) -> bool:
        """Say whether a record has an address, and a name that tells nothing without it."""
        return bool(record.email and record.name) and (case, fold(record.name or "")) in self.apart

    def seek(self, case: str, record: Person) -> None:
        """Take a record in where it names whom is sought."""
        if (record.email and fold(record.email) in self.emails) or (record.name and fold(record.name) in self._wanted):
            known = self._known(case, record)
            if known is not None:
                self._take(known)
                self.people.setdefault(known, (case, record))
            self._note(case, record)

    def follow(self, case: str, record: Person) -> None:
        """Take a record in where it stands for them by now."""
        if self.is_in(case, record):
            self._note(case, record)

    def _take(self, known: Known) -> None:
        for node in known.nodes:
            if isinstance(node, str):
                self.emails.add(node)
            else:
                self.names.add(node)

    def _note(self, case: str, record: Person) -> None:
        if record.email:
            self.emails.add(fold(record.email))
            self.texts.add(record.email)
        if not record.name:
            return
        node = (case, fold(record.name))
        bare = self._known(case, Person(record.name, None, None))
        if record.email and node not in self.names and bare is not None:
            self._take_apart(case, record.name, bare)
        self.names.add(node)
        self.texts.add(record.name)

    def _take_apart(self, case: str, name: str, bare: Known) -> None:
        """Two people have this name. Who bears it without an address may be either: erased, but nobody's alias."""
        self.apart.add((case, fold(name)))
        if not any(isinstance(node, str) for node in bare.nodes):
            self.people.setdefault(bare, (case, Person(name, None, None)))

    def _known(self, case: str, record: Person) -> Known | None:
        try:
            return self._all.find(case, record)
        except KeyError:
            return None


def identify(
    events: Sequence[Event], vocabulary: Vocabulary, emails: Collection[str], names: Collection[str]
) -> Identity:
    """Find in a partition whom some folded addresses or names mean, with all that it links to them."""
    timeline, _ = Timeline.of(events, listing_of(vocabulary), _EVER)
    identity = Identity(timeline.people, emails, names)
    records = list(records_of(events, vocabulary))
    for look in (identity.seek, identity.follow, identity.follow):
        for case, record in records:
            look(case, record)
    return identity


def records_of(events: Iterable[Event], vocabulary: Vocabulary) -> Iterator[tuple[str, Person]]:
    """Yield each record of a person with its case, also of candidates and in what was voided."""
    for event in events:
        for field in people_fields(event.type, vocabulary):
            value = event.data.get(field)
            for record in (value,) if isinstance(value, Person) else value or ():
                yield event.case, record


def people_fields(type_name: str, vocabulary: Vocabulary) -> list[str]:
    """Return the fields of an event type that list people."""
    declared = vocabulary.get(type_name)
    return [] if declared is None else [field for field, kind in declared.fields.items() if kind in _PEOPLE]


def mention_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Return what finds some texts as whole words, in upper or lower case and with whatever blanks."""
    spelt = sorted({fold(text) for text in texts} | set(texts), key=lambda text: (-len(text), text))
    each = [r"\s+".join(re.escape(word) for word in text.split()).replace("@", "(?:@|%40)") for text in spelt]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(each) or '(?!)'})(?![^\W_])", re.IGNORECASE)
