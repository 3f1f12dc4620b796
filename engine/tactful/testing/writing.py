"""A test file as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from tactful.testing.times import read_moment
from tactful.timing import Instant, format_instant

_PLAIN = re.compile(
    r"(?:\.{1,2}/)*[A-Za-z0-9][A-Za-z0-9_.@/+-]*(?: [A-Za-z0-9][A-Za-z0-9_.@/+-]*)*(?::[0-9]{2})?", re.ASCII
)
_SPECIAL = frozenset(("true", "false", "null"))

_HEADER = """\
# A recorded case: names, addresses, ids and texts are replaced, times are the real ones.
policy: {policy}
tests:
  - name: {name}
{zone}    events:
{events}    expect:
{expect}"""


def test_text(policy: str, zone: str | None, events: Sequence[Mapping[str, Any]], expected: Sequence[str]) -> str:
    """Return a file with one test. `expected` are expectations as YAML."""
    return _HEADER.format(
        policy=scalar(policy),
        name="a recorded case",
        zone="" if zone is None else f"    timezone: {zone}\n",
        events="".join(f"      - {flow(event)}\n" for event in events),
        expect="".join(f"      - {one}\n" for one in expected),
    )


test_text.__test__ = False  # type: ignore[attr-defined]


def flow(value: Any) -> str:
    """Return plain data as YAML on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    if value is None:
        return "null"
    return ("true" if value else "false") if isinstance(value, bool) else scalar(str(value))


def scalar(text: str) -> str:
    """Return a text as YAML, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text not in _SPECIAL:
        return text
    return orjson.dumps(text).decode()


def written(instant: Instant, zone: dt.tzinfo, *, bare: bool = False) -> str:
    """Return an instant as the zone's clocks show it, with an offset where that alone would be another instant.

    The text is YAML, unless `bare`.
    """
    full = format_instant(instant, zone)
    offset = re.search(r"(?:Z|[+-][0-9:]{5})$", full)
    short = full[: offset.start()].replace("T", " ") if offset else full
    if short.endswith(":00"):
        short = short[:-3]
    text = short if read_moment(short, zone) == instant else full
    return text if bare else scalar(text)
