"""Time zones from the `tzdata` package alone, so that every machine computes the same."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import pkgutil
from collections.abc import Callable
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from tactful.errors import did_you_mean
from tactful.timing.texts import quoted, with_help


class UnknownZone(ValueError):  # noqa: N818 - the name that callers read
    """No time zone has this name. The text is made when asked for: finding a near name is slow."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)

    def __str__(self) -> str:
        text = f"unknown time zone {quoted(self.name)}, expected an IANA name such as `America/Phoenix`"
        return with_help(text, _nearest(self.name))


class _Zone(ZoneInfo):
    """A zone that can be copied and sent to another process, which `ZoneInfo.from_file` forbids."""

    def __reduce__(self) -> tuple[Callable[[str], dt.tzinfo], tuple[str]]:
        return zone, (self.key,)


@cache  # bounded: unknown names raise
def zone(name: str) -> dt.tzinfo:
    """Return the zone of an IANA name, written as IANA writes it. Raises UnknownZone."""
    if name == "UTC":
        return dt.UTC
    if name not in _names():
        raise UnknownZone(name)
    return _Zone.from_file(io.BytesIO(_read(f"zoneinfo/{name}")), key=name)


def zone_data_version() -> str:
    """Return the version of the time-zone data, such as `2025b`."""
    return str(importlib.import_module("tzdata").IANA_VERSION)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(_read("zones").decode().split())


@lru_cache(maxsize=256)
def _nearest(name: str) -> str:
    if name.isupper() and len(name) < 6:
        return ""  # an abbreviation: what looks alike is somewhere else
    folded = name.casefold().replace(" ", "_")
    known = sorted(_names())
    whole = [other for other in known if other.casefold() == folded]
    city = [other for other in known if other.casefold().endswith(f"/{folded}")]
    if same := whole or city:
        return f"did you mean `{same[0]}`?"
    return did_you_mean(name[:60], known)


def _read(path: str) -> bytes:
    data = pkgutil.get_data("tzdata", path)
    if data is None:
        raise FileNotFoundError(f"the package `tzdata` has no `{path}`")
    return data
