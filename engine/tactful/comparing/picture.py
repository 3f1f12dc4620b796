"""A case as a picture: one line of time with the events on it, and the advice of both policies as bars below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from tactful.comparing.shifts import DAY
from tactful.comparing.words import clock, subject
from tactful.timing import Instant, instant_of

WIDTH = 720
_LABEL = 190
_ROW = 16
_TOP = 30
_GAP = 8
_APART = 12  # so far apart two numbers can both be read


def picture(shown: Mapping[str, Any]) -> str:
    """Return the timeline of an example as an `<svg>` element."""
    days = sorted(_times(shown), key=_instant)
    first = _instant(days[0])
    last = max(_instant(days[-1]), first + DAY)
    height = _TOP + len(shown["advice"]) * (2 * _ROW + _GAP) + 22
    name = escape(f"timeline of {plain(shown['case'])}")
    return "\n".join(
        [
            f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-label="{name}">',
            *_axis(shown, first, last, height - 20),
            f'<text class="day" x="{_LABEL}" y="{height - 4}">{days[0][:10]}</text>',
            f'<text class="day" x="{WIDTH}" y="{height - 4}" text-anchor="end">{days[-1][:10]}</text>',
            *_bars(shown, first, last),
            "</svg>",
        ]
    )


def plain(text: str) -> str:
    """Return the text without characters that a page cannot hold or that could steer what shows it."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def _axis(shown: Mapping[str, Any], first: Instant, last: Instant, bottom: int) -> Iterator[str]:
    yield f'<line class="axis" x1="{_LABEL}" y1="16" x2="{WIDTH}" y2="16"/>'
    numbered = 0.0
    for number, event in enumerate(shown["events"], 1):
        x = _x(_instant(event["time"]), first, last)
        told = plain(f"{number}. {clock(event['time'])} {event['type']} {event['about']}".strip())
        yield f'<line class="grid" x1="{x}" y1="16" x2="{x}" y2="{bottom}"/>'
        yield f'<circle class="event" cx="{x}" cy="16" r="4"><title>{escape(told)}</title></circle>'
        if x - numbered > _APART:
            yield f'<text class="day" x="{x}" y="9" text-anchor="middle">{number}</text>'
            numbered = x
    yield '<text x="0" y="20">events</text>'


def _bars(shown: Mapping[str, Any], first: Instant, last: Instant) -> Iterator[str]:
    y = _TOP
    for one in shown["advice"]:
        side = one["to"] or one["from"]
        style = "changed" if one["changes"] else "same"
        label = plain(subject(side["purpose"], side["strength"]))
        label = label if len(label) <= 22 else f"{label[:21]}…"
        yield f'<text class="{style}" x="0" y="{y + _ROW + 3}">{escape(label)}</text>'
        for place, name in enumerate(("from", "to")):
            yield from _bar(one[name], name, y + place * _ROW, first, last)
        y += 2 * _ROW + _GAP


def _bar(side: Mapping[str, Any] | None, name: str, y: int, first: Instant, last: Instant) -> Iterator[str]:
    yield f'<text class="side" x="{_LABEL - 8}" y="{y + 11}" text-anchor="end">{name}</text>'
    if side is None or side["opens"] is None:
        told = "not advised" if side is None else side["state"]
        yield f'<text class="none" x="{_LABEL + 4}" y="{y + 11}">{escape(plain(told))}</text>'
        return
    begin = _x(_instant(side["opens"]), first, last)
    end = _x(_instant(side["ended"]) if side["ended"] else last, first, last)
    left, width = min(begin, end), max(abs(end - begin), 2.0)
    told = plain(f"{side['rule']}: opens {clock(side['opens'])}, {side['state']}")
    # What was sent before it opened runs backwards.
    style = f"bar {name}" if end >= begin else f"bar {name} early"
    yield (
        f'<rect class="{style}" x="{left:.1f}" y="{y + 2}" width="{width:.1f}" height="{_ROW - 5}">'
        f"<title>{escape(told)}</title></rect>"
    )
    if side["due"]:
        x = _x(_instant(side["due"]), first, last)
        yield f'<line class="due" x1="{x}" y1="{y}" x2="{x}" y2="{y + _ROW - 1}"><title>due</title></line>'


def _times(shown: Mapping[str, Any]) -> list[str]:
    sides = [one[name] for one in shown["advice"] for name in ("from", "to") if one[name] is not None]
    told = [side[name] for side in sides for name in ("opens", "due", "ended") if side[name] is not None]
    return [event["time"] for event in shown["events"]] + told


def _x(instant: Instant, first: Instant, last: Instant) -> float:
    share = min(max((instant - first) / (last - first), 0.0), 1.0)
    return round(_LABEL + 6 + share * (WIDTH - _LABEL - 12), 1)


def _instant(time: str) -> Instant:
    return instant_of(dt.datetime.fromisoformat(time))
