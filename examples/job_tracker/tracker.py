"""A small job tracker: what to do today, and forms to note what happened. It knows nothing of Tactful."""

import datetime as dt
import hashlib
import hmac
import json
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import zip_longest
from socketserver import ThreadingMixIn
from typing import Any, Protocol
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import page

MOST = 20_000
KINDS = {
    "interview.completed": lambda note: {
        "interview": note["id"],
        "format": "phone",
        "interviewers": note["people"],
    },
    "message.received": lambda note: {"from": (note["people"] or [{}])[0]},
    "message.sent": lambda note: {"to": note["people"], "purpose": note["purpose"], "channel": note["channel"]},
}
SAFE = [
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    ),
]


class Backend(Protocol):
    """Where advice comes from. What it returns is plain data, with the keys that the HTTP API has.

    It raises one of its `mistakes`, with a text for people, where it is asked for what is not there, and one of its
    `troubles` where it cannot answer for now.
    """

    mistakes: tuple[type[Exception], ...]
    troubles: tuple[type[Exception], ...]

    def today(self, after: str | None) -> Mapping[str, Any]: ...
    def tell(self, event: Mapping[str, Any]) -> Mapping[str, Any]: ...
    def why(self, case: str) -> Mapping[str, Any]: ...
    def stands(self, advice: str, case: str) -> Mapping[str, Any]: ...


class RefusedError(Exception):
    """A request that is not done, with the status and the text to answer."""

    def __init__(self, status: str, text: str) -> None:
        self.status = status
        super().__init__(text)


class Tracker:
    """A WSGI application. `now` returns the moment, in the zone in which its people want to see times."""

    def __init__(self, backend: Backend, now: Callable[[], dt.datetime]) -> None:
        self.backend = backend
        self.now = now
        self.token = secrets.token_urlsafe(16)

    def __call__(self, request: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        headers = SAFE
        try:
            status, body = self.answer(request)
        except RefusedError as error:
            status, body = error.status, page.said(str(error))
        except self.backend.mistakes as error:
            status, body = "404 Not Found", page.said(str(error))
        except self.backend.troubles as error:
            status, body = "503 Service Unavailable", page.said(f"There is no advice at the moment: {error}")
            headers = [*SAFE, ("Retry-After", "5")]
        start(status, [*headers, ("Location", "/")] if status == "303 See Other" else headers)
        return [body.encode()]

    def answer(self, request: WSGIEnvironment) -> tuple[str, str]:
        asked = fields(request.get("QUERY_STRING", "").encode("latin-1"))
        match request["REQUEST_METHOD"], request["PATH_INFO"]:
            case "GET", "/":
                after = first(asked, "after") or None
                return "200 OK", page.home(self.backend.today(after), after, KINDS, self.form())
            case "GET", "/why":
                return "200 OK", page.explained(self.backend.why(first(asked, "case")))
            case "POST", "/note":
                return self.note(fields(body_of(request)))
        raise RefusedError("404 Not Found", "There is no such page.")

    def note(self, form: dict[str, list[str]]) -> tuple[str, str]:
        """Note what happened. A form that is sent twice is one event, which is taken in once."""
        if not hmac.compare_digest(first(form, "token").encode(), self.token.encode()):
            raise RefusedError("403 Forbidden", "This form is not from this page, or too old: load the page again.")
        kind, case, advice = first(form, "kind"), first(form, "case"), first(form, "advice")
        if kind not in KINDS or not case:
            raise RefusedError("400 Bad Request", "What happened, and in which case?")
        if advice and not first(form, "sure"):
            doubt = self.doubt(advice, case)
            if doubt:
                return "409 Conflict", page.doubted(doubt, form, self.form(first(form, "id")))
        pairs = zip_longest(form.get("name", ()), form.get("email", ()), fillvalue="")
        people = [{key: value for key, value in zip(("name", "email"), pair, strict=True) if value} for pair in pairs]
        note = {
            "people": [person for person in people if person],
            "purpose": first(form, "purpose") or "other",
            "channel": first(form, "channel") or "email",
        }
        note["id"] = hashlib.sha256(json.dumps([first(form, "id"), kind, case, note]).encode()).hexdigest()[:32]
        event = {"id": note["id"], "source": "job-tracker", "type": kind, "subject": case}
        found = self.backend.tell({**event, "time": self.now().isoformat(), "data": KINDS[kind](note)})
        # An id that was used is this form, sent at another moment: what it says is part of the id.
        if found.get("code", "used_id") != "used_id":
            raise RefusedError("409 Conflict", found["error"])
        return "303 See Other", ""

    def doubt(self, advice: str, case: str) -> str:
        """Say why an advice should not be acted on, if so."""
        try:
            standing = self.backend.stands(advice, case)
        except self.backend.mistakes as error:
            return str(error)
        return "" if standing["valid"] else standing["why"]

    def form(self, id: str = "") -> Callable[[str], str]:  # noqa: A002
        """Return what makes a form of its fields: one of this page, and with an id of its own unless it has one."""
        return lambda inside: page.form({"token": self.token, "id": id or secrets.token_hex(8)}, inside)


def body_of(request: WSGIEnvironment) -> bytes:
    length = request.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise RefusedError("400 Bad Request", "The length of the form is no number.")
    if len(length) > 9 or int(length) > MOST:
        raise RefusedError("413 Content Too Large", "This form is too long.")
    body: bytes = request["wsgi.input"].read(int(length))
    return body


def fields(text: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=1_000)
    except ValueError:
        raise RefusedError("400 Bad Request", "What was sent is no form in UTF-8.") from None


def first(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "")


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def serve(backend: Backend, port: int) -> None:
    """Serve the tracker on this machine until Ctrl-C. A port of 0 is any that is free."""
    tracker = Tracker(backend, lambda: dt.datetime.now().astimezone().replace(microsecond=0))
    try:
        server = make_server("127.0.0.1", port, tracker, Server)
    except OSError as error:
        sys.exit(f"error: nothing can be served on port {port}: {error.strerror}")
    with server, suppress(KeyboardInterrupt):
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
