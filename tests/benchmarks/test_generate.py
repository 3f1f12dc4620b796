"""The generator of logs: the same every time, in order, and as untidy as it promises."""

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest

from tactful.events.event import Reader
from tactful.events.vocabulary import BUILT_IN
from tactful.timing import parse_instant

ROOT = Path(__file__).resolve().parents[2]
CASES = 3000
PROMISED = [
    "interview.rescheduled",
    "interview.cancelled",
    "message.bounced",
    "contact.updated",
    "contact.instructed",
    "case.paused",
    "case.resumed",
    "decision.promised",
    "offer.extended",
    "application.rejected",
    "event.voided",
]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_example", ROOT / "examples" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(load().generate(CASES, seed=1))


@pytest.fixture(scope="module")
def events(lines: list[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in lines]


def test_a_seed_is_a_log(lines: list[bytes]) -> None:
    """The same seed gives the same bytes, another seed another log."""
    generate = load().generate
    assert list(generate(CASES, seed=1)) == lines
    assert list(generate(50, seed=2)) != list(generate(50, seed=1))


def test_every_line_is_an_event(lines: list[bytes]) -> None:
    """Nothing in the log is rejected or remarked on."""
    reader = Reader(BUILT_IN)
    assert [note for line in lines for note in reader.read(line).notes] == []


def test_in_the_order_of_recording(events: list[dict[str, Any]]) -> None:
    """Lines come in the order in which they were recorded, and nothing is recorded before it happened."""
    recorded = [parse_instant(event.get("recordedtime", event["time"]))[0] for event in events]
    assert recorded == sorted(recorded)
    assert all(known >= parse_instant(event["time"])[0] for known, event in zip(recorded, events, strict=True))


def test_size(lines: list[bytes], events: list[dict[str, Any]]) -> None:
    """There are as many cases as asked for, more than five events a case, and lines of about 400 bytes."""
    assert len({event["subject"] for event in events}) == CASES
    assert len(events) > 5 * CASES
    assert 350 < sum(map(len, lines)) / len(lines) < 500


def test_everything_that_it_promises(events: list[dict[str, Any]]) -> None:
    """Candidates with several cases, late mail, copies, bounces, voids and every common type are there."""
    kinds = Counter(event["type"] for event in events)
    for kind in PROMISED:
        assert kinds[kind] > 10, kind
    assert kinds["event.voided"] < 0.01 * len(events)
    mail = [event for event in events if event["type"] in ("message.sent", "message.received")]
    late = [event for event in mail if recorded_late(event)]
    assert 0.03 < len(late) / len(mail) < 0.06
    assert any(event["data"].get("automatic") for event in mail)
    assert {event["source"] for event in mail} == {"imap", "crm"}
    assert len({event["partitionkey"] for event in events}) < CASES
    assert len({event.get("timezone") for event in events}) > 5


def recorded_late(event: dict[str, Any]) -> bool:
    recorded = parse_instant(event.get("recordedtime", event["time"]))[0]
    return event["source"] == "imap" and recorded - parse_instant(event["time"])[0] >= 86_400_000_000
