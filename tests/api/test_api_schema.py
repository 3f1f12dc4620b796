"""The OpenAPI document holds for every request that it allows, and for those that it does not."""

from __future__ import annotations

import asyncio
from typing import Any

import schemathesis
from fastapi import FastAPI
from http_client import NOW, POLICY, received
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tactful.api import create_app
from tactful.api.app import Limits
from tactful.service import AsyncService
from tactful.stores import MemoryStore


def _app() -> FastAPI:
    service = AsyncService(POLICY, store=MemoryStore(asynchronous=True), clock=lambda: NOW)

    async def opened() -> None:
        await service.open()
        await service.process_all([received("c1"), received("a/b")])

    asyncio.run(opened())
    return create_app(service, limits=Limits(a_second=1e9, burst=10**9))


SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", _app()).exclude(method="GET", path="/decisions")


@SCHEMA.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_document_holds(case: Any) -> None:
    """Every answer has a status, a content type and a body that the document tells of; what it forbids is refused."""
    case.call_and_validate(
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
            negative_data_rejection,
            unsupported_method,
        ]
    )


def test_the_document_names_every_route() -> None:
    """No route is left out, and each tells of its problems."""
    document = _app().openapi()
    assert len(document["paths"]) == 14
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert set(document["components"]["schemas"]) >= {"Problem"}
    for path in document["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["500"]["content"]
