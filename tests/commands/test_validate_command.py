from __future__ import annotations

from pathlib import Path

import pytest
from command_cases import POLICY, Run

from tactful.commands import failures

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
    places = [line for line in result.stdout.splitlines() if not line.startswith("  help: ")]
    assert [line.split(": ")[0].rsplit("/", 1)[1] for line in places] == [
        "other.yaml:3:1",
        "small_test.yaml:3:5",
        "small_test.yaml:3:21",
    ]
    assert "did you mean `rules`?" in result.stdout
    assert "did you mean `expect`?" in result.stdout


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
