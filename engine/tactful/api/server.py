"""The server: one event loop with the application, and what goes on beside it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from tactful.api.app import create_app
from tactful.api.background import Background
from tactful.api.keys import keys
from tactful.api.limits import Limits
from tactful.api.metrics import Metrics
from tactful.api.streaming import Bell
from tactful.enacting import MaxChanged, Watcher
from tactful.errors import EventError
from tactful.policy.model import Policy
from tactful.service import AsyncService
from tactful.sinks.sink import Sink

_LOG = logging.getLogger("tactful.server")
_GRACE = 10
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves, and where."""

    where: str
    policies: Sequence[Policy] | None
    host: str
    port: int
    loopback: bool
    sinks: Sequence[Sink]
    watcher: Watcher | None
    max_changed: MaxChanged | None
    hosts: Sequence[str]
    limits: Limits


def run(settings: Settings) -> None:
    """Serve until a signal ends it. Raises EventError, `no_keys`, where others could reach it without a key,
    and `cannot_listen`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("tactful")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    # What a database's driver says of a lost connection names the host and the user.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    # Cases in memory live long: to walk over all of them again and again finds nothing.
    gc.set_threshold(20_000, 20, 50)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    with _listening(settings.host, settings.port) as listening:
        await _serve_at(listening, settings)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises EventError, `cannot_listen`; nothing else has been done by then."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno).lower() if isinstance(error.errno, int) and error.errno > 0 else "no such host"
        raise EventError(f"cannot listen at `{host}`, port {port}: {why}", "cannot_listen") from None


async def _serve_at(listening: socket.socket, settings: Settings) -> None:
    bell, metrics = Bell(), Metrics()
    policies = None if settings.policies is None else list(settings.policies)
    async with AsyncService(policies, store=settings.where, sinks=settings.sinks) as service:
        if not settings.loopback and not await keys(service.desk):
            text = f"others can reach `{settings.host}`, and the store has no API keys: `tactful key new` makes one"
            raise EventError(text, "no_keys")
        app = create_app(
            service,
            limits=settings.limits,
            metrics=metrics,
            bell=bell,
            hosts=settings.hosts,
            exposed=not settings.loopback,
        )
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            # Whoever comes could otherwise name another address each time, and be limited at none.
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
            h11_max_incomplete_event_size=64 * 1024,
        )
        server = _Server(config, bell)
        background = asyncio.create_task(
            Background(service, bell, metrics, settings.watcher, settings.max_changed).run()
        )
        try:
            digests = ", ".join(f"{name} {digest[:12]}" for name, digest in (await service.in_force()).policies)
            shown = f"[{settings.host}]" if ":" in settings.host else settings.host
            _LOG.info("listening at http://%s:%d, in force: %s", shown, settings.port, digests)
            await server.serve(sockets=[listening])
        finally:
            bell.close()
            await asyncio.wait([background], timeout=_GRACE)
            background.cancel()
            await asyncio.gather(background, return_exceptions=True)


class _Server(uvicorn.Server):
    """Ends the streams first: a server waits for them before it stops."""

    def __init__(self, config: uvicorn.Config, bell: Bell) -> None:
        super().__init__(config)
        self._bell = bell

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End when told to, as a program that has done its work and not as one that was killed."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        for number in _SIGNALS:
            loop.remove_signal_handler(number)

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        self._bell.close()
        await super().shutdown(sockets)  # type: ignore[arg-type]
