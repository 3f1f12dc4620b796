"""CloudEvents over HTTP: structured, binary and batched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import orjson

from tactful.api.problems import Refused

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"
JSON = "application/json"

_PREFIX = "ce-"


def events_of(headers: Mapping[str, str], body: bytes, most: int) -> list[bytes]:
    """Return the events of a request as JSON, in their order. Raises Refused where it holds none."""
    kind = headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if kind == BATCHED:
        return _batch(body, most)
    if any(name.startswith(_PREFIX) for name in headers):
        return [_binary(headers, kind, body)]
    if kind in (STRUCTURED, JSON):
        _object(_parsed(body))
        return [body]
    raise Refused(415, "unknown_content", f"found `{kind[:80]}`, expected `{STRUCTURED}`, `{BATCHED}` or `{JSON}`")


def _batch(body: bytes, most: int) -> list[bytes]:
    content = _parsed(body)
    if not isinstance(content, list):
        raise Refused(422, "bad_batch", "a batch is a list of events")
    if len(content) > most:
        raise Refused(413, "too_large", f"found {len(content):,} events, at most {most:,} go at once")
    return [orjson.dumps(one) for one in content]


def _binary(headers: Mapping[str, str], kind: str, body: bytes) -> bytes:
    event: dict[str, Any] = {
        name[len(_PREFIX) :]: unquote(value) for name, value in headers.items() if name.startswith(_PREFIX)
    }
    if body:
        if kind != JSON and not kind.endswith("+json"):
            raise Refused(415, "unknown_content", f"found `{kind[:80]}`, expected `{JSON}` for the data")
        event["data"] = _parsed(body)
    return orjson.dumps(event)


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "not_json", f"not JSON: {error.msg} (column {error.colno})") from None


def _object(content: object) -> None:
    if not isinstance(content, dict):
        raise Refused(422, "not_object", "an event is a JSON object")
