"""Text for people: lines that fit the terminal, colour where there is one, times as they are said."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tactful.commands.failures import printable

STYLES: Mapping[str, Mapping[str, Any]] = {
    "late": {"fg": "red", "bold": True},
    "now": {"fg": "green", "bold": True},
    "blocked": {"fg": "yellow"},
    "wait": {"fg": "cyan"},
    "moved": {"fg": "cyan"},
    "reopened": {"fg": "cyan"},
    "forbidden": {"fg": "magenta"},
    "heading": {"bold": True},
    "faint": {"dim": True},
}
"""How a word is shown; words that are not here are shown faint."""

_NARROWEST, _WIDEST = 60, 140
_PART = re.compile(r"[^-/@]*[-/@]|[^-/@]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: its width in cells, whether it has colour, and its encoding."""

    width: int = 80
    colour: bool = False
    encoding: str = "utf-8"

    def paint(self, text: str, style: str) -> str:
        """Return the text in a style."""
        if not self.colour:
            return text
        import click

        return click.style(text, **STYLES.get(style, STYLES["faint"]))

    def encode(self, lines: Sequence[str]) -> bytes:
        """Return lines as bytes."""
        return "".join(f"{line}\n" for line in lines).encode(self.encoding, "replace")


def paper_for(out: str | None = None, *, err: bool = False) -> Paper:
    """Return the paper of standard output, of standard error, or of a file."""
    width = min(max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST), _WIDEST)
    if out is not None and out != "-":
        return Paper(width)
    stream = sys.stderr if err else sys.stdout
    colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Paper(width, colour, stream.encoding or "utf-8")


def cells(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, width: int) -> str:
    """Return the text in exactly so many columns: filled with blanks, or cut at its end."""
    size = cells(text)
    if size <= width:
        return text + " " * (width - size)
    from rich.cells import set_cell_size

    return f"{set_cell_size(text, width - 1)}…"


def cut_in_the_middle(text: str, width: int) -> str:
    """Return the text in exactly so many columns, beginning and end kept: what tells two names apart is often there."""
    if cells(text) <= width or not text.isascii() or width < 5:
        return fitted(text, width)
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[-tail:]}"


def folded(text: str, width: int) -> list[str]:
    """Return the text in lines of at most so many columns, all of it: a word that is too long is broken."""
    lines = [""]
    for word in printable(" ".join(text.split())).split():
        gap = " " if lines[-1] else ""
        for part in _parts(word, width):
            longer = f"{lines[-1]}{gap}{part}"
            if cells(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
            gap = ""
    return lines


def _parts(word: str, width: int) -> Iterator[str]:
    """Yield the parts at which a word may be broken, each narrow enough."""
    for part in [word] if cells(word) <= width else _PART.findall(word):
        step = len(part) if cells(part) <= width else max(width // 2, 1)
        yield from (part[start : start + step] for start in range(0, len(part), step))


@lru_cache(maxsize=1024)
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Return the text in lines of at most so many columns."""
    lines: list[str] = []
    line = ""
    for word in printable(" ".join(text.split())).split():
        longer = f"{line} {word}" if line else word
        if cells(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word if cells(word) <= width else fitted(word, width)
    return (*lines, line)


def whom(to: Sequence[Mapping[str, str | None]], width: int) -> str:
    """Say to whom: names and addresses, or where that is too long names alone."""
    full = ", ".join(_person(one, full=True) for one in to)
    return full if cells(full) <= width else ", ".join(_person(one, full=False) for one in to)


def what(advice: Mapping[str, Any], width: int) -> str:
    """Say what is advised, to whom and for whom, in at most so many columns as far as that is possible."""
    purpose, to, meant = advice["purpose"], advice["to"], advice.get("for")
    if advice["strength"] == "must_not":
        purpose = "no message" if purpose == "any" else f"no {purpose.replace(', ', ', no ')}"
        purpose += _by(advice.get("channel", "any"))
    elif advice.get("channel", "email") != "email":
        purpose += _by(advice["channel"])
    if not to:
        return printable(purpose)
    of_whom = f" for {', '.join(_person(one, full=False) for one in meant)}" if meant else ""
    return printable(f"{purpose} to {whom(to, width - len(purpose) - 4 - cells(of_whom))}{of_whom}")


def _by(channel: str | Sequence[str]) -> str:
    if channel == "any":
        return ""
    return f" by {channel if isinstance(channel, str) else ' or '.join(channel)}"


def when(verdict: str, times: Mapping[str, str | None], near: dt.date) -> str:
    """Say the time that matters next: the opening of what waits, else when it is due, else when it expires."""
    names = ("opens", "due", "expires") if verdict == "wait" else ("due", "expires")
    for name in names:
        if (time := times[name]) is not None:
            return f"{name} {said(time, near)}"
    return ""


def said(time: str, near: dt.date) -> str:
    """Say an RFC 3339 time briefly, in its own offset: the year only where it is not that of `near`."""
    moment = dt.datetime.fromisoformat(time)
    if moment.date() == near:
        return f"{moment:%H:%M}"
    day = f"{moment.day} {_MONTHS[moment.month - 1][:3]}"
    return f"{day} {moment:%H:%M}" if moment.year == near.year else f"{day} {moment.year}"


def day_said(day: dt.date) -> str:
    """Say a day in full."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _person(person: Mapping[str, str | None], *, full: bool) -> str:
    name, email = person["name"], person["email"]
    if name and email and full:
        return f"{name} <{email}>"
    return name or email or "somebody"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
