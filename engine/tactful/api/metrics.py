"""What is counted for Prometheus. No label holds a name, an address, a case or a text."""

from __future__ import annotations

import logging
import time
from collections import Counter as Tally

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tactful.service import Delivered, Intake

__all__ = ["CONTENT_TYPE_LATEST", "Measured", "Metrics"]

_LOG = logging.getLogger("tactful.access")


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter("tactful_events", "Events by what became of them", ["result"], registry=self.registry)
        self._decisions = Counter("tactful_decisions", "Decisions by type", ["type"], registry=self.registry)
        self._deliveries = Counter(
            "tactful_deliveries", "Deliveries by what came of them", ["sink", "result"], registry=self.registry
        )
        self._failures = Counter("tactful_failures", "Rounds of background work that failed", registry=self.registry)
        self._requests = Histogram(
            "tactful_request_seconds", "Time of requests", ["method", "route", "status"], registry=self.registry
        )
        self._lag = Gauge("tactful_wake_lag_seconds", "How late time-driven work is", registry=self.registry)
        self._kept = Gauge("tactful_store", "What the store holds", ["what"], registry=self.registry)

    def took(self, intake: Intake) -> None:
        """Count what became of events."""
        for result in intake.results:
            self._events.labels(result.status).inc()
        self.decided([decision.type for decision in intake.decisions])

    def decided(self, types: list[str]) -> None:
        """Count decisions."""
        for kind, count in Tally(types).items():
            self._decisions.labels(kind).inc(count)

    def delivered(self, sink: str, found: Delivered) -> None:
        """Count what came of deliveries."""
        self._deliveries.labels(sink, "delivered").inc(found.delivered)
        self._deliveries.labels(sink, "put_back").inc(found.put_back)
        self._deliveries.labels(sink, "set_aside").inc(found.set_aside)

    def lags(self, seconds: float) -> None:
        """Tell how late the earliest wake is; 0 where none is."""
        self._lag.set(max(0.0, seconds))

    def failed(self) -> None:
        """Count a round of background work that failed."""
        self._failures.inc()

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request, and say in the log what it was."""
        self._requests.labels(method, route, str(status)).observe(seconds)
        _LOG.info("request method=%s route=%s status=%d ms=%d", method, route, status, seconds * 1_000)

    def text(self, counts: dict[str, int]) -> bytes:
        """Return all in the format that Prometheus reads."""
        for what, count in counts.items():
            self._kept.labels(what).set(count)
        return generate_latest(self.registry)


class Measured:
    """Measures each request by the template of its route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.requested(method, route, status, time.perf_counter() - began)


_METHODS = frozenset(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"))
