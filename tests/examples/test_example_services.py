"""The examples of services run, and do what they are there to show."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest
from example_programs import EXAMPLES, nightly_batch, service_asyncio

NOW = "2026-03-14T17:00:00Z"


def test_a_nightly_job_run_twice_does_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second run finds only copies, and delivers nothing more."""
    arguments = [
        str(tmp_path / "s.db"),
        str(EXAMPLES / "phoenix.jsonl"),
        str(tmp_path / "d.jsonl"),
        NOW,
    ]
    nightly_batch.main(*arguments)
    first, delivered = capsys.readouterr().out.splitlines(), (tmp_path / "d.jsonl").read_bytes()
    nightly_batch.main(*arguments)
    second = capsys.readouterr().out.splitlines()
    assert "taken" in first[0]
    assert re.fullmatch(r"\d+ copy", second[0])
    assert first[1:] == second[1:]
    assert first[1:] == ["now: sunmesa-planner, check-in to theo.marsh@sunmesa.example"], "what is forbidden is no task"
    assert (tmp_path / "d.jsonl").read_bytes() == delivered != b""


def test_a_nightly_job_says_what_it_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its place, the reason and a code; all others are taken, also beyond the first batch."""
    log = tmp_path / "e.jsonl"
    good = (EXAMPLES / "phoenix.jsonl").read_text().splitlines()
    log.write_text("\n".join(["{", "", good[0], '{"id": "x"}', *[""] * 1_000, *good[1:], "[]"]) + "\n")
    arguments = [str(tmp_path / "s.db"), str(log), str(tmp_path / "d.jsonl"), NOW]
    for summary in (f"3 refused, {len(good)} taken", f"{len(good)} copy, 3 refused"):
        assert nightly_batch.main(*arguments) == 6
        told = capsys.readouterr()
        assert told.out.splitlines()[0] == summary
        places = [re.fullmatch(r"(.+?:\d+): (.+) \[(\w+)\]", line) for line in told.err.splitlines()]
        assert [place and (place[1], place[3]) for place in places] == [
            (f"{log}:1", "not_json"),
            (f"{log}:4", "missing_attribute"),
            (f"{log}:{1_004 + len(good)}", "not_object"),
        ]


def test_a_nightly_job_tells_that_it_could_not_deliver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What has to wait is not lost, and the job does not end as if all were well."""
    arguments = [str(tmp_path / "s.db"), str(EXAMPLES / "phoenix.jsonl"), str(tmp_path / "no" / "d.jsonl")]
    assert nightly_batch.main(*arguments, NOW) == 1
    assert "error: not everything could be delivered" in capsys.readouterr().err
    (tmp_path / "no").mkdir()
    assert nightly_batch.main(*arguments, "2026-03-15T17:00:00Z") == 0
    assert (tmp_path / "no" / "d.jsonl").stat().st_size > 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["s.db", "e.jsonl", "d.jsonl", NOW], 6, "e.jsonl:1: not JSON"),
        (["s.db", "empty.jsonl", "d.jsonl", NOW], 0, ""),
        (["s.db", "none.jsonl", "d.jsonl"], 2, "none.jsonl"),
        (["s.db", "empty.jsonl", "d.jsonl", "tomorrow"], 2, "error: "),
        (["no/s.db", "empty.jsonl", "d.jsonl"], 1, "error: "),
        (["s.db"], 2, "usage: python examples/nightly_batch.py STORE"),
    ],
)
def test_a_nightly_job_ends_with_the_codes_of_the_commands(
    arguments: list[str], code: int, told: str, tmp_path: Path
) -> None:
    """As a program: its code says how it went, and no traceback is printed."""
    (tmp_path / "e.jsonl").write_text("junk\n")
    (tmp_path / "empty.jsonl").write_text("")
    command = [sys.executable, str(EXAMPLES / "nightly_batch.py"), *arguments]
    environment = {"PYTHONPATH": str(EXAMPLES.parent / "engine")}
    found = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (found.returncode, "Traceback" in found.stderr) == (code, False)
    assert told in found.stderr
    assert bool(told) == bool(found.stderr)


def test_a_service_lives_in_an_event_loop() -> None:
    """The asyncio example takes an event in, and what it decides is told."""
    told: list[str] = []
    asyncio.run(service_asyncio.main(told.append))
    assert len(told) == 1
    assert told[0] in ("advice.opened", "advice.planned")
