"""An explanation for people: each advice and the way to it, then the rules that did not speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tactful.commands.failures import printable
from tactful.commands.plan_text import policies_said
from tactful.commands.text import Paper, cells, cut_in_the_middle, fitted, what, wrapped
from tactful.commands.text import day_said as day_in_full
from tactful.explaining.words import day_said
from tactful.timing import Instant, local

_LABEL = 11
_DEEPEST = 12
_ORDER = ("late", "now", "wait", "blocked", "withheld", "done", "stopped", "expired")
_HELD, _FAILED = "\u2713", "\u2717"
_BEARINGS = {
    "hold": "held by",
    "limit": "limited by",
    "prohibition": "forbidden",
    "outranked_by": "beneath",
    "outranks": "goes before",
    "stop": "stops",
    "ended_by": "ended by",
}


def explanation_lines(
    told: Mapping[str, Any], at: Instant, zone: dt.tzinfo, paper: Paper, *, in_full: bool = False
) -> Iterator[str]:
    """Yield the lines of an explanation as `Explanation.to_dict` gives it. The heading shows `at` in the zone.

    With `in_full`, every event that a rule looked at is shown.
    """
    moment = local(at, zone)
    page = _Page(paper, moment.year, several="policies" in told)
    heading = f"{day_in_full(moment.date())} {moment:%H:%M} {zone}, {policies_said(told)}"
    yield paper.paint(printable(heading), "heading")
    yield ""
    yield paper.paint(printable(told["case"]), "heading") + paper.paint(f" \u00b7 {told['status']}", "faint")
    for one in sorted(told["advice"], key=lambda one: _ORDER.index(one["verdict"])):
        yield ""
        yield from page.advice(one, str(zone), in_full)
    if not told["advice"]:
        yield ""
        yield "  no advice of this rule" if in_full else "  no advice"
    silent = told["silent"]
    if silent and not in_full:
        yield ""
        yield paper.paint("Rules that did not speak" if told["advice"] else "No rule spoke", "heading")
    for rule in silent:
        yield ""
        yield from page.silence(rule, in_full)
    for note in told["notes"]:
        yield ""
        yield from page.text(f"note: {note['text']}", 2)
    if silent and not in_full:
        yield ""
        yield from page.text("`--rule NAME` shows every event that a rule looked at.", 0)


class _Page:
    """Lays out parts of an explanation on paper."""

    def __init__(self, paper: Paper, year: int, *, several: bool) -> None:
        self.paper = paper
        self.year = year
        self.several = several
        self.marks = _marks(paper)

    def advice(self, one: Mapping[str, Any], zone: str, in_full: bool) -> Iterator[str]:
        paper = self.paper
        verdict = one["verdict"]
        forbids = one["strength"] == "must_not" and verdict == "now"
        word, style = ("quiet", "forbidden") if forbids else (verdict, verdict)
        told = fitted(what(one, self.room), self.room).rstrip()
        yield f"  {paper.paint(f'{word:<{_LABEL}}', style)}{told}"
        indent = 2 + _LABEL
        yield from self.text(f"{one['strength']}: {one['because']}", indent)
        if one["reason"]["code"] != "not_yet":
            yield from self.text(one["reason"]["text"], indent)
        yield from self.labelled(
            "rule", self.placed(self.rule(one["rule"], one["policy"]["name"]), _file_line(one["where"])), fold=False
        )
        if one["source"] and in_full:
            yield from self.labelled("source", [", ".join(one["source"])])
        if one["awaits"] is not None:
            yield from self.labelled("awaits", [one["awaits"]["text"]])
        for each in one["sums"]:
            yield from self.labelled(each["time"], [each["text"]])
        if one["zone"] != zone:
            yield from self.labelled("clock", [f"times are those of {one['zone']}"])
        yield from self.labelled("events", self.events(one["events"]), fold=False)
        if one["condition"] is not None:
            yield from self.labelled("if", self.condition(one["condition"], one["where"]), fold=False)
        yield from self.labelled("to", [choice["text"] for choice in one["recipients"]])
        for choice in one["recipients"]:
            for person in choice["if"]:
                yield from self.labelled("", [f"{person['person']}:"])
                yield from self.labelled("", self.condition(person["condition"], one["where"]), fold=False)
        yield from self.bearings(one["bearings"], in_full)

    def bearings(self, found: Sequence[Mapping[str, Any]], in_full: bool) -> Iterator[str]:
        """Yield what bears on an advice, kind by kind; why a stop ends it only in full."""
        before: str | None = None
        file: str | None = None
        for one in found:
            label = "" if one["kind"] == before else _BEARINGS[one["kind"]]
            name = f"`{one['name']}`" if one["name"] else "a snooze"
            path, number = _place(one["where"] or "")
            where = f":{number}" if (one["kind"], path) == (before, file) and number else _file_line(one["where"] or "")
            before, file = one["kind"], path
            line = f"{name} {one['text']}"
            if cells(line) + cells(where) + 2 <= self.room:
                lines = [*self.placed(line, where)]
            else:
                lines = [*self.placed(name, where), *(f"  {part}" for part in wrapped(one["text"], self.room - 2))]
            if in_full or one["kind"] not in ("stop", "ended_by"):
                lines += [f"  {self.paper.paint(part, 'faint')}" for part in wrapped(one["because"], self.room - 2)]
            yield from self.labelled(label, lines, fold=False)

    def events(self, events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield two lines an event: what it did, and what it was."""
        for event in events:
            yield from self.placed(f"{self.time(event['time'])}  {event['type']}", " and ".join(event["did"]))
            told = f"{event['event']}{': ' if event['text'] else ''}{event['text']}"
            learnt = f", learnt {self.time(event['known'])}" if event["known"] > event["time"] else ""
            for line in wrapped(told + learnt, self.room - 2):
                yield "  " + self.paper.paint(line, "faint")

    def condition(self, one: Mapping[str, Any], where: str, depth: int = 0) -> Iterator[str]:
        """Yield a condition with a mark at each test, and its line where that is in the rule's own file."""
        pad = "  " * min(depth, _DEEPEST)
        mark = self.mark(one["holds"])
        word = next((word for word in ("all", "any", "none") if word in one), None)
        if word is None:
            path, line = _place(one["where"] or "")
            place = "" if not line else f":{line}" if path == _place(where)[0] else f"{path}:{line}"
            first, *more = self.placed(one["text"], place, self.room - len(pad) - 2)
            yield f"{pad}{mark} {first}"
            yield from (f"{pad}  {text}" for text in more)
        elif word == "all" and depth == 0:
            for part in one[word]:
                yield from self.condition(part, where)
        else:
            yield f"{pad}{mark} {word} of"
            for part in one[word]:
                yield from self.condition(part, where, depth + 1)

    def silence(self, rule: Mapping[str, Any], in_full: bool) -> Iterator[str]:
        name = self.rule(rule["rule"], rule["policy"])
        if rule["spoke"]:
            yield f"  every event that {name} looked at"
        else:
            for line in self.placed(name, _file_line(rule["where"]), self.paper.width - 2):
                yield f"  {line}"
            yield from self.text(rule["because"], 4)
        if not rule["spoke"] and not (in_full and rule["looked_at"]):
            for line in wrapped(rule["text"], self.paper.width - 4):
                yield "    " + printable(line)
        if not in_full:
            return
        for look in rule["looked_at"]:
            yield from self.labelled("looked at", self.events([{**look, "did": [""]}]), fold=False)
            if look["condition"] is not None:
                yield from self.labelled("", self.condition(look["condition"], rule["where"]), fold=False)
            if look["held"]:
                yield from self.labelled("", [look["outcome"]])
        if not rule["spoke"] and rule["nearest"] is not None:
            changes = "; ".join(change["text"] for change in rule["nearest"]["changes"])
            yield from self.labelled("nearest", [f"at {rule['nearest']['event']}: {changes}"])

    def rule(self, name: str, policy: str) -> str:
        """Name a rule, and its policy where several advise."""
        return f"`{name}` of `{policy}`" if self.several else f"`{name}`"

    def time(self, time: str) -> str:
        """Say when, the year only where it is not that of the moment."""
        moment = dt.datetime.fromisoformat(time)
        year = "" if moment.year == self.year else f" {moment.year}"
        return f"{day_said(moment.date())}{year} {moment:%H:%M}"

    def mark(self, holds: bool) -> str:
        """Return the sign for what held or failed, in its colour."""
        return self.paper.paint(self.marks[holds], "now" if holds else "late")

    @property
    def room(self) -> int:
        """How many columns are left beside a label."""
        return self.paper.width - 2 - _LABEL

    def labelled(self, label: str, texts: Iterator[str] | Sequence[str], *, fold: bool = True) -> Iterator[str]:
        """Yield texts beside a label, folded unless they are lines already."""
        name = self.paper.paint(fitted(label, _LABEL), "faint") if label else " " * _LABEL
        for text in texts:
            for line in wrapped(text, self.room) if fold else (text,):
                yield f"  {name}{line}".rstrip()
                name = " " * _LABEL

    def text(self, text: str, indent: int) -> Iterator[str]:
        """Yield a faint text."""
        for line in wrapped(text, self.paper.width - indent):
            yield " " * indent + self.paper.paint(line, "faint")

    def placed(self, text: str, place: str, width: int | None = None) -> Iterator[str]:
        """Yield a text, printable and folded, with a place flush right, or below it where there is no room."""
        width = width or self.room
        text = printable(text)
        gap = width - cells(text) - cells(place)
        if gap >= 2 or (gap >= 0 and not place):
            yield f"{text}{' ' * gap}{self.paper.paint(printable(place), 'faint')}" if place else text
            return
        yield from wrapped(text, width)
        if place:
            shown = place if cells(place) <= width else cut_in_the_middle(place, width)
            yield self.paper.paint(printable(shown), "faint")


def _marks(paper: Paper) -> Mapping[bool, str]:
    """Return the signs for what held and what failed, as far as the paper has them."""
    try:
        f"{_HELD}{_FAILED}".encode(paper.encoding)
    except (UnicodeEncodeError, LookupError):
        return {True: "+", False: "-"}
    return {True: _HELD, False: _FAILED}


def _place(where: str) -> tuple[str, str]:
    """Return the file and the line of a position."""
    path, _, rest = where.rpartition(":")
    file, _, line = path.rpartition(":")
    return (file, line) if rest.isdigit() and line.isdigit() else (where, "")


def _file_line(where: str) -> str:
    file, line = _place(where)
    return f"{file}:{line}" if line else file
