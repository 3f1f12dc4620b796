"""Decisions given to a Python function."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from tactful.errors import EventError
from tactful.sinks.sink import Delivery, SinkError, checked_name

Function: TypeAlias = Callable[[Delivery], Awaitable[None] | None]
"""Takes a delivery; what it returns, or its coroutine does, does not matter."""

_LONGEST = 100


class FunctionSink:
    """Calls a function with each delivery; it has arrived when the function returns.

    In an event loop the function may be a coroutine function. Whatever it raises is a failed attempt, told by the name
    of the exception's type alone; a SinkError is passed on as it is.
    """

    def __init__(self, name: str, function: Function) -> None:
        self.name = checked_name(name)
        if not callable(function):
            raise EventError(f"found a {type(function).__name__}, expected a function of a delivery", "bad_sink")
        self._function = function
        self._asynchronous = False

    def bind(self, *, asynchronous: bool) -> None:
        """Refuse a coroutine function where there is no event loop."""
        called = getattr(self._function, "__call__", None)  # noqa: B004
        if not asynchronous and (inspect.iscoroutinefunction(self._function) or inspect.iscoroutinefunction(called)):
            raise EventError(
                f"the function of the sink `{self.name}` is a coroutine function, expected a plain one: "
                "this service runs in no event loop, an `AsyncService` does",
                "bad_sink",
            )
        self._asynchronous = asynchronous

    async def send(self, delivery: Delivery) -> None:
        """Call the function."""
        try:
            result = self._function(delivery)
            if inspect.isawaitable(result):
                if not self._asynchronous:
                    if inspect.iscoroutine(result):
                        result.close()
                    raise SinkError(
                        "the function returned a coroutine, and there is no event loop", "bad_sink", again=False
                    )
                await result
        except SinkError:
            raise
        except Exception as error:
            # Its text may name people, and is shown in lists and logs.
            raise SinkError(f"the function raised `{type(error).__name__[:_LONGEST]}`", "raised") from None

    async def close(self) -> None:
        """There is nothing to let go of."""
