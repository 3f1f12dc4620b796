"""A comparison for people: how many cases, which changes, and cases to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from tactful.commands.failures import printable
from tactful.commands.text import Paper, cells, cut_in_the_middle, fitted, what, wrapped
from tactful.comparing.changes import KINDS, MOVED
from tactful.comparing.shifts import said as length
from tactful.comparing.words import change_told, clock, counted, group_told, heading, share_of

SHOWN_GROUPS = 8
_KIND = 13


_MORE = "`--case NAME` shows one, `--examples N` more of each group"


def diff_lines(found: Mapping[str, Any], paper: Paper, zone: dt.tzinfo = dt.UTC, more_by: str = _MORE) -> Iterator[str]:
    """Yield the lines of a comparison as `Comparison.to_dict` gives it. The heading shows its moment in the zone.

    `more_by` says how to see the cases that are left out.
    """
    yield from _first(found, paper, zone)
    changed, cases = found["changed_cases"], found["cases"]
    if not changed:
        yield f"no difference in {counted(cases)}"
        return
    verb = "changes" if changed == 1 else "change"
    yield f"{changed:,} of {counted(cases)} {verb} ({share_of(changed, cases)})"
    before, after = found["from"]["advice"], found["to"]["advice"]
    yield f"advice: {before:,} under `from`, {after:,} under `to`"
    yield ""
    for kind, counts in found["changes"].items():
        if counts["advice"]:
            yield from _kind(kind, counts, paper)
    yield ""
    groups = found["groups"]
    yield paper.paint("largest groups", "heading")
    for group in groups[:SHOWN_GROUPS]:
        yield from _group(group, paper)
    if len(groups) > SHOWN_GROUPS:
        yield f"  … and {len(groups) - SHOWN_GROUPS:,} more; `--format json` has them all"
    cases_shown = _chosen(found)
    for shown in cases_shown:
        yield ""
        yield from _example(shown, paper)
    more = changed - len(cases_shown)
    if more > 0:
        yield ""
        yield f"{counted(more)} more: {more_by}"


def sweep_lines(found: Mapping[str, Any], paper: Paper, zone: dt.tzinfo = dt.UTC) -> Iterator[str]:
    """Yield the lines of a sweep as `Sweep.to_dict` gives it. The heading shows its moment in the zone."""
    yield from _first(found, paper, zone)
    before = found["from"]["advice"]
    yield f"{counted(found['cases'])}; advice under `from`: {before:,}"
    yield ""
    ending = "verdict" if found["of"] == "moment" else "ended"
    columns = ("advice", "changed", "added", "removed", "earlier", "later", "other")
    names = [found["setting"], *(printable(one["value"]) for one in found["values"])]
    width = min(max(map(cells, names)), paper.width - 9 * len(columns))
    yield paper.paint(fitted(found["setting"], width) + "".join(f"{name:>9}" for name in columns), "heading")
    for one in found["values"]:
        changes = one["changes"]
        others = sum(changes[kind]["advice"] for kind in ("deadline", "reworded", "readdressed", ending))
        counts = [changes[kind]["advice"] for kind in ("added", "removed", "earlier", "later")]
        row = (one["advice"], one["changed_cases"], *counts, others)
        yield fitted(printable(one["value"]), width) + "".join(f"{count:>9,}" for count in row)
    yield ""
    yield from wrapped(
        "advice: pieces of advice under `to` with this value; changed: cases that differ from `from`; "
        "the rest: pieces of advice that do",
        paper.width,
    )


def _first(found: Mapping[str, Any], paper: Paper, zone: dt.tzinfo) -> Iterator[str]:
    for line in wrapped(found["unknown"], paper.width):
        yield paper.paint(line, "faint")
    yield ""
    for line in wrapped(heading(found, zone), paper.width):
        yield paper.paint(line, "heading")
    yield ""


def _kind(kind: str, counts: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    told = f"{counts['advice']:>7,} in {counted(counts['cases'])}"
    indent = 2 + _KIND + 8
    yield f"  {kind:<{_KIND}}{told}  {paper.paint(f'({KINDS[kind]})', 'faint')}"
    by = counts.get("by") if kind in MOVED else None
    if by:
        text = f"by {length(by['median'])} (median), at most {length(by['largest'])} ({by['largest_case']})"
        steps = [f"{step}: {count:,}" for step, count in by["distribution"].items()]
        for line in (*wrapped(text, paper.width - indent), *wrapped("; ".join(steps), paper.width - indent)):
            yield " " * indent + paper.paint(line, "faint")


def _group(group: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    lines = wrapped(group_told(group), paper.width - 11)
    yield f"  {group['advice']:>7,}  {lines[0]}"
    for line in lines[1:]:
        yield f"{'':11}{line}"
    names = [cut_in_the_middle(printable(name), min(cells(name), 40)) for name in group["examples"]]
    more = group["cases"] - len(names)
    if names:
        text = ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
        for line in wrapped(text, paper.width - 11):
            yield f"{'':11}{paper.paint(line, 'faint')}"


def _chosen(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the cases that are shown in full, each once: the examples of each group shown."""
    names = {name for group in found["groups"][:SHOWN_GROUPS] for name in group["examples"]}
    return [one for one in found["examples"] if one["case"] in names]


def _example(shown: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    yield paper.paint(f"case {cut_in_the_middle(printable(shown['case']), min(cells(shown['case']), 60))}", "heading")
    for one in shown["advice"]:
        if not one["changes"]:
            continue
        side = one["to"] or one["from"]
        yield "  " + fitted(what(side, paper.width - 2), paper.width - 2).rstrip()
        before, after = _course(one["from"]), _course(one["to"])
        courses = {"both": before} if before == after else {"from": before, "to": after}
        for name, course in courses.items():
            for line, start in _indented(course, name, paper):
                yield f"    {start}{paper.paint(line, 'faint')}"
        changes = "; ".join(change_told(change, one["from"], one["to"]) for change in one["changes"])
        for line in wrapped(changes, paper.width - 10):
            yield f"{'':10}{line}"


def _indented(text: str, name: str, paper: Paper) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(wrapped(text, paper.width - 10)):
        yield line, f"{name if not place else '':<6}"


def _course(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return "not advised"
    told = [side["rule"], f"opens {clock(side['opens'])}" if side["opens"] else "does not open"]
    if side["due"]:
        told.append(f"due {clock(side['due'])}")
    ended = f" {clock(side['ended'])}" if side["ended"] else ""
    return ", ".join([*told, f"{side['state']}{ended}"])
