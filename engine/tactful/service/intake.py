"""What becomes of each event that is taken in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tactful.decisions import Decision
from tactful.errors import EventError, StoreError
from tactful.events.event import Event, Reader, canonical, canonical_json
from tactful.replaying import EventLike
from tactful.stores.store import EventKey
from tactful.timing.texts import quoted

TAKEN = "taken"
COPY = "copy"
REFUSED = "refused"

_LONGEST = 500


@dataclass(slots=True)
class Result:
    """What became of one event: it was `taken`, is a `copy` of one that the store has, or was `refused` for `error`.

    `error` is a StoreError where the store cannot read what it holds of the partition. `notes` are remarks on an event
    that was taken all the same.
    """

    status: str
    event: Event | None = None
    error: EventError | StoreError | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        record: dict[str, Any] = {"status": self.status}
        if self.event is not None:
            record |= {"source": self.event.source, "id": self.event.id}
            if self.event.notes:
                record["notes"] = [{"code": note.code, "text": note.text} for note in self.event.notes]
        if self.error is not None:
            record |= {"code": self.error.code, "error": str(self.error)}
        return record


@dataclass(slots=True)
class Intake:
    """What came of taking in some events: a result for each, in their order, and the decisions, sorted."""

    results: list[Result] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def refused(self) -> list[Result]:
        """The results of those that were refused."""
        return [result for result in self.results if result.status == REFUSED]


def read(events: Iterable[EventLike], reader: Reader, now: int) -> list[Result]:
    """Read events that are learnt now. None is known later than now, whatever it says of itself."""
    results = []
    for record in events:
        try:
            event = reader.read(record.raw if isinstance(record, Event) else record, learnt=now)
            _check_names(event)
        except EventError as error:
            results.append(Result(REFUSED, None, error))
        else:
            event.known = min(event.known, now)
            results.append(Result(TAKEN, event))
    return results


def _check_names(event: Event) -> None:
    """Refuse what not every store can keep in an index."""
    for name, value in (
        ("id", event.id),
        ("source", event.source),
        ("subject", event.case),
        ("partitionkey", event.partition),
    ):
        if "\0" in value or (len(value) > _LONGEST // 4 and len(value.encode("utf-8", "replace")) > _LONGEST):
            what = f"expected at most {_LONGEST} bytes without a NUL"
            raise EventError(f"`{name}`: found {quoted(value[:40])}, {what}", "bad_attribute")


def keys(results: Sequence[Result]) -> set[EventKey]:
    """Return the keys of the events that could be read."""
    return {(event.source, event.id) for event in _events(results)}


def settle(results: Sequence[Result], stored: dict[EventKey, bytes]) -> dict[str, list[Event]]:
    """Tell the new events from those that are there already; return the new ones by partition, in order of its name."""
    taken: dict[EventKey, Event] = {}
    fresh: dict[str, list[Event]] = {}
    for result in results:
        event = result.event
        if event is None:
            continue
        key = (event.source, event.id)
        before = stored.get(key)
        if before is None and key in taken:
            before = taken[key].raw
        if before is None:
            taken[key] = event
            fresh.setdefault(event.partition, []).append(event)
        elif canonical_json(before) == canonical(event):
            result.status = COPY
        else:
            text = f"a different event under the used id {quoted(event.id)} of source {quoted(event.source)}"
            result.status, result.error = REFUSED, EventError(text, "used_id")
    return dict(sorted(fresh.items()))


def refuse(results: Iterable[Result], partition: str, error: StoreError) -> None:
    """Refuse the new events of a partition."""
    for result in results:
        if result.status == TAKEN and result.event is not None and result.event.partition == partition:
            result.status, result.error = REFUSED, error


def _events(results: Iterable[Result]) -> Iterator[Event]:
    return (result.event for result in results if result.event is not None)
