"""The page of a small job tracker: what to do today, and forms to note what happened. It knows nothing of Tactful."""

import datetime as dt
import hmac
import secrets
from collections.abc import Callable, Iterable
from html import escape
from typing import Any, Protocol
from urllib.parse import parse_qs, quote
from wsgiref.types import StartResponse, WSGIEnvironment

MOST = 20_000
KINDS = {
    "interview.completed": lambda form, person: {
        "interview": form["case"],
        "format": "phone",
        "interviewers": [person],
    },
    "message.received": lambda form, person: {"from": person},
    "message.sent": lambda form, person: {"to": [person], "purpose": form["purpose"]},
}


class Backend(Protocol):
    """Where the tracker's advice comes from."""

    def today(self) -> list[dict[str, Any]]: ...
    def tell(self, event: dict[str, Any]) -> str | None: ...
    def why(self, case: str) -> str: ...
    def stands(self, advice: str, case: str) -> tuple[bool, str]: ...


class Tracker:
    """A WSGI application. `now` returns the moment."""

    def __init__(self, backend: Backend, now: Callable[[], dt.datetime]) -> None:
        self.backend = backend
        self.now = now
        self.token = secrets.token_urlsafe(16)

    def __call__(self, request: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        status, headers, body = self.answer(request)
        safe = [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")]
        start(status, [("Content-Type", "text/html; charset=utf-8"), *safe, *headers])
        return [body.encode()]

    def answer(self, request: WSGIEnvironment) -> tuple[str, list[tuple[str, str]], str]:
        path, method = request["PATH_INFO"], request["REQUEST_METHOD"]
        if (method, path) == ("GET", "/"):
            return "200 OK", [], self.home()
        if (method, path) == ("GET", "/why"):
            asked = parse_qs(request.get("QUERY_STRING", ""))
            return "200 OK", [], page(f"<pre>{escape(self.backend.why(asked.get('case', [''])[0]))}</pre>")
        if (method, path) == ("POST", "/note"):
            length = min(int(request.get("CONTENT_LENGTH") or 0), MOST)
            form = {name: one[0] for name, one in parse_qs(request["wsgi.input"].read(length).decode()).items()}
            if not hmac.compare_digest(form.get("token", "").encode(), self.token.encode()):
                return "403 Forbidden", [], page("<p>This form is not from this page.</p>")
            problem = self.note(form)
            return (
                ("303 See Other", [("Location", "/")], "") if problem is None else ("409 Conflict", [], page(problem))
            )
        return "404 Not Found", [], page("<p>There is no such page.</p>")

    def note(self, form: dict[str, str]) -> str | None:
        """Note what happened. A form that is sent twice holds the same event, which is taken in once."""
        if "advice" in form:
            valid, why = self.backend.stands(form["advice"], form.get("case", ""))
            if not valid:
                return f"<p>Better not: {escape(why)}.</p>"
        person = {name: form[name] for name in ("name", "email") if form.get(name)}
        make = KINDS.get(form.get("kind", ""))
        if make is None or not form.get("case"):
            return "<p>What happened, and in which case?</p>"
        event = {"id": form.get("id"), "source": "job-tracker", "type": form["kind"], "subject": form["case"]}
        data = make({"purpose": "other", **form}, person)
        error = self.backend.tell({**event, "time": self.now().isoformat(), "data": data})
        return None if error is None else f"<p>{escape(error)}</p>"

    def home(self) -> str:
        tasks = [one for one in self.backend.today() if one["strength"] != "must_not"]
        rows = "".join(map(self.row, tasks)) or "<tr><td>Nothing to do today.</td></tr>"
        kinds = "".join(f"<option>{kind}</option>" for kind in KINDS)
        fields = "".join(f'<input name="{name}" placeholder="{name}">' for name in ("case", "name", "email", "purpose"))
        form = self.form(f'<select name="kind">{kinds}</select>{fields}<button>Note</button>')
        return page(f"<h1>Today</h1><table>{rows}</table><h2>Something happened</h2>{form}")

    def row(self, one: dict[str, Any]) -> str:
        to = one["to"][0] if one["to"] else {}
        sent = {"kind": "message.sent", "case": one["case"], "purpose": one["purpose"], "advice": one["advice"]}
        sent |= {name: to.get(name) or "" for name in ("name", "email")}
        hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in sent.items())
        cells = [one["verdict"], one["case"], one["purpose"], to.get("email") or to.get("name") or "", one["due"] or ""]
        told = "".join(f"<td>{escape(cell)}</td>" for cell in [*cells, one["because"]])
        why = f'<a href="/why?case={quote(one["case"], safe="")}">why?</a>'
        return f"<tr>{told}<td>{why}</td><td>{self.form(f'{hidden}<button>I have sent it</button>')}</td></tr>"

    def form(self, inside: str) -> str:
        hidden = {"token": self.token, "id": secrets.token_hex(8)}
        own = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in hidden.items())
        return f'<form method="post" action="/note">{own}{inside}</form>'


def page(body: str) -> str:
    style = "<style>body { font: 15px sans-serif; margin: 2em } td { padding: .3em 1em .3em 0 }</style>"
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Job tracker</title>{style}{body}</html>'
