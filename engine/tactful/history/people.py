"""Who is who: several records of one person, joined by e-mail within a partition and by name within a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from tactful.events.event import Person as Listed

Node: TypeAlias = "str | tuple[str, str]"
"""What records are joined by: a folded e-mail, or a case and a folded name."""


class Person:
    """Somebody at the other side, as known up to the instant that was last recorded.

    `keys` name the person in the identity of advice: in each case by their earliest record, which outlives a learnt
    address, with the number of that record. `roles` is by case, `zone` the time zone they last wrote from, `cases`
    where they are known.
    """

    __slots__ = ("cases", "email", "keys", "name", "nodes", "opted_out", "roles", "zone")

    def __init__(self) -> None:
        self.keys: dict[str, tuple[int, str]] = {}
        self.nodes: list[Node] = []
        self.name: str | None = None
        self.email: str | None = None
        self.roles: dict[str, str] = {}
        self.cases: list[str] = []
        self.zone: dt.tzinfo | None = None
        self.opted_out = False

    @property
    def address(self) -> str:
        """The e-mail, else the name."""
        return self.email or self.name or ""

    def update(self, case: str, listed: Listed) -> bool:
        """Take over what a later event says; what it leaves out stays. True where the address is another now."""
        name, email, role = listed
        if name:
            self.name = name
        if role:
            self.roles[case] = role
        if email and email != self.email and (self.email is None or fold(self.email) != fold(email)):
            self.email = email
            return True
        return False


@lru_cache(maxsize=16_384)
def fold(name: str) -> str:
    """Return a name or address as it is compared: case and runs of blanks do not matter."""
    return " ".join(name.split()).casefold()


class People:
    """The people of one partition."""

    __slots__ = ("_count", "_nodes", "_shared")

    def __init__(self) -> None:
        self._nodes: dict[Node, Person] = {}
        self._shared: set[tuple[str, str]] = set()
        self._count = 0

    def share_names(self, case: str, listed: Sequence[Listed]) -> bool:
        """Note the names that one event lists with two e-mails; False where such a name had joined records."""
        if len(listed) < 2:
            return True
        emails: dict[str, str] = {}
        unchanged = True
        for one in listed:
            if one.name and one.email:
                name, email = fold(one.name), fold(one.email)
                node = (case, name)
                if emails.setdefault(name, email) != email and node not in self._shared:
                    self._shared.add(node)
                    unchanged = unchanged and node not in self._nodes
        return unchanged

    def admit(self, case: str, records: Iterable[Sequence[Listed]], *, joining: bool) -> bool:
        """Make each record known; the members of one record are one person.

        Where two known people turn out to be one, join them if `joining`, else return False: the past has changed.
        """
        for record in records:
            nodes = [node for listed in record for node in self._nodes_of(case, listed)]
            known = {id(person): person for node in nodes if (person := self._nodes.get(node))}
            if len(known) > 1:
                if not joining:
                    return False
                person = self._join(list(known.values()))
            elif known:
                (person,) = known.values()
            else:
                person = Person()
            if case not in person.keys:
                self._count += 1
                first = nodes[0]
                person.keys[case] = (self._count, first if isinstance(first, str) else "\0".join(first))
            for node in nodes:
                if node not in self._nodes:
                    self._nodes[node] = person
                    person.nodes.append(node)
        return True

    def find(self, case: str, listed: Listed) -> Person:
        """Return the person that an admitted record stands for."""
        if listed.email:
            return self._nodes[fold(listed.email)]
        return self._nodes[(case, fold(listed.name or ""))]

    def _nodes_of(self, case: str, listed: Listed) -> list[Node]:
        nodes: list[Node] = [fold(listed.email)] if listed.email else []
        if listed.name:
            named = (case, fold(listed.name))
            if not (listed.email and named in self._shared):
                nodes.append(named)
        return nodes

    def _join(self, people: list[Person]) -> Person:
        largest = max(people, key=lambda person: len(person.nodes))
        for person in people:
            if person is not largest:
                for node in person.nodes:
                    self._nodes[node] = largest
                largest.nodes += person.nodes
                for case, key in person.keys.items():
                    largest.keys[case] = min(key, largest.keys.get(case, key))
        return largest
