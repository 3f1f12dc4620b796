"""The programs in `examples/` as modules, a browser for the job tracker, and a server for it to ask."""

from __future__ import annotations

import asyncio
import html
import io
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvicorn

import tactful
from tactful.api import Scope, create_app, new_key
from tactful.stores import MemoryStore

EXAMPLES = Path(__file__).parents[2] / "examples"

sys.path[:0] = [str(EXAMPLES), str(EXAMPLES / "job_tracker")]
try:
    import embedded
    import nightly_batch
    import over_http
    import page
    import service_asyncio
    import tracker
finally:
    del sys.path[:2]

__all__ = ["embedded", "nightly_batch", "over_http", "page", "service_asyncio", "tracker"]

Form = dict[str, list[str]]


class Browser:
    """Asks a WSGI application as a browser would. `clock` holds the moment, `status` what the last answer was."""

    def __init__(self, tracker: tracker.Tracker, clock: list[str]) -> None:
        self.tracker = tracker
        self.clock = clock
        self.status = ""
        self.headers: dict[str, str] = {}

    def ask(self, path: str, form: Form | None = None) -> str:
        if form is None:
            return self.send(path, "GET", b"")
        return self.send(path, "POST", urlencode(form, doseq=True).encode())

    def send(self, path: str, method: str, body: bytes, length: str | None = None) -> str:
        place = urlsplit(path)
        request = {
            "PATH_INFO": place.path,
            "QUERY_STRING": place.query,
            "REQUEST_METHOD": method,
            "CONTENT_LENGTH": str(len(body)) if length is None else length,
            "wsgi.input": io.BytesIO(body),
        }

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
            self.status, self.headers = status[:3], dict(headers)

        return b"".join(self.tracker(request, start)).decode()

    def forms(self, path: str = "/") -> list[Form]:
        """Return the forms of a page, filled in as they come."""
        return forms_in(self.ask(path))

    def note(self, **told: str | list[str]) -> str:
        """Fill in the form for what happened, and send it."""
        values = {name: [one] if isinstance(one, str) else one for name, one in told.items()}
        return self.ask("/note", self.forms()[-1] | values)

    def cells(self, path: str = "/") -> list[list[str]]:
        """Return what each row of the page's table says, without its heads."""
        rows = [re.findall(r"<td>(.*?)</td>", row) for row in self.ask(path).split("<tr>")[2:]]
        return [[html.unescape(cell) for cell in row[:6]] for row in rows]


def forms_in(text: str) -> list[Form]:
    found = []
    for one in text.split("<form")[1:]:
        form: Form = {}
        for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', one.split("</form>")[0]):
            form.setdefault(name, []).append(html.unescape(value))
        found.append(form)
    return found


@contextmanager
def served(
    policy: tactful.Policy, now: Callable[[], str], scopes: tuple[str, ...] = ("read", "write")
) -> Iterator[tuple[str, str]]:
    """Serve the HTTP API on a port that the system chooses; yield its address, and a key with these scopes."""
    started: Future[tuple[str, uvicorn.Server]] = Future()

    async def serve() -> None:
        async with tactful.AsyncService(policy, store=MemoryStore(asynchronous=True), clock=now) as service:
            key = await new_key(service.desk, "tracker", [Scope(one) for one in scopes])
            server = uvicorn.Server(uvicorn.Config(create_app(service), log_config=None, lifespan="off"))
            started.set_result((key, server))
            await server.serve(sockets=[listening])

    # It listens from here on: whoever connects before the server is there waits for it.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        key, server = started.result(timeout=30)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", key
        finally:
            server.should_exit = True
            thread.join()
