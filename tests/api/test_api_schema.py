"""The OpenAPI document holds for every request that it allows, and for those that it does not."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from http_client import NOW, POLICY, received
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tactful.api import Scope, create_app, new_key
from tactful.api.limits import Limits
from tactful.api.streaming import Bell
from tactful.service import AsyncService
from tactful.stores import MemoryStore

STREAM = {"Accept": "text/event-stream"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
HOLDS = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def _app(*, keyed: bool = False) -> tuple[FastAPI, dict[str, str]]:
    """Return an application, open to all or to the keys that come with it, by scope. Its streams end at once."""
    service = AsyncService(POLICY, store=MemoryStore(asynchronous=True), clock=lambda: NOW)
    bell = Bell()
    bell.close()

    async def opened() -> dict[str, str]:
        await service.open()
        await service.process_all([received("c1"), received("a/b")])
        return {scope: await new_key(service.desk, scope, [scope]) for scope in Scope} if keyed else {}

    keys = asyncio.run(opened())
    limits = Limits(a_second=1e9, burst=10**9)
    return create_app(service, limits=limits, bell=bell, hosts=["testserver"], exposed=keyed), keys


OPEN, _ = _app()
KEYED, KEYS = _app(keyed=True)
OPEN_SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", OPEN)
KEYED_SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", KEYED)
KEYED_SCHEMA.config.generation.update(with_security_parameters=False)
STREAMED_SCHEMA = KEYED_SCHEMA.include(path="/decisions")


@OPEN_SCHEMA.parametrize()
@HOLDS
def test_the_document_holds(case: Any) -> None:
    """Every answer has a status, a content type and a body that the document tells of; what it forbids is refused."""
    case.call_and_validate(checks=CHECKS)


@pytest.mark.parametrize("scope", Scope)
@KEYED_SCHEMA.parametrize()
@HOLDS
def test_the_document_holds_with_keys(case: Any, scope: Scope) -> None:
    """It does for a key of each scope too, whether or not it opens the route; and no key opens none that wants one."""
    bearer = {"Authorization": f"Bearer {KEYS[scope]}"}
    answer = case.call_and_validate(headers=bearer, checks=[*CHECKS, ignored_auth])
    assert answer.status_code != 401


@STREAMED_SCHEMA.parametrize()
@HOLDS
def test_the_document_holds_for_the_stream(case: Any) -> None:
    """The same parameters and the same errors, whether decisions come as a page or as they are made."""
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {KEYS['read']}"} | STREAM, checks=CHECKS)
    kind = answer.headers["content-type"][0].partition(";")[0]
    if case.method == "GET":
        assert kind == ("text/event-stream" if answer.status_code == 200 else "application/problem+json")


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["page", "stream"])
@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"params": {"after": "0000000000000000001"}}, 200, None),
        ({"params": {"after": "zz"}}, 422, "bad_place"),
        ({"params": {"after": "-1"}}, 422, "bad_place"),
        ({"params": {"after": "9" * 19}}, 422, "bad_place"),
        ({"headers": {"Last-Event-ID": "1"}, "params": {"after": "zz"}}, 200, None),
        ({"headers": {"Last-Event-ID": "zz"}, "params": {"after": "1"}}, 422, "bad_place"),
        ({"params": {"limit": "0"}}, 422, "bad_request"),
        ({"params": {"limit": "1001"}}, 422, "bad_request"),
        ({"params": {"limit": "many"}}, 422, "bad_request"),
    ],
)
def test_what_decisions_are_asked_with(
    asked: dict[str, dict[str, str]], status: int, code: str | None, headers: dict[str, str]
) -> None:
    """A place that nobody gave and a limit out of bounds are problems; `Last-Event-ID` counts before `after`."""

    async def test() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(OPEN), base_url="http://localhost") as client:
            return await client.get(
                "/decisions", params=asked.get("params"), headers=headers | asked.get("headers", {})
            )

    found = asyncio.run(test())
    assert found.status_code == status
    if code is not None:
        assert found.headers["content-type"] == "application/problem+json"
        assert found.json()["code"] == code


def test_the_document_names_every_route() -> None:
    """No route is left out, and each tells of its problems."""
    document = OPEN.openapi()
    assert len(document["paths"]) == 14
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert set(document["components"]["schemas"]) >= {"Problem"}
    named = {(one["in"], one["name"]) for one in document["paths"]["/decisions"]["get"]["parameters"]}
    assert named == {("query", "after"), ("query", "limit"), ("header", "last-event-id")}
    for path in document["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["500"]["content"]
