from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from command_cases import Run, as_lines, case_events, event

import tactful
from tactful.commands import failures


@pytest.fixture
def small_log(tmp_path: Path) -> str:
    path = tmp_path / "small.jsonl"
    late = event(3, "a1", "2026-03-05T09:00:00-07:00", "message.received", **{"from": "dana@a1.example"})
    path.write_bytes(
        as_lines([*case_events("a1"), late | {"recordedtime": "2026-03-12T09:00:00-07:00"}, *case_events("b2", 5)])
    )
    return str(path)


def advised(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("advise", *arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    plan: dict[str, Any] = json.loads(result.stdout)
    return plan


def test_json_is_the_plan(run: Run, small_log: str, policy: str) -> None:
    """`advise --format json` is `tactful.plan`, as plain data."""
    events = [json.loads(line) for line in Path(small_log).read_text().splitlines()]
    plan = tactful.plan(tactful.load(policy), events, "2026-03-05T10:40:00-07:00")
    at = ("--policy", policy, "--at", "2026-03-05T10:40:00-07:00")
    assert advised(run, small_log, *at) == plan.to_dict()
    assert advised(run, small_log, *at, "--all") == plan.to_dict(everything=True)
    assert advised(run, small_log, *at, "--case", "a1") == plan.to_dict(case="a1")
    assert [case["case"] for case in plan.to_dict()["cases"]] == ["a1", "b2"]


@pytest.mark.parametrize(
    ("known", "opens"),
    [
        (None, "2026-03-17T10:50:00-07:00"),
        ("2026-03-12T08:59:59-07:00", "2026-03-17T10:50:00-07:00"),
        ("2026-03-12", "2026-03-17T10:50:00-07:00"),
        ("2026-03-13", "2026-03-19T09:00:00-07:00"),
        ("all", "2026-03-19T09:00:00-07:00"),
    ],
)
def test_known(run: Run, small_log: str, policy: str, known: str | None, opens: str) -> None:
    """By default what was known at the moment counts, else what `--known` says."""
    options = () if known is None else ("--known", known)
    plan = advised(run, small_log, "--policy", policy, "--at", "2026-03-06", "--case", "a1", *options)
    assert [one["opens"] for one in plan["cases"][0]["advice"]] == [opens]


def test_now_is_the_clock(run: Run, small_log: str, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--at` the moment is that of the wall clock."""
    moment = dt.datetime(2026, 3, 3, 17, 40, tzinfo=dt.UTC)
    monkeypatch.setattr("tactful.commands.clock.now", lambda: int(moment.timestamp()) * 1_000_000)
    assert advised(run, small_log, "--policy", policy)["at"] == "2026-03-03T17:40:00+00:00"


def test_text(run: Run, small_log: str, policy: str) -> None:
    """The list says what to do first, for whom, until when and why."""
    result = run("advise", small_log, "--policy", policy, "--at", "2026-03-05T12:00:00-07:00", "--case", "b2")
    assert result.stdout.splitlines() == [
        "Thursday 5 March 2026 12:00 America/Phoenix, policy small",
        "",
        "b2 · active",
        "  wait      check-in to Dana <dana@b2.example>                opens 19 Mar 10:50",
        "            may: two weeks without a word are reason enough to ask once",
        "",
        "nothing to do now, 1 waiting",
    ]


def test_text_lists_what_is_late_first(run: Run, policy: str, tmp_path: Path) -> None:
    """Cases with something to do come before those that wait."""
    path = tmp_path / "two.jsonl"
    path.write_bytes(as_lines([*case_events("a1")[:2], *case_events("b2")[:1]]))
    text = run("advise", str(path), "--policy", policy, "--at", "2026-03-03T12:00:00-07:00").stdout
    assert text.index("b2") < text.index("a1")
    assert "late      thank-you to Dana" in text
    assert text.endswith("1 late, 1 waiting\n")


def test_text_tells_a_prohibition(run: Run, small_log: str, policy: str) -> None:
    """What is forbidden is said, and that nothing is to be done."""
    result = run("advise", small_log, "--policy", policy, "--at", "2026-03-25")
    assert "  quiet     no message" in result.stdout
    assert "one unanswered check-in is enough" in result.stdout
    assert "nothing to do now" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_nothing_to_do(run: Run, small_log: str, policy: str) -> None:
    """Where nothing is advised, that is said."""
    result = run("advise", small_log, "--policy", policy, "--at", "2026-01-01")
    assert result.exit_code == 0
    assert "nothing to do now" in result.stdout


@pytest.mark.parametrize("option", ["--at", "--known"])
def test_moments_must_be_readable(run: Run, small_log: str, policy: str, option: str) -> None:
    """A moment that cannot be read is a usage error that names the option."""
    result = run("advise", small_log, "--policy", policy, option, "soon")
    assert result.exit_code == failures.USAGE
    assert option in result.stderr


def test_rejected_events(run: Run, broken_log: str, policy: str) -> None:
    """The advice is given on what can be read, and what cannot is told."""
    result = run("advise", broken_log, "--policy", policy, "--at", "2026-03-04")
    assert result.exit_code == failures.EVENTS_REJECTED
    assert "check-in to Dana" in result.stdout
    assert len(result.stderr.splitlines()) == 4
