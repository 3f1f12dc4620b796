"""What can be wrong: the author's mistakes in a policy, the caller's in events or calls, and a store's troubles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text file. `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is, what was found and expected, a stable code, and help where there is some."""

    where: Position
    message: str
    code: str
    help: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message} [{self.code}]"
        return f"{text}\n  help: {self.help}" if self.help else text


class TactfulError(Exception):
    """The root of every error that Tactful raises on purpose."""


class PolicyError(TactfulError):
    """A policy cannot be used. `problems` holds every mistake of every file, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EventError(TactfulError):
    """An event or a call cannot be taken. `code` is stable; the text says what was found and expected."""

    def __init__(self, message: str, code: str = "bad_event") -> None:
        self.code = code
        super().__init__(message)


class StoreError(TactfulError):
    """A store cannot do what it is asked for; nothing of it was done. `code` is stable.

    `again` says that the same may well succeed later: the store is busy, full or away for now. Where `advance` raises
    it, `decisions` are those that were made all the same, and are in the store, and `more` says that its limit has left
    others to be made.
    """

    def __init__(self, message: str, code: str, *, again: bool = False) -> None:
        self.code = code
        self.again = again
        self.decisions: Sequence[Any] = ()
        self.more = False
        super().__init__(message)


def did_you_mean(found: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return ``did you mean `x`?`` for the nearest known name, or an empty text where none is near.

    `cutoff`, from 0 to 1, says how alike the two must be.
    """
    near = difflib.get_close_matches(found, sorted(set(known)), n=1, cutoff=cutoff)
    return f"did you mean `{near[0]}`?" if near else ""
