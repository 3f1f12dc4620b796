"""What goes on beside the requests."""

from __future__ import annotations

import asyncio

from http_client import POLICY, received

from tactful.api.background import Background
from tactful.api.metrics import Metrics
from tactful.api.streaming import Bell
from tactful.service import AsyncService
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
