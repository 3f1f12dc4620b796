"""The job tracker does what it is there to show, with the library inside and beside a server."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from example_programs import EXAMPLES, Browser, embedded, forms_in, over_http, page, served, tracker

import tactful
from tactful.stores import MemoryStore

NOW = "2026-03-03T10:30:00-07:00"
LATER = "2026-03-03T10:40:00-07:00"
BAD = """<script>"x"&'y' ?#é/%2F"""


@pytest.fixture(params=["embedded", "over HTTP"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    policy, clock = tactful.load("seed-article"), [NOW]

    def now() -> dt.datetime:
        return dt.datetime.fromisoformat(clock[0])

    if request.param == "embedded":
        with tactful.Service(policy, store=MemoryStore(), clock=lambda: clock[0]) as service:
            yield Browser(tracker.Tracker(embedded.Embedded(service), now), clock)
    else:
        with served(policy, lambda: clock[0]) as (address, key):
            yield Browser(tracker.Tracker(over_http.OverHttp(address, key), now), clock)


def interview(browser: Browser, **told: str | list[str]) -> str:
    dana = {"name": "Dana", "email": "dana@acme.example"}
    return browser.note(**({"kind": "interview.completed", "case": "acme"} | dana | told))


def told(browser: Browser, name: str, case: str = "acme", **event: Any) -> None:
    """Let the backend know of what the page has no form for."""
    record = {"id": name, "source": "tests", "subject": case, "time": browser.clock[0], **event}
    assert browser.tracker.backend.tell(record)["status"] == "taken"


def test_the_tracker_says_what_to_do_today(browser: Browser) -> None:
    """After an interview a thank-you is to be done, with when it is due and why; once it is sent there is nothing."""
    assert "Nothing to do today" in browser.ask("/")
    interview(browser)
    assert (browser.status, browser.headers["Location"]) == ("303", "/")
    because = "a call deserves a thank-you straight away"
    due = "2026-03-03T11:30:00-07:00"
    assert browser.cells() == [["now", "acme", "thank-you", "dana@acme.example", due, because]]
    sent, _ = browser.forms()
    browser.clock[0] = LATER
    browser.ask("/note", sent)
    assert browser.status == "303"
    assert "Nothing to do today" in browser.ask("/")


def test_a_message_goes_to_all_of_its_people_by_its_channel(browser: Browser) -> None:
    """The row names them all, and what is noted is that it went to them all."""
    people = [{"name": "Dana", "email": "d@a.example", "role": None}, {"name": "Émil", "email": None, "role": None}]
    advice = {"verdict": "now", "case": "acme", "purpose": "reply", "because": "b", "due": None, "advice": "a1"}
    found = {"advice": [{**advice, "to": people, "channel": "phone"}], "after": None, "settled": True}
    events: list[Any] = []

    class Written(type(browser.tracker.backend)):  # type: ignore[misc]
        def today(self, after: str | None) -> Any:
            return found

        def stands(self, advice: str, case: str) -> Any:
            return {"valid": True}

        def tell(self, event: Any) -> Any:
            events.append(event)
            return super().tell(event)

    browser.tracker.backend.__class__ = Written
    assert browser.cells() == [["now", "acme", "reply by phone", "d@a.example, Émil", "", "b"]]
    sent, _ = browser.forms()
    browser.ask("/note", sent)
    assert browser.status == "303"
    assert events[0]["data"] == {
        "to": [{"name": "Dana", "email": "d@a.example"}, {"name": "Émil"}],
        "purpose": "reply",
        "channel": "phone",
    }


def test_what_should_not_have_been_sent_is_noted_once_it_is_confirmed(browser: Browser) -> None:
    """Advice that stands no longer is asked about first; that the message has gone out is noted all the same."""
    interview(browser)
    sent, _ = browser.forms()
    browser.clock[0] = LATER
    told(browser, "q", type="application.withdrawn", data={})
    shown = browser.ask("/note", sent)
    assert browser.status == "409"
    assert "Better not send it. It is stopped" in shown
    assert happened(browser) == []
    (sure,) = forms_in(shown)
    assert sure.pop("sure") == ["yes"]
    assert sure == sent, "what is confirmed is the form that was sent"
    browser.ask("/note", sure | {"sure": ["yes"]})
    assert browser.status == "303"
    assert [one["type"] for one in happened(browser)] == ["message.sent"]


def happened(browser: Browser, rule: str = "leave-it-alone") -> list[Any]:
    """Return the events that a rule looked at; `leave-it-alone` looks at what was sent."""
    backend = browser.tracker.backend
    if isinstance(backend, embedded.Embedded):
        explained = backend.service.explain("acme", rule=rule).to_dict()
    else:
        explained = backend.ask(f"/cases/acme/explain?rule={rule}")
    return list(explained["silent"][0]["looked_at"])


def test_advice_that_nobody_knows_is_asked_about_too(browser: Browser) -> None:
    """A form of long ago, of a case or an advice that is not there, is not lost."""
    for case in ("acme", "gone"):
        interview(browser)
        sent = browser.forms()[0]
        shown = browser.ask("/note", sent | {"advice": ["0" * 20], "case": [case]})
        assert browser.status == "409"
        assert len(forms_in(shown)) == 1
        browser.ask("/note", forms_in(shown)[0])
        assert browser.status == "303"


@pytest.mark.parametrize("later", [False, True])
def test_a_form_sent_twice_is_noted_once(browser: Browser, later: bool) -> None:
    """Also some minutes apart; filled in otherwise it is something else that happened."""
    form = browser.forms()[-1] | {"kind": ["message.received"], "case": ["acme"], "email": ["dana@acme.example"]}
    browser.ask("/note", form)
    if later:
        browser.clock[0] = LATER
    browser.ask("/note", form)
    assert browser.status == "303"
    assert len(happened(browser, "check-in-after-silence")) == 1
    browser.ask("/note", form | {"email": ["emil@acme.example"]})
    assert browser.status == "303"
    assert len(happened(browser, "check-in-after-silence")) == 2


def test_two_interviews_of_a_case_are_two(browser: Browser) -> None:
    """The second is not taken for a correction of the first."""
    interview(browser)
    interview(browser, name="Emil", email="emil@acme.example")
    assert sorted(row[3] for row in browser.cells()) == ["dana@acme.example", "emil@acme.example"]


def test_a_long_list_comes_in_pages(browser: Browser) -> None:
    """No advice is left out, however much there is, and what is forbidden takes no place."""
    for number in range(105):
        case = f"c{number:03}"
        data = {"interview": case, "format": "phone", "interviewers": [{"email": f"{case}@a.example"}]}
        told(browser, case, case, type="interview.completed", data=data)
    for number in range(5):
        data = {"to": ["a@a.example"], "purpose": "check-in"}
        told(browser, f"s{number}", f"c{number:03}-quiet", type="message.sent", data=data)
    first = browser.ask("/")
    rows = browser.cells()
    (more,) = re.findall(r'<a href="(/\?after=\w+)">more', first)
    last = browser.cells(more)
    assert len(rows) == 100
    assert [row[1] for row in rows + last] == [f"c{number:03}" for number in range(105)]
    shown = browser.ask(more)
    assert "more</a>" not in shown
    assert 'href="/">from the beginning' in shown


def test_why(browser: Browser) -> None:
    """The page says what led to advice, and why other rules kept silent."""
    interview(browser)
    shown = browser.ask("/why?case=acme")
    assert browser.status == "200"
    for text in (
        "now: thank-you to dana@acme.example",
        "must, by thank-after-a-call: a call deserves a thank-you straight away",
        "due: `interview.end` Tue 3 Mar 10:30 + 1 hour = Tue 3 Mar 11:30",
        "interview.completed triggered it",
        "leave-it-alone: ",
    ):
        assert text in shown


@pytest.mark.parametrize("path", ["/why?case=nobody", "/why", "/why?case=a/b%2Fc", "/?after=zz", "/elsewhere", "/note"])
def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    """It is the visitor's mistake, not the program's, and no traceback."""
    shown = browser.ask(path)
    assert browser.status == "404"
    assert "Traceback" not in shown


def test_nothing_that_is_typed_becomes_markup(browser: Browser) -> None:
    """Not on the list, on the page that says why, in a question back, nor in what is said of a mistake."""
    interview(browser, case=BAD, name=BAD, email="a@x.example")
    sent, _ = browser.forms()
    assert sent["case"] == [BAD]
    pages = [browser.ask("/")]
    link = re.findall(r'href="(/why[^"]*)"', pages[0])[0]
    pages.append(browser.ask(link))
    assert browser.status == "200"
    pages.append(browser.ask("/note", sent | {"advice": [BAD], "purpose": [BAD]}))
    assert browser.status == "409"
    assert forms_in(pages[-1])[0]["purpose"] == [BAD]
    told(browser, "e", BAD, type="message.received", data={"from": {"name": BAD}})
    pages.append(browser.ask("/why?case=%3Cscript%3E"))
    assert "there is no case `&lt;script&gt;`" in pages[-1]
    pages.append(interview(browser, case="<script>\0"))
    assert browser.status == "409"
    assert "&lt;script&gt;" in pages[-1]
    assert not any("<script" in text for text in pages)
    assert not any('"x"' in text for text in pages)
    assert "frame-ancestors 'none'" in browser.headers["Content-Security-Policy"]


def test_nothing_that_the_backend_says_becomes_markup() -> None:
    """Neither what a policy says in its own words, nor any other part of an explanation."""
    one = dict.fromkeys(("rule", "purpose", "strength", "because"), BAD) | {
        "verdict": "now",
        "reason": {"text": BAD},
    }
    one |= {"to": [{"name": BAD, "email": None}], "sums": [{"time": BAD, "text": BAD}]}
    one |= {
        "events": [{"time": BAD, "type": BAD, "did": [BAD]}],
        "bearings": [{"kind": "hold", "name": BAD, "text": BAD}],
    }
    silent = [{"rule": BAD, "text": BAD}]
    shown = page.explained({"case": BAD, "status": BAD, "advice": [one], "silent": silent})
    shown += page.said(BAD) + page.doubted(BAD, {"case": [BAD]}, lambda inside: page.form({"id": BAD}, inside))
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown.lower()
    assert '"x"' not in shown


def test_a_form_of_another_page_does_nothing(browser: Browser) -> None:
    """Only the page's own forms hold its token."""
    for token in ("nope", "", "é"):
        interview(browser, token=token)
        assert browser.status == "403"
    assert browser.cells() == []


@pytest.mark.parametrize("told", [{"kind": "nope"}, {"case": ""}])
def test_a_form_must_say_what_happened_and_where(browser: Browser, told: dict[str, str]) -> None:
    """Otherwise it says what is missing."""
    assert "What happened" in interview(browser, **told)
    assert browser.status == "400"


def test_what_cannot_be_taken_in_is_told(browser: Browser) -> None:
    """With the reason; and nothing was noted."""
    assert "`message.sent` needs `data.to`" in browser.note(kind="message.sent", case="acme")
    assert browser.status == "409"


@pytest.mark.parametrize(
    ("body", "length", "status"),
    [
        (b"token=x", "seven", "400"),
        (b"token=x", "-1", "400"),
        (b"token=x", "7.0", "400"),
        (b"token=x", "\u0667", "400"),
        (b"token=x", "", "403"),
        (b"token=x", "20001", "413"),
        (b"token=x", "9" * 5_000, "413"),
        (b"token=\xff", None, "400"),
        (b"token=%ff", None, "400"),
        (b"&".join([b"a=b"] * 1_001), None, "400"),
    ],
)
def test_a_body_that_is_no_form(body: bytes, length: str | None, status: str) -> None:
    """It is refused by what is wrong with it, and never an error of the program."""
    browser = Browser(tracker.Tracker(None, lambda: dt.datetime.now(dt.UTC)), [])  # type: ignore[arg-type]
    browser.send("/note", "POST", body, length)
    assert browser.status == status


@pytest.mark.parametrize("path", ["/?after=%ff", "/why?case=%ff"])
def test_an_address_that_is_no_utf8(path: str, browser: Browser) -> None:
    """It is refused likewise."""
    browser.ask(path)
    assert browser.status == "400"


# What only one of them has


def test_a_store_that_is_away_for_now() -> None:
    """The page says so, and that it may be tried again."""
    with tactful.Service(tactful.load("seed-article"), store=MemoryStore(), clock=lambda: NOW) as service:
        browser = Browser(tracker.Tracker(embedded.Embedded(service), lambda: dt.datetime.now(dt.UTC)), [])

        def busy() -> None:
            raise tactful.StoreError("the store is <busy>", "busy", again=True)

        service.advance = busy  # type: ignore[assignment]
        assert "no advice at the moment: the store is &lt;busy&gt;" in browser.ask("/")
        assert (browser.status, browser.headers["Retry-After"]) == ("503", "5")


@pytest.mark.parametrize(("scopes", "status"), [(("read",), "200"), (("write",), "503")])
def test_a_key_opens_what_it_is_for(scopes: tuple[str, ...], status: str) -> None:
    """Where the server lets the tracker not in, the page says why."""
    with served(tactful.load("seed-article"), lambda: NOW, scopes) as (address, key):
        browser = Browser(tracker.Tracker(over_http.OverHttp(address + "/", key), lambda: dt.datetime.now(dt.UTC)), [])
        shown = browser.ask("/")
        assert browser.status == status
        assert ("the key does not open the scope `read`" in shown) == (status == "503")
        keyless = Browser(tracker.Tracker(over_http.OverHttp(address), lambda: dt.datetime.now(dt.UTC)), [])
        assert "expected an API key" in keyless.ask("/")
        assert keyless.status == "503"


def test_a_server_that_is_not_there() -> None:
    """The page says that there is no advice for now."""
    with served(tactful.load("seed-article"), lambda: NOW) as (address, _):
        pass
    browser = Browser(tracker.Tracker(over_http.OverHttp(address), lambda: dt.datetime.now(dt.UTC)), [])
    assert "no advice at the moment" in browser.ask("/")
    assert browser.status == "503"


def test_embedding_takes_about_ten_lines() -> None:
    """The tracker that embeds the library has little of its own for it: the bodies of four methods."""
    text = (EXAMPLES / "job_tracker" / "embedded.py").read_text()
    own = text.split("class Embedded:")[1].split("\ndef main")[0]
    lines = [line for line in own.splitlines() if line.strip() and not line.strip().startswith("def ")]
    assert len(lines) <= 10
    for name in ("page.py", "tracker.py"):
        assert "tactful" not in (EXAMPLES / "job_tracker" / name).read_text().lower().replace("nothing of tactful", "")


# As programs


def talk_to(program: str, *arguments: str, **environment: str) -> None:
    """Start a program, ask it for its page at the address that it prints, and end it as a person would."""
    command = [sys.executable, str(EXAMPLES / "job_tracker" / program), *arguments, "0"]
    told = {"PYTHONPATH": str(EXAMPLES.parent / "engine"), "PATH": os.environ["PATH"], **environment}
    process = subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        with urllib.request.urlopen(process.stdout.readline().strip(), timeout=30) as answer:
            assert "Nothing to do today" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "Traceback" not in log
    finally:
        process.kill()
        process.communicate()


def test_the_tracker_that_embeds_runs(tmp_path: Path) -> None:
    """It serves its page, and ends without a traceback when it is told to."""
    talk_to("embedded.py", str(tmp_path / "jobs.db"))


def test_the_tracker_beside_a_server_runs() -> None:
    """It asks the server that it is given, with the key from its environment."""
    with served(tactful.load("seed-article"), lambda: NOW) as (address, key):
        talk_to("over_http.py", address, TRACKER_KEY=key)
