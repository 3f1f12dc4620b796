"""The export of what is held about somebody."""

from __future__ import annotations

from typing import Any

import orjson
from people import ADDRESSES, MAX, NAMES
from test_erasing import service

from tactful.privacy import erase, held
from tactful.service.driving import drive


def test_all_that_mentions_them_is_told() -> None:
    """Events, decisions, what was said and the outbox, each with its partition; the rest is not."""
    with service("memory:") as cases:
        told = drive(held(cases.desk, "DANA@acme.example"))
        assert told["partition"] is None
        assert len(told["events"]) == 8
        assert {one["event"]["id"] for one in told["events"]}.isdisjoint({"e9"})
        decisions = {one["decision"]["id"] for one in told["decisions"]}
        assert decisions
        assert {one["decision"] for one in told["outbox"]} <= decisions
        assert told["outbox"]
        assert told["said"]
        assert {one["partition"] for part in ("events", "decisions", "said", "outbox") for one in told[part]} == {
            "candidate-7"
        }
        text = orjson.dumps(told).decode()
        assert all(one in text for one in (*ADDRESSES, *NAMES))


def test_of_others_only_roles_are_told() -> None:
    """Neither name nor address of anybody else is in the records of people."""
    with service("memory:") as cases:
        text = orjson.dumps(drive(held(cases.desk, ADDRESSES[0]))).decode()
        assert str(MAX["email"]) not in text
        assert str(MAX["name"]) not in text
        assert '{"role":"recruiter"}' in text


def test_a_partition_of_ones_own() -> None:
    """Who has a partition of their name gets all that is in it."""
    with service("memory:") as cases:
        told = drive(held(cases.desk, "candidate-7"))
        assert told["partition"] == "candidate-7"
        assert len(told["events"]) == 9
        assert "dana@" not in orjson.dumps([one["event"]["data"].get("contacts") for one in told["events"]]).decode()


def test_after_erasing_nothing_is_held() -> None:
    """Nothing is found of somebody erased, or never there."""
    nothing: dict[str, Any] = {"partition": None, "events": [], "decisions": [], "said": [], "outbox": []}
    with service("memory:") as cases:
        drive(erase(cases.desk, ADDRESSES[0]))
        assert drive(held(cases.desk, ADDRESSES[0])) == {"person": ADDRESSES[0], **nothing}
