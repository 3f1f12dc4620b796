"""Policies side by side for people: the course of a case, then what differs in the policies themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tactful.commands.decision_text import WORDS
from tactful.commands.failures import printable
from tactful.commands.knob_text import knob_lines, setting_lines
from tactful.commands.side_by_side_table import NOTHING, Cell, Part, Table
from tactful.commands.text import Paper, day_said, said, wrapped
from tactful.comparing.words import subject

LEGEND = "What is new at each moment; in brackets what stands as before; - where a policy says nothing."

_TIME = 7
_AHEAD = frozenset(("wait", "moved", "reopened"))
_KEPT = frozenset(("late", "blocked", "withheld"))
_PLAIN = frozenset(("triggered", "not_yet", "overdue", "sent", "expired"))


def side_by_side_lines(found: Mapping[str, Any], about: str, paper: Paper) -> Iterator[str]:
    """Yield the lines of a comparison as `SideBySide.to_dict` gives it; `about` says which case it is."""
    names = names_of(found["policies"])
    for name, policy in zip(names, found["policies"], strict=True):
        yield f"{paper.paint(name, 'heading')}: {printable(policy['title'])}"
    yield ""
    for text in (about, LEGEND):
        for line in wrapped(text, paper.width):
            yield paper.paint(line, "faint")
    yield from _course(found["timeline"], names, paper)
    yield ""
    yield paper.paint("What differs", "heading")
    yield from knob_lines(found["knobs"], names, paper)
    yield ""
    yield paper.paint("Settings", "heading")
    yield from setting_lines(found["settings"], names, paper)


def names_of(policies: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what each policy is called: its name, and where others have that too, its digest."""
    count = Counter(policy["name"] for policy in policies)
    return [
        policy["name"] if count[policy["name"]] == 1 else f"{policy['name']} ({policy['digest'][:8]})"
        for policy in policies
    ]


def _course(timeline: Sequence[Mapping[str, Any]], names: Sequence[str], paper: Paper) -> Iterator[str]:
    table = Table(names, paper, _TIME)
    seen: set[tuple[int, str]] = set()
    day = ""
    yield from table.heading()
    for entry in timeline:
        moment = dt.datetime.fromisoformat(entry["time"])
        here = f"{day_said(moment.date())}, {entry['time'][-6:]}"
        if here != day:
            day = here
            yield ""
            yield paper.paint(here, "heading")
        first = f"{moment:%H:%M}"
        for event in entry["events"]:
            yield from _event(event, first, moment, paper)
            first = ""
        silent = [_silence(place, entry["events"]) for place in range(len(names))]
        for label, cells in _rows(entry, silent, moment.date(), seen) or [("", silent)]:
            yield from table.row(label, cells, first)
            first = ""


def _event(event: Mapping[str, Any], first: str, moment: dt.datetime, paper: Paper) -> Iterator[str]:
    text = f"{event['type']}: {event['text']}" if event["text"] else event["type"]
    if dt.datetime.fromisoformat(event["time"]) != moment:
        text += f" ({said(event['time'], moment.date())})"
    for line in wrapped(text, paper.width - _TIME):
        yield f"{first:<{_TIME}}{paper.paint(line, 'faint')}"
        first = ""


def _silence(place: int, events: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return the cell of a policy that says nothing: whether it knows what happened."""
    declared = all(event["declared"][place] for event in events)
    return (Part(NOTHING if declared else f"{NOTHING} (does not know this event)", "faint"),)


def _rows(
    entry: Mapping[str, Any], silent: Sequence[tuple[Part, ...]], near: dt.date, seen: set[tuple[int, str]]
) -> list[tuple[str, Sequence[Cell]]]:
    """Return the rows of a moment, a label and a cell for each policy; people of whom all say the same share one."""
    rows: dict[tuple[str, tuple[tuple[Part, ...], ...]], list[str]] = {}
    for saying in entry["sayings"]:
        cells = tuple(
            tuple(_decision(one, saying, place, near, seen) for one in said)
            or tuple(map(_standing, standing))
            or silent[place]
            for place, (said, standing) in enumerate(zip(saying["said"], saying["standing"], strict=True))
        )
        purpose = subject(saying["purpose"], "must_not" if saying["forbidden"] else "")
        rows.setdefault((purpose, cells), []).append(_whom(saying["to"]))
    return [(f"{purpose} {', '.join(people)}".strip(), cells) for (purpose, cells), people in rows.items()]


def _whom(to: Sequence[Mapping[str, str | None]]) -> str:
    people = (
        f"{one['name'] or one['email'] or 'somebody'}{f' ({role})' if (role := one['role']) else ''}" for one in to
    )
    text = ", ".join(people)
    return f"to {text}" if text else ""


def _decision(
    one: Mapping[str, Any], saying: Mapping[str, Any], place: int, near: dt.date, seen: set[tuple[int, str]]
) -> Part:
    """Say a decision: the verdict and why, at its first mention how binding it is and the channel, and its times."""
    change = WORDS[one["type"]]
    is_first = (place, one["advice"]) not in seen
    seen.add((place, one["advice"]))
    told = [_verdict(change, one["reason"]["code"], forbidden=saying["forbidden"])]
    if is_first and not saying["forbidden"]:
        told.append(one["strength"])
    if is_first and one["channel"] != "any":
        told.append(one["channel"] if isinstance(one["channel"], str) else " or ".join(one["channel"]))
    if is_first and one["through"]:
        told.append(f"through {', '.join(person['name'] or person['email'] for person in one['through'])}")
    if change == "now" or change in _AHEAD or (is_first and change in _KEPT):
        names = ("opens", "due", "expires") if change in _AHEAD else ("due", "expires")
        told += [f"{name} {said(one[name], near)}" for name in names if one[name] is not None]
    style = "forbidden" if saying["forbidden"] and change == "now" else change
    return Part(", ".join(told), style)


def _standing(one: Mapping[str, Any]) -> Part:
    forbids = one["strength"] == "must_not" and one["verdict"] == "now"
    return Part(f"({'quiet' if forbids else one['verdict']})", "faint")


def _verdict(change: str, code: str, *, forbidden: bool) -> str:
    word = "quiet" if forbidden and change == "now" else change
    kind, _, name = code.partition(":")
    if name:
        return f"{word} by {name}" if kind == word else f"{word}, {kind} by {name}"
    return word if code in _PLAIN or code == word else f"{word}, {code.replace('_', ' ')}"
