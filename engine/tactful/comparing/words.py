"""A comparison in words, for the text and the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tactful.comparing.changes import MOVED
from tactful.comparing.shifts import said

_UNADVISED = {
    "": "not advised",
    "open": "not advised",
    "done": "sent before",
}


def heading(found: Mapping[str, Any]) -> str:
    """Say what is compared."""
    old, new = found["from"], found["to"]
    before, after = old["name"], new["name"]
    if before == after and old["digest"] != new.get("digest", old["digest"]):
        before, after = (f"{side['name']} ({side['digest'][:8]})" for side in (old, new))
    if "setting" in found:
        after = f"{after} with other values of `{found['setting']}`"
    told = f"from {before} to {after}"
    if found["of"] == "moment":
        told += f": what is pending at {found['at']}"
    else:
        told += ": the whole replay" if found["until"] is None else f": the replay until {found['until']}"
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


def change_told(change: Mapping[str, Any]) -> str:
    """Say one change."""
    told: str = change["kind"]
    if change["kind"] in MOVED:
        return told if change["shift"] is None else f"{told} by {said(change['shift'])}"
    what = _what(change["kind"], change["what"])
    return f"{told}: {what}" if what else told


def _what(kind: str, what: str) -> str:
    if kind in ("added", "removed"):
        side = "from" if kind == "added" else "to"
        return f"under `{side}` {_UNADVISED.get(what, f'{what}, without having opened')}"
    return what
