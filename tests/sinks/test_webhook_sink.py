"""Webhooks to real receivers on loopback, in blocking use and in an event loop."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import BODY, DELIVERY, answering, deliver, receiver, request_of

from tactful import EventError
from tactful.sinks import Delivery, SinkError, WebhookSink, verify

SECRET, OLD = "a-secret-of-the-sender", "the-secret-of-last-year"
AT = 1_772_533_800
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PEM = Path(__file__).with_name("hooks.example.pem")

both = pytest.mark.parametrize("asynchronous", [False, True])


def sink_to(url: str, **options: Any) -> WebhookSink:
    given = {"secret": SECRET, "clock": lambda: AT * 1_000_000, "timeout": 30.0, "allow_private": True, **options}
    return WebhookSink("hook", url, **given)


def failure(talk: Callable[[socket.socket], None], *, asynchronous: bool, **options: Any) -> SinkError:
    """Return how a delivery to a receiver fails; the text names nothing of where or what."""
    with receiver(talk) as port, pytest.raises(SinkError) as caught:
        deliver(sink_to(f"http://127.0.0.1:{port}/x?token=hush", **options), asynchronous=asynchronous)
    for private in ("127.0.0.1", "hush", SECRET, "c1", "d1"):
        assert private not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@both
def test_what_is_posted(asynchronous: bool) -> None:
    """A CloudEvent in structured mode with the decision's id as idempotency key, signed with both secrets."""
    got: list[tuple[dict[str, str], bytes]] = []

    def talk(connection: socket.socket) -> None:
        for _ in range(2):
            got.append(request_of(connection))
            connection.sendall(OK)

    overtaken = Delivery("d2", "c1", BODY, 3, "advice.expired")
    with receiver(talk) as port:
        sink = sink_to(f"http://127.0.0.1:{port}/hooks?token=t", old_secret=OLD)
        deliver(sink, DELIVERY, overtaken, asynchronous=asynchronous)
    assert len(got) == 2, "one connection serves both"
    for (headers, body), delivery in zip(got, (DELIVERY, overtaken), strict=True):
        assert body == delivery.to_json()
        assert headers[""] == "POST /hooks?token=t HTTP/1.1"
        assert headers["Host"] == f"127.0.0.1:{port}"
        assert headers["Content-Type"] == "application/cloudevents+json"
        assert headers["Idempotency-Key"] == delivery.id
        for secret in (SECRET, OLD):
            verify(body, headers, [secret], dt.datetime.fromtimestamp(AT, dt.UTC))


@both
@pytest.mark.parametrize(
    ("status", "after", "code", "again", "rest"),
    [
        (301, "", "redirect", True, 0),
        (307, "", "redirect", True, 0),
        (400, "", "status", True, 0),
        (404, "9", "status", True, 0),
        (410, "", "gone", False, 0),
        (429, "9", "status", True, 9),
        (500, "", "status", True, 0),
        (503, "99999999999999999999", "status", True, 86_400),
        (503, "Tue, 03 Mar 2026 10:31:40 GMT", "status", True, 100),
        (503, "Tue, 03 Mar 2020 10:31:40 GMT", "status", True, 0),
        (503, "Tue, 03 Mar 2099 10:31:40 GMT", "status", True, 86_400),
        (503, "soon", "status", True, 0),
        (503, "-1", "status", True, 0),
    ],
)
def test_other_answers(asynchronous: bool, status: int, after: str, code: str, again: bool, rest: int) -> None:
    """Each is a failure with its code; only 410 is for good, and only 429 and 503 may ask for a rest, up to a day."""
    location = b"Location: http://127.0.0.1:1/\r\n"
    answer = b"HTTP/1.1 %d X\r\n%sRetry-After: %s\r\nContent-Length: 0\r\n\r\n" % (status, location, after.encode())
    found = failure(answering(answer), asynchronous=asynchronous)
    assert (found.code, found.again, found.retry_after) == (code, again, rest)
    assert str(status) in str(found)


@both
@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_every_2xx_is_taken(asynchronous: bool, status: int) -> None:
    """A status from 200 to 299 means that it arrived."""
    answer = b"HTTP/1.1 %d X\r\n%s\r\n" % (status, b"" if status == 204 else b"Content-Length: 0\r\n")
    with receiver(answering(answer)) as port:
        deliver(sink_to(f"http://127.0.0.1:{port}"), asynchronous=asynchronous)


def hang(connection: socket.socket) -> None:
    """Take a request and wait for the other side to give up."""
    request_of(connection)
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    """Say that the answer comes, very often, before it does."""
    request_of(connection)
    for _ in range(3_000):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
    connection.sendall(OK)


@both
@pytest.mark.parametrize("talk", [hang, drip])
def test_the_deadline_is_for_all(talk: Callable[[socket.socket], None], asynchronous: bool) -> None:
    """A receiver that never answers, and one that keeps on saying something, are given up alike."""
    found = failure(talk, asynchronous=asynchronous, timeout=0.05)
    assert (found.code, found.again) == ("deadline", True)


@both
def test_a_deadline_in_the_body_changes_nothing(asynchronous: bool) -> None:
    """Once the status has come, the decision has arrived, whatever becomes of the answer's body."""

    def talk(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
        connection.recv(1)

    with receiver(talk) as port:
        deliver(sink_to(f"http://127.0.0.1:{port}", timeout=0.3), asynchronous=asynchronous)


@both
def test_an_endless_body_is_not_read(asynchronous: bool) -> None:
    """Of the answer's body little is read, then the connection is closed; the decision has arrived."""
    sent = []

    def talk(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while len(sent) < 1_000:
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            sent.append(1)

    with receiver(talk) as port:
        deliver(sink_to(f"http://127.0.0.1:{port}"), asynchronous=asynchronous)
    assert len(sent) < 1_000


@both
@pytest.mark.parametrize(
    "answer", [b"", b"what?\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000]
)
def test_an_answer_that_is_none(answer: bytes, asynchronous: bool) -> None:
    """What is no HTTP, ends early or has headers without end is a failure that may be tried again."""
    found = failure(answering(answer), asynchronous=asynchronous)
    assert found.code in ("protocol", "broken")
    assert found.again


@both
def test_nobody_there(asynchronous: bool) -> None:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(SinkError) as caught:
        deliver(sink_to(f"http://127.0.0.1:{port}"), asynchronous=asynchronous)
    assert (caught.value.code, caught.value.again) == ("unreachable", True)


@both
@pytest.mark.parametrize("name", ["d\r\nX: y", "dé", "d\0"])
def test_an_id_that_fits_no_header(name: str, asynchronous: bool) -> None:
    """It is set aside, and nothing of it becomes another header."""
    with receiver(answering(OK)) as port, pytest.raises(SinkError) as caught:
        deliver(sink_to(f"http://127.0.0.1:{port}"), Delivery(name, "c1", BODY), asynchronous=asynchronous)
    assert (caught.value.code, caught.value.again) == ("bad_request", False)


class Names:
    """A resolver that answers each question about `hooks.example` with the next of some lists of addresses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers = list(answers)
        real = socket.getaddrinfo

        def looked_up(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
            if host != "hooks.example":
                return real(host, port, *rest, **options)
            if not self.answers:
                raise socket.gaierror(-2, "hooks.example")
            return [one for address in self.answers.pop(0) for one in real(address, port, *rest, **options)]

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@both
def test_a_name_is_looked_up_once(asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is to an address that was checked: what the name says to a second question is never asked."""
    names = Names(monkeypatch, ["127.0.0.1"], ["203.0.113.1"])
    got = []

    def talk(connection: socket.socket) -> None:
        got.append(request_of(connection)[0]["Host"])
        connection.sendall(OK)

    with receiver(talk) as port:
        deliver(sink_to(f"http://hooks.example:{port}"), asynchronous=asynchronous)
    assert got == [f"hooks.example:{port}"]
    assert names.answers == [["203.0.113.1"]]


@both
@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1", "8.8.8.8"], ["169.254.169.254"]]
)
def test_private_addresses_are_refused(
    addresses: list[str], asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One address outside the public internet is enough."""
    Names(monkeypatch, addresses)
    with pytest.raises(SinkError) as caught:
        deliver(sink_to("https://hooks.example", allow_private=False), asynchronous=asynchronous)
    assert (caught.value.code, caught.value.again) == ("private_address", False)


@both
def test_an_unknown_host(asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without an answer may have one later."""
    Names(monkeypatch)
    with pytest.raises(SinkError) as caught:
        deliver(sink_to("https://hooks.example"), asynchronous=asynchronous)
    assert (caught.value.code, caught.value.again) == ("unknown_host", True)


@both
def test_the_next_address_is_tried(asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody listens at the first address of a host, the next one is connected to."""
    Names(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    with receiver(answering(OK)) as port:
        deliver(sink_to(f"http://hooks.example:{port}"), asynchronous=asynchronous)


@both
def test_tls_is_verified(asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name's certificate is asked for and checked: one that is not trusted, or of another name, is refused."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(PEM)
    asked: list[str | None] = []
    server.sni_callback = lambda _, name, __: asked.append(name)

    def talk(connection: socket.socket) -> None:
        with server.wrap_socket(connection, server_side=True) as secure:
            answering(OK)(secure)

    trusting = ssl.create_default_context(cafile=str(PEM))
    with receiver(talk) as port:
        Names(monkeypatch, ["127.0.0.1"], ["127.0.0.1"])
        deliver(sink_to(f"https://hooks.example:{port}", tls=trusting), asynchronous=asynchronous)
        for url, tls in ((f"https://hooks.example:{port}", None), (f"https://127.0.0.1:{port}", trusting)):
            with pytest.raises(SinkError) as caught:
                deliver(sink_to(url, tls=tls), asynchronous=asynchronous)
            assert (caught.value.code, caught.value.again) == ("tls", True)
    assert asked[0] == "hooks.example"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"secret": "short"}, "bad_secret"),
        ({"old_secret": ""}, "bad_secret"),
        ({"timeout": 0}, "bad_timeout"),
        ({"timeout": float("nan")}, "bad_timeout"),
        ({"allow_private": False}, "bad_url"),
    ],
)
def test_what_is_refused_at_once(options: dict[str, Any], code: str) -> None:
    """A mistake in how a webhook is set up is told when it is made."""
    with pytest.raises(EventError) as caught:
        sink_to("http://127.0.0.1/", **options)
    assert caught.value.code == code


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without httpcore, the error says what to install."""
    monkeypatch.delitem(sys.modules, "tactful.sinks.posting", raising=False)
    monkeypatch.setitem(sys.modules, "httpcore", None)
    with pytest.raises(EventError, match=r"tactful\[webhook\]"):
        sink_to("https://tracker.example/")
