"""Decisions as a table for people, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from tactful.commands.failures import printable
from tactful.commands.text import (
    Paper,
    cells,
    cut_in_the_middle,
    day_said,
    fitted,
    said,
    what,
    when,
    wrapped,
)

WORDS = {
    "advice.planned": "wait",
    "advice.opened": "now",
    "advice.late": "late",
    "advice.blocked": "blocked",
    "advice.withheld": "withheld",
    "advice.moved": "moved",
    "advice.done": "done",
    "advice.stopped": "stopped",
    "advice.expired": "expired",
    "advice.reopened": "reopened",
    "advice.retracted": "retracted",
}
"""What each decision type is called in the table: the verdict that it leads to, where it leads to one."""

_TIME, _CHANGE, _WHEN, _WIDEST_CASE = 5, 9, 18, 20
_ENDED = frozenset(("done", "stopped", "expired", "retracted"))


def decision_lines(blocks: Iterable[Sequence[bytes]], paper: Paper, *, several: bool = False) -> Iterator[list[str]]:
    """Yield the lines of the table, many at a time, from decisions as JSON in their order.

    With `several` policies, each decision names its own.
    """
    day: tuple[dt.date, str] | None = None
    case_width = 0
    for block in blocks:
        decisions = [orjson.loads(line) for line in block]
        case_width = case_width or min(
            max((cells(decision["subject"]) for decision in decisions), default=0), _WIDEST_CASE
        )
        lines: list[str] = []
        for decision in decisions:
            moment = dt.datetime.fromisoformat(decision["time"])
            here = (moment.date(), decision["time"][-6:])
            if here != day:
                if day is not None:
                    lines.append("")
                day = here
                lines.append(paper.paint(f"{day_said(here[0])}, {here[1]}", "heading"))
            lines += _entry(decision, moment, case_width, paper, several)
        yield lines


def _entry(
    decision: Mapping[str, Any], moment: dt.datetime, case_width: int, paper: Paper, several: bool
) -> Iterator[str]:
    data = decision["data"]
    change = WORDS[decision["type"]]
    prohibition = data["strength"] == "must_not"
    style = "forbidden" if prohibition and change == "now" else change
    case = cut_in_the_middle(printable(decision["subject"]), case_width)
    time = "" if change in _ENDED else _time(change, data, moment.date())
    indent = _TIME + _CHANGE + 4
    room = paper.width - indent - case_width - 2
    width = room - cells(time) - 2 if time else room
    told = what(data, width)
    line = f"{fitted(told, width)}  {time}" if time else fitted(told, width)
    yield f"{moment:%H:%M}  {paper.paint(f'{change:<{_CHANGE}}', style)}  {case}  {line}".rstrip()
    by = f"{data['policy']['name']}: " if several else ""
    for text in wrapped(by + data["reason"]["text"], paper.width - indent):
        yield " " * indent + paper.paint(text, "faint")


def _time(change: str, data: Mapping[str, Any], near: dt.date) -> str:
    if change in ("moved", "reopened") and data["opens"] is not None:
        return f"opens {said(data['opens'], near)}"
    return when(change, data, near)
