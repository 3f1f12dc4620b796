"""What goes on beside the requests."""

from __future__ import annotations

import asyncio
import logging

import pytest
from http_client import POLICY, received

from tactful.api.background import Background
from tactful.api.metrics import Metrics
from tactful.api.streaming import Bell
from tactful.errors import StoreError
from tactful.service import AsyncService
from tactful.sinks import FunctionSink
from tactful.stores import MemoryStore
from tactful.stores.store import Change, Transaction


class Once(Bell):
    """A bell after which it is over."""

    def ring(self) -> None:
        self.closed = True
        super().ring()


async def damage(tx: Transaction) -> None:
    head = (await tx.claim(["c1"]))["c1"]
    said = [one._replace(decision=b"{}") for one in await tx.said("c1")]
    await tx.write([Change("c1", head, head._replace(version=head.version + 1), said=said)])


def test_what_was_decided_beside_a_failure_is_counted_and_told() -> None:
    """A damaged partition is a failure; what time changed in the others is counted, and whoever follows is woken."""

    async def live() -> str:
        clock = ["2026-03-03T17:30:00Z"]
        store, metrics = MemoryStore(asynchronous=True), Metrics()
        async with AsyncService(POLICY, store=store, clock=lambda: clock[0], cache=0) as service:
            await service.process_all([received("c1"), received("c2")])
            await service.desk.core.change(damage)
            clock[0] = "2026-03-05T17:30:00Z"
            async with asyncio.timeout(60):
                await Background(service, Once(), metrics).run()
        return metrics.text({}).decode()

    found = asyncio.run(live())
    assert 'tactful_decisions_total{type="advice.late"} 1.0' in found
    assert "tactful_failures_total 1.0" in found


def test_damage_slows_nobody_else_down() -> None:
    """As long as there is more to do the next round comes soon, and how late it is can be seen."""

    async def live() -> tuple[list[float], str]:
        clock = ["2026-03-03T17:30:00Z"]
        store, metrics = MemoryStore(asynchronous=True), Metrics()
        async with AsyncService(POLICY, store=store, clock=lambda: clock[0], cache=0) as service:
            await service.process_all([received(f"c{number}") for number in range(1, 250)])
            await service.desk.core.change(damage)
            clock[0] = "2026-03-05T17:30:00Z"
            background = Background(service, Bell(), metrics)
            pauses = [await background._pass()]
            with pytest.raises(StoreError):
                await background._pass()
        return pauses, metrics.text({}).decode()

    (pause,), found = asyncio.run(live())
    assert pause < 1
    assert "tactful_wake_lag_seconds 86400.0" in found


def test_what_is_not_delivered_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A failure is told with where to read more, and without what a sink may have said of people."""

    def fails(delivery: object) -> None:
        raise ValueError("dana@acme.example")

    async def live() -> None:
        sink = FunctionSink("calls", fails)
        store = MemoryStore(asynchronous=True)
        clock = ["2026-03-03T17:30:00Z"]
        async with AsyncService(POLICY, store=store, clock=lambda: clock[0], sinks=[sink]) as service:
            await service.process(received("c1"))
            await Background(service, Bell(), Metrics())._delivering(sink)()

    logging.getLogger("tactful").propagate = True
    with caplog.at_level(logging.WARNING, "tactful.background"):
        asyncio.run(live())
    assert [one.getMessage() for one in caplog.records] == [
        "not_delivered sink=calls put_back=1 set_aside=0: `tactful outbox` says why"
    ]
