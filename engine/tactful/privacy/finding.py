"""Where somebody is mentioned in a store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tactful.errors import EventError
from tactful.events.event import Event, Reader
from tactful.events.vocabulary import Vocabulary, united
from tactful.history.people import fold
from tactful.privacy.identity import Identity, identify
from tactful.service.desk import Desk
from tactful.service.enactments import InForce
from tactful.stores.store import Head, Kept, Transaction

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A partition in which somebody is mentioned, and who they are there.

    `vocabulary` and `pers`, what rules count by, are those of the policies in force, and of those that it was decided
    under last. `events` are those that can be read with that, `kept` all.
    """

    name: str
    head: Head
    kept: list[Kept]
    events: list[Event]
    who: Identity
    vocabulary: Vocabulary
    pers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Whose partition it is, where there is one of their name, and the places of all others."""

    own: str | None
    places: list[Place]
    vocabulary: Vocabulary


Heads = Callable[[Collection[str]], Awaitable[dict[str, Head]]]


async def find(desk: Desk, tx: Transaction, person: str, heads: Heads) -> Found:
    """Find somebody by e-mail address or name. An address that a partition links to theirs is looked for in all others.

    `heads` is the transaction's way to partitions: to claim them, or to look. Raises EventError for a blank name.
    """
    wanted = " ".join(person.split())
    if not wanted:
        raise EventError("found no name, expected an e-mail address or a name", "bad_person")
    in_force = await desk.core.enactments.latest(tx)
    own = person if await tx.heads([person]) else None
    emails = {fold(wanted)} if "@" in wanted else set()
    names = set() if emails else {fold(wanted)}
    sought: set[str] = set()
    found: dict[str, Place] = {}
    while new := ({person, wanted} | emails) - sought:
        sought |= new
        for name, head in sorted((await heads(sorted(set(await tx.mentioning(new)) | set(found)))).items()):
            if name == own:
                continue
            kept = await tx.events(name)
            under = await desk.core.enactments.of(tx, head.enactment) if head.enactment else in_force
            vocabulary, pers = _language([in_force, under])
            events = list(read(kept, Reader(vocabulary)))
            who = identify(events, vocabulary, emails, names)
            who.texts |= {wanted} | emails
            found[name] = Place(name, head, kept, events, who, vocabulary, pers)
            emails |= who.emails
    return Found(own, [found[name] for name in sorted(found)], in_force.panel.vocabulary)


def _language(several: Sequence[InForce]) -> tuple[Vocabulary, frozenset[str]]:
    """Return the types and fields that policies know; where they contradict each other, those of the first."""
    pers = frozenset(rule.per for one in several for program in one.panel.programs for rule in program.rules)
    vocabularies = [one.panel.vocabulary for one in several]
    try:
        return united(vocabularies), pers
    except ValueError:
        return vocabularies[0], pers


def read(kept: Iterable[Kept], reader: Reader) -> Iterator[Event]:
    """Read events back, but for those that a vocabulary cannot take."""
    for one in kept:
        try:
            event = reader.read(one.raw)
        except EventError:
            continue
        event.known = one.known
        yield event


async def decisions_of(tx: Transaction, name: str) -> list[tuple[str, bytes]]:
    """Return all decisions of a partition with their places."""
    found: list[tuple[str, bytes]] = []
    while page := await tx.decisions(found[-1][0] if found else "", _PAGE, name):
        found += page
    return found
