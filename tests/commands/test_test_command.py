from __future__ import annotations

from pathlib import Path

import pytest
from command_cases import POLICY, Run

from tactful.commands import failures

TESTS = """
policy: ./small.yaml
tests:
  - name: a call
    timezone: America/Phoenix
    events:
      - at: 2026-03-03 10:30
        type: interview.completed
        data: {interview: i, format: phone, interviewers: [d@x.example]}
    expect:
      - {at: 2026-03-03 10:30, advice: [{purpose: thank-you, verdict: now, due: 2026-03-03 11:30}]}
"""


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(POLICY)
    (tmp_path / "small_test.yaml").write_text(TESTS)
    return tmp_path


def test_passing(run: Run, tests: Path) -> None:
    """Passing tests are listed and counted, from a folder or a file."""
    for path in (tests, tests / "small_test.yaml"):
        result = run("test", str(path))
        assert result.exit_code == 0
        assert "ok    a call" in result.stdout
        assert result.stdout.endswith("1 passed, 0 failed\n")


def test_failing(run: Run, tests: Path) -> None:
    """A failing test ends with code 4 and tells what was expected, what came, and why that."""
    (tests / "small_test.yaml").write_text(TESTS.replace("11:30}", "11:31}"))
    result = run("test", str(tests))
    assert (result.exit_code, result.stderr) == (failures.TESTS_FAILED, "")
    assert "FAIL  a call" in result.stdout
    assert "small_test.yaml:11:9: Tuesday 3 March 2026 10:30, case `case-1`" in result.stdout
    assert "due: expected 2026-03-03 11:31, got 2026-03-03 11:30" in result.stdout
    assert "it may be acted on" in result.stdout
    assert result.stdout.endswith("0 passed, 1 failed\n")


def test_no_tests(run: Run, tmp_path: Path) -> None:
    """Where no test is found, nothing has been shown, and the code says so."""
    result = run("test", str(tmp_path))
    assert (result.exit_code, result.stdout) == (failures.TESTS_FAILED, "")
    assert "no tests were found" in result.stderr


def test_broken_file(run: Run, tests: Path) -> None:
    """A broken test file ends with code 3 and its problems; the other files are run."""
    (tests / "broken_test.yaml").write_text("policy: ./small.yaml\ntests:\n  - {name: x, expects: []}\n")
    result = run("test", str(tests))
    assert result.exit_code == failures.POLICY_INVALID
    assert "broken_test.yaml:3:" in result.stderr
    assert "ok    a call" in result.stdout


def test_missing_path(run: Run, tmp_path: Path) -> None:
    """A path that is not there is told."""
    result = run("test", str(tmp_path / "none"))
    assert result.exit_code == failures.POLICY_INVALID
    assert "there is no such file or folder" in result.stderr


def test_shipped_packs_pass(run: Run) -> None:
    """The tests of the shipped packs pass."""
    policies = Path(__file__).resolve().parents[2] / "policies"
    assert run("test", str(policies)).exit_code == 0
