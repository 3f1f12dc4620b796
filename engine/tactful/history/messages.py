"""One message, though several records tell of it, and the recipients it never reached."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from tactful.events.event import Event
from tactful.history.people import Person

SAME_MESSAGE = 60_000_000  # microseconds after the first record within which another may be of the same message
_NEAR = 100  # groups of the last minute, to the same people, that a record is compared with: bounds the work
_TOLD_BY_EACH = ("message", "purpose", "about", "channel", "kind", "subject", "text", "automatic", "returns")

People: TypeAlias = tuple[Person, ...]


class Message:
    """A message that was sent or received: the first record gives the time, missing fields come from the rest.

    `people` are those to whom it was sent, or who wrote it; `copied` those who got a copy.
    """

    __slots__ = ("bounced", "copied", "data", "first", "people", "sent")

    def __init__(self, first: Event, data: Mapping[str, Any], people: People, copied: People, sent: bool) -> None:
        self.first = first
        self.sent = sent
        self.people = people
        self.copied = copied
        self.data: dict[str, Any] = dict(data)
        self.bounced: set[int] = set()

    @property
    def automatic(self) -> bool:
        return self.data.get("automatic") is True

    def contradicts(self, data: Mapping[str, Any], copied: People) -> bool:
        """Say whether a record tells otherwise in a field that both give."""
        mine = self.data
        for name in _TOLD_BY_EACH:
            if name in data and name in mine and data[name] != mine[name]:
                return True
        return "cc" in data and "cc" in mine and _ids(copied) != _ids(self.copied)

    def absorb(self, data: Mapping[str, Any], copied: People) -> bool:
        """Take over what was missing; say whether that was anything."""
        missing = {name: value for name, value in data.items() if name not in self.data}
        self.data.update(missing)
        if "cc" in missing:
            self.copied = copied
        return bool(missing)

    def bounce(self, people: Iterable[Person] | None) -> None:
        """Mark recipients, or all of them, as not written to."""
        self.bounced |= _ids(self.people + self.copied if people is None else people)

    def reached(self, people: People) -> People:
        """Return those of its recipients from whom it did not come back."""
        return tuple(person for person in people if id(person) not in self.bounced) if self.bounced else people


class Mail:
    """The messages of one case, in the order of their first records."""

    __slots__ = ("_by_id", "_near", "_sent_to")

    def __init__(self) -> None:
        self._by_id: dict[tuple[bool, str], Message] = {}
        self._near: defaultdict[tuple[bool, frozenset[int]], deque[Message]] = defaultdict(_recent)
        self._sent_to: defaultdict[int, list[Message]] = defaultdict(list)

    def place(
        self, event: Event, data: Mapping[str, Any], people: People, copied: People, sent: bool
    ) -> tuple[Message, bool]:
        """Return the message that an event in history order tells of, and whether it is a new one."""
        name = data.get("message")
        message = self._by_id.get((sent, name)) if isinstance(name, str) else None
        near = self._near[sent, _ids(people)]
        if message is None:
            while near and event.time - near[0].first.time >= SAME_MESSAGE:
                near.popleft()
            message = next((one for one in near if not one.contradicts(data, copied)), None)
        new = message is None
        if message is None:
            message = Message(event, data, people, copied, sent)
            near.append(message)
            if sent:
                for person in people + copied:
                    self._sent_to[id(person)].append(message)
        if isinstance(name, str):
            self._by_id.setdefault((sent, name), message)
        return message, new

    def named(self, name: str) -> Message | None:
        """Return the sent message of this id."""
        return self._by_id.get((True, name))

    def latest_to(self, person: Person, until: int) -> Message | None:
        """Return the last message sent to a person, or copied to them, at or before an instant."""
        messages = self._sent_to.get(id(person), ())
        place = bisect_right(messages, until, key=_time)
        return messages[place - 1] if place else None


def _recent() -> deque[Message]:
    return deque(maxlen=_NEAR)


def _ids(people: Iterable[Person]) -> frozenset[int]:
    return frozenset(map(id, people))


def _time(message: Message) -> int:
    return message.first.time
