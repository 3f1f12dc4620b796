"""One message, though several records tell of it, and the recipients it never reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tactful.events.event import Event
from tactful.history.people import Person

SAME_MESSAGE = 60_000_000  # microseconds after the first record within which another may be of the same message
_TOLD_BY_EACH = (
    "message",
    "purpose",
    "about",
    "channel",
    "kind",
    "subject",
    "text",
    "automatic",
    "cc",
    "returns",
)


class Message:
    """A message that was sent or received: the first record gives the time, missing fields come from the rest."""

    __slots__ = ("bounced", "data", "first", "people", "sent")

    def __init__(self, first: Event, people: tuple[Person, ...], sent: bool) -> None:
        self.first = first
        self.sent = sent
        self.people = people  # whom a sent message went to; who wrote a received one
        self.data: dict[str, Any] = dict(first.data)
        self.bounced: set[int] = set()

    @property
    def automatic(self) -> bool:
        return self.data.get("automatic") is True

    def contradicts(self, data: Mapping[str, Any]) -> bool:
        mine = self.data
        return any(name in data and name in mine and data[name] != mine[name] for name in _TOLD_BY_EACH)

    def absorb(self, data: Mapping[str, Any]) -> None:
        """Take over what was missing."""
        for name, value in data.items():
            self.data.setdefault(name, value)

    def bounce(self, people: Iterable[Person] | None) -> None:
        """Mark recipients, or all of them, as not written to."""
        reached = self.people if people is None else people
        self.bounced.update(id(person) for person in reached)

    @property
    def recipients(self) -> tuple[Person, ...]:
        """Whom a sent message was written to, those apart from whom it came back."""
        if not self.bounced:
            return self.people
        return tuple(person for person in self.people if id(person) not in self.bounced)


class Mail:
    """The messages of one case, in the order of their first records."""

    __slots__ = ("_by_id", "messages")

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._by_id: dict[tuple[bool, str], Message] = {}

    def place(self, event: Event, people: tuple[Person, ...], sent: bool) -> tuple[Message, bool]:
        """Return the message that an event in history order tells of, and whether it is a new one."""
        data = event.data
        name = data.get("message")
        message = self._by_id.get((sent, name)) if isinstance(name, str) else None
        if message is None:
            message = self._near(event, people, sent)
        new = message is None
        if message is None:
            message = Message(event, people, sent)
            self.messages.append(message)
        if isinstance(name, str):
            self._by_id.setdefault((sent, name), message)
        return message, new

    def named(self, name: str) -> Message | None:
        """Return the sent message of this id."""
        return self._by_id.get((True, name))

    def latest_to(self, person: Person, until: int) -> Message | None:
        """Return the last message sent to a person at or before an instant."""
        for message in reversed(self.messages):
            if message.sent and message.first.time <= until and person in message.people:
                return message
        return None

    def _near(self, event: Event, people: tuple[Person, ...], sent: bool) -> Message | None:
        found = None
        mine = {id(person) for person in people}
        for message in reversed(self.messages):
            if event.time - message.first.time >= SAME_MESSAGE:
                break
            if (
                message.sent is sent
                and mine == {id(person) for person in message.people}
                and not message.contradicts(event.data)
            ):
                found = message
        return found
