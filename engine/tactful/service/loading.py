"""Partitions loaded from the store when they are needed, and the most recent kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tactful.decisions import Decision, Partition
from tactful.decisions.partition import Named
from tactful.events.event import Event
from tactful.planning import Advice
from tactful.service.deciding import let_pass
from tactful.service.enactments import Enactments, InForce
from tactful.service.saying import advice_from, reported, said_by
from tactful.stores.store import Change, Conflict, Head, Kept, Said, Transaction, Unreadable

_VERSIONS = 1 << 32


@dataclass(slots=True)
class Loaded:
    """A partition in memory, as it stands at `head`, decided `under` an enactment. `cases` have events in it."""

    partition: Partition
    head: Head
    under: InForce
    cases: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """How many events it holds."""
        return len(self.partition.known)


@dataclass(slots=True)
class Step:
    """What is done to one partition in one transaction. The versions of a new one go on from `begins`."""

    loaded: Loaded
    before: Head
    decisions: list[Decision]
    said: list[Said] = field(default_factory=list)
    unsaid: list[Named] = field(default_factory=list)
    events: Sequence[Event] = ()
    begins: int = 0

    def change(self, enactment: int) -> Change:
        """Return it as the store takes it, and bring the loaded partition's head to where it leads."""
        partition = self.loaded.partition
        said, unsaid = said_by(self.decisions, partition.reported)
        renamed = {(one.policy, one.advice) for one in said} | set(unsaid)
        fresh = {event.case for event in self.events} - self.loaded.cases
        self.loaded.cases |= fresh
        version = (self.before.version or self.begins) + 1
        self.loaded.head = Head(version, partition.now, partition.next_due, enactment)
        return Change(
            partition.key,
            self.before,
            self.loaded.head,
            [Kept(event.source, event.id, event.known, event.raw) for event in self.events],
            sorted(fresh),
            [*(one for one in self.said if (one.policy, one.advice) not in renamed), *said],
            [*self.unsaid, *unsaid],
            [reported(decision) for decision in self.decisions],
        )


class Loader:
    """Loads partitions, and keeps in memory those used last: at most `partitions`, of at most `events` together."""

    def __init__(self, enactments: Enactments, *, partitions: int = 2_000, events: int = 200_000) -> None:
        self._enactments = enactments
        self._most = (partitions, events)
        self._kept: OrderedDict[str, Loaded] = OrderedDict()
        self._size = 0
        self._used: list[Loaded] = []

    async def begin(self, tx: Transaction, key: str, head: Head, in_force: InForce) -> Step:
        """Return a step at a claimed partition, brought up to the policies in force."""
        if head.enactment > in_force.number:
            if not await self._enactments.has(tx, head.enactment):
                raise Unreadable(f"a partition was decided under enactment {head.enactment}, and there is none")
            raise Conflict("other policies were put in force meanwhile")
        loaded = self._kept.get(key)
        self.drop((key,))
        if loaded is None or loaded.head != head:
            if head.version == 0:
                # Where it was there before and was forgotten, nobody's memory of that shall pass for it.
                begins = await tx.erasures() * _VERSIONS
                return Step(Loaded(Partition(in_force.panel, key), head, in_force), head, [], begins=begins)
            under = await self._enactments.of(tx, head.enactment)
            loaded = await self._load(tx, key, head, under)
        step = Step(loaded, head, [])
        for number in range(head.enactment + 1, in_force.number + 1):
            await self._enact(tx, step, await self._enactments.of(tx, number))
        return step

    async def events(self, tx: Transaction, key: str, head: Head, in_force: InForce) -> Sequence[Event]:
        """Return the events of a partition, as the policies in force read them."""
        loaded = self._kept.get(key)
        if loaded is not None and loaded.head == head and head.enactment == in_force.number:
            return loaded.partition.known
        return list(in_force.read(await tx.events(key)))

    def begun(self) -> None:
        """Begin a transaction: nothing of it is kept yet."""
        self._used.clear()

    def use(self, loaded: Iterable[Loaded]) -> None:
        """Note what is to be kept once the transaction is done."""
        self._used.extend(loaded)

    def keep_all(self) -> None:
        """Keep in memory what the transaction used, and let go of those used longest ago where that is too much."""
        partitions, events = self._most
        for loaded in self._used:
            self._kept[loaded.partition.key] = loaded
            self._size += loaded.size
        self._used.clear()
        while len(self._kept) > partitions or (self._size > events and len(self._kept) > 1):
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size

    def drop(self, keys: Iterable[str]) -> None:
        """Let go of partitions."""
        for key in keys:
            loaded = self._kept.pop(key, None)
            if loaded is not None:
                self._size -= loaded.size

    def clear(self) -> None:
        """Let go of all."""
        self._kept.clear()
        self._size = 0

    async def _load(self, tx: Transaction, key: str, head: Head, under: InForce) -> Loaded:
        said = {(one.policy, one.advice): advice_from(one, under.panel) for one in await tx.said(key)}
        partition = _resumed(key, head.clock, await tx.events(key), said, under)
        return Loaded(partition, head, under, {event.case for event in partition.known})

    async def _enact(self, tx: Transaction, step: Step, in_force: InForce) -> None:
        """Let time pass until other policies are put in force, and decide that instant under them."""
        old = step.loaded.partition
        since = in_force.enactment.since
        step.decisions += let_pass(old, since - 1)
        before, after = step.loaded.under.panel.policies, in_force.panel.policies
        said = dict(old.reported)
        if len(before) == len(after) == 1 and before[0][0] != after[0][0]:
            said = await self._renamed(tx, step, before[0][0], after[0][0])
        partition = _resumed(old.key, old.now, await tx.events(old.key), said, in_force, policy_changed=True)
        step.loaded = Loaded(partition, step.loaded.head, in_force, step.loaded.cases)
        step.decisions += partition.at(since if old.now is None else max(since, old.now + 1))

    async def _renamed(self, tx: Transaction, step: Step, old: str, new: str) -> dict[Named, Advice]:
        """A policy that advised alone is followed by one that does, whatever their names: so what it said is kept."""
        stored = {(one.policy, one.advice): one for one in await tx.said(step.loaded.partition.key)}
        said, unsaid = said_by(step.decisions, step.loaded.partition.reported)
        stored.update({(one.policy, one.advice): one for one in [*step.said, *said]})
        step.unsaid += [name for name in stored if name[0] == old] + unsaid
        step.said = [stored[name]._replace(policy=new) for name in step.loaded.partition.reported if name in stored]
        return {(new, advice): one for (_, advice), one in step.loaded.partition.reported.items()}


def _resumed(
    key: str,
    clock: int | None,
    kept: Iterable[Kept],
    said: dict[Named, Advice],
    in_force: InForce,
    *,
    policy_changed: bool = False,
) -> Partition:
    partition = Partition(in_force.panel, key)
    partition.known.extend(in_force.read(kept))
    partition.resume(clock or 0, said, policy_changed=policy_changed)
    return partition
