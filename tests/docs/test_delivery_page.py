"""What `docs/delivery.md` says of sinks is so."""

from __future__ import annotations

import datetime as dt
import inspect
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tactful.sinks import Delivery, JsonLinesSink, Retry, Sink, SinkError, WebhookSink, verify
from tactful.sinks.signatures import key_of, signed

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/delivery.md").read_text()
SINKS, RECEIVER, OWN = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
BODY = b'{"specversion":"1.0","id":"d1"}'


def run(snippet: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(snippet, "delivery.md", "exec"), names)
    return names


def test_the_sinks_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first snippet makes a sink of each kind, and writes the default of `Retry` out."""
    monkeypatch.setitem(os.environ, "TRACKER_SECRET", "a-secret-of-the-sender")
    names = run(SINKS)
    assert [sink.name for sink in names["sinks"]] == ["log", "screen", "tracker"]
    assert names["retry"] == Retry()


def test_the_receiver_of_the_page() -> None:
    """The receiver takes what is signed, once, and refuses all else."""
    receive = run(RECEIVER)["receive"]
    now = (dt.datetime.now(dt.UTC) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    headers = {"Idempotency-Key": "d1", **signed(BODY, now, [key_of("a-secret-of-the-sender")])}
    done: set[str] = set()
    assert receive(BODY + b" ", headers, done) == 401
    assert not done
    assert receive(BODY, headers, done) == 204
    assert done == {"d1"}


def test_the_sink_of_ones_own() -> None:
    """The example is a sink, and its coroutines never suspend."""
    queue: list[bytes] = []
    sink: Sink = run(OWN)["QueueSink"]("queue", queue, 1)
    sink.bind(asynchronous=False)
    with pytest.raises(StopIteration):
        sink.send(Delivery("d1", "c1", BODY)).send(None)  # type: ignore[attr-defined]
    assert queue == [BODY]
    with pytest.raises(SinkError):
        sink.send(Delivery("d2", "c1", BODY)).send(None)  # type: ignore[attr-defined]


def test_every_code_is_documented() -> None:
    """The table has each code of a failure, with whether it sets aside at once."""
    rows = re.findall(r"^\| (?:file|URL|function) \| (.*?) \|.*\| (after the limit|at once) \|$", PAGE, re.MULTILINE)
    told = {code: when for codes, when in rows for code in re.findall(r"`(\w+)`", codes)}
    text = "".join(path.read_text() for path in sorted((ROOT / "engine/tactful/sinks").glob("*.py")))
    calls = re.findall(r'SinkError\(\s*f?".*?"(?:,\s*|\s*")(.*?)\) ?(?:from|\n)', text, re.DOTALL)
    at_once = {code for call in calls if "again=False" in call for code in re.findall(r'"(\w+)"', call)}
    assert at_once <= {code for code, when in told.items() if when == "at once"}
    found = {code for call in calls for code in re.findall(r'"(\w+)"', call)}
    assert found | set(re.findall(r'errno\.\w+: "(\w+)"', text)) | {"io"} == set(told)


@pytest.mark.parametrize(("name", "called"), [("WebhookSink", WebhookSink), ("JsonLinesSink", JsonLinesSink)])
def test_the_signatures_of_the_page(name: str, called: type) -> None:
    """The parameters and defaults shown are those of the program."""
    shown = re.findall(rf"`{name}\((.*?)\)`", PAGE, re.DOTALL)[0]
    wanted = [
        one.name if one.default is inspect.Parameter.empty else f"{one.name}={one.default!r}"
        for one in inspect.signature(called).parameters.values()
    ]
    assert [part for part in re.split(r",\s+", shown) if part != "*"] == wanted
    assert list(inspect.signature(verify).parameters) == ["body", "headers", "secrets", "now", "tolerance"]
