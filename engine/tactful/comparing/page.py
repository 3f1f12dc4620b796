"""A comparison as one HTML page that stands alone: nothing is loaded from elsewhere, and it prints well."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from tactful.comparing.changes import KINDS
from tactful.comparing.picture import picture, plain
from tactful.comparing.shifts import said
from tactful.comparing.words import change_told, clock, counted, group_told, heading, share_of, subject

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 760px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2em; } h3 { font-size: 1em; margin: 2em 0 .5em; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .2em .8em .2em 0; }
th, td { border-bottom: 1px solid #ddd; vertical-align: top; } td.number, th.number { text-align: right; }
.unknown { border-left: 4px solid #b58900; padding: .3em 1em; background: #fdf6e3; }
.small { color: #555; font-size: .9em; } section { break-inside: avoid; }
td { overflow-wrap: anywhere; } td.words { overflow-wrap: break-word; }
svg { max-width: 100%; height: auto; font: 11px system-ui, sans-serif; display: block; }
.axis { stroke: #666; } .grid { stroke: #ddd; } .event { fill: #666; } .due { stroke: #c00; stroke-width: 2; }
.bar.from { fill: #8fa8c8; } .bar.to { fill: #2f6db3; } .bar.early { fill-opacity: .35; }
svg .changed { font-weight: bold; } svg .side, svg .none, svg .day, svg .same { fill: #666; }
@media print { body { max-width: none; margin: 0; } .bar, .event { print-color-adjust: exact; } }
"""

_QUOTED = re.compile(r"`([^`]*)`")

Row = Iterable[tuple[object, str]]


def diff_page(found: Mapping[str, Any], zone: dt.tzinfo = dt.UTC) -> str:
    """Return the page of a comparison as `Comparison.to_dict` gives it. The heading shows its moment in the zone."""
    return _page(_typeset(heading(found, zone)), _body(found))


def sweep_page(found: Mapping[str, Any], zone: dt.tzinfo = dt.UTC) -> str:
    """Return the page of a sweep as `Sweep.to_dict` gives it. The heading shows its moment in the zone."""
    return _page(_typeset(heading(found, zone)), _sweep(found))


def _page(title: str, body: Iterable[str]) -> str:
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width"/>',
        f"<title>{_text(title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{_text(title)}</h1>",
        *body,
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _body(found: Mapping[str, Any]) -> Iterator[str]:
    changed, cases = found["changed_cases"], found["cases"]
    yield f'<p class="unknown">{_text(found["unknown"])}</p>'
    if not changed:
        yield f"<p>There is no difference in {counted(cases)}.</p>"
        return
    before, after = found["from"]["advice"], found["to"]["advice"]
    yield f"<p><strong>Cases that change: {changed:,} of {cases:,} ({share_of(changed, cases)}).</strong>"
    yield f"Pieces of advice: {before:,} under “from”, {after:,} under “to”.</p>"
    yield from _table(("change", "advice", "cases", ""), [_kind(*one) for one in found["changes"].items()])
    yield "<h2>Largest groups</h2>"
    yield from _table(("group", "advice", "cases", "for example"), map(_group, found["groups"]))
    yield "<h2>Cases</h2>"
    yield (
        '<p class="small">Dots are events; a bar is advice from its opening to its end, pale where the message was '
        "sent before it would have opened. A red line is when it is due.</p>"
    )
    for shown in found["examples"]:
        yield from _example(shown)


def _kind(kind: str, counts: Mapping[str, Any]) -> Row:
    told = _typeset(KINDS[kind])
    if by := counts.get("by"):
        steps = "; ".join(f"{step}: {count:,}" for step, count in by["distribution"].items())
        told += f": by {said(by['median'])} (median), at most {said(by['largest'])} ({by['largest_case']}). {steps}"
    return ((kind, "words"), (counts["advice"], "number"), (counts["cases"], "number"), (told, "small"))


def _group(group: Mapping[str, Any]) -> Row:
    names = ", ".join(group["examples"])
    counts = ((group["advice"], "number"), (group["cases"], "number"))
    return ((_typeset(group_told(group)), "words"), *counts, (names, "small"))


def _example(shown: Mapping[str, Any]) -> Iterator[str]:
    yield "<section>"
    yield f"<h3>{_text(shown['case'])}</h3>"
    yield picture(shown)
    changed = [one for one in shown["advice"] if one["changes"]]
    yield from _table(("advice", "change", "from", "to"), map(_advice, changed))
    told = [
        f"{number}. {clock(one['time'])} {one['type']}{f' ({about})' if (about := one['about']) else ''}"
        for number, one in enumerate(shown["events"], 1)
    ]
    yield f'<p class="small">Events: {_text("; ".join(told))}</p>'
    left_out = shown["left_out"]
    if any(left_out.values()):
        yield f'<p class="small">Left out: {left_out["events"]:,} events, {left_out["advice"]:,} pieces of advice.</p>'
    yield "</section>"


def _advice(one: Mapping[str, Any]) -> Row:
    side = one["to"] or one["from"]
    people, meant = (
        ", ".join(person["name"] or person["email"] or "somebody" for person in side.get(key, ()))
        for key in ("to", "for")
    )
    purpose = subject(side["purpose"], side["strength"])
    told = _typeset("; ".join(change_told(change, one["from"], one["to"]) for change in one["changes"]))
    sides = [(_course(one[name]), "small") for name in ("from", "to")]
    whom = f"{f' to {people}' if people else ''}{f' for {meant}' if meant else ''}"
    return ((f"{purpose}{whom}", ""), (told, "words"), *sides)


def _course(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return "not advised"
    opens = f"opens {clock(side['opens'])}" if side["opens"] else "does not open"
    ended = f" {clock(side['ended'])}" if side["ended"] else ""
    return f"{side['rule']}: {opens}, {side['state']}{ended}"


def _sweep(found: Mapping[str, Any]) -> Iterator[str]:
    yield f'<p class="unknown">{_text(found["unknown"])}</p>'
    yield f"<p>Cases: {found['cases']:,}. Pieces of advice under “from”: {found['from']['advice']:,}.</p>"
    kinds = list(found["values"][0]["changes"])
    heads = (found["setting"], "advice", "cases changed", *kinds)
    rows = [
        (
            (one["value"], ""),
            (one["advice"], "number"),
            (one["changed_cases"], "number"),
            *((one["changes"][kind]["advice"], "number") for kind in kinds),
        )
        for one in found["values"]
    ]
    yield from _table(heads, rows)


def _table(heads: Iterable[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "<table>"
    yield "<tr>" + "".join(f"<th>{_text(head)}</th>" for head in heads) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(_cell(*cell) for cell in row) + "</tr>"
    yield "</table>"


def _cell(value: object, style: str) -> str:
    told = f"{value:,}" if isinstance(value, int) else _text(str(value))
    return f'<td class="{style}">{told}</td>' if style else f"<td>{told}</td>"


def _typeset(text: str) -> str:
    return _QUOTED.sub(r"“\1”", text)


def _text(text: str) -> str:
    return escape(plain(text))
