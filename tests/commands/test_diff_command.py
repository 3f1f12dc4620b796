from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command_cases import POLICY, Run, as_lines, case_events

import tactful
from tactful.commands import failures

# A test runner may have threads of its own, which processes that fork are warned of.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ["text", "json", "html"]


@pytest.fixture
def sooner(tmp_path: Path) -> str:
    """The small policy, with a check-in after ten days."""
    path = tmp_path / "sooner.yaml"
    path.write_text(POLICY.replace("opens: 2 weeks", "opens: 10 days").replace("policy: small", "policy: sooner"))
    return str(path)


@pytest.fixture
def knob(tmp_path: Path) -> str:
    """The small policy, with the silence as a setting."""
    path = tmp_path / "knob.yaml"
    text = POLICY.replace("opens: 2 weeks", "opens: $silence").replace("policy: small", "policy: knob")
    path.write_text(f"{text}settings: {{silence: 2 weeks}}\n")
    return str(path)


def test_json_is_what_the_library_compares(run: Run, log: str, policy: str, sooner: str) -> None:
    """`diff --format json` prints `tactful.compare`."""
    events = [json.loads(line) for line in Path(log).read_text().splitlines()]
    found = tactful.compare(tactful.load(policy), tactful.load(sooner), events)
    result = run("diff", log, "--from", policy, "--to", sooner, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == found.to_dict()
    assert found.changed == 20


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("more", [[], ["--at", "2026-03-14"], ["--until", "2026-03-10"], ["--case", "case-7"]])
def test_jobs_change_nothing(run: Run, log: str, policy: str, sooner: str, style: str, more: list[str]) -> None:
    """However many processes work, the output is the same bytes."""
    arguments = ("diff", log, "--from", policy, "--to", sooner, "--format", style, *more)
    one = run(*arguments)
    assert one.exit_code == 0
    assert run(*arguments, "--jobs", "3").stdout_bytes == one.stdout_bytes != b""


def test_jobs_change_nothing_in_a_sweep(run: Run, log: str, knob: str) -> None:
    """Nor of a sweep."""
    arguments = ("diff", log, "--from", knob, "--sweep", "silence=10d..20d/5d", "--format", "json")
    one = run(*arguments)
    assert run(*arguments, "--jobs", "2").stdout_bytes == one.stdout_bytes
    assert [value["changed_cases"] for value in json.loads(one.stdout)["values"]] == [20, 20, 20]


def test_hash_seed_changes_nothing(log: str, policy: str, sooner: str) -> None:
    """Output does not depend on the order of hashes."""
    command = [sys.executable, str(ROOT / "cli.py"), "diff", log, "--from", policy, "--to", sooner]
    outputs = {
        subprocess.run(
            [*command, "--format", style], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for style in ("json", "html")
        for seed in ("0", "1", "12345")
    }
    assert len(outputs) == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_standard_input(run: Run, log: str, policy: str, sooner: str, jobs: str) -> None:
    """`-` is standard input."""
    arguments = ("--from", policy, "--to", sooner, "--jobs", jobs)
    piped = run("diff", "-", *arguments, stdin=Path(log).read_bytes())
    assert piped.stdout_bytes == run("diff", log, *arguments).stdout_bytes != b""


@pytest.mark.parametrize("style", ["text", "html"])
def test_a_policy_and_itself(run: Run, log: str, policy: str, style: str) -> None:
    """Of a policy and itself it is said that there is no difference, and `--exit-code` is content."""
    result = run("diff", log, "--from", policy, "--to", policy, "--exit-code", "--max-changed", "0", "--format", style)
    assert result.exit_code == 0
    assert "no difference in 20 cases" in result.stdout


def test_what_cannot_be_known_comes_first(run: Run, log: str, policy: str, sooner: str) -> None:
    """What cannot be known is said before anything else."""
    arguments = ("diff", log, "--from", policy, "--to", sooner)
    assert run(*arguments).stdout.startswith("What cannot be known: replies")
    assert next(iter(json.loads(run(*arguments, "--format", "json").stdout))) == "unknown"
    body = ET.fromstring(run(*arguments, "--format", "html").stdout).find("body")
    assert body is not None
    assert (body[1].text or "").startswith("What cannot be known: replies")


def test_text(run: Run, log: str, policy: str, sooner: str) -> None:
    """The text tells how many cases, which changes, by how much, and cases by name."""
    lines = run("diff", log, "--from", policy, "--to", sooner).stdout.splitlines()
    assert "20 of 20 cases change (100.0%)" in lines
    assert "  earlier           20 in 20 cases  (opens earlier)" in lines
    assert any("by 4 days (median)" in line for line in lines)
    assert any("case-0, case-1, case-10 and 17 more" in line for line in lines)
    assert "case case-0" in lines


@pytest.mark.parametrize(("examples", "more"), [("0", 20), ("2", 18), ("19", 1), ("20", 0)])
def test_text_shows_every_example(run: Run, log: str, policy: str, sooner: str, examples: str, more: int) -> None:
    """Each example of a group is shown once, and how many cases more there are is said."""
    lines = run("diff", log, "--from", policy, "--to", sooner, "--examples", examples).stdout.splitlines()
    shown = [line for line in lines if line.startswith("case ")]
    assert len(shown) == len(set(shown)) == 20 - more
    told = f"{more} case{'' if more == 1 else 's'} more: `--case NAME`"
    assert [line.startswith(told) for line in lines if "--case NAME" in line] == [True] * (more > 0)


@pytest.mark.parametrize("style", ["text", "html"])
@pytest.mark.parametrize("option", ["--at", "--until"])
@pytest.mark.parametrize(
    ("time", "told"),
    [
        ("2026-03-13", "2026-03-13 00:00 America/Phoenix"),
        ("2026-03-13T08:00:00+01:00", "2026-03-13 08:00 UTC+01:00"),
        ("2026-03-13T00:00:30-07:00", "2026-03-13 00:00:30 America/Phoenix"),
    ],
)
def test_heading(run: Run, log: str, policy: str, sooner: str, style: str, option: str, time: str, told: str) -> None:
    """The heading tells its moment in the zone of `--from`, or by the other offset that was asked for."""
    result = run("diff", log, "--from", policy, "--to", sooner, option, time, "--format", style)
    assert told in " ".join(result.stdout.split())


def test_text_is_readable_in_80_columns(run: Run, policy: str, sooner: str, knob: str, tmp_path: Path) -> None:
    """No line is wider than 80 columns, also with long names, and nothing steers the terminal."""
    events = case_events("the-case-with-a-name-that-is-far-too-long-for-any-column-of-any-table-in-the-world")
    wide = [one | {"id": f"wide-{one['id']}", "subject": "\x1b[31m件名"} for one in events]
    path = tmp_path / "long.jsonl"
    path.write_bytes(as_lines(events + wide))
    for arguments in (
        ("--to", sooner),
        ("--to", sooner, "--at", "2026-03-14"),
        ("--to", knob, "--sweep", "silence=1d..9d"),
    ):
        result = run("diff", str(path), "--from", policy, *arguments)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= 80
        assert "\x1b" not in result.stdout


def test_at(run: Run, log: str, policy: str, sooner: str) -> None:
    """`--at` compares what is pending then; a date is its first instant in the zone of `--from`."""
    arguments = ("diff", log, "--from", policy, "--to", sooner, "--format", "json")
    found = json.loads(run(*arguments, "--at", "2026-03-13").stdout)
    assert (found["of"], found["at"]) == ("moment", "2026-03-13T07:00:00+00:00")
    assert found["changes"]["verdict"] == {"advice": 4, "cases": 4}
    assert found["changes"]["earlier"]["advice"] == 20


@pytest.mark.parametrize("option", ["--at", "--until"])
def test_moments_must_be_moments(run: Run, log: str, policy: str, option: str) -> None:
    """A moment that cannot be read is a usage error."""
    result = run("diff", log, "--from", policy, "--to", policy, option, "yesterday")
    assert result.exit_code == failures.USAGE
    assert option in result.stderr


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--exit-code"], failures.DIFFERENT),
        (["--max-changed", "100%"], 0),
        (["--max-changed", "99.9%"], failures.TESTS_FAILED),
        (["--max-changed", "20"], 0),
        (["--max-changed", "19"], failures.TESTS_FAILED),
        (["--max-changed", "19", "--exit-code"], failures.TESTS_FAILED),
        (["--max-changed", "20", "--exit-code"], failures.DIFFERENT),
    ],
)
def test_exit_codes(run: Run, log: str, policy: str, sooner: str, more: list[str], code: int) -> None:
    """Too many changed cases end with 4, any difference with 5 if asked for, and the comparison is printed."""
    result = run("diff", log, "--from", policy, "--to", sooner, *more)
    assert result.exit_code == code
    assert "20 of 20 cases change" in result.stdout
    assert ("more than `--max-changed 19`" in result.stderr) == ("19" in more)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_rejected_events(run: Run, broken_log: str, policy: str, sooner: str, jobs: str) -> None:
    """Events that are rejected are told and end with 6; too many changes count for more."""
    arguments = ("diff", broken_log, "--from", policy, "--to", sooner, "--exit-code", "--jobs", jobs)
    result = run(*arguments)
    assert result.exit_code == failures.EVENTS_REJECTED
    assert result.stderr.count("broken.jsonl:") >= 4
    assert run(*arguments, "--max-changed", "0").exit_code == failures.TESTS_FAILED


def test_rejected_events_are_told_once(run: Run, broken_log: str, policy: str, tmp_path: Path) -> None:
    """What both policies' vocabularies reject is told once."""
    path = tmp_path / "other.yaml"
    path.write_text(f"{POLICY}events: {{meeting.held: {{fields: {{with: people}}}}}}\n")
    alike = run("diff", broken_log, "--from", policy, "--to", policy)
    assert run("diff", broken_log, "--from", policy, "--to", str(path)).stderr == alike.stderr != ""


def test_sweep(run: Run, log: str, knob: str, policy: str) -> None:
    """A sweep has a row for each value, compared with `--from`; at the value that it has nothing changes."""
    result = run("diff", log, "--from", policy, "--to", knob, "--sweep", "silence=2 weeks,10d")
    rows = [" ".join(line.split()) for line in result.stdout.splitlines() if line.startswith(("2 weeks", "10 days"))]
    assert rows == ["2 weeks 60 0 0 0 0 0 0", "10 days 60 20 0 0 20 0 0"]
    page = run("diff", log, "--from", knob, "--sweep", "silence=2 weeks,10d", "--format", "html").stdout
    assert len(list(ET.fromstring(page).iter("tr"))) == 3


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([], "missing option `--to`"),
        (["--to", "small", "--at", "2026-03-01", "--until", "2026-03-01"], "exclude each other"),
        (["--to", "small", "--max-changed", "lots"], "expected a share"),
        (["--sweep", "silence"], "expected `NAME="),
        (["--sweep", "silnce=3d"], "did you mean `silence`?"),
        (["--sweep", "x=3d"], "it has `silence`"),
        (["--sweep", "silence=3d", "--exit-code"], "not of a `--sweep`"),
        (["--sweep", "silence=3d", "--max-changed", "1"], "not of a `--sweep`"),
        (["--to", "small", "--examples", "1000"], "--examples"),
    ],
)
def test_misuse(run: Run, log: str, knob: str, more: list[str], told: str) -> None:
    """Each misuse is a usage error that says what was expected."""
    result = run("diff", log, "--from", knob, *more)
    assert (result.exit_code, result.stdout) == (failures.USAGE, "")
    assert told in " ".join(result.stderr.split())


def test_from_is_required(run: Run, log: str, policy: str) -> None:
    """Without a policy to start from there is nothing to compare."""
    result = run("diff", log, "--to", policy)
    assert result.exit_code == failures.USAGE
    assert "--from" in result.stderr


def test_a_value_that_the_policy_cannot_take(run: Run, log: str, knob: str) -> None:
    """A value of a sweep that the policy cannot take ends with 3, told at the value."""
    result = run("diff", log, "--from", knob, "--sweep", "silence=10d,3 bananas")
    assert (result.exit_code, result.stdout) == (failures.POLICY_INVALID, "")
    assert "silence=3 bananas" in result.stderr


def test_a_policy_that_is_not_there(run: Run, log: str, policy: str) -> None:
    """A policy that cannot be found ends with 3."""
    assert run("diff", log, "--from", policy, "--to", "nowhere.yaml").exit_code == failures.POLICY_INVALID


def test_out(run: Run, log: str, policy: str, sooner: str, tmp_path: Path) -> None:
    """`--out` writes to a file what else is printed."""
    arguments = ("diff", log, "--from", policy, "--to", sooner, "--format", "html")
    path = tmp_path / "diff.html"
    result = run(*arguments, "--out", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_bytes() == run(*arguments).stdout_bytes


def test_a_case_that_is_not_there(run: Run, log: str, policy: str, sooner: str) -> None:
    """A case of which the logs tell nothing is a mistake, and no answer."""
    result = run("diff", log, "--from", policy, "--to", sooner, "--case", "nobody")
    assert (result.exit_code, result.stderr) == (2, "error: there is nothing of a case `nobody` to compare\n")
    assert "no difference in 0 cases" in result.stdout
