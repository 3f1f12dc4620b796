"""What a service does, once for blocking and asyncio programs: each step is one transaction."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from tactful.decisions import Decision
from tactful.errors import StoreError
from tactful.policy.model import Policy
from tactful.replaying import EventLike, as_known
from tactful.service import intake
from tactful.service.deciding import let_pass, take_in
from tactful.service.driving import Gate, gate
from tactful.service.enactments import Enactment, Enactments, InForce
from tactful.service.intake import Intake
from tactful.service.loading import Loader, Step
from tactful.stores.store import DAMAGED, Conflict, Head, Store, Transaction, Unreadable

T = TypeVar("T")

_ATTEMPTS = 50
_PAUSE = 0.002
_CHUNK = 100
_MOST_DAMAGED = 1_000


class Core:
    """Joins policies, store and clock. `sinks` are the names of those to whom decisions go."""

    def __init__(self, store: Store, clock: Callable[[], int], sinks: Sequence[str], cache: int) -> None:
        self.store = store
        self.clock = clock
        self.sinks = tuple(sinks)
        self.gate: Gate = gate(asynchronous=store.asynchronous)
        self.enactments = Enactments()
        self.loader = Loader(self.enactments, partitions=cache)

    async def open(self, policies: Sequence[Policy] | None) -> Enactment:
        """Put policies in force, or go on with those that are where there are none."""

        async def step(tx: Transaction) -> Enactment:
            if policies is not None:
                return await self.enactments.enact(tx, policies, self.clock(), "opened")
            return (await self.enactments.latest(tx)).enactment

        return await self.change(step)

    async def process_all(self, events: Iterable[EventLike]) -> Intake:
        """Take events in, all in one transaction; one that cannot be taken is told of and keeps no other back."""
        records = list(events)
        now = self.clock()
        damaged: dict[str, StoreError] = {}

        async def step(tx: Transaction) -> Intake:
            in_force = await self.enactments.latest(tx)
            found = Intake(intake.read(records, in_force.reader, now))
            stored = await tx.find(intake.keys(found.results))
            fresh = intake.settle(found.results, stored)
            if not fresh:
                return found
            heads = await tx.claim(fresh)
            steps = []
            for key, of_partition in fresh.items():
                one = await self._begun(tx, key, heads[key], in_force, damaged)
                if one is None:
                    intake.refuse(found.results, key, damaged[key])
                    continue
                one.events = sorted(of_partition, key=as_known)
                one.decisions += take_in(one.loaded.partition, one.events)
                steps.append(one)
            found.decisions = await self._write(tx, steps, in_force)
            return found

        return await self._despite(damaged, step)

    async def advance(self, limit: int | None = None) -> list[Decision]:
        """Report what time alone has changed, each change at its instant, in partitions up to `limit`.

        It is done in many transactions. A partition that is damaged is left out and keeps no other back. Raises
        StoreError where there is one, once the others are done, and where a transaction fails: its `decisions` are
        those that were made all the same.
        """
        now = self.clock()
        found: list[Decision] = []
        damaged: dict[str, StoreError] = {}
        left, more = limit, True
        try:
            while more and (left is None or left > 0):
                chunk = _CHUNK if left is None else min(_CHUNK, left)
                more, count, decisions = await self._despite(damaged, partial(self._advance, now, chunk, damaged))
                found += decisions
                left = None if left is None else left - count
            if damaged:
                first = next(iter(damaged.values()))
                others = f"; so it is in {len(damaged)} partitions" if len(damaged) > 1 else ""
                raise StoreError(f"{first}{others}", first.code)
        except StoreError as error:
            error.decisions = sorted(found, key=lambda decision: decision.order)
            error.more = more and error.code == DAMAGED
            raise
        return sorted(found, key=lambda decision: decision.order)

    async def next_due(self) -> int | None:
        """Return the instant at which to advance again if nothing else happens: a hint; 0 where that is overdue."""

        async def step(tx: Transaction) -> int | None:
            return await tx.next_wake((await self.enactments.latest(tx)).number)

        return await self.look(step)

    async def change(self, step: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do a step in one transaction, from the start again where somebody else was first.

        Where it fails nothing has changed, and nothing in memory is taken to be so.
        """
        for attempt in range(_ATTEMPTS):
            if attempt > 1 and self.store.asynchronous:
                await sleep((attempt - 1) * _PAUSE)
            async with self.gate:
                self.loader.begun()
                try:
                    async with self.store.writing() as tx:
                        done = await step(tx)
                except BaseException as error:
                    # An enactment that was undone may come again with other policies.
                    self.enactments.forget()
                    if not isinstance(error, Conflict):
                        raise
                    continue
                self.loader.keep_all()
                return done
        raise Conflict(f"others were first {_ATTEMPTS} times, try again later")

    async def look(self, step: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do a step that changes nothing."""
        async with self.gate, self.store.reading() as tx:
            return await step(tx)

    async def _advance(
        self, now: int, limit: int, damaged: dict[str, StoreError], tx: Transaction
    ) -> tuple[bool, int, list[Decision]]:
        """Return whether there may be more, in how many partitions time has passed, and the decisions."""
        in_force = await self.enactments.latest(tx)
        asked = limit + len(damaged)
        heads = await tx.due(now, in_force.number, asked)
        steps = []
        for key, head in sorted(heads.items()):
            step = await self._begun(tx, key, head, in_force, damaged)
            if step is not None:
                step.decisions += let_pass(step.loaded.partition, now)
                steps.append(step)
        return len(heads) == asked, len(steps), await self._write(tx, steps, in_force)

    async def _begun(
        self, tx: Transaction, key: str, head: Head, in_force: InForce, damaged: dict[str, StoreError]
    ) -> Step | None:
        """Return a step at a claimed partition, None where it is damaged. Raises what ends the transaction."""
        if key in damaged:
            return None
        try:
            return await self.loader.begin(tx, key, head, in_force)
        except StoreError as error:
            if error.code != DAMAGED:
                raise
            damaged[key] = error
            if not isinstance(error, Unreadable):
                raise
            return None

    async def _despite(self, damaged: dict[str, StoreError], step: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do a step in one transaction, again without the partition whose damage has ended it."""
        while True:
            known = len(damaged)
            try:
                return await self.change(step)
            except StoreError as error:
                if error not in damaged.values() or not known < len(damaged) <= _MOST_DAMAGED:
                    raise

    async def _write(self, tx: Transaction, steps: Sequence[Step], in_force: InForce) -> list[Decision]:
        if steps:
            await tx.write([step.change(in_force.number) for step in steps], self.sinks)
        self.loader.use(step.loaded for step in steps)
        decisions = [decision for step in steps for decision in step.decisions]
        decisions.sort(key=lambda decision: decision.order)
        return decisions
