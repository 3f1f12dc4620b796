"""A case under two policies as plain data: what happened, and the advice of both beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tactful.comparing.changes import Change
from tactful.comparing.lives import Life
from tactful.comparing.pairing import Pair
from tactful.events.event import Event, in_order
from tactful.timing import Instant, format_instant

MOST_EVENTS = 40
MOST_ADVICE = 20

_TELLING = ("purpose", "interview", "format", "by", "until", "kind", "reason")
_LONGEST = 60


def example(
    case: str, events: Iterable[Event], found: Sequence[tuple[Pair, tuple[Change, ...]]], limit: Instant | None
) -> dict[str, Any]:
    """Return a case: its events as far as they are known by `limit`, and its advice that counts, changed or not."""
    known = sorted(
        (event for event in events if event.case == case and (limit is None or event.known <= limit)), key=in_order
    )
    told = [
        (pair, changes) for pair, changes in found if changes or any(life is not None and life.counts for life in pair)
    ]
    told.sort(key=lambda one: min(life.place for life in one[0] if life is not None))
    zone = next((life.advice.zone for pair, _ in told for life in pair if life is not None), None)
    return {
        "case": case,
        "events": [
            {"time": format_instant(event.time, zone or event.offset), "type": event.type, "about": _about(event)}
            for event in known[:MOST_EVENTS]
        ],
        "advice": [
            {
                "changes": [change_to_dict(change) for change in changes],
                "from": _side(pair[0]),
                "to": _side(pair[1]),
            }
            for pair, changes in told[:MOST_ADVICE]
        ],
        "left_out": {"events": max(len(known) - MOST_EVENTS, 0), "advice": max(len(told) - MOST_ADVICE, 0)},
    }


def change_to_dict(change: Change) -> dict[str, Any]:
    """Return a change as plain data, its shift in seconds."""
    shift = None if change.shift is None else change.shift // 1_000_000
    return {"kind": change.kind, "what": change.what, "shift": shift}


def _side(life: Life | None) -> dict[str, Any] | None:
    if life is None:
        return None
    advice = life.advice
    return {
        "rule": advice.rule,
        "purpose": advice.purpose,
        "strength": advice.strength,
        "channel": advice.speech.channel,
        "because": advice.speech.because,
        **advice.people(),
        "opens": None if life.opening is None else format_instant(life.opening, advice.zone),
        "due": advice.times()["due"],
        "expires": advice.times()["expires"],
        "state": life.state,
        "ended": None if life.ended is None else format_instant(life.ended, advice.zone),
    }


def _about(event: Event) -> str:
    """Say what an event is about, in the words of its short fields."""
    told = [str(event.data[name]) for name in _TELLING if isinstance(event.data.get(name), str)]
    text = ", ".join(told)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
