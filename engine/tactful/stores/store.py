"""What a store must do. It keeps events and what was reported of them; advice is always computed.

All methods are coroutines, so that one service serves blocking and asyncio programs alike. In a store that blocks they
never suspend: a blocking service runs them to their end in one step. Instants are microseconds since 1970 UTC.
Every failure is a StoreError; no other exception leaves a store.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias

from tactful.errors import StoreError

EventKey: TypeAlias = tuple[str, str]
"""The `source` and `id` of an event."""


DAMAGED = "store_damaged"
"""The code of a StoreError where what a store holds cannot be read. Unless it is Unreadable the transaction is over."""


class Unreadable(StoreError):  # noqa: N818
    """What a store holds makes no sense, though the store gave it; the transaction can go on."""

    def __init__(self, message: str) -> None:
        super().__init__(message, DAMAGED)


class Conflict(StoreError):  # noqa: N818
    """Somebody else was first. The transaction is undone; taken up again from the start it will go well."""

    def __init__(self, message: str = "somebody else was first") -> None:
        super().__init__(message, "conflict", again=True)


class Head(NamedTuple):
    """Where a partition stands. A new one has `version` 0.

    `clock` is the last instant that was decided, `wake` the next at which time alone may change something (a hint: what
    is due is computed), `enactment` the number of the last one that the partition was decided under, 0 before any.
    `version` grows by one with every change.
    """

    version: int = 0
    clock: int | None = None
    wake: int | None = None
    enactment: int = 0


class Kept(NamedTuple):
    """An event in the store: the JSON as received, and the instant at which it was taken in."""

    source: str
    id: str
    known: int
    raw: bytes


class Said(NamedTuple):
    """What was last reported of one advice. `policy` is the policy's name; `order` its rule's place among all rules.

    `decision` is the JSON of the decision that reported it. `zone` is an IANA name, or an offset in seconds.
    """

    policy: str
    advice: str
    case: str
    key: str | None
    order: int
    verdict: str
    purpose: str
    opens: int | None
    due: int | None
    expires: int | None
    zone: str
    decision: bytes


class Reported(NamedTuple):
    """A decision to be kept. `policy` and `advice` name the advice that it is of; `json` is the CloudEvent."""

    id: str
    case: str
    policy: str
    advice: str
    type: str
    time: int
    json: bytes


class Change(NamedTuple):
    """All that one step does to a partition. `before` is the head that it starts from, `after` the one it leads to.

    `events` are new, in the order in which they are to be read back; `cases` those that the partition had no event of;
    `said` replaces what was said of the same advice; `unsaid` (policy, advice) is no longer said; `decisions` are in
    their order.
    """

    partition: str
    before: Head
    after: Head
    events: Sequence[Kept] = ()
    cases: Collection[str] = ()
    said: Sequence[Said] = ()
    unsaid: Collection[tuple[str, str]] = ()
    decisions: Sequence[Reported] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision that is to be delivered to a sink. `place` is its place in the order of decisions.

    `attempts` counts those that failed; `due` is the instant of the next. `overtaken_by` is the type of the latest
    decision of the same advice in the store, where there is one after this. `error` is the last failure.
    """

    sink: str
    place: str
    case: str
    id: str
    json: bytes
    attempts: int = 0
    due: int = 0
    overtaken_by: str | None = None
    error: str = ""


class Listed(NamedTuple):
    """An advice found by a question over all cases, and its partition."""

    partition: str
    said: Said


@dataclass(frozen=True, slots=True)
class Question:
    """Which advice to list: a filter that is None lets all pass. `after` is the (case, policy, advice) last seen."""

    verdicts: Collection[str] | None = None
    purposes: Collection[str] | None = None
    policies: Collection[str] | None = None
    due_before: int | None = None
    after: tuple[str, str, str] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Rewriting:
    """New JSON for what a partition holds, and nothing else changed. `events` are by their key, `decisions` by place.

    `keys` gives events another (source, id); `said` replaces all that was said; `names` gives decisions, by place,
    another id and another advice that they are of.
    """

    events: Mapping[EventKey, bytes]
    keys: Mapping[EventKey, EventKey]
    decisions: Mapping[str, bytes]
    said: Sequence[Said]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Transaction(Protocol):
    """One look at a store, or one change: all of it happens, or nothing.

    A partition is claimed before it is changed, and stays claimed until the end of the transaction, also against other
    processes; when a process dies, its claims end.
    """

    # partitions and their events

    async def claim(self, partitions: Collection[str]) -> dict[str, Head]:
        """Claim partitions, waiting for others to let go, and return where each stands; of none known, the new head."""

    async def due(self, now: int, enactment: int, limit: int) -> dict[str, Head]:
        """Claim partitions whose wake is not after `now`, or that were decided under an earlier enactment.

        Those that others have claimed are left out. The earliest wake comes first.
        """

    async def heads(self, partitions: Collection[str]) -> dict[str, Head]:
        """Return where those partitions stand that there are, without a claim."""

    async def next_wake(self, enactment: int) -> int | None:
        """Return the earliest wake of all partitions; 0 where one was decided under an earlier enactment."""

    async def partitions_of(self, case: str) -> list[str]:
        """Return the partitions with an event of a case, sorted."""

    async def partitions(self, after: str, limit: int) -> list[str]:
        """Return the names of partitions in their order, those after a name; `""` comes before all."""

    async def find(self, keys: Collection[EventKey]) -> dict[EventKey, bytes]:
        """Return the JSON of those of these events that the store has."""

    async def events(self, partition: str) -> list[Kept]:
        """Return the events of a partition, in the order in which they were taken in."""

    async def news(self, mark: str) -> tuple[str, list[str] | None]:
        """Keep others from changing events before the end of the transaction, and say what has changed since a mark.

        Return a new mark, and the partitions with new events, sorted; None in their place where others have changed as
        well, since something was rewritten or forgotten, and for the mark `""`. It is asked where something is changed.
        """

    async def erasures(self) -> int:
        """Return a count that grows with every transaction that rewrites or forgets something."""

    async def said(self, partition: str) -> list[Said]:
        """Return what was last reported of each advice of a partition, by policy and advice."""

    async def write(self, changes: Sequence[Change], sinks: Sequence[str] = ()) -> None:
        """Make the changes, with an entry in the outbox for each decision and sink.

        Raises Conflict where a partition stands no longer where its change starts from, or an event's key is used.
        """

    # advice and decisions

    async def partition_of_advice(self, advice: str) -> list[str]:
        """Return the partitions where something was said of an advice of this id, sorted."""

    async def listed(self, question: Question) -> list[Listed]:
        """Return what was said last, by case, policy and advice."""

    async def decisions(self, after: str, limit: int, partition: str | None = None) -> list[tuple[str, bytes]]:
        """Return decisions with their places, of all partitions or one, in the order of places: those after a place.

        `""` comes before all. Nothing ever appears before a place that was returned.
        """

    # the outbox

    async def lease(self, sink: str, now: int, until: int, limit: int) -> list[Entry]:
        """Take entries out to be delivered, in order; nobody else gets them before `until`.

        A case is left out while an earlier entry of it is taken, or waits for its next attempt.
        """

    async def delivered(self, sink: str, until: int, places: Collection[str]) -> None:
        """Remove entries that were delivered, of those taken by the lease `until`.

        What somebody else has taken since stays: they deliver it again, and later ones of its case wait for them.
        """

    async def put_back(self, sink: str, until: int, place: str, attempts: int, due: int | None, error: str) -> None:
        """Let an entry wait until `due`, or set it aside where that is None; all of its case of that lease are free.

        Nothing changes where it is no longer taken by the lease `until`.
        """

    async def waiting(self, sink: str | None, *, aside: bool, after: str, limit: int) -> list[Entry]:
        """Return entries that were set aside, or those that were not, after a place."""

    async def retry(self, sink: str, places: Collection[str] | None, now: int) -> int:
        """Bring back entries that were set aside, all where `places` is None; return how many."""

    async def next_delivery(self, sinks: Collection[str]) -> int | None:
        """Return the earliest instant at which one of these sinks has something to be delivered."""

    # records: what is small and read by name, such as policies, enactments and keys

    async def record(self, kind: str, name: str) -> bytes | None:
        """Return a record."""

    async def records(self, kind: str) -> dict[str, bytes]:
        """Return all records of a kind, by name in its order."""

    async def put(self, kind: str, name: str, value: bytes, *, new: bool = False) -> None:
        """Write a record; raises Conflict where it should be `new` and is not."""

    async def drop(self, kind: str, name: str) -> bool:
        """Remove a record; say whether there was one."""

    # privacy

    async def mentioning(self, texts: Collection[str]) -> list[str]:
        """Return the partitions where an event, a decision or the name holds one of some texts, in upper or lower case.

        More may be returned than do.
        """

    async def rewrite(self, partition: str, head: Head, rewriting: Rewriting) -> None:
        """Rewrite what a claimed partition holds, and set its head. What was there before cannot be read any more."""

    async def forget(self, partition: str) -> None:
        """Remove a claimed partition with its events, decisions and entries; it cannot be read any more."""

    async def forget_decisions(self, before: int) -> int:
        """Remove decisions from before an instant that no sink waits for; return how many."""

    async def idle(self, before: int, limit: int) -> list[str]:
        """Return partitions that no wake waits for and whose clock is before an instant."""

    async def counts(self) -> dict[str, int]:
        """Return how much there is: `partitions`, `events`, `decisions`, `waiting`, `aside`."""


class Store(Protocol):
    """A place where cases are kept. `asynchronous` says whether its coroutines may suspend.

    `writing` begins a change, `reading` a look at one moment of the store. A change that fails is undone.
    """

    asynchronous: bool

    def writing(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction that may change something; it is done when the block ends without an exception."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction that changes nothing."""

    async def close(self) -> None:
        """Let go of files and connections."""
