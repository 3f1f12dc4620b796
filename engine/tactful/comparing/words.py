"""A comparison in words, for the text and the page alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tactful.comparing.changes import MOVED
from tactful.comparing.shifts import said

_LONGEST = 60

_UNADVISED = {
    "": "not advised",
    "open": "not advised",
    "done": "sent before",
}


def heading(found: Mapping[str, Any], zone: dt.tzinfo) -> str:
    """Say what is compared, a moment in the zone."""
    old, new = found["from"], found["to"]
    before, after = old["name"], new["name"]
    if before == after and old["digest"] != new.get("digest", old["digest"]):
        before, after = (f"{side['name']} ({side['digest'][:8]})" for side in (old, new))
    if "setting" in found:
        after = f"{after} with other values of `{found['setting']}`"
    told = f"from {before} to {after}"
    if found["of"] == "moment":
        told += f": what is pending at {_moment(found['at'], zone)}"
    else:
        told += (
            ": the whole replay" if found["until"] is None else f": the replay until {_moment(found['until'], zone)}"
        )
    return told if found["case"] is None else f"{told}, case {found['case']}"


def subject(purpose: str, strength: str) -> str:
    """Say what advice is for: its purpose, or of a prohibition what it forbids."""
    if strength != "must_not":
        return purpose
    return "no message" if purpose == "any" else f"no {purpose.replace(', ', ', no ')}"


def clock(time: str) -> str:
    """Say an RFC 3339 time by the wall clock of its own offset, to the minute."""
    return time[:16].replace("T", " ")


def counted(cases: int) -> str:
    """Say a number of cases."""
    return f"{cases:,} case{'' if cases == 1 else 's'}"


def share_of(part: int, whole: int) -> str:
    """Say a share in percent."""
    return f"{100 * part / whole:.1f}%" if whole else "0.0%"


def group_told(group: Mapping[str, Any]) -> str:
    """Say what a group of changes has in common."""
    before, after = group["rule"]["from"], group["rule"]["to"]
    rule = before if after in (None, before) else after if before is None else f"{before} → {after}"
    told = f"{group['kind']}: {group['purpose']} ({rule})"
    if group["by"]:
        told += f", by {said(group['by']['median'])}"
        if group["by"]["largest"] != group["by"]["median"]:
            told += f", at most {said(group['by']['largest'])}"
    what = _what(group["kind"], group["what"])
    return f"{told}, {what}" if what else told


def change_told(change: Mapping[str, Any], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """Say one change of an advice that is `before` under the one policy and `after` under the other."""
    told: str = change["kind"]
    if told == "reworded" and before is not None and after is not None:
        return f"{told}: {', '.join(_part(name, before, after) for name in change['what'].split(', '))}"
    if change["kind"] in MOVED:
        return told if change["shift"] is None else f"{told} by {said(change['shift'])}"
    what = _what(change["kind"], change["what"])
    return f"{told}: {what}" if what else told


def _moment(time: str, zone: dt.tzinfo) -> str:
    moment = dt.datetime.fromisoformat(time).astimezone(zone)
    seconds = f":{moment:%S}" if moment.second or moment.microsecond else ""
    return f"{moment:%Y-%m-%d %H:%M}{seconds} {zone}"


def _part(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if name not in before:
        return name
    old, new = (_value(side[name]) for side in (before, after))
    if max(len(old), len(new)) > _LONGEST:
        # Long texts are shown from the first word in which they differ.
        shorter = min(len(old), len(new))
        alike = next((place for place in range(shorter) if old[place] != new[place]), shorter)
        start = old.rfind(" ", 0, alike) + 1
        old, new = (_shortened(text, start) for text in (old, new))
    return f"{name}: {old} → {new}"


def _value(value: str | list[str]) -> str:
    return " ".join(value.split()) if isinstance(value, str) else " or ".join(value)


def _shortened(text: str, start: int) -> str:
    cut = text[start : start + _LONGEST].rstrip()
    return f"{'…' if start else ''}{cut}{'…' if start + _LONGEST < len(text) else ''}"


def _what(kind: str, what: str) -> str:
    if kind in ("added", "removed"):
        side = "from" if kind == "added" else "to"
        return f"under `{side}` {_UNADVISED.get(what, f'{what}, without having opened')}"
    return what
