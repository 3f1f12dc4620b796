"""A plan for people: case by case, what is to be done first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tactful.commands.failures import printable
from tactful.commands.text import Paper, cells, day_said, fitted, what, when, wrapped
from tactful.timing import Instant, local

_ORDER = ("late", "now", "wait", "blocked", "withheld", "done", "stopped", "expired")
_VERDICT = 9
_TELLING = frozenset(("blocked", "withheld", "stopped"))


def plan_lines(plan: Mapping[str, Any], at: Instant, zone: dt.tzinfo, paper: Paper) -> Iterator[str]:
    """Yield the lines of a plan as `Plan.to_dict` gives it. The heading shows `at` in the zone."""
    moment = local(at, zone)
    several = len(plan.get("policies", ())) > 1
    heading = f"{day_said(moment.date())} {moment:%H:%M} {zone}, {policies_said(plan)}"
    yield paper.paint(printable(heading), "heading")
    cases = sorted(plan["cases"], key=_urgency)
    counts: Counter[str] = Counter()
    for case in cases:
        yield ""
        name = printable(case["case"])
        status = paper.paint(f" · {case['status']}", "faint")
        yield f"{paper.paint(name, 'heading')}{status}"
        advice = sorted(case["advice"], key=_place)
        if not advice:
            yield "  nothing to do"
        for one in advice:
            counts["forbidden" if _is_prohibition(one) else one["verdict"]] += 1
            yield from entry_lines(one, at, paper, several)
        for note in case["notes"]:
            for text in wrapped(f"note: {note['text']}", paper.width - 2):
                yield "  " + paper.paint(text, "faint")
    yield ""
    yield _summary(counts)


def policies_said(told: Mapping[str, Any]) -> str:
    """Say which policy advises, or which policies."""
    if "policy" in told:
        return f"policy {told['policy']['name']}"
    return f"policies {', '.join(policy['name'] for policy in told['policies'])}"


def entry_lines(one: Mapping[str, Any], at: Instant, paper: Paper, several: bool = False) -> Iterator[str]:
    """Yield the lines of one advice as `Advice.to_dict` gives it; of `several` policies, with the name of its own."""
    verdict = one["verdict"]
    prohibition = _is_prohibition(one)
    word, style = ("quiet", "forbidden") if prohibition and verdict == "now" else (verdict, verdict)
    time = when(verdict, one, _near(one, at)) if verdict in _ORDER[:5] else ""
    indent = 2 + _VERDICT + 1
    width = paper.width - indent - (cells(time) + 2 if time else 0)
    told = fitted(what(one, width), width)
    yield f"  {paper.paint(f'{word:<{_VERDICT}}', style)} {told}  {time}".rstrip()
    by = f"{one['policy']['name']}: " if several else ""
    texts = [by + (one["because"] if prohibition else f"{one['strength']}: {one['because']}")]
    if verdict in _TELLING or (verdict == "wait" and one["reason"]["code"] != "not_yet"):
        texts.append(one["reason"]["text"])
    for text in texts:
        for line in wrapped(text, paper.width - indent):
            yield " " * indent + paper.paint(line, "faint")


def _near(one: Mapping[str, Any], at: Instant) -> dt.date:
    """Return the day of the moment, where the advice's times are shown."""
    for name in ("opens", "due", "expires"):
        if one[name] is not None:
            offset = dt.datetime.fromisoformat(one[name]).tzinfo
            return local(at, offset or dt.UTC).date()
    return local(at, dt.UTC).date()


def _summary(counts: Mapping[str, int]) -> str:
    words = (
        ("late", "late"),
        ("now", "to do now"),
        ("wait", "waiting"),
        ("blocked", "blocked"),
        ("withheld", "withheld"),
    )
    told = [f"{counts[verdict]} {word}" for verdict, word in words if counts.get(verdict)]
    if not counts.get("late") and not counts.get("now"):
        told.insert(0, "nothing to do now")
    return ", ".join(told)


def _urgency(case: Mapping[str, Any]) -> tuple[int, str]:
    places = [_place(one)[0] for one in case["advice"]]
    return (min(min(places, default=2), 2), case["case"])


def _place(one: Mapping[str, Any]) -> tuple[int, str]:
    """Return where an advice stands in its case: what is late, what is to be done, what waits, what is forbidden."""
    place = 2 if _is_prohibition(one) and one["verdict"] == "now" else _ORDER.index(one["verdict"])
    return (place, one["due"] or one["opens"] or "")


def _is_prohibition(one: Mapping[str, Any]) -> bool:
    return bool(one["strength"] == "must_not")
