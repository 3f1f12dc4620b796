"""The ids of somebody's advice. They are hashes of the address: whoever guesses it finds the id, so they change too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tactful.events.event import Event
from tactful.events.vocabulary import Vocabulary
from tactful.history.people import fold
from tactful.planning.episode import identity
from tactful.privacy.identity import Identity, records_of
from tactful.privacy.pseudonyms import Pseudonyms

_INTERVIEW = ("interview", "about")


def new_ids(
    partition: str,
    advised: Iterable[tuple[str, str]],
    events: Sequence[Event],
    vocabulary: Vocabulary,
    pers: Iterable[str],
    who: Identity,
    pseudonyms: Pseudonyms,
    freed: Callable[[str], str],
) -> dict[str, str]:
    """Return the new id of each advice whose old one was made of an address, a name, or a key that names somebody.

    `advised` are the rules and cases that there was advice of, `pers` what rules count by.
    """
    fields = {*_INTERVIEW, *pers, *(declared.key for declared in vocabulary.values() if declared.key)}
    keys = {
        str(event.data[field])
        for event in events
        for field in fields
        if isinstance(event.data.get(field), str | int | float)
    }
    emails = {email: fold(pseudonyms.email(email)) for email in sorted(who.emails)}
    for _, record in records_of(events, vocabulary):
        if record.email:
            emails.setdefault(fold(record.email), fold(record.email))
    found: dict[str, str] = {}
    for rule, case in sorted(set(advised)):
        nodes = {"": ""} | emails
        for of, record in records_of(events, vocabulary):
            if of == case and record.name:
                name = fold(record.name)
                theirs = (case, name) in who.names
                nodes["\0".join((case, name))] = "\0".join((case, fold(pseudonyms.name(name)) if theirs else name))
        for old, new in nodes.items():
            for number in range(1, len(events) + 2) if old != new else ():
                found[_id(partition, rule, case, "", old, number)] = _id(partition, rule, case, "", new, number)
            for key in keys:
                other = freed(key)
                if old != new or key != other:
                    found[_id(partition, rule, case, key, old, 1)] = _id(partition, rule, case, other, new, 1)
    return found


def _id(partition: str, rule: str, case: str, key: str, node: str, number: int) -> str:
    return identity(partition, rule, case, key, node, str(number))
