"""The order in which the keys of a policy are written."""

from __future__ import annotations

from collections.abc import Mapping

Path = tuple[str, ...]

SECTIONS = ("settings", "events", "rules", "holds", "stops", "limits", "phrases")
"""The keys of a policy below which authors give names."""

ROOT = (
    "tactful",
    "policy",
    "title",
    "sources",
    "extends",
    "timezone",
    "calendar",
    "settings",
    "events",
    "rules",
    "holds",
    "stops",
    "limits",
    "tone",
    "phrases",
)
CLAUSE = ("when", "if")
RULE = (
    "because",
    "source",
    "when",
    "if",
    "strength",
    "purpose",
    "priority",
    "recipients",
    "channel",
    "timing",
    "again",
    "per",
    "tone",
    "stop",
)
HOLD = ("because", "when", "if", "until", "plus", "release", "purpose", "recipients", "channel")
STOP = ("because", "when", "if", "purpose", "recipients", "channel")
LIMIT = ("because", "per", "max", "within", "then", "purpose", "recipients", "channel")
RECIPIENTS = ("who", "if", "each", "first", "via", "fallback")
TIMING = ("from", "opens", "due", "expires", "window")
MOMENT = ("from", "plus", "earliest")
WINDOW = ("days", "from", "until", "zone")
TONE = ("voice", "must", "should", "must_not")
DEMANDS = ("open_with", "say", "max_words", "max_sentences", "differ")
CALENDAR = ("weekend", "holidays")
SETTING = ("value", "about")
EVENT = ("key", "fields", "required", "heard")

_ENTRIES: Mapping[str, tuple[str, ...]] = {
    "settings": SETTING,
    "events": EVENT,
    "rules": RULE,
    "holds": HOLD,
    "stops": STOP,
    "limits": LIMIT,
}
_INNER: Mapping[str, tuple[str, ...]] = {
    "stop": CLAUSE,
    "release": CLAUSE,
    "timing": TIMING,
    "tone": TONE,
}
_DEMANDING = ("must", "should", "must_not")


def key_order(path: Path) -> tuple[str, ...]:
    """Return the order of the keys of the mapping at a path; empty where it is the author's."""
    match path:
        case ():
            return ROOT
        case ("calendar",):
            return CALENDAR
        case ("tone",):
            return TONE
        case ("tone", demand):
            return DEMANDS if demand in _DEMANDING else ()
        case (section, _):
            return _ENTRIES.get(section, ())
        case ("rules" | "holds" | "stops" | "limits", _, "recipients", *rest):
            return RECIPIENTS if all(step == "fallback" for step in rest) else ()
        case ("rules" | "holds", _, key):
            return _INNER.get(key, ())
        case ("rules", _, "timing", "window"):
            return WINDOW
        case ("rules", _, "timing", "opens" | "due" | "expires", *_):
            return MOMENT
        case ("rules", _, "tone", demand) if demand in _DEMANDING:
            return DEMANDS
    return ()
