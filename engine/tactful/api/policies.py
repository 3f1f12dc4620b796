"""The policies that a request asks for."""

from __future__ import annotations

from typing import Any

import orjson

from tactful.api.problems import Refused
from tactful.enacting import policies_of, policy_from_text
from tactful.errors import EventError
from tactful.policy import load, pack_names
from tactful.policy.model import Policy
from tactful.service import AsyncService

_MOST = 20


async def policies_in(service: AsyncService, body: bytes) -> list[Policy]:
    """Read `{"policies": [text or name of a pack, …]}` or `{"back_to": number}`. Raises Refused, and PolicyError."""
    try:
        content: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "not_json", f"not JSON: {error.msg} (column {error.colno})") from None
    match content:
        case {"policies": [*texts]} if len(content) == 1 and 0 < len(texts) <= _MOST:
            if all(isinstance(text, str) and text for text in texts):
                return [_policy(text, f"policies[{number}]") for number, text in enumerate(texts)]
        case {"back_to": int(number)} if len(content) == 1 and not isinstance(number, bool) and number > 0:
            found = [one for one in await service.enactments() if one.number == number]
            if not found:
                raise EventError(f"nothing was put in force under the number {number}", "unknown_policy")
            return await policies_of(service.desk, found[0].digests)
    raise Refused(
        422, "bad_plan", f"expected `policies`, a list of 1 to {_MOST} texts or packs, or `back_to`, a number"
    )


def _policy(text: str, name: str) -> Policy:
    return load(text) if text in pack_names() else policy_from_text(text, name)
