"""The policies that a request asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from tactful.api.problems import Refused
from tactful.diagnostics import Finding
from tactful.enacting import enactment_of, policies_of, policy_from_text
from tactful.linting import lint, lints
from tactful.policy import load, pack_names
from tactful.policy.model import Policy
from tactful.service import AsyncService

_MOST = 20


async def policies_in(service: AsyncService, body: bytes) -> tuple[Sequence[Policy], Sequence[Finding]]:
    """Read `{"policies": [text or name of a pack, …]}` or `{"back_to": number or digest}`, with what lint finds.

    What was in force once is not linted again: going back shall work. Raises Refused, EventError and PolicyError.
    """
    try:
        content: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "not_json", f"not JSON: {error.msg} (column {error.colno})") from None
    match content:
        case {"policies": [*texts]} if len(content) == 1 and 0 < len(texts) <= _MOST:
            if all(isinstance(text, str) and text for text in texts):
                return _policies(texts)
        case {"back_to": int(wanted) | str(wanted)} if len(content) == 1 and not isinstance(wanted, bool):
            enactment = enactment_of(await service.enactments(), str(wanted))
            return await policies_of(service.desk, enactment.digests), ()
    told = f"expected `policies`, a list of 1 to {_MOST} texts or packs, or `back_to`, a number or a digest"
    raise Refused(422, "bad_plan", told)


def _policies(texts: Sequence[str]) -> tuple[list[Policy], list[Finding]]:
    policies: list[Policy] = []
    findings: list[Finding] = []
    for number, text in enumerate(texts):
        name = f"policies[{number}]"
        is_pack = text in pack_names()
        policies.append(load(text) if is_pack else policy_from_text(text, name))
        findings += lint([text]) if is_pack else lints(text, name)
    return policies, findings
