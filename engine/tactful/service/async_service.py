"""A service for asyncio programs."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from types import TracebackType

from tactful.decisions import Decision
from tactful.errors import StoreError
from tactful.explaining import Explanation
from tactful.moments import Moment
from tactful.planning import Advice, Plan, Policies
from tactful.replaying import EventLike
from tactful.service.delivering import Delivered
from tactful.service.desk import Clock, Desk, opened
from tactful.service.enactments import Enactment
from tactful.service.intake import Intake
from tactful.service.paging import Page, allowed
from tactful.sinks.pauses import Retry
from tactful.sinks.sink import Sink
from tactful.standing import Standing
from tactful.stores.store import Store


class AsyncService:
    """What `Service` is, for asyncio: opened by `async with`, or by `await open()`.

    Several tasks may use it; the store lets one of them in at a time. It starts no thread, and no task that outlives a
    call. SQLite works in the event loop for the time that the disk takes; where somebody else has locked it, it waits
    without blocking.
    """

    def __init__(
        self,
        policy: Policies | None = None,
        *,
        store: str | os.PathLike[str] | Store,
        clock: Clock | None = None,
        sinks: Sequence[Sink] = (),
        retry: Retry | None = None,
        cache: int = 2_000,
    ) -> None:
        self._opened: Desk | None = None
        self._open = partial(opened, policy, store, clock, sinks, retry, cache, asynchronous=True)

    @property
    def desk(self) -> Desk:
        """What the service works at. Raises StoreError where it was not opened."""
        if self._opened is None:
            raise StoreError("the service is not open, use `async with` or `await service.open()`", "not_open")
        return self._opened

    async def open(self) -> AsyncService:
        """Open the store, put the policy in force, and return the service."""
        if self._opened is None:
            self._opened = await self._open()
        return self

    async def __aenter__(self) -> AsyncService:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def process(self, event: EventLike) -> list[Decision]:
        """Take in one event, durably, and return the decisions up to its moment; a copy changes nothing.

        Raise EventError where it cannot be taken.
        """
        return await self.desk.process(event)

    async def process_all(self, events: Iterable[EventLike]) -> Intake:
        """Take in events in one transaction; what cannot be taken is told of, and the others are."""
        return await self.desk.process_all(events)

    async def advance(self, *, limit: int | None = None) -> list[Decision]:
        """Report what time alone has changed, each change at its instant; in at most `limit` partitions.

        A damaged partition keeps no other back. The StoreError that tells of it once the others are done, or of what
        failed in between, has the decisions that were made as its `decisions`.
        """
        return await self.desk.advance(limit)

    async def next_due(self) -> dt.datetime | None:
        """When to call `advance` again if nothing else happens, in UTC; None if time alone changes nothing."""
        return await self.desk.next_due()

    async def deliver(self, *, limit: int = 100) -> Delivered:
        """Deliver up to `limit` decisions to each sink, all at once, and say what came of it."""
        desk = self.desk
        rounds = await asyncio.gather(*(desk.deliver_to(sink, limit) for sink in desk.sinks), return_exceptions=True)
        total = Delivered()
        for one in rounds:
            if isinstance(one, BaseException):
                raise one
            total += one
        return total

    async def advise(self, case: str, *, now: Moment | None = None) -> Plan:
        """Return the plan of a case, now or at a moment. Raise EventError for a case that is not there."""
        return await self.desk.advise(case, now)

    async def advice(
        self,
        *,
        verdicts: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        policies: Iterable[str] | None = None,
        strengths: Iterable[str] | None = None,
        due_before: Moment | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Return a page of the advice of all cases, now; a filter that is None lets all pass.

        `after` is that of the page before. Raise EventError for a verdict, a strength or an `after` that there is not.
        """
        return await self.desk.advice(verdicts, purposes, policies, strengths, due_before, after, limit)

    async def all_advice(
        self,
        *,
        verdicts: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        policies: Iterable[str] | None = None,
        strengths: Iterable[str] | None = None,
        due_before: Moment | None = None,
    ) -> AsyncIterator[Advice]:
        """Go through the advice of all cases, page by page: each page is as of the moment at which it is reached."""
        ask = partial(
            self.advice,
            verdicts=allowed(verdicts),
            purposes=allowed(purposes),
            policies=allowed(policies),
            strengths=allowed(strengths),
            due_before=due_before,
        )
        page: Page | None = await ask()
        while page is not None:
            for one in page.advice:
                yield one
            page = None if page.after is None else await ask(after=page.after)

    async def explain(self, case: str, *, now: Moment | None = None, rule: str | None = None) -> Explanation:
        """Explain the advice of a case. Raise EventError for a case or a rule that is not there."""
        return await self.desk.explain(case, now, rule)

    async def still_valid(
        self, advice: Advice | Decision | str, now: Moment | None = None, *, case: str | None = None
    ) -> Standing:
        """Say whether an advice, or the one of an id, may be acted on now: ask it just before somebody does.

        Raise EventError for an id that the store knows nothing of.
        """
        return await self.desk.still_valid(advice, now, case)

    async def decisions(self, after: str = "", *, limit: int = 100) -> list[tuple[str, bytes]]:
        """Return decisions after a place, as JSON, each with its own place: where to go on from."""
        return await self.desk.decisions(after, limit)

    async def in_force(self) -> Enactment:
        """Return which policies are in force, and since when."""
        return await self.desk.in_force()

    async def enactments(self) -> list[Enactment]:
        """Return which policies were in force, in their order, the last of them those that are."""
        return await self.desk.enactments()

    async def close(self) -> None:
        """Let go of the store and the sinks."""
        if self._opened is not None:
            desk, self._opened = self._opened, None
            await desk.close()
