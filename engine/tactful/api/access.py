"""Who is let in: a key of the scope; and where there are none, whoever is on this machine, but no page of elsewhere."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable, Collection
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tactful.api import keys as api_keys
from tactful.api.keys import Scope
from tactful.api.limits import Rate
from tactful.api.problems import Refused
from tactful.errors import did_you_mean
from tactful.service import AsyncService
from tactful.timing.texts import quoted

_BEARER = HTTPBearer(auto_error=False, description="A key of `tactful key new`, where the store has keys.")
_HOST = re.compile(r"\[([0-9a-f:.]+)\](?::[0-9]*)?|([^\[\]:@/]+)(?::[0-9]*)?", re.IGNORECASE)


def opened_by(
    service: AsyncService, scope: Scope, rate: Rate, hosts: Collection[str], *, exposed: bool
) -> Callable[..., Awaitable[None]]:
    """Return what lets a request in, or raises Refused.

    `hosts` may be asked for by name without keys, besides the loopback. `exposed` servers always ask for a key.
    """
    allowed = frozenset(host.lower() for host in hosts)

    async def opened(
        request: Request, _given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)] = None
    ) -> None:
        kept = await api_keys.keys(service.desk)
        if not kept and not exposed:
            rate.take(request.client.host if request.client else "")
            _for_this_machine(request, allowed)
            _same_origin(request)
            return
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        key = kept.get(api_keys.hashed(token)) if kind.lower() == "bearer" else None
        if key is None:
            rate.take(request.client.host if request.client else "")
            told = {"WWW-Authenticate": "Bearer"}
            found = "that is no key of this store; " if token else ""
            raise Refused(401, "no_key", f"{found}expected an API key as `Authorization: Bearer …`", told)
        rate.take(f"key {key.name}")
        if scope not in key.scopes:
            told = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
            raise Refused(403, "wrong_scope", f"the key does not open the scope `{scope}`", told)

    return opened


async def only_known(request: Request) -> None:
    """Refuse a parameter that the route does not have: what is misspelt must not be passed over."""
    known = [one.alias for one in request.scope["route"].dependant.query_params]
    for name in request.query_params:
        if name not in known:
            told = did_you_mean(name[:100], known) or f"expected {', '.join(known) or 'none'}"
            raise Refused(422, "unknown_parameter", f"there is no parameter {quoted(name[:100])}; {told}")


def is_loopback(host: str) -> bool:
    """Say whether a name or an address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _for_this_machine(request: Request, allowed: Collection[str]) -> None:
    """Refuse a foreign name for this machine: a page can have its own name looked up as the loopback."""
    found = _HOST.fullmatch(request.headers.get("host", ""))
    host = "" if found is None else found[1] or found[2]
    if not is_loopback(host) and host.lower() not in allowed:
        raise Refused(421, "foreign_host", "without API keys, expected `localhost` or an allowed name as the host")


def _same_origin(request: Request) -> None:
    """Refuse what a page of another site sends through somebody's browser: without keys nothing else stops it."""
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host", "")
    if foreign or request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Refused(403, "foreign_origin", "a page of another site needs an API key")
