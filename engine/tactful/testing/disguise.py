"""Names, addresses and texts of a real history replaced by others, the same always by the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tactful.conditions.tree import Condition, FactType, tests
from tactful.events.event import Event, Person
from tactful.history.people import fold
from tactful.policy import Policy, Recipients, Trigger
from tactful.policy.values import ROLES

DOMAIN = "people.example"
_WORD = re.compile("[a-z][a-z0-9_-]{0,30}")
_FREE = frozenset(("company", "position", "subject", "text", "reason"))
_FORMATS = ("phone", "video", "onsite", "panel")
_CHANNELS = ("email", "card", "linkedin", "in_person")
_PURPOSES = ("thank-you", "check-in", "status", "reply", "keep-in-touch", "other", "any")
_KINDS = ("no_contact", "write_on", "via")
_KNOWN = frozenset((*_FORMATS, *_CHANNELS, *_PURPOSES, *_KINDS, *ROLES))


class Disguise:
    """Stands for one history: each name, address, id and text has one replacement, by the order of first mention.

    Words that the policy itself uses stay, and so do plain words that hold nobody's name. What people wrote freely is
    left out, or where `texts` is true replaced.
    """

    def __init__(self, policy: Policy, events: Iterable[Event], *, texts: bool = False) -> None:
        self._policy_words = _KNOWN | frozenset(_words(policy))
        self._texts = texts
        self._names: dict[str, str] = {}
        self._emails: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._real: set[str] = set()
        self._telling: set[str] = set()
        people = [person for event in events for person in people_of(event)]
        for name, email, _ in people:
            self._real |= {fold(part) for part in (name, email) if part}
        for text in self._real:
            self._telling |= {part for part in re.split(r"[\W_]+", text) if len(part) > 2}
        self._number = 0
        for person in people:
            self._meet(person)

    def name(self, text: str) -> str:
        """Return the replacement of a person's name."""
        return self._names[fold(text)]

    def email(self, text: str) -> str:
        """Return the replacement of an address."""
        return self._emails[fold(text)]

    def address(self, text: str | None) -> str | None:
        """Return the replacement of an e-mail or, where there is none, of a name."""
        if text is None:
            return None
        return self._emails.get(fold(text)) or self._names.get(fold(text)) or text

    def person(self, person: Person) -> str | dict[str, str]:
        """Return a person as a test lists them."""
        name, email, role = person
        listed = {}
        if name:
            listed["name"] = self.name(name)
        if email:
            listed["email"] = self.email(email)
        if role:
            listed["role"] = self.word("role", role)
        return listed["email"] if list(listed) == ["email"] else listed

    def label(self, kind: str, text: str) -> str:
        """Return a short id: the kind, and a number by the order of first mention."""
        known = self._given.get((kind, text))
        if known is None:
            count = self._counts[kind] = self._counts.get(kind, 0) + 1
            known = self._given[kind, text] = f"{kind}{count}"
        return known

    def word(self, field: str, text: str) -> str:
        """Return a word of the author's or importer's choice as it is; anything that could name somebody replaced."""
        if text in self._policy_words:
            return text
        if _WORD.fullmatch(text) and not any(part in text for part in self._telling):
            return text
        return self.label(f"{field}-", text)

    def text(self, field: str, text: str) -> str | None:
        """Return what stands for a text of a field; None where it is left out."""
        if field not in _FREE or text in self._policy_words:
            return self.word(field, text)
        return self.label(f"{field}-", text) if self._texts else None

    def _meet(self, person: Person) -> None:
        name, email = (fold(part) if part else None for part in person[:2])
        number = None
        if email is not None and email in self._emails:
            number = self._emails[email].partition("@")[0].removeprefix("p")
        elif name is not None and name in self._names:
            number = self._names[name].removeprefix("person-")
        if number is None or (email is not None and email not in self._emails and self._taken(number)):
            number = self._next()
        if name is not None:
            self._names.setdefault(name, f"person-{number}")
        if email is not None:
            self._emails.setdefault(email, f"p{number}@{DOMAIN}")

    def _taken(self, number: str) -> bool:
        return f"p{number}@{DOMAIN}" in self._emails.values()

    def _next(self) -> str:
        while True:
            self._number += 1
            if not self._real & {f"person-{self._number}", f"p{self._number}@{DOMAIN}"}:
                return str(self._number)


def people_of(event: Event) -> Iterator[Person]:
    """Yield everybody whom an event lists, the candidate and former names too."""
    for value in event.data.values():
        for one in value if isinstance(value, tuple) and not isinstance(value, Person) else (value,):
            if isinstance(one, Person):
                yield one


def _words(policy: Policy) -> Iterator[str]:
    """Yield the words that a policy uses of its own: purposes, channels, and what its conditions look for."""
    for rule in policy.rules:
        yield rule.purpose
        yield from rule.channels or ()
    for rule in policy.rules:
        yield from _of_trigger(rule.trigger)
        yield from _of_trigger(rule.stop)
        yield from _of_people(rule.recipients)
    for hold in policy.holds:
        yield from _of_trigger(hold.trigger)
        yield from _of_trigger(hold.release)
    selections = [rule.forbids for rule in policy.rules]
    selections += [hold.selects for hold in policy.holds] + [stop.selects for stop in policy.stops]
    selections += [limit.selects for limit in policy.limits]
    for selection in selections:
        if selection is not None:
            yield from selection.purposes or ()
            yield from selection.channels or ()
            yield from _of_people(selection.recipients)
    for stop in policy.stops:
        yield from _of_trigger(stop.trigger)


def _of_people(people: Recipients | None) -> Iterator[str]:
    while people is not None:
        yield from people.who
        if people.via is not None:
            yield people.via
        yield from _literals(people.condition)
        people = people.fallback


def _of_trigger(trigger: Trigger | None) -> Iterator[str]:
    return _literals(None if trigger is None else trigger.condition)


def _literals(condition: Condition | None) -> Iterator[str]:
    for test in () if condition is None else tests(condition):
        yield test.fact.rpartition(".")[2]
        if test.type is FactType.TEXT:
            for value in test.value if isinstance(test.value, tuple) else (test.value,):
                if isinstance(value, str):
                    yield value
