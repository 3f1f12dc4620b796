"""What differs in policies themselves, for people: knobs by purpose, and settings by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from tactful.commands.side_by_side_table import NOTHING, Cell, Part, Table
from tactful.commands.text import Paper, wrapped
from tactful.comparing.side_by_side.knobs import RULE
from tactful.comparing.words import subject
from tactful.testing.writing import flow

_GROUPS = {"policy": "the whole policy", "hold": "hold {}", "stop": "stop {}", "limit": "limit {}"}


def knob_lines(knobs: Sequence[Mapping[str, Any]], names: Sequence[str], paper: Paper) -> Iterator[str]:
    """Yield the lines of the knobs as `SideBySide.to_dict` gives them."""
    if not knobs:
        yield "  nothing"
    table = Table(names, paper, 4)
    for (of, name), group in groupby(knobs, key=itemgetter("of", "name")):
        yield f"  {_group(of, name)}"
        rules: list[list[str]] = [[] for _ in names]
        for knob in group:
            if knob["key"] == RULE:
                rules = [[value["value"] for value in values] for values in knob["values"]]
            cells = (_values(values, known) for values, known in zip(knob["values"], rules, strict=True))
            yield from table.row(knob["key"], list(cells))


def _group(of: str, name: str) -> str:
    if of == "prohibition":
        return subject(name, "must_not")
    return _GROUPS.get(of, "{}").format(name)


def _values(values: Sequence[Mapping[str, Any]], rules: Sequence[str]) -> Cell:
    """Return what a policy says; where its rules do not all say the same, each with the numbers of its rules."""
    if len(values) < 2:
        return [Part(value["value"]) for value in values]
    numbers = [", ".join(str(rules.index(rule) + 1) for rule in value["rules"]) for value in values]
    return [Part(f"({which}) {value['value'] or NOTHING}") for which, value in zip(numbers, values, strict=True)]


def setting_lines(settings: Sequence[Mapping[str, Any]], names: Sequence[str], paper: Paper) -> Iterator[str]:
    """Yield the lines of the settings as `SideBySide.to_dict` gives them, each with what it is about."""
    if not settings:
        yield "  nothing"
    table = Table(names, paper, 2)
    for setting in settings:
        cells = [[] if one is None else [Part(flow(one["value"]))] for one in setting["values"]]
        yield from table.row(setting["name"], cells)
        abouts: dict[str, list[str]] = {}
        for name, one in zip(names, setting["values"], strict=True):
            if one is not None and one["about"]:
                abouts.setdefault(one["about"], []).append(name)
        for about, known in abouts.items():
            for line in wrapped(about if len(abouts) == 1 else f"{', '.join(known)}: {about}", paper.width - 4):
                yield f"    {paper.paint(line, 'faint')}"
