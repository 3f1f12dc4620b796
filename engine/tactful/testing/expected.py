"""An advice that a test expects, and how one that was given differs from it."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tactful.errors import Position
from tactful.planning import CODES, Advice
from tactful.policy.report import Path, Report
from tactful.testing.forms import AdviceForm
from tactful.testing.times import read_moment
from tactful.timing import format_instant

TIMES = ("opens", "due", "expires")
_PREFIXED = ("held", "limited", "stopped", "forbidden")


@dataclass(frozen=True, slots=True)
class Expected:
    """The fields that are compared, as they compare: times as instants, recipients folded and sorted."""

    where: Position
    fields: Mapping[str, Any]

    def differences(self, advice: Advice) -> list[str]:
        """Return the names of the fields in which an advice is another."""
        return [
            name
            for name, value in self.fields.items()
            if not (_covers if name == "tone" else operator.eq)(value, given(advice, name))
        ]


def expected_advice(form: AdviceForm, zone: dt.tzinfo, path: Path, report: Report) -> Expected:
    """Read an expected advice; its times are of the zone. Mistakes are reported."""
    fields: dict[str, Any] = {}
    for name in form.model_fields_set:
        value = getattr(form, name)
        name = name.removesuffix("_")
        if name in TIMES and value is not None:
            try:
                value = read_moment(value, zone)
            except ValueError as error:
                report.refused((*path, name), "bad-time", error)
        elif name in ("to", "for", "channel"):
            value = _folded(value or (), fold=name != "channel")
        elif name == "reason" and isinstance(value, str):
            code, _, rest = value.partition(":")
            if code not in CODES or (code in _PREFIXED) != bool(rest):
                known = [f"{code}:<name>" if code in _PREFIXED else code for code in CODES]
                report.unknown((*path, name), "unknown-reason", "reason", value, known)
        fields[name] = value
    names = [name.removesuffix("_") for name in AdviceForm.model_fields]
    return Expected(report.where(path), {name: fields[name] for name in names if name in fields})


def given(advice: Advice, name: str) -> Any:
    """Return a field of an advice as it compares."""
    if name == "to":
        return _folded([address or "" for address in advice.addresses], fold=True)
    if name == "for":
        return _folded([address or "" for address in advice.meant] if advice.for_ else (), fold=True)
    if name == "channel":
        return _folded(advice.speech.channel, fold=False)
    if name == "reason":
        return advice.reason.code
    if name == "tone":
        return advice.speech.tone
    return getattr(advice, name)


def shown(name: str, value: Any, zone: dt.tzinfo) -> str:
    """Return the value of a field as a test file would write it, times in the zone."""
    if value is None:
        return "null"
    if name in TIMES:
        text = format_instant(value, zone)
        return text[:19].replace("T", " ").removesuffix(":00") if "." not in text else text
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else f"[{', '.join(value)}]"
    return str(value)


def _folded(value: str | list[str] | tuple[str, ...] | Any, *, fold: bool) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    return tuple(sorted(text.strip().casefold() if fold else text for text in texts))


def _covers(expected: Any, found: Any) -> bool:
    """Say whether all that is expected of a tone is there. Numbers are compared as they are written."""
    if isinstance(expected, dict):
        return isinstance(found, Mapping) and all(
            name in found and _covers(value, found[name]) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list | tuple) and len(found) == len(expected) and all(map(_covers, expected, found))
    if isinstance(expected, bool) or expected is None:
        return expected is found
    if isinstance(found, list | tuple):
        return len(found) == 1 and _covers(expected, found[0])
    return bool(str(found) == expected)
