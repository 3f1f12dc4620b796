"""What both kinds of service offer, as coroutines over one core."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from typing import TypeAlias

from tactful.decisions import Decision
from tactful.errors import EventError, StoreError
from tactful.explaining import Explanation
from tactful.moments import Moment, instant_from, moment_from
from tactful.planning import Advice, Plan, Policies
from tactful.policy.model import Policy
from tactful.replaying import EventLike
from tactful.service import asking, paging
from tactful.service.core import Core
from tactful.service.delivering import Delivered, deliver
from tactful.service.enactments import Enactment
from tactful.service.intake import Intake
from tactful.service.paging import Page, allowed
from tactful.sinks.pauses import Retry
from tactful.sinks.sink import Sink
from tactful.standing import Standing
from tactful.stores.opening import open_store
from tactful.stores.store import Question, Store

Clock: TypeAlias = Callable[[], Moment]
"""Returns the moment that it is."""


def machine_clock() -> dt.datetime:
    """Return the moment by the clock of the machine, in UTC."""
    return dt.datetime.now(dt.UTC)


class Desk:
    """The core with its sinks. Its coroutines suspend only where the store or a sink is made for asyncio."""

    def __init__(self, core: Core, sinks: Sequence[Sink], retry: Retry) -> None:
        self.core = core
        self.sinks = tuple(sinks)
        self.retry = retry

    async def process(self, event: EventLike) -> list[Decision]:
        found = await self.core.process_all([event])
        for result in found.refused:
            assert result.error is not None
            raise result.error
        return found.decisions

    async def process_all(self, events: Iterable[EventLike]) -> Intake:
        return await self.core.process_all(events)

    async def advance(self, limit: int | None) -> list[Decision]:
        return await self.core.advance(limit)

    async def next_due(self) -> dt.datetime | None:
        wake = await self.core.next_due()
        return None if wake is None else moment_from(wake)

    async def deliver(self, limit: int) -> Delivered:
        total = Delivered()
        for sink in self.sinks:
            total += await self.deliver_to(sink, limit)
        return total

    async def deliver_to(self, sink: Sink, limit: int) -> Delivered:
        return await deliver(self.core, sink, self.retry, limit)

    async def advise(self, case: str, now: Moment | None) -> Plan:
        return await asking.plan_for(self.core, case, self._at(now))

    async def advice(
        self,
        verdicts: Iterable[str] | None,
        purposes: Iterable[str] | None,
        policies: Iterable[str] | None,
        strengths: Iterable[str] | None,
        due_before: Moment | None,
        after: str | None,
        limit: int,
    ) -> Page:
        question = Question(
            allowed(verdicts),
            allowed(purposes),
            allowed(policies),
            None if due_before is None else instant_from(due_before),
            None if after is None else paging.place_of(after),
            limit,
        )
        return await paging.page(self.core, question, allowed(strengths), self.core.clock())

    async def explain(self, case: str, now: Moment | None, rule: str | None) -> Explanation:
        return await asking.explanation(self.core, case, self._at(now), rule)

    async def still_valid(self, advice: Advice | Decision | str, now: Moment | None, case: str | None) -> Standing:
        return await asking.standing(self.core, advice, self._at(now), case)

    async def decisions(self, after: str, limit: int) -> list[tuple[str, bytes]]:
        most = max(0, min(limit, paging.MOST))
        return await self.core.look(lambda tx: tx.decisions(after, most))

    async def in_force(self) -> Enactment:
        return await self.core.look(self._in_force)

    async def enactments(self) -> list[Enactment]:
        return await self.core.look(self.core.enactments.history)

    async def close(self) -> None:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.core.store.close)
            for sink in self.sinks:
                stack.push_async_callback(sink.close)

    async def _in_force(self, tx: object) -> Enactment:
        return (await self.core.enactments.latest(tx)).enactment  # type: ignore[arg-type]

    def _at(self, now: Moment | None) -> int:
        return self.core.clock() if now is None else instant_from(now)


async def opened(
    policy: Policies | None,
    store: str | os.PathLike[str] | Store,
    clock: Clock | None,
    sinks: Sequence[Sink],
    retry: Retry | None,
    cache: int,
    *,
    asynchronous: bool,
    vacant: bool = False,
) -> Desk:
    """Open a store, unless it is one, put the policy in force, and bind the sinks.

    Where it is `vacant`, nothing is put in force, and nothing need be.
    """
    _check_kinds(policy, store, sinks)
    names = [sink.name for sink in sinks]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise EventError(f"two sinks are named `{twice}`: give one of them another name", "bad_name")
    for sink in sinks:
        sink.bind(asynchronous=asynchronous)
    policies = [policy] if isinstance(policy, Policy) else policy
    if isinstance(store, str | os.PathLike):
        store = await open_store(store, asynchronous=asynchronous)
    elif store.asynchronous != asynchronous:
        made, wanted = ("asyncio", "Service") if store.asynchronous else ("blocking use", "AsyncService")
        raise StoreError(f"the store is made for {made}, `{wanted}` needs one of the other kind", "bad_store")
    telling = clock or machine_clock
    core = Core(store, lambda: instant_from(telling()), names, cache)
    try:
        if not vacant:
            await core.open(policies)
    except BaseException:
        await store.close()
        raise
    return Desk(core, sinks, retry or Retry())


def _check_kinds(policy: object, store: object, sinks: Iterable[object]) -> None:
    """Raise TypeError for what a caller may easily take for a policy, a store or a sink."""
    policies = policy if isinstance(policy, Sequence) and not isinstance(policy, str) else [policy]
    for one in policies if policy is not None else ():
        if not isinstance(one, Policy):
            raise TypeError(f"found a {type(one).__name__}, expected a Policy: `tactful.load` reads one")
    if not isinstance(store, str | os.PathLike) and not hasattr(store, "asynchronous"):
        raise TypeError(f"found a {type(store).__name__} as the store, expected a path, a URL or a Store")
    for sink in sinks:
        if not (hasattr(sink, "name") and hasattr(sink, "bind")):
            kind = type(sink).__name__
            raise TypeError(f"found a {kind} as a sink, expected a Sink such as `FunctionSink(name, function)`")
