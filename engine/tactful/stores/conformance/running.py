"""How a rule is run: in one step against a store that blocks, else on an event loop."""

from __future__ import annotations

import asyncio
import functools
import inspect
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, ClassVar, TypeAlias

import pytest

from tactful.stores.store import Change, Head, Kept, Reported, Said, Store

Opening: TypeAlias = Callable[[], Awaitable[Store]]


class Rules:
    """The base of the rules. See `StoreConformance`."""

    asynchronous: ClassVar[bool] = False
    shared: ClassVar[bool] = True
    claims: ClassVar[bool] = False

    @pytest.fixture
    def opening(self) -> Opening:
        """Return a coroutine function that opens an empty store, the same each time within a test."""
        raise NotImplementedError("override the fixture `opening`")


def drive(coroutine: Coroutine[Any, Any, Any], *, asynchronous: bool) -> Any:
    """Run a coroutine to its end; one of a store that blocks may not suspend."""
    if asynchronous:
        return asyncio.run(coroutine)
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise AssertionError("a store that blocks suspended")


async def together(works: Sequence[Callable[[], Coroutine[Any, Any, None]]], *, asynchronous: bool) -> None:
    """Do several things at once: as tasks, or in a thread each."""
    if asynchronous:
        await asyncio.gather(*(work() for work in works))
        return
    failures: list[BaseException] = []

    def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            drive(work(), asynchronous=False)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def rule(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[[Any, Opening], None]:
    """Make a test of a coroutine that takes one store or more, all of the same cases."""
    wanted = len(inspect.signature(test).parameters) - 1

    @functools.wraps(test)
    def run(self: Rules, opening: Opening) -> None:
        if wanted > 1 and not self.shared:
            pytest.skip("this store cannot be opened twice")

        async def run_with_stores() -> None:
            stores: list[Store] = []
            try:
                for _ in range(wanted):
                    stores.append(await opening())  # noqa: PERF401
                await test(self, *stores)
            finally:
                for store in stores:
                    await store.close()

        drive(run_with_stores(), asynchronous=self.asynchronous)

    del run.__wrapped__  # pytest would ask it for its fixtures
    return run


def event(id_: str, known: int = 1, raw: bytes = b"{}", source: str = "local") -> Kept:
    """Return an event."""
    return Kept(source, id_, known, raw)


def said(advice: str, case: str = "c", verdict: str = "now", **fields: Any) -> Said:
    """Return what was said of an advice."""
    plain = Said("p", advice, case, None, 0, verdict, "check-in", None, None, None, "UTC", b"{}")
    return plain._replace(**fields)


def decision(id_: str, advice: str = "a", case: str = "c", **fields: Any) -> Reported:
    """Return a decision."""
    return Reported(id_, case, "p", advice, "advice.opened", 1, b'{"id":"%s"}' % id_.encode())._replace(**fields)


def change(partition: str, before: Head | None = None, after: Head | None = None, **parts: Any) -> Change:
    """Return a change: of a new partition where `before` is not given, to the next version where `after` is not."""
    before = before or Head()
    return Change(partition, before, after or before._replace(version=before.version + 1), **parts)


async def write(store: Store, *changes: Change, sinks: tuple[str, ...] = ()) -> None:
    """Write changes in a transaction of their own."""
    async with store.writing() as transaction:
        await transaction.claim([one.partition for one in changes])
        await transaction.write(changes, sinks)
