from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command_cases import POLICY, Run

from tactful.commands import failures

CLI = Path(__file__).resolve().parents[2] / "cli.py"
TESTS = "policy: ./policy.yaml\ntests:\n  - {name: nothing, expect: [{at: 2026-01-01, advice: []}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a pack, its tests, another policy, and YAML that is neither."""
    pack = tmp_path / "packs" / "small"
    pack.mkdir(parents=True)
    (pack / "policy.yaml").write_text(POLICY)
    (pack / "small_test.yaml").write_text(TESTS)
    (pack / "template.yaml").write_text("greeting: hello\n")
    (tmp_path / "packs" / "other.yaml").write_text(POLICY.replace("policy: small", "policy: other"))
    return tmp_path / "packs"


def test_fine(run: Run, folder: Path, policy: str) -> None:
    """What is fine is counted."""
    result = run("validate", str(folder))
    assert (result.exit_code, result.stdout) == (0, "2 policies fine, 1 test file fine\n")
    assert run("validate", policy).stdout == "1 policy fine\n"
    assert run("validate", "seed-article").exit_code == 0


def test_problems_are_data(run: Run, folder: Path) -> None:
    """Every problem of every file is printed with its place, sorted, and the code is 3."""
    (folder / "other.yaml").write_text("tactful: 1\npolicy: other\nrulez: {}\n")
    (folder / "small" / "small_test.yaml").write_text(TESTS.replace("expect", "expects"))
    result = run("validate", str(folder))
    assert (result.exit_code, result.stderr) == (failures.POLICY_INVALID, "")
    places = [line.split(": ")[0] for line in result.stdout.splitlines() if line.endswith("]")]
    assert [place.rsplit("/", 1)[1] for place in places] == [
        "other.yaml:3:1",
        "small_test.yaml:3:5",
        "small_test.yaml:3:21",
    ]
    assert "did you mean `rules`?" in result.stdout
    assert "did you mean `expect`?" in result.stdout
    assert result.stdout.endswith("\n\n3 problems in 2 files\n")


@pytest.mark.parametrize("name", ["missing.yaml", "missing", "missing_test.yaml", "empty"])
def test_nothing_there(run: Run, tmp_path: Path, name: str) -> None:
    """A path that leads to no policy is a problem."""
    (tmp_path / "empty").mkdir()
    result = run("validate", str(tmp_path / name))
    assert result.exit_code == failures.POLICY_INVALID
    assert result.stdout


def test_same_problem_once(run: Run, folder: Path) -> None:
    """A file named twice is checked once."""
    (folder / "other.yaml").write_text("policy: other\nrulez: {}\n")
    once = run("validate", str(folder / "other.yaml")).stdout
    assert run("validate", str(folder / "other.yaml"), str(folder)).stdout == once


def caret_of(output: str) -> tuple[str, str]:
    """Return the line number that is shown first in an output, and what the carets below it mark."""
    lines = output.splitlines()
    at = next(number for number, line in enumerate(lines) if "^" in line)
    start, size = lines[at].index("^"), lines[at].count("^")
    return lines[at - 1].split("|")[0].strip(), lines[at - 1][start : start + size]


def test_a_mistake_of_an_ancestor_is_shown_in_its_file(run: Run, tmp_path: Path) -> None:
    """Through two `extends`, a mistake is told and shown where it was written."""
    (tmp_path / "old.yaml").write_text(POLICY.replace("when: interview.completed", "when: interview.complted"))
    (tmp_path / "middle.yaml").write_text("tactful: 1\npolicy: middle\nextends: ./old.yaml\n")
    (tmp_path / "new.yaml").write_text("tactful: 1\npolicy: new\nextends: ./middle.yaml\n")
    result = run("validate", str(tmp_path / "new.yaml"))
    assert result.stdout.startswith(f"{tmp_path}/old.yaml:9:11: unknown event type")
    assert caret_of(result.stdout) == ("9", "interview.complted")
    assert result.exit_code == failures.POLICY_INVALID


def test_a_wrong_setting_is_shown_with_its_use(run: Run, tmp_path: Path) -> None:
    """A setting whose value is wrong is told in the file that sets it; the help says where another uses it."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(POLICY.replace("opens: 2 weeks", "opens: $silence") + "settings: {silence: 2 weeks}\n")
    new.write_text("tactful: 1\npolicy: new\nextends: ./old.yaml\nsettings:\n  silence: 10 dayz\n")
    result = run("validate", str(new))
    assert result.stdout.startswith(f"{new}:5:12: `10 dayz` is no offset")
    assert caret_of(result.stdout) == ("5", "10 dayz")
    assert f"it is used as `$silence` in {old}:22:21" in result.stdout


def test_a_misspelt_key_that_changes_an_inherited_rule_is_shown_in_the_new_file(run: Run, tmp_path: Path) -> None:
    """Of a rule that two files write, each mistake is shown in the file that made it."""
    (tmp_path / "old.yaml").write_text(POLICY)
    new = tmp_path / "new.yaml"
    new.write_text(
        "tactful: 1\npolicy: new\nextends: ./old.yaml\nrules:\n  leave-it-alone: {strenght: may, stop: mesage.sent}\n"
    )
    found = [line.split(": ")[0] for line in run("validate", str(new)).stdout.splitlines() if line.endswith("]")]
    assert found == [f"{new}:5:20", f"{new}:5:41"]


def test_json(run: Run, folder: Path) -> None:
    """`--format json` is a list of problems, empty where all is fine."""
    assert json.loads(run("validate", "--format", "json", str(folder)).stdout) == []
    (folder / "other.yaml").write_text("tactful: 1\npolicy: other\nrulez: {}\n")
    result = run("validate", "--format", "json", str(folder))
    (problem,) = json.loads(result.stdout)
    assert (result.exit_code, problem["code"], problem["line"]) == (failures.POLICY_INVALID, "unknown-key", 3)
    assert problem["end"] == {"line": 3, "column": 6}


def test_github(run: Run, folder: Path) -> None:
    """`--format github` prints one command for each problem, and nothing where all is fine."""
    assert run("validate", "--format", "github", str(folder)).stdout == ""
    (folder / "other.yaml").write_text("tactful: 1\npolicy: other\nrulez: {}\n")
    result = run("validate", "--format", "github", str(folder))
    assert result.stdout.startswith(f"::error file={folder}/other.yaml,line=3,col=1,endLine=3,endColumn=6,")
    assert result.exit_code == failures.POLICY_INVALID


def test_sarif(run: Run, folder: Path) -> None:
    """`--format sarif` is a log, with results where something is wrong."""
    assert json.loads(run("validate", "--format", "sarif", str(folder)).stdout)["runs"][0]["results"] == []
    (folder / "other.yaml").write_text("tactful: 1\npolicy: other\nrulez: {}\n")
    result = run("validate", "--format", "sarif", str(folder))
    assert json.loads(result.stdout)["runs"][0]["results"][0]["ruleId"] == "unknown-key"
    assert result.exit_code == failures.POLICY_INVALID


@pytest.mark.parametrize("arguments", [(), ("--format", "xml", "x"), ("--format",), ("--fromat", "json", "x")])
def test_misuse(run: Run, arguments: tuple[str, ...]) -> None:
    """No path, an unknown format or option is a usage error."""
    result = run("validate", *arguments)
    assert (result.exit_code, result.stdout) == (failures.USAGE, "")
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", ["replay", "advise --at 2026-03-01T00:00:00Z"])
def test_other_commands_tell_a_bad_policy_the_same_way(run: Run, folder: Path, log: str, command: str) -> None:
    """A command that needs a policy prints on standard error what `validate` prints."""
    other = folder / "other.yaml"
    other.write_text("tactful: 1\npolicy: other\nrulez: {}\n")
    result = run(*command.split(), log, "--policy", str(other))
    assert (result.exit_code, result.stdout) == (failures.POLICY_INVALID, "")
    assert result.stderr == run("validate", str(other)).stdout
    assert caret_of(result.stderr) == ("3", "rulez")


def test_a_misspelt_file_is_told_with_the_nearest(run: Run, folder: Path) -> None:
    """Where a path leads to no file, the help names the file of the folder that is spelt alike."""
    assert "did you mean `other.yaml`?" in run("validate", str(folder / "othr.yaml")).stdout


def test_nothing_steers_the_terminal(run: Run, tmp_path: Path) -> None:
    """What a file holds is shown without control characters, in every format for people."""
    (tmp_path / "p.yaml").write_text("tactful: 1\npolicy: 'a\u202eb'\ntitle: '\x1b[2J'\n")
    output = run("validate", str(tmp_path / "p.yaml")).output
    assert "yaml-encoding" in output
    assert all(line.isprintable() for line in output.splitlines())


@pytest.mark.parametrize("more", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_is_for_terminals(tmp_path: Path, log: str, more: dict[str, str]) -> None:
    """Standard error is coloured where it is a terminal and nothing speaks against it, whatever standard output is."""
    (tmp_path / "p.yaml").write_text("tactful: 1\npolicy: p\nrulez: {}\n")
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | more
    terminal, end = pty.openpty()
    command = [sys.executable, str(CLI), "replay", log, "--policy", str(tmp_path / "p.yaml")]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=end, env=environment, check=False)
    os.close(end)
    printed = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert result.stdout == b""
    assert "[unknown-key]" in printed
    assert ("\x1b[1;31m" in printed) is (not more)
