"""Which lines of a message are the writer's own, and which are quoted from another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tactful.tone.lines import Line

# Libraries that find quotations return other text than they were given, in which places are lost.
_QUOTED = re.compile(r"\s*>")
_WROTE = re.compile(r"\s*on\b(?=.*[0-9@]).*\bwrote:\s*$", re.IGNORECASE)
_BEGINS_TO_TELL = re.compile(r"\s*on\s", re.IGNORECASE)
_DIVIDER = re.compile(
    r"\s*(?:[-_*=]{2,}\s*(?:original|forwarded|reply)\s+(?:message|mail|e-mail)\s*[-_*=]{2,}"
    r"|begin\s+forwarded\s+message:|_{20,})\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\s*\*?(from|sent|date|to|cc|subject|reply-to):\*?(?:\s|$)", re.IGNORECASE)
_INTRO_LINES = 3
_HEADER_LINES = 6


def own(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines that are not quoted.

    Where a line such as `On 3 March Dana wrote:` or the header of another message stands, all below is quoted; if
    the lines below begin with `>`, only those are.
    """
    at = 0
    marked = _marked(lines)
    while at < len(lines):
        line = lines[at]
        size = 1 if _QUOTED.match(line.text) else _heading(lines, at)
        if not size:
            yield line
        elif not _QUOTED.match(line.text) and not marked[at + size]:
            return
        at += size or 1


def _heading(lines: Sequence[Line], at: int) -> int:
    """Return how many lines, from one on, tell that a quotation follows: none where it is another line."""
    if lines[at].blank:
        return 0
    if _DIVIDER.match(lines[at].text):
        return 1
    if _BEGINS_TO_TELL.match(lines[at].text):
        told = ""
        for size, line in enumerate(lines[at : at + _INTRO_LINES], 1):
            if line.blank:
                break
            told = f"{told} {line.text}"
            if _WROTE.match(told):
                return size
    if (first := _HEADER.match(lines[at].text)) and first[1].casefold() == "from":
        names = [match[1].casefold() for line in lines[at : at + _HEADER_LINES] if (match := _HEADER.match(line.text))]
        if len(set(names)) >= 3:
            return len(names)
    return 0


def _marked(lines: Sequence[Line]) -> Sequence[bool]:
    """Say for each line, and for the end, whether the next one with something on it is marked as quoted."""
    found = [False] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        found[at] = found[at + 1] if lines[at].blank else _QUOTED.match(lines[at].text) is not None
    return found
