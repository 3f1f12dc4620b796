"""What a store in memory holds, and how a change of it is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tactful.stores.store import EventKey, Head, Kept, Reported, Said


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry of the outbox. It may be taken from `free` on; None where it was set aside."""

    case: str
    attempts: int = 0
    due: int = 0
    taken: int = 0
    aside: bool = False
    error: str = ""

    @property
    def free(self) -> int:
        return max(self.due, self.taken)


@dataclass(slots=True)
class Tables:
    """All that a store holds. `place` counts what was given out."""

    heads: dict[str, Head] = field(default_factory=dict)
    cases: dict[str, frozenset[str]] = field(default_factory=dict)
    events: dict[str, tuple[Kept, ...]] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    by_key: dict[EventKey, Kept] = field(default_factory=dict)
    said: dict[str, dict[tuple[str, str], Said]] = field(default_factory=dict)
    decisions: dict[int, tuple[str, Reported]] = field(default_factory=dict)
    outbox: dict[tuple[str, int], Waiting] = field(default_factory=dict)
    records: dict[tuple[str, str], bytes] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=lambda: {"last": 0, "event": 0, "erasure": 0})


class Changing:
    """The base of each part of a transaction.

    Values are never changed in place, so that to undo is to put the former ones back.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._done: list[Callable[[], Any]] = []

    def undo(self) -> None:
        while self._done:
            self._done.pop()()

    def _set(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        if key in table:
            before = table[key]
            self._done.append(lambda: table.__setitem__(key, before))
        else:
            self._done.append(lambda: table.__delitem__(key))
        table[key] = value

    def _remove(self, table: dict[Any, Any], key: Any) -> None:
        if key in table:
            before = table.pop(key)
            self._done.append(lambda: table.__setitem__(key, before))

    def _next(self, of: str) -> int:
        number = self._tables.place[of] + 1
        self._set(self._tables.place, of, number)
        return number
