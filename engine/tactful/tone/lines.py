"""The lines of a text, and where they stand in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tactful.tone.review import Place

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Line(NamedTuple):
    """A line without its break: `start` and `end` count characters of the text, `number` lines, all from 0."""

    text: str
    start: int
    number: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def each_line(text: str, start: int = 0) -> Iterator[Line]:
    """Yield the lines of a text from a place on."""
    at, number = start, -1
    for number, end in enumerate(_BREAK.finditer(text, start)):
        yield Line(text[at : end.start()], at, number)
        at = end.end()
    yield Line(text[at:], at, number + 1)


class Places:
    """Finds lines and columns in a text. `first` is the number of its first line."""

    def __init__(self, text: str, first: int = 1) -> None:
        self._text = text
        self._first = first
        self._starts: Sequence[int] = [0, *(end.end() for end in _BREAK.finditer(text))]

    def place(self, start: int, end: int) -> Place:
        """Return the place between two characters."""
        return Place(start, end, *self._at(start), *self._at(end), self._text[start:end])

    def _at(self, at: int) -> tuple[int, int]:
        row = bisect_right(self._starts, at) - 1
        return row + self._first, at - self._starts[row] + 1
