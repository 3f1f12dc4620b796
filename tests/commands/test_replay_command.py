from __future__ import annotations

import gzip
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from command_cases import Run, as_lines, case_events

import tactful
from tactful.commands import failures

# A test runner may have threads of its own, which processes that fork are warned of.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

ROOT = Path(__file__).resolve().parents[2]


def test_jsonl_is_what_the_library_replays(run: Run, log: str, policy: str) -> None:
    """`replay --format jsonl` prints `tactful.replay`, one decision a line, and nothing else."""
    events = [json.loads(line) for line in Path(log).read_text().splitlines()]
    decisions = tactful.replay(tactful.load(policy), events)
    result = run("replay", log, "--policy", policy, "--format", "jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes.splitlines() == [decision.to_json() for decision in decisions]
    assert len(decisions) == 20 * 6


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_jobs_change_nothing(run: Run, log: str, broken_log: str, policy: str, tmp_path: Path, jobs: str) -> None:
    """However many processes work, output, rejects and exit code are the same bytes."""
    rejects = tmp_path / "rejects.jsonl"
    arguments = ("replay", log, broken_log, "--policy", policy, "--format", "jsonl", "--rejects", str(rejects))
    one = run(*arguments)
    kept = rejects.read_bytes()
    several = run(*arguments, "--jobs", jobs)
    assert several.stdout_bytes == one.stdout_bytes != b""
    assert several.stderr == one.stderr
    assert several.exit_code == one.exit_code == failures.EVENTS_REJECTED
    assert rejects.read_bytes() == kept
    assert kept.count(b"\n") == 4


def test_hash_seed_changes_nothing(log: str, policy: str) -> None:
    """Output does not depend on the order of hashes."""
    command = [sys.executable, str(ROOT / "cli.py"), "replay", log, "--policy", policy, "--format", "jsonl"]
    outputs = {
        subprocess.run(
            [*command, "--jobs", jobs], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed, jobs in (("0", "1"), ("1", "1"), ("12345", "2"))
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_standard_input(run: Run, log: str, broken_log: str, policy: str, jobs: str) -> None:
    """`-` is standard input, and what is wrong there is said to be in `-`."""
    content = Path(log).read_bytes() + Path(broken_log).read_bytes()
    arguments = ("--policy", policy, "--format", "jsonl")
    piped = run("replay", "-", *arguments, "--jobs", jobs, stdin=content)
    assert piped.stdout_bytes == run("replay", log, broken_log, *arguments).stdout_bytes
    assert re.findall("^[^ ]*: ", piped.stderr, re.MULTILINE) == ["-:61: ", "-:62: ", "-:63: ", "-:67: "]
    assert "tactful-" not in piped.stderr


def test_standard_input_once(run: Run) -> None:
    """Standard input cannot be read twice."""
    assert run("replay", "-", "-", stdin=b"").exit_code == failures.USAGE


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_packed_logs(run: Run, log: str, policy: str, tmp_path: Path, jobs: str) -> None:
    """A log packed as gzip or Zstandard replays as the plain one, from a file and from standard input."""
    content = Path(log).read_bytes()
    arguments = ("--policy", policy, "--format", "jsonl", "--jobs", jobs)
    expected = run("replay", log, *arguments).stdout_bytes
    for name, packed in (("log.gz", gzip.compress(content)), ("log.zst", zstandard.compress(content))):
        path = tmp_path / name
        path.write_bytes(packed)
        assert run("replay", str(path), *arguments).stdout_bytes == expected
        assert run("replay", "-", *arguments, stdin=packed).stdout_bytes == expected


def test_yaml_log(run: Run, policy: str, tmp_path: Path) -> None:
    """A YAML list is a log too."""
    path = tmp_path / "log.yaml"
    path.write_text("\n".join(f"- {json.dumps(one)}" for one in case_events("a1")))
    assert run("replay", str(path), "--policy", policy, "--format", "jsonl").stdout.count("\n") == 6


@pytest.mark.parametrize(
    ("until", "count"),
    [
        ("2026-03-03T10:29:59-07:00", 0),
        ("2026-03-03T17:30:00Z", 1),
        ("2026-03-04", 3),
        ("2026-03-17", 3),
        ("2026-03-17T10:50:00-07:00", 4),
        ("2200-01-01", 6),
    ],
)
def test_until(run: Run, policy: str, tmp_path: Path, until: str, count: int) -> None:
    """Nothing after `--until` is said; a date is its first instant in the policy's zone."""
    path = tmp_path / "a1.jsonl"
    path.write_bytes(as_lines(case_events("a1")))
    result = run("replay", str(path), "--policy", policy, "--format", "jsonl", "--until", until)
    assert (result.exit_code, result.stdout.count("\n")) == (0, count)


@pytest.mark.parametrize("until", ["yesterday", "2026-02-30", ""])
def test_until_must_be_a_moment(run: Run, log: str, policy: str, until: str) -> None:
    """A moment that cannot be read is a usage error."""
    result = run("replay", log, "--policy", policy, "--until", until)
    assert result.exit_code == failures.USAGE
    assert "--until" in result.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_case(run: Run, log: str, policy: str, jobs: str) -> None:
    """`--case` keeps the decisions of that case, and they are those of the whole replay."""
    arguments = ("replay", log, "--policy", policy, "--format", "jsonl")
    whole = run(*arguments).stdout_bytes.splitlines()
    only = run(*arguments, "--case", "case-7", "--jobs", jobs).stdout_bytes.splitlines()
    assert only == [line for line in whole if json.loads(line)["subject"] == "case-7"]
    assert len(only) == 6


def test_text_is_readable_in_80_columns(run: Run, log: str, policy: str, tmp_path: Path) -> None:
    """No line of the table is wider than 80 columns, also with long names, and nothing steers the terminal."""
    long = case_events("the-case-with-a-name-that-is-far-too-long-for-any-column")
    wide = [one | {"id": f"wide-{one['id']}", "subject": "\x1b[31m件名"} for one in long]
    path = tmp_path / "long.jsonl"
    path.write_bytes(as_lines(long + wide))
    result = run("replay", log, str(path), "--policy", policy)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "\x1b" not in result.stdout


def test_text_tells_what_changed(run: Run, policy: str, tmp_path: Path) -> None:
    """The table says by day when, what, to whom, until when and why."""
    path = tmp_path / "a1.jsonl"
    path.write_bytes(as_lines(case_events("a1")))
    lines = run("replay", str(path), "--policy", policy).stdout.splitlines()
    assert lines[:5] == [
        "Tuesday 3 March 2026, -07:00",
        "10:30  now        a1  thank-you to Dana <dana@a1.example>              due 11:30",
        "                  it may be acted on",
        "10:50  done       a1  thank-you to Dana <dana@a1.example>",
        "                  it was sent",
    ]
    assert "Tuesday 17 March 2026, -07:00" in lines
    assert any("now        a1  no message" in line for line in lines)


def test_text_lists_all_that_jsonl_does(run: Run, log: str, policy: str) -> None:
    """Every decision is a row of the table."""
    rows = re.findall(r"^\d\d:\d\d  ", run("replay", log, "--policy", policy).stdout, re.MULTILINE)
    assert len(rows) == 20 * 6


def test_out_is_written_whole_or_not_at_all(run: Run, log: str, policy: str, tmp_path: Path) -> None:
    """`--out` replaces the file once all is there; a failing run leaves it as it was, and nothing beside it."""
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "decisions.jsonl"
    arguments = ("replay", log, "--policy", policy, "--format", "jsonl")
    result = run(*arguments, "--out", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    content = out.read_bytes()
    assert content == run(*arguments).stdout_bytes
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~mask
    assert run("replay", "missing.jsonl", "--policy", policy, "--out", str(out)).exit_code == failures.USAGE
    assert out.read_bytes() == content
    assert [path.name for path in folder.iterdir()] == ["decisions.jsonl"]


def test_out_that_cannot_be_written(run: Run, log: str, policy: str, tmp_path: Path) -> None:
    """A place that cannot be written is told with its reason."""
    result = run("replay", log, "--policy", policy, "--out", str(tmp_path / "no" / "folder"))
    assert result.exit_code == failures.USAGE
    assert "cannot be written: no such file or directory" in result.stderr


def test_rejects(run: Run, broken_log: str, policy: str, tmp_path: Path) -> None:
    """Bad lines are reported as `file:line: why`, kept in `--rejects`, and all else is replayed."""
    kept = tmp_path / "rejects.jsonl"
    result = run("replay", broken_log, "--policy", policy, "--format", "jsonl", "--rejects", str(kept))
    assert result.exit_code == failures.EVENTS_REJECTED
    assert result.stdout.count("\n") == 6
    told = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in told] == [f"{broken_log}:{number}" for number in (1, 2, 3, 7)]
    rows = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [row["line"] for row in rows] == [1, 2, 3, 7]
    assert rows[0]["raw"] == "nonsense"


def test_many_rejects_are_counted(run: Run, policy: str, tmp_path: Path) -> None:
    """Of many bad lines the first are printed, the rest counted."""
    path = tmp_path / "noise.jsonl"
    path.write_bytes(b"noise\n" * 1020)
    result = run("replay", str(path), "--policy", policy)
    assert result.exit_code == failures.EVENTS_REJECTED
    assert len(result.stderr.splitlines()) == failures.SHOWN_REJECTS + 1
    assert "1,000 more events were rejected" in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"id": 1}',
        b'{"id": "1", "type": "interview.completed", "subject": "a", "time": "2026-03-03T10:30:00Z"}',
        b'{"id": "1", "type": "x.y", "subject": "a", "time": "2026-03-03T10:30:00"}',
        b'{"id": "1", "type": "x.y", "subject": "a", "time": "1776-07-04T10:30:00Z"}',
        b'{"id": "1", "type": "x.y", "subject": "a", "partitionkey": [], "time": "2026-03-03T10:30:00Z"}',
        b'{"id": "\\ud800", "type": "x.y", "subject": "a", "time": "2026-03-03T10:30:00Z"}',
    ],
)
@pytest.mark.parametrize("command", ["replay", "advise"])
def test_bad_input_is_rejected_calmly(run: Run, policy: str, tmp_path: Path, line: bytes, command: str) -> None:
    """Whatever a line holds, it is rejected with one message and code 6."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(line + b"\n")
    result = run(command, str(path), "--policy", policy)
    assert result.exit_code == failures.EVENTS_REJECTED
    assert result.stderr.startswith(f"{path}:1: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("command", [["replay"], ["advise"]])
def test_missing_log(run: Run, policy: str, tmp_path: Path, command: list[str], jobs: str) -> None:
    """A log that is not there is a usage error."""
    options = ["--jobs", jobs] if command == ["replay"] else []
    result = run(*command, str(tmp_path / "none.jsonl"), "--policy", policy, *options)
    assert (result.exit_code, result.stdout) == (failures.USAGE, "")
    assert "there is no log" in result.stderr


@pytest.mark.parametrize("command", ["replay", "advise"])
def test_invalid_policy(run: Run, log: str, tmp_path: Path, command: str) -> None:
    """A policy with mistakes ends with code 3 and all of them on standard error."""
    path = tmp_path / "bad.yaml"
    path.write_text("tactful: 1\npolicy: bad\ntitel: x\nrules: 5\n")
    result = run(command, log, "--policy", str(path))
    assert (result.exit_code, result.stdout) == (failures.POLICY_INVALID, "")
    assert re.search(r"bad\.yaml:3:1: .*\[unknown-key\]", result.stderr)
    assert re.search(r"bad\.yaml:4:\d+: ", result.stderr)


def test_unknown_policy_name(run: Run, log: str) -> None:
    """A name that no pack has is told with the nearest."""
    result = run("replay", log, "--policy", "seed-articel")
    assert result.exit_code == failures.POLICY_INVALID
    assert "did you mean `seed-article`?" in result.stderr


def test_empty_log(run: Run, policy: str, tmp_path: Path) -> None:
    """An empty log has no decisions and is fine."""
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    for style in ("text", "jsonl"):
        result = run("replay", str(path), "--policy", policy, "--format", style)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
