"""An event as JSON bytes: from whatever a caller holds, and not too deep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import orjson

from tactful.errors import EventError

MAX_DEPTH = 250


def check_depth(raw: bytes, content: dict[str, Any]) -> None:
    """Refuse what is nested deeper than MAX_DEPTH, so that it can be written again. Raises EventError."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    level: list[Any] = [content]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for item in level
            for child in (item.values() if type(item) is dict else item)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return
    raise EventError(f"nested more than {MAX_DEPTH} levels deep", "too_deep")


def as_json(event: object) -> bytes:
    """Turn an event that a caller holds into JSON. Raises EventError for what JSON cannot say."""
    if isinstance(event, str):
        try:
            return event.encode()
        except UnicodeEncodeError:
            raise EventError("not JSON: the text holds half of a surrogate pair", "not_json") from None
    if isinstance(event, bytes | bytearray | memoryview):
        return bytes(event)
    if not isinstance(event, Mapping):
        message = f"expected an event as JSON or a mapping, found `{type(event).__name__}`"
        raise EventError(message, "not_object")
    try:
        raw = orjson.dumps(dict(event), default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise EventError(f"cannot be written as JSON: {error}", "not_json") from None
    if b"null" in raw and not _finite(event):
        raise EventError("cannot be written as JSON: a number is not finite", "not_json")
    return raw


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"`{type(value).__name__}` is not JSON")


def _finite(event: object) -> bool:
    waiting = [event]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
        elif isinstance(item, float) and not math.isfinite(item):
            return False
    return True
