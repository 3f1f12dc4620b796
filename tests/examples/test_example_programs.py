"""The embedding programs in `examples/`: short, and they say what a replay says."""

import asyncio
import json
import runpy
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GOLDEN = Path(__file__).parent / "golden"
PROGRAMS = sorted(path.name for path in EXAMPLES.glob("embed_*.py"))
LOGS = ("phoenix", "berlin")


def printed(decision: dict[str, Any]) -> str:
    data = decision["data"]
    people = ", ".join(person["email"] or person["name"] for person in data["to"]) or "nobody"
    return f"{decision['time']} {decision['subject']} {decision['type']} {data['rule']} {people}"


def golden(log: str) -> list[str]:
    lines = (GOLDEN / f"{log}.jsonl").read_text(encoding="utf-8").splitlines()
    return [printed(json.loads(line)) for line in lines]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a program on a log, as from a shell; return the lines that it prints."""
    monkeypatch.syspath_prepend(str(EXAMPLES))

    def run(program: str, log: str) -> list[str]:
        monkeypatch.setattr("sys.argv", [program, str(EXAMPLES / f"{log}.jsonl")])
        runpy.run_path(str(EXAMPLES / program), run_name="__main__")
        return capsys.readouterr().out.splitlines()

    return run


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_is_short(program: str) -> None:
    """Each fits under 40 lines."""
    assert len((EXAMPLES / program).read_text(encoding="utf-8").splitlines()) < 40


def busy(log: str) -> set[datetime]:
    """The instants at which several events of a log become known."""
    lines = (EXAMPLES / f"{log}.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    known = [datetime.fromisoformat(event.get("recordedtime") or event["time"]) for event in events]
    return {instant for instant, count in Counter(known).items() if count > 1}


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_says_what_the_replay_says(run: Any, program: str, log: str) -> None:
    """Every decision of the replay is printed; more only at an instant of several events, answered one by one."""
    said, expected = Counter(run(program, log)), Counter(golden(log))
    assert expected <= said
    assert {datetime.fromisoformat(line.split()[0]) for line in said - expected} <= busy(log)


def test_both_programs_say_the_same(run: Any) -> None:
    """A snapshot half-way, and a queue, change nothing."""
    assert run("embed_script.py", "berlin") == run("embed_asyncio.py", "berlin")


def test_the_service_waits_for_whichever_is_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the wall clock too: mail that is there is taken, and a moment that has passed is due."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    live = runpy.run_path(str(EXAMPLES / "embed_asyncio.py"))["Live"]

    async def both() -> tuple[Any, Any]:
        inbox = live()
        due = await inbox.next(datetime(2026, 1, 1, tzinfo=UTC))
        inbox.put_nowait({"id": "e1"})
        return due, await inbox.next(None)

    due, mail = asyncio.run(both())
    assert due == (None, datetime(2026, 1, 1, tzinfo=UTC))
    assert mail[0] == {"id": "e1"}
