"""Every error as problem details (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tactful.errors import EventError, PolicyError, StoreError

MEDIA_TYPE = "application/problem+json"

_LOG = logging.getLogger("tactful.api")
_RETRY = "5"
_NOT_THERE = frozenset(("unknown_case", "unknown_advice", "unknown_rule", "unknown_plan", "unknown_policy"))
_CONFLICTING = frozenset(("moved_on", "plan_differs", "too_many_changed", "lint_errors"))

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable; what programs go by."},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}


class Refused(Exception):  # noqa: N818
    """A request that is not answered, and why."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        super().__init__(detail)


def problem(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, problems: list[str] | None = None
) -> Response:
    """Return a response of problem details."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if problems is not None:
        content["problems"] = problems
    return Response(orjson.dumps(content), status, dict(headers or {}), MEDIA_TYPE)


def responses(
    *statuses: int, ok: dict[str, Any] | None = None, streamed: bool = False
) -> dict[int | str, dict[str, Any]]:
    """Return what an OpenAPI document says of answers: `ok`, the errors given, and those that any request may meet."""
    told = {*statuses, 401, 403, 405, 421, 422, 429, 500, 503}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(told)
    }
    if ok is not None:
        fine: dict[str, Any] = {"application/json": {"schema": ok}}
        found[200] = {"description": "OK", "content": {**fine, **({"text/event-stream": {}} if streamed else {})}}
    return found


def install(app: FastAPI, *, keyless: bool) -> None:
    """Answer every error of an application with problem details; `keyless` where a request may need no key."""

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> Response:
        return problem(error.status, error.code, error.detail, error.headers)

    @app.exception_handler(EventError)
    async def event(_: Request, error: EventError) -> Response:
        status = 404 if error.code in _NOT_THERE else 409 if error.code in _CONFLICTING else 422
        return problem(status, error.code, str(error))

    @app.exception_handler(PolicyError)
    async def policy(_: Request, error: PolicyError) -> Response:
        return problem(422, "bad_policy", "the policy has mistakes", problems=[str(one) for one in error.problems])

    @app.exception_handler(StoreError)
    async def store(_: Request, error: StoreError) -> Response:
        if error.code in _NOT_THERE:
            return problem(404, error.code, str(error))
        if error.code in ("bad_place", "bad_value"):
            return problem(422, error.code, str(error))
        _LOG.error("store_error code=%s", error.code)
        return problem(
            503, error.code, "the store cannot be used now", {"Retry-After": _RETRY} if error.again else None
        )

    @app.exception_handler(RequestValidationError)
    async def validation(_: Request, error: RequestValidationError) -> Response:
        told = [f"`{'.'.join(map(str, one['loc']))}`: {one['msg'].lower()}" for one in error.errors()]
        return problem(422, "bad_request", "the request is not as it should be", problems=told)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        codes = {404: "not_found", 405: "method_not_allowed"}
        return problem(
            error.status_code, codes.get(error.status_code, "refused"), str(error.detail).lower(), error.headers
        )

    app.add_middleware(_LastResort)
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = SCHEMA
        for operation in [one for path in document["paths"].values() for one in path.values()]:
            if keyless and "security" in operation and {} not in operation["security"]:
                operation["security"].append({})
        return document

    app.openapi = openapi  # type: ignore[method-assign]


class _LastResort:
    """Answers what nobody else did; the log has the kind of the error and nothing that it says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _LOG.error("unexpected error=%s", type(error).__name__)
            if not begun:
                await problem(500, "unexpected", "something unexpected happened")(scope, receive, send)
