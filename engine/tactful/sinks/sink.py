"""What a sink gets, what it must do, and how it says that it could not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from tactful.errors import EventError, TactfulError
from tactful.stores.store import Entry
from tactful.timing.texts import quoted

OVERTAKEN_BY = "overtakenby"

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class SinkError(TactfulError):
    """A sink could not deliver. `code` is stable; the text names no person, address, secret or query.

    `again` says that the same may well succeed later; where it is False the delivery is set aside at once.
    `retry_after` is how many seconds the receiver asked to be left alone.
    """

    def __init__(self, message: str, code: str, *, again: bool = True, retry_after: int = 0) -> None:
        self.code = code
        self.again = again
        self.retry_after = retry_after
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A decision on its way to a sink. The same `id` may come more than once, and is then the same decision.

    `json` is the decision's CloudEvent, `attempt` counts from 1. `overtaken_by` is the type of the latest later
    decision of the same advice, where there is one by now: an `advice.opened` that is overtaken by `advice.expired`
    tells what was, and is nothing to act upon.
    """

    id: str
    case: str
    json: bytes = field(repr=False)
    attempt: int = 1
    overtaken_by: str | None = None

    @classmethod
    def of(cls, entry: Entry) -> Delivery:
        """Return the delivery that an entry of the outbox stands for."""
        return cls(entry.id, entry.case, entry.json, entry.attempts + 1, entry.overtaken_by)

    @property
    def decision(self) -> dict[str, Any]:
        """What is handed over, as plain data."""
        record: dict[str, Any] = orjson.loads(self.to_json())
        return record

    def to_json(self) -> bytes:
        """Return the CloudEvent to hand over: its own bytes, and `overtakenby` only where it is overtaken."""
        if self.overtaken_by is None:
            return self.json
        return orjson.dumps({**orjson.loads(self.json), OVERTAKEN_BY: self.overtaken_by})


class Sink(Protocol):
    """Where decisions are delivered to. `name` is unique in a service, and stays the same from one start to the next.

    Its coroutines never suspend in blocking use: the service runs them to their end in one step.
    """

    name: str

    def bind(self, *, asynchronous: bool) -> None:
        """Be told, before all else, whether there is an event loop; raise EventError where that cannot be."""

    async def send(self, delivery: Delivery) -> None:
        """Deliver. When this returns, the decision has arrived; SinkError is every way in which it has not."""

    async def close(self) -> None:
        """Let go of files and connections."""


def checked_name(name: str) -> str:
    """Return the name of a sink; raise EventError, `bad_name`, where it is none."""
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        found = quoted(name) if isinstance(name, str) else f"a {type(name).__name__}"
        raise EventError(
            f"found {found} as a sink's name, expected at most 64 of a-z, 0-9, `-`, `_` and `.`, such as `tracker`",
            "bad_name",
        )
    return name
