"""The policies that a request asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from tactful.api.problems import Refused
from tactful.diagnostics import Finding
from tactful.enacting import MaxChanged, enactment_of, policies_of, policy_from_text
from tactful.linting import lint, lints
from tactful.policy import load, pack_names
from tactful.policy.model import Policy
from tactful.service import AsyncService

_MOST = 20


async def policies_in(service: AsyncService, body: bytes) -> tuple[Sequence[Policy], Sequence[Finding]]:
    """Read `{"policies": [text or name of a pack, …]}` or `{"back_to": number or digest}`, with what lint finds.

    What was in force once is not linted again: going back shall work. Raises Refused, EventError and PolicyError.
    """
    content = _read(body)
    match content:
        case {"policies": [*texts]} if len(content) == 1 and 0 < len(texts) <= _MOST:
            if all(isinstance(text, str) and text for text in texts):
                return _policies(texts)
        case {"back_to": int(wanted) | str(wanted)} if len(content) == 1 and not isinstance(wanted, bool):
            enactment = enactment_of(await service.enactments(), str(wanted))
            return await policies_of(service.desk, enactment.digests), ()
    told = f"expected `policies`, a list of 1 to {_MOST} texts or packs, or `back_to`, a number or a digest"
    raise Refused(422, "bad_plan", told)


def max_changed_in(body: bytes, asked: str | None) -> MaxChanged | None:
    """Return how much a change may reach: as the query asks, or `{"max_changed": number or share}`. Raises Refused."""
    content = _read(body) if body.strip() else {}
    match content:
        case {"max_changed": int(most) | str(most)} if len(content) == 1 and not isinstance(most, bool):
            asked = str(most) if asked is None else asked
        case {} if not content:
            pass
        case _:
            text = "expected `max_changed`, a number of cases or a share such as `5%`, or no body"
            raise Refused(422, "bad_apply", text)
    return None if asked is None else MaxChanged.parse(asked)


def _read(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "not_json", f"not JSON: {error.msg} (column {error.colno})") from None


def _policies(texts: Sequence[str]) -> tuple[list[Policy], list[Finding]]:
    policies: list[Policy] = []
    findings: list[Finding] = []
    for number, text in enumerate(texts):
        name = f"policies[{number}]"
        is_pack = text in pack_names()
        policies.append(load(text) if is_pack else policy_from_text(text, name))
        findings += lint([text]) if is_pack else lints(text, name)
    return policies, findings
