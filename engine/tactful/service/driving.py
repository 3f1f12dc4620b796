"""One core for blocking and asyncio programs: its coroutines, driven in one step, and the gate that they pass."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

Gate: TypeAlias = AbstractAsyncContextManager[object]
"""Lets one in at a time."""


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends to its end. Raises RuntimeError where it does."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    raise RuntimeError("a coroutine of a blocking service suspended: its store or sink is made for asyncio")


class ThreadGate:
    """A gate for threads. A thread that passes blocks the others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    async def __aenter__(self) -> None:
        self._lock.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def gate(*, asynchronous: bool) -> Gate:
    """Return a new gate, for tasks of an event loop or for threads."""
    return asyncio.Lock() if asynchronous else ThreadGate()
