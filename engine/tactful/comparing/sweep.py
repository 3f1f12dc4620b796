"""One setting at many values: `silence=3d..21d`, `silence=10 days,2 weeks`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tactful.comparing.comparison import UNKNOWN, Comparison, changes_to_dict, view_to_dict
from tactful.policy import Policy, load, loads, resolve
from tactful.timing.texts import quoted

MOST_VALUES = 100

_UNITS = {"min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
_NUMBER = re.compile(r"([0-9]{1,6}) ?(business days?|[a-z]*)")
_SPAN = re.compile(r"(.+?)\.\.([^/]+)(?:/(.+))?")
_EXAMPLES = "expected `NAME=V1,V2,…`, or a range such as `silence=3d..21d` or `silence=3d..21d/3d`"
_PLAIN = ("true", "false")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting and the values that it is to take, each as a policy would write it."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A policy compared with another at each value of a setting."""

    setting: Setting
    comparisons: Sequence[Comparison]

    def to_dict(self) -> dict[str, Any]:
        """Return the sweep as plain data: times in RFC 3339, shifts in seconds."""
        first = self.comparisons[0]
        return {
            "unknown": UNKNOWN,
            **view_to_dict(first.view),
            "from": {"name": first.before[0], "digest": first.before[1], "advice": first.tally.before},
            "to": {"name": first.after[0]},
            "setting": self.setting.name,
            "cases": first.cases,
            "values": [
                {
                    "value": value,
                    "digest": one.after[1],
                    "advice": one.tally.after,
                    "changed_cases": one.changed,
                    "changes": changes_to_dict(one.tally, one.kinds),
                }
                for value, one in zip(self.setting.values, self.comparisons, strict=True)
            ],
        }


def parse_setting(text: str) -> Setting:
    """Read `NAME=…`: values with commas between them, or a range with a step of one unless it is given.

    Numbers may have a short unit: `min`, `h`, `d`, `w`, `mo`, `y`. Raises ValueError.
    """
    name, sign, written = text.partition("=")
    name = name.strip().removeprefix("$")
    if not sign or not name or not written.strip():
        raise ValueError(f"found {quoted(text)}, {_EXAMPLES}")
    values: list[str] = []
    for part in written.split(","):
        span = _SPAN.fullmatch(part.strip())
        values += [_spelt(part.strip())] if span is None else _stepped(*span.groups())
    if "" in values:
        raise ValueError(f"a value is missing in {quoted(text)}, {_EXAMPLES}")
    values = list(dict.fromkeys(values))
    if len(values) > MOST_VALUES:
        raise ValueError(f"found {len(values):,} values, expected at most {MOST_VALUES}; a larger step makes fewer")
    return Setting(name, tuple(values))


def variant(reference: str, name: str, value: str) -> Policy:
    """Return the policy of a reference with a setting at another value. Raises PolicyError."""
    base = load(reference)
    path = os.path.abspath(resolve(reference))
    written = value if value in _PLAIN else json.dumps(value)
    return loads(
        f"tactful: 1\npolicy: {json.dumps(base.name)}\ntitle: {json.dumps(base.title)}\n"
        f"extends: [{json.dumps(path)}]\nsettings: {{{json.dumps(name)}: {{value: {written}}}}}\n",
        f"{name}={value}",
    )


def _stepped(first: str, last: str, step: str | None) -> list[str]:
    number, unit = _counted(first.strip())
    end, end_unit = _counted(last.strip())
    by, by_unit = (1, unit) if step is None else _counted(step.strip())
    units = {one for one in (unit, end_unit, by_unit) if one}
    if len(units) > 1:
        raise ValueError(f"the range `{first}..{last}` mixes {' and '.join(sorted(units))}, expected one unit")
    if by < 1 or end < number:
        raise ValueError(f"the range `{first}..{last}` has no values, expected the smaller first and a step above 0")
    if (end - number) // by >= MOST_VALUES:
        raise ValueError(f"the range `{first}..{last}` has more than {MOST_VALUES} values; a larger step makes fewer")
    return [_written(count, next(iter(units), "")) for count in range(number, end + 1, by)]


def _counted(text: str) -> tuple[int, str]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{quoted(text)} is no number with a unit, {_EXAMPLES}")
    unit = match[2]
    return int(match[1]), _UNITS.get(unit, unit.removesuffix("s"))


def _spelt(text: str) -> str:
    match = _NUMBER.fullmatch(text)
    return text if match is None or match[2] not in _UNITS else _written(int(match[1]), _UNITS[match[2]])


def _written(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}" if unit else str(count)
