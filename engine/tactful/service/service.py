"""A service for blocking programs and threads."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from types import TracebackType

from tactful.decisions import Decision
from tactful.explaining import Explanation
from tactful.moments import Moment
from tactful.planning import Advice, Plan, Policies
from tactful.replaying import EventLike
from tactful.service.delivering import Delivered
from tactful.service.desk import Clock, Desk, opened
from tactful.service.driving import drive
from tactful.service.enactments import Enactment
from tactful.service.intake import Intake
from tactful.service.paging import Page, allowed
from tactful.sinks.pauses import Retry
from tactful.sinks.sink import Sink
from tactful.standing import Standing
from tactful.stores.store import Store


class Service:
    """Cases kept in a store, and advice on them: what an `Engine` does, safely, for as many cases as the store holds.

    `policy` is put in force where another is; None goes on with the one that is. `store` is a path, an address such as
    `postgresql://…`, or a store. `clock` returns the moment, by default the machine's. Decisions go to the `sinks`.
    At most `cache` partitions are kept in memory. It may be used from several threads, and starts none.
    Raises StoreError where the store cannot be used.
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
        self.desk: Desk = drive(opened(policy, store, clock, sinks, retry, cache, asynchronous=False))

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def process(self, event: EventLike) -> list[Decision]:
        """Take in one event, durably, and return the decisions up to its moment; a copy changes nothing.

        Raise EventError where it cannot be taken.
        """
        return drive(self.desk.process(event))

    def process_all(self, events: Iterable[EventLike]) -> Intake:
        """Take in events in one transaction; what cannot be taken is told of, and the others are."""
        return drive(self.desk.process_all(events))

    def advance(self, *, limit: int | None = None) -> list[Decision]:
        """Report what time alone has changed, each change at its instant; in at most `limit` partitions.

        A damaged partition keeps no other back. The StoreError that tells of it once the others are done, or of what
        failed in between, has the decisions that were made as its `decisions`.
        """
        return drive(self.desk.advance(limit))

    @property
    def next_due(self) -> dt.datetime | None:
        """When to call `advance` again if nothing else happens, in UTC; None if time alone changes nothing."""
        return drive(self.desk.next_due())

    def deliver(self, *, limit: int = 100) -> Delivered:
        """Deliver up to `limit` decisions to each sink, and say what came of it."""
        return drive(self.desk.deliver(limit))

    def advise(self, case: str, *, now: Moment | None = None) -> Plan:
        """Return the plan of a case, now or at a moment. Raise EventError for a case that is not there."""
        return drive(self.desk.advise(case, now))

    def advice(
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
        return drive(self.desk.advice(verdicts, purposes, policies, strengths, due_before, after, limit))

    def all_advice(
        self,
        *,
        verdicts: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        policies: Iterable[str] | None = None,
        strengths: Iterable[str] | None = None,
        due_before: Moment | None = None,
    ) -> Iterator[Advice]:
        """Go through the advice of all cases, page by page: each page is as of the moment at which it is reached."""
        ask = partial(
            self.advice,
            verdicts=allowed(verdicts),
            purposes=allowed(purposes),
            policies=allowed(policies),
            strengths=allowed(strengths),
            due_before=due_before,
        )
        page: Page | None = ask()
        while page is not None:
            yield from page.advice
            page = None if page.after is None else ask(after=page.after)

    def explain(self, case: str, *, now: Moment | None = None, rule: str | None = None) -> Explanation:
        """Explain the advice of a case. Raise EventError for a case or a rule that is not there."""
        return drive(self.desk.explain(case, now, rule))

    def still_valid(
        self, advice: Advice | Decision | str, now: Moment | None = None, *, case: str | None = None
    ) -> Standing:
        """Say whether an advice, or the one of an id, may be acted on now: ask it just before somebody does.

        Raise EventError for an id that the store knows nothing of.
        """
        return drive(self.desk.still_valid(advice, now, case))

    def decisions(self, after: str = "", *, limit: int = 100) -> list[tuple[str, bytes]]:
        """Return decisions after a place, as JSON, each with its own place: where to go on from."""
        return drive(self.desk.decisions(after, limit))

    def in_force(self) -> Enactment:
        """Return which policies are in force, and since when."""
        return drive(self.desk.in_force())

    def enactments(self) -> list[Enactment]:
        """Return which policies were in force, in their order, the last of them those that are."""
        return drive(self.desk.enactments())

    def close(self) -> None:
        """Let go of the store and the sinks."""
        drive(self.desk.close())
