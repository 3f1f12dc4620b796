"""The examples of services run, and do what they are there to show."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

import tactful
from tactful.stores import MemoryStore

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = "2026-03-03T17:30:00Z"

sys.path[:0] = [str(EXAMPLES), str(EXAMPLES / "job_tracker")]
try:
    import embedded
    import nightly_batch
    import over_http
    import page
    import service_asyncio
finally:
    del sys.path[:2]


class Browser:
    """Asks a WSGI application as a browser would. `clock` holds the moment."""

    def __init__(self, tracker: page.Tracker, clock: list[str]) -> None:
        self.tracker = tracker
        self.clock = clock
        self.status = ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        place = urlsplit(path)
        body = urlencode(form or {}).encode()
        request = {
            "PATH_INFO": place.path,
            "QUERY_STRING": place.query,
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
            self.status = status[:3]

        return b"".join(self.tracker(request, start)).decode()

    def forms(self) -> list[dict[str, str]]:
        """Return the forms of the first page, filled in as they come."""
        return [
            {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
            for form in self.ask("/").split("<form")[1:]
        ]


class Loopback(over_http.OverHttp):
    """The client over HTTP, whose requests go to an application in the same process."""

    def __init__(self, loop: asyncio.AbstractEventLoop, client: Any) -> None:
        super().__init__("http://localhost")
        self.loop, self.client = loop, client

    def ask(self, path: str, content: object = None) -> Any:
        method = "GET" if content is None else "POST"
        answer = self.client.request(method, path, json=content, headers={"content-type": "application/json"})
        found = self.loop.run_until_complete(answer)
        found.raise_for_status()
        return found.json()


@pytest.fixture(params=["embedded", "over HTTP"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    policy, clock = tactful.load("seed-article"), [NOW]
    if request.param == "embedded":
        with tactful.Service(policy, store=MemoryStore(), clock=lambda: clock[0]) as service:
            yield Browser(page.Tracker(embedded.Embedded(service), lambda: dt.datetime.fromisoformat(clock[0])), clock)
        return
    import httpx

    from tactful.api import create_app

    loop = asyncio.new_event_loop()
    service = tactful.AsyncService(policy, store=MemoryStore(asynchronous=True), clock=lambda: clock[0])
    loop.run_until_complete(service.open())
    client = httpx.AsyncClient(transport=httpx.ASGITransport(create_app(service)), base_url="http://localhost")
    yield Browser(page.Tracker(Loopback(loop, client), lambda: dt.datetime.fromisoformat(clock[0])), clock)
    loop.run_until_complete(client.aclose())
    loop.run_until_complete(service.close())
    loop.close()


def interview(browser: Browser, **told: str) -> str:
    form = browser.forms()[-1] | {"kind": "interview.completed", "case": "acme", "name": "Dana"}
    return browser.ask("/note", form | {"email": "dana@acme.example"} | told)


def test_the_tracker_says_what_to_do_today(browser: Browser) -> None:
    """After an interview a thank-you is to be done; once it is sent there is nothing, and it is not sent twice."""
    assert "Nothing to do today" in browser.ask("/")
    interview(browser)
    assert browser.status == "303"
    assert "thank-you" in browser.ask("/")
    assert "dana@acme.example" in browser.ask("/")
    assert "now," in browser.ask("/why?case=acme")
    sent, _ = browser.forms()
    browser.clock[0] = "2026-03-03T17:40:00Z"
    browser.ask("/note", sent)
    assert browser.status == "303"
    assert "Nothing to do today" in browser.ask("/")
    assert "Better not" in browser.ask("/note", sent | {"id": "another"})
    assert browser.status == "409"


def test_a_form_sent_twice_is_noted_once(browser: Browser) -> None:
    """The event's id is in the form, so sending it again changes nothing."""
    form = browser.forms()[-1]
    for _ in range(2):
        interview(browser, id=form["id"])
        assert browser.status == "303"
    assert len(browser.forms()) == 2


def test_names_are_no_markup_and_forms_are_the_pages_own(browser: Browser) -> None:
    """What people are called cannot become part of the page, and no other page can send its forms."""
    interview(browser, case='<b>"x"', name="<script>alert(1)</script>", email="a@x.example")
    shown = browser.ask("/")
    assert "<script>" not in shown
    assert "<b>" not in shown
    interview(browser, token="nope")
    assert browser.status == "403"
    interview(browser, kind="nope")
    assert browser.status == "409"
    browser.ask("/elsewhere")
    assert browser.status == "404"


def test_embedding_takes_about_ten_lines() -> None:
    """The tracker that embeds the library has little of its own for it: the bodies of four methods."""
    text = (EXAMPLES / "job_tracker" / "embedded.py").read_text()
    own = text.split("class Embedded:")[1].split("if __name__")[0]
    lines = [line for line in own.splitlines() if line.strip() and not line.strip().startswith("def ")]
    assert len(lines) <= 10
    assert "tactful" not in (EXAMPLES / "job_tracker" / "page.py").read_text()


def test_a_nightly_job_run_twice_does_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second run finds only copies, and delivers nothing more."""
    arguments = [
        str(tmp_path / "s.db"),
        str(EXAMPLES / "phoenix.jsonl"),
        str(tmp_path / "d.jsonl"),
        "2026-02-26T23:00:00Z",
    ]
    nightly_batch.main(*arguments)
    first, delivered = capsys.readouterr().out.splitlines(), (tmp_path / "d.jsonl").read_bytes()
    nightly_batch.main(*arguments)
    second = capsys.readouterr().out.splitlines()
    assert "taken" in first[0]
    assert re.fullmatch(r"\d+ copy", second[0])
    assert first[1:] == second[1:] != []
    assert not any(": any to" in line for line in first)
    assert (tmp_path / "d.jsonl").read_bytes() == delivered != b""


def test_a_service_lives_in_an_event_loop() -> None:
    """The asyncio example takes an event in, and what it decides is told."""
    told: list[str] = []
    asyncio.run(service_asyncio.main(told.append))
    assert len(told) == 1
    assert told[0] in ("advice.opened", "advice.planned")
