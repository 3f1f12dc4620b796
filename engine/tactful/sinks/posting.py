"""One HTTP request at a time to a checked address, within a deadline; in blocking use and in an event loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import httpcore

from tactful.sinks.addresses import checked_addresses
from tactful.sinks.sink import SinkError
from tactful.sinks.targets import Target

_MOST_OF_BODY = 1 << 16
_CONNECTIONS = 16
_IDLE = 15.0
_Options = Iterable[httpcore.SOCKET_OPTION] | None


class Answer(NamedTuple):
    """What the receiver answered: the status, and the header `Retry-After`, empty where there is none."""

    status: int
    retry_after: str = ""


class Poster(Protocol):
    """Posts to one receiver. Every failure to get an answer is a SinkError."""

    async def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a request and return the answer; of its body little is read."""

    async def close(self) -> None:
        """Close the connections."""


class BlockingPoster:
    """Its coroutines never suspend. Only the system's own look-up of a name may take longer than `seconds`."""

    def __init__(self, target: Target, seconds: float, tls: ssl.SSLContext | None, *, allow_private: bool) -> None:
        self._url = _url(target)
        self._seconds = seconds
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or _tls(target),
            max_connections=_CONNECTIONS,
            keepalive_expiry=_IDLE,
            network_backend=_Backend(allow_private),
        )

    async def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        # httpcore hands these on as they are: here they are the instant at which all must be done, not a duration.
        end = time.monotonic() + self._seconds
        timeout = {"pool": self._seconds, "connect": end, "write": end, "read": end}
        answer: Answer | None = None
        with _failures():
            try:
                with self._pool.stream(
                    "POST", self._url, headers=_encoded(headers), content=body, extensions={"timeout": timeout}
                ) as response:
                    answer = _answer(response)
                    length = 0
                    for block in response.iter_stream():
                        length += len(block)
                        if length > _MOST_OF_BODY:
                            break
            except _NO_ANSWER:
                if answer is None:
                    raise
        return answer

    async def close(self) -> None:
        self._pool.close()


class AsyncPoster:
    """Runs in an event loop, which looks names up in its own way (`loop.getaddrinfo`)."""

    def __init__(self, target: Target, seconds: float, tls: ssl.SSLContext | None, *, allow_private: bool) -> None:
        self._url = _url(target)
        self._seconds = seconds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or _tls(target),
            max_connections=_CONNECTIONS,
            keepalive_expiry=_IDLE,
            network_backend=_AsyncBackend(allow_private),
        )

    async def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        answer: Answer | None = None
        with _failures():
            try:
                async with asyncio.timeout(self._seconds):
                    timeout = {"connect": self._seconds}
                    async with self._pool.stream(
                        "POST", self._url, headers=_encoded(headers), content=body, extensions={"timeout": timeout}
                    ) as response:
                        answer = _answer(response)
                        length = 0
                        async for block in response.aiter_stream():
                            length += len(block)
                            if length > _MOST_OF_BODY:
                                break
            except _NO_ANSWER:
                if answer is None:
                    raise
        return answer

    async def close(self) -> None:
        await self._pool.aclose()


class _Backend(httpcore.NetworkBackend):
    """Looks a host up once, checks all its addresses and connects to one of these: no later answer counts."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.NetworkStream:
        with _look_up():
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = checked_addresses([str(one[4][0]) for one in found], allow_private=self._allow_private)
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                return _Stream(self._inner.connect_tcp(address, port, _left(timeout) / left))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
        raise httpcore.ConnectError("no address")


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    """The same in an event loop."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.AsyncNetworkStream:
        with _look_up():
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = checked_addresses([str(one[4][0]) for one in found], allow_private=self._allow_private)
        share = None if timeout is None else timeout / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(addresses[-1], port, share)


class _Stream(httpcore.NetworkStream):
    """A connection whose timeouts are the instant at which all must be done, on the monotonic clock."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # httpcore's own gives each part of what it sends the whole time.
        connection: socket.socket = self._inner.get_extra_info("socket")
        rest = memoryview(buffer)
        try:
            while rest:
                connection.settimeout(_left(timeout))
                rest = rest[connection.send(rest) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout(error) from error
        except OSError as error:
            raise httpcore.WriteError(error) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


_NO_ANSWER = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what the network can do wrong into a SinkError, without its text, which may name hosts and addresses."""
    try:
        yield
    except (httpcore.TimeoutException, TimeoutError):
        raise SinkError("found no answer within the deadline", "deadline") from None
    except httpcore.ConnectError as error:
        if error.args and isinstance(error.args[0], ssl.SSLError):
            raise SinkError("no secure connection: the receiver's certificate or TLS does not fit", "tls") from None
        raise SinkError("the receiver cannot be connected to", "unreachable") from None
    except (httpcore.LocalProtocolError, UnicodeError):
        raise SinkError(
            "the decision's id or the body cannot be put in a request", "bad_request", again=False
        ) from None
    except httpcore.ProtocolError:
        raise SinkError("the answer is not HTTP, or its headers are too large, or it ended early", "protocol") from None
    except (httpcore.NetworkError, OSError):
        raise SinkError("the connection broke", "broken") from None


@contextmanager
def _look_up() -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError):
        raise SinkError("the receiver's host cannot be found", "unknown_host") from None


def _left(end: float | None) -> float:
    left = (end or 0.0) - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left


def _answer(response: httpcore.Response) -> Answer:
    after = [value for name, value in response.headers if name.lower() == b"retry-after"]
    return Answer(response.status, after[0].decode("latin-1") if after else "")


def _tls(target: Target) -> ssl.SSLContext | None:
    return httpcore.default_ssl_context() if target.scheme == "https" else None


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


def _url(target: Target) -> httpcore.URL:
    return httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
