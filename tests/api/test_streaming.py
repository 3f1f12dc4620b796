"""Decisions followed over a socket: nothing lost, nothing twice, whoever goes away."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import signal
import socket
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from http_client import NOW, POLICY, received
from test_serve_command import asked, served

from tactful.api import create_app
from tactful.api.limits import Limits
from tactful.api.streaming import Bell
from tactful.service import AsyncService
from tactful.stores import MemoryStore

LIMITS = Limits(look=0.001, streams=1, a_second=1e9, burst=10**9)


class Follower:
    """A connection that follows decisions. `status` and `headers` are of the answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.status = 0
        self.headers: dict[str, str] = {}

    async def line(self) -> str:
        """Return the next line; chunks begin and end with the lines of the stream."""
        return (await self._reader.readline()).decode().rstrip()

    async def ask(self, last: str | None) -> None:
        told = "" if last is None else f"Last-Event-ID: {last}\r\n"
        head = f"GET /decisions HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{told}\r\n"
        self._writer.write(head.encode())
        self.status = int((await self.line()).split()[1])
        while header := await self.line():
            name, _, value = header.partition(": ")
            self.headers[name.lower()] = value

    async def events(self, count: int) -> list[tuple[str, str]]:
        """Return the next decisions: the place of each, and its case."""
        found = []
        while len(found) < count:
            name, _, value = (await self.line()).partition(": ")
            if name == "id":
                place = value
            if name == "data":
                found.append((place, json.loads(value)["subject"]))
        return found

    async def body(self) -> bytes:
        return await self._reader.readexactly(int(self.headers["content-length"]))

    def drop(self) -> None:
        self._writer.close()


class Site:
    """A server on the loopback, and what it serves."""

    def __init__(self, service: AsyncService, bell: Bell, port: int) -> None:
        self._service = service
        self._bell = bell
        self._port = port

    async def decide(self, *cases: str) -> None:
        await self._service.process_all([received(case) for case in cases])
        self._bell.ring()

    async def places(self) -> list[str]:
        return [place for place, _ in await self._service.decisions(limit=1_000)]

    async def follow(self, last: str | None = None) -> Follower:
        """Follow decisions, as soon as the server has noticed that the one before is gone."""
        while True:
            follower = await self.ask(last)
            if follower.status == 200:
                return follower
            follower.drop()

    async def ask(self, last: str | None = None) -> Follower:
        follower = Follower(*await asyncio.open_connection("127.0.0.1", self._port))
        await follower.ask(last)
        return follower


@asynccontextmanager
async def listening() -> AsyncIterator[Site]:
    bell = Bell()
    service = AsyncService(POLICY, store=MemoryStore(asynchronous=True), clock=lambda: NOW)
    async with service:
        server = uvicorn.Server(uvicorn.Config(create_app(service, limits=LIMITS, bell=bell), log_config=None))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            running = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield Site(service, bell, listener.getsockname()[1])
            finally:
                bell.close()
                server.should_exit = True
                await running


def run(test: Callable[[Site], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(60), listening() as site:
            await test(site)

    asyncio.run(within())


@pytest.mark.parametrize("read", [1, 2, 5])
def test_whoever_comes_back_goes_on_where_they_were(read: int) -> None:
    """Dropped after any number of decisions, with more decided meanwhile: each comes once, in the order of places."""
    cases = [f"c{number:02}" for number in range(10)]

    async def test(site: Site) -> None:
        await site.decide(*cases[:read])
        found: list[tuple[str, str]] = []
        decided = read
        while len(found) < len(cases):
            follower = await site.follow(found[-1][0] if found else None)
            assert follower.headers["content-type"].startswith("text/event-stream")
            found += await follower.events(min(read, decided - len(found)))
            follower.drop()
            await site.decide(*cases[decided : decided + read + 1])
            decided = min(len(cases), decided + read + 1)
        assert [case for _, case in found] == cases
        assert [place for place, _ in found] == await site.places()

    run(test)


def test_what_is_decided_comes_to_whoever_listens() -> None:
    """A stream that has caught up goes on with what comes, however long nothing came."""

    async def test(site: Site) -> None:
        follower = await site.follow()
        await site.decide("c1")
        assert [case for _, case in await follower.events(1)] == ["c1"]
        while await follower.line() != ": alive":
            pass
        await site.decide("c2", "c3")
        assert [case for _, case in await follower.events(2)] == ["c2", "c3"]
        follower.drop()

    run(test)


def test_a_quiet_stream_shows_signs_of_life() -> None:
    """Again and again, so that nobody between takes the connection for dead; they are comments, and no events."""

    async def test(site: Site) -> None:
        follower = await site.follow()
        lines = []
        while lines.count(": alive") < 3:
            lines.append(await follower.line())
        assert not [line for line in lines if line.startswith(("id:", "data:", "event:"))]
        follower.drop()

    run(test)


def test_only_so_many_follow_at_once() -> None:
    """One more is told to come back later; a page is had all the same, and who goes away makes room."""

    async def test(site: Site) -> None:
        first = await site.follow()
        refused = await site.ask()
        assert refused.status == 503
        assert int(refused.headers["retry-after"]) > 0
        assert refused.headers["content-type"] == "application/problem+json"
        assert json.loads(await refused.body())["code"] == "too_many_streams"
        refused.drop()
        first.drop()
        (await site.follow()).drop()

    run(test)


def test_a_server_that_is_told_to_stop_ends_its_streams(tmp_path: Path) -> None:
    """Whoever follows gets the end of the answer, not a broken connection, and the server ends as it should."""
    policy = tmp_path / "p.yaml"
    policy.write_text(POLICY.texts[0])
    store = str(tmp_path / "s.db")
    with served("--store", store, "--policy", str(policy), "--max-streams", "1") as (address, process):
        place = urllib.parse.urlsplit(address)
        request = b"GET /decisions HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
        with socket.create_connection((place.hostname, place.port), timeout=60) as following:
            following.sendall(request)
            lines = following.makefile("rb")
            assert lines.readline() == b"HTTP/1.1 200 OK\r\n"
            with socket.create_connection((place.hostname, place.port), timeout=60) as refused:
                refused.sendall(request)
                assert refused.makefile("rb").readline() == b"HTTP/1.1 503 Service Unavailable\r\n"
            asked(f"{address}/events", received("acme") | {"time": dt.datetime.now(dt.UTC).isoformat()})
            assert b'"acme"' in next(line for line in lines if line.startswith(b"data: "))
            process.send_signal(signal.SIGTERM)
            assert lines.read().endswith(b"\r\n0\r\n\r\n")
        process.communicate(timeout=60)
        assert process.returncode == 0
