"""A table with a column for each policy; where the columns would be too narrow, with a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tactful.commands.text import Paper, fitted, folded

NOTHING = "-"

_GAP = 2
_NARROWEST = 16
_LABEL = (18, 30)


class Part(NamedTuple):
    """Some words of a cell, which begin a line; the first word is shown in the style."""

    text: str
    style: str = ""


Cell = Sequence[Part]


class Table:
    """Lays out rows of cells beside a label, all of them behind a margin."""

    def __init__(self, names: Sequence[str], paper: Paper, margin: int) -> None:
        self._names = names
        self._paper = paper
        self._margin = margin
        self._room = paper.width - margin
        least, most = _LABEL
        self._label = min(max(self._room // (len(names) + 1), least), most)
        self._width = (self._room - self._label) // len(names) - _GAP
        self._beside = self._width >= _NARROWEST

    def heading(self) -> Iterator[str]:
        """Yield a blank line and the names of the policies above their columns; nothing where there are no columns."""
        if self._beside:
            yield ""
            yield from self._columns("", [[Part(name)] for name in self._names], "heading")

    def row(self, label: str, cells: Sequence[Cell], first: str = "") -> Iterator[str]:
        """Yield a row; `first` stands in the margin of its first line. A cell without parts says nothing."""
        shown = [cell or (Part(NOTHING, "faint"),) for cell in cells]
        rows = self._columns(label, shown) if self._beside else self._stacked(label, shown)
        for line in rows:
            yield f"{first:<{self._margin}}{line[self._margin :]}"
            first = ""

    def _columns(self, label: str, cells: Sequence[Cell], style: str = "") -> Iterator[str]:
        columns = [[line for part in cell for line in self._lines(part, self._width, style)] for cell in cells]
        for first, *others in zip_longest(folded(label, self._label), *columns, fillvalue=""):
            line = " " * self._margin + fitted(first, self._label)
            # What is painted has been fitted: its codes take no columns.
            for column in others:
                line += " " * _GAP + (column or " " * self._width)
            yield line.rstrip()

    def _lines(self, part: Part, width: int, style: str = "") -> Iterator[str]:
        word, _, _ = part.text.partition(" ")
        for place, line in enumerate(folded(part.text, width)):
            full = fitted(line, width)
            if style:
                yield self._paper.paint(full, style)
            elif part.style and place == 0 and full.startswith(word):
                yield self._paper.paint(word, part.style) + full[len(word) :]
            else:
                yield full

    def _stacked(self, label: str, cells: Sequence[Cell]) -> Iterator[str]:
        """Yield the label, and below it each cell that differs from those before, with the names that it is of."""
        for line in folded(label, self._room) if label else ():
            yield " " * self._margin + line
        same: dict[tuple[Part, ...], list[str]] = {}
        for name, cell in zip(self._names, cells, strict=True):
            same.setdefault(tuple(cell), []).append(name)
        for cell, names in same.items():
            whose = "all" if len(names) == len(self._names) else ", ".join(names)
            text = f"{whose}: {'; '.join(part.text for part in cell)}"
            for place, line in enumerate(folded(text, self._room - 4)):
                yield f"{'':{self._margin}}{'  ' if place == 0 else '    '}{line}"
