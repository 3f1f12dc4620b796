"""Running a sink's coroutines in both worlds, and receivers on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from tactful.sinks import Delivery, Sink

BODY = b'{"specversion":"1.0","id":"d1","type":"advice.opened","subject":"c1"}'
DELIVERY = Delivery("d1", "c1", BODY)


def in_one_step(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise AssertionError("the coroutine suspended")


def deliver(sink: Sink, *deliveries: Delivery, asynchronous: bool) -> None:
    """Send deliveries and close the sink, in an event loop or in one step each."""

    async def all_of_them() -> None:
        try:
            for delivery in deliveries or (DELIVERY,):
                await sink.send(delivery)
        finally:
            await sink.close()

    sink.bind(asynchronous=asynchronous)
    if asynchronous:
        asyncio.run(all_of_them())
    else:
        in_one_step(all_of_them())


@contextmanager
def receiver(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Let a function talk to each connection, one after the other; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    if over.is_set():
                        return
                    try:
                        talk(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            socket.create_connection(server.getsockname()).close()
            thread.join()


def request_of(connection: socket.socket) -> tuple[dict[str, str], bytes]:
    """Read one request and return its headers, with the request line as `""`, and its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        block = connection.recv(65536)
        if not block:
            raise ConnectionError("the other side went away")
        data += block
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in rest)
    while len(body) < int(headers["Content-Length"]):
        body += connection.recv(65536)
    return {"": first, **headers}, body


def answering(*answers: bytes) -> Callable[[socket.socket], None]:
    """Return a talk that answers each request of a connection with the next of these."""

    def talk(connection: socket.socket) -> None:
        for answer in answers:
            request_of(connection)
            connection.sendall(answer)

    return talk
