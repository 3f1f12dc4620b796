"""The examples of services run, and do what they are there to show."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from example_programs import EXAMPLES, nightly_batch, service_asyncio


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
