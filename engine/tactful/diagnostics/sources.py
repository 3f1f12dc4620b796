"""The text that findings point into."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TypeAlias

from tactful.errors import Position
from tactful.yaml_nodes import MAX_BYTES, spans

Read: TypeAlias = Callable[[str], str | None]
"""Returns the text of a path as problems name it; None where there is none to show."""

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read_source(path: str) -> str | None:
    """Read a policy or test file to show lines of it; None for all that is no readable regular file."""
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read(MAX_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


class Sources:
    """Lines of files, and where what begins in them ends; each file is read once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lines: dict[str, list[str]] = {}
        self._ends: dict[str, dict[tuple[int, int], tuple[int, int]]] = {}

    def line(self, where: Position) -> str | None:
        """Return the line that a position points into; None where there is none."""
        lines = self._file(where.path)
        return lines[where.line - 1] if 0 < where.line <= len(lines) else None

    def end(self, where: Position) -> tuple[int, int] | None:
        """Return line and column, from 1, after the last character of the key or value at a position, where known."""
        self._file(where.path)
        return self._ends[where.path].get((where.line, where.column))

    def _file(self, path: str) -> list[str]:
        if path not in self._lines:
            text = (self._read(path) or "").removeprefix("\ufeff")
            self._lines[path] = _BREAK.split(text) if text else []
            self._ends[path] = spans(text)
        return self._lines[path]
