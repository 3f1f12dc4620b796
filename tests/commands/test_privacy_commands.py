"""`tactful erase`, `held`, `retention` and `outbox`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_cases import Run, case_events

import tactful
from tactful.service import Service
from tactful.sinks import FunctionSink
from tactful.sinks.pauses import Retry

PERSON = "dana@a1.example"


def failing(delivery: object) -> None:
    raise ValueError(PERSON)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store of one case, with one decision that waits and one that was set aside; commands find it by themselves."""
    path = str(tmp_path / "cases.db")
    sinks = [FunctionSink("calls", failing)]
    with Service(
        tactful.load("seed-article"),
        store=path,
        clock=lambda: "2026-03-20T00:00:00Z",
        sinks=sinks,
        retry=Retry(limit=1),
    ) as service:
        service.process_all(case_events("a1"))
        service.deliver(limit=1)
    monkeypatch.setenv("TACTFUL_STORE", path)
    return path


def test_held_is_printed_as_json(run: Run, store: str, tmp_path: Path) -> None:
    """All that is held is one JSON object, on standard output or in a file."""
    result = run("held", PERSON)
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["person"] == PERSON
    assert told["events"]
    assert run("held", PERSON, "--out", str(tmp_path / "held.json")).stdout == ""
    assert json.loads((tmp_path / "held.json").read_text()) == told


def test_erasing_asks_first(run: Run, store: str) -> None:
    """What would be erased is counted, and nothing is done without a yes."""
    before = run("held", PERSON).stdout
    result = run("erase", PERSON, stdin=b"n\n")
    assert result.exit_code == 1
    assert f"events: {len(json.loads(before)['events'])}, " in result.stdout
    assert run("held", PERSON).stdout == before
    assert run("erase", PERSON, stdin=b"y\n").exit_code == 0
    assert json.loads(run("held", PERSON).stdout)["events"] == []
    assert PERSON.encode() not in Path(store).read_bytes()


def test_erasing_without_a_question(run: Run, store: str) -> None:
    """`--yes` erases at once, and says what it cannot reach and no name."""
    result = run("erase", PERSON, "--yes")
    assert result.exit_code == 0
    assert "rewritten: 1" in result.stdout
    assert "backups" in result.stdout
    assert PERSON not in result.stdout
    assert run("erase", PERSON, "--yes").stdout == "nothing in the store mentions them\n"
    assert run("erase", PERSON).stdout == "nothing in the store mentions them\n"


def test_a_partition_is_forgotten(run: Run, store: str) -> None:
    """By the name of a partition all of it goes."""
    result = run("erase", "a1", stdin=b"y\n")
    assert "a partition of this name is forgotten as a whole" in result.stdout
    assert "partitions forgotten: 1" in result.stdout


def test_retention_is_kept_and_applied(run: Run, store: str) -> None:
    """Days are set one by one, stay until they are set anew, and are applied when asked."""
    assert run("retention").stdout == "decisions: forever\ncases: forever\n"
    assert run("retention", "--decisions", "30").stdout == "decisions: 30 days\ncases: forever\n"
    assert run("retention", "--cases", "400").stdout == "decisions: 30 days\ncases: 400 days\n"
    assert run("retention", "--decisions", "forever").stdout == "decisions: forever\ncases: 400 days\n"
    assert run("retention", "--apply").stdout.endswith("\nforgotten: 0 decisions, 0 partitions\n")


@pytest.mark.parametrize("days", ["0", "-1", "soon", "1.5", "100001", "9" * 5000])
def test_days_that_are_none(run: Run, store: str, days: str) -> None:
    """Anything but a number of days is a usage error."""
    result = run("retention", "--cases", days)
    assert result.exit_code == 2
    assert "expected a number of days, or `forever`" in " ".join(result.stderr.split())


def test_the_outbox_is_listed_without_names(run: Run, store: str) -> None:
    """Each entry is told with its place, attempts and error, and nobody's name."""
    told = json.loads(run("outbox", "--format", "json").stdout)
    [aside] = [one for one in told if one["aside"]]
    assert aside["sink"] == "calls"
    assert aside["attempts"] == 1
    assert "ValueError" in aside["error"]
    assert aside["next"] is None
    assert json.loads(run("outbox", "--aside", "--format", "json").stdout) == [aside]
    text = run("outbox").stdout
    assert len(text.splitlines()) == len(told)
    assert f"calls  {aside['place']}  {aside['decision']}  1 attempt, set aside: " in text
    assert PERSON not in text


@pytest.mark.parametrize("by_place", [True, False])
def test_what_was_set_aside_is_brought_back(run: Run, store: str, by_place: bool) -> None:
    """One place, or all."""
    [aside] = json.loads(run("outbox", "--aside", "--format", "json").stdout)
    result = run("outbox", "--aside", "--retry", aside["place"] if by_place else "all")
    assert result.stderr == "brought back: 1\n"
    assert result.stdout == "nothing waits\n"
    result = run("outbox", "--retry", aside["place"])
    assert result.exit_code == 2
    assert f"nothing was set aside at `{aside['place']}`" in result.stderr


@pytest.mark.parametrize("command", [["erase", "x"], ["held", "x"], ["retention"], ["outbox"]])
def test_a_store_that_is_not_there(run: Run, tmp_path: Path, command: list[str]) -> None:
    """No store is made by a mistyped path, and a file of another kind is told as that."""
    path = tmp_path / "no.db"
    result = run(*command, "--store", str(path))
    assert result.exit_code == 2
    assert result.stderr == f"error: there is no store `{path}`\n"
    assert not path.exists()
    assert run(*command).exit_code == 2
    path.write_bytes(b"nonsense" * 500)
    result = run(*command, "--store", str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: `")
