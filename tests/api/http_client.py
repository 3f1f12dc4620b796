"""An application over a store in memory, and a client that calls it without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

import tactful
from tactful.api import Scope, create_app, new_key
from tactful.api.limits import Limits
from tactful.service import AsyncService
from tactful.stores import MemoryStore

T = TypeVar("T")

NOW = "2026-03-03T17:30:00Z"

POLICY = tactful.loads("""
tactful: 1
policy: p
title: T
rules:
  reply:
    because: somebody wrote
    when: message.received
    strength: should
    purpose: reply
    recipients: main_contact
    timing: {due: 1 day, expires: 9 days}
""")


class Client:
    """A client of one application. `clock` holds the moment."""

    def __init__(self, app: FastAPI, service: AsyncService, clock: list[str]) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        self.service = service
        self.clock = clock

    async def get(self, path: str, **told: Any) -> httpx.Response:
        return await self.http.get(path, **told)

    async def post(self, path: str, **told: Any) -> httpx.Response:
        return await self.http.post(path, **told)

    async def key(self, *scopes: str) -> dict[str, str]:
        token = await new_key(self.service.desk, "-".join(scopes), [Scope(one) for one in scopes])
        return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def serving(limits: Limits | None = None, *, exposed: bool = False) -> AsyncIterator[Client]:
    clock = [NOW]
    store = MemoryStore(asynchronous=True)
    async with AsyncService(POLICY, store=store, clock=lambda: clock[0]) as service:
        app = create_app(service, limits=limits, hosts=["tracker.example"], exposed=exposed)
        client = Client(app, service, clock)
        async with client.http:
            yield client


def run(test: Callable[[Client], Coroutine[Any, Any, T]], limits: Limits | None = None, *, exposed: bool = False) -> T:
    """Run a test against a fresh application."""

    async def within() -> T:
        async with serving(limits, exposed=exposed) as client:
            return await test(client)

    return asyncio.run(within())


def received(case: str = "c1", number: int = 0) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{case}-{number}",
        "source": "tests",
        "type": "message.received",
        "subject": case,
        "time": NOW,
        "data": {"from": "dana@x.example"},
    }
