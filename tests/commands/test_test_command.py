from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from command_cases import POLICY, Run

from tactful.commands import failures

ROOT = Path(__file__).resolve().parents[2]
LOG = str(ROOT / "examples" / "phoenix.jsonl")
PAGE = (ROOT / "docs" / "policy-tests.md").read_text()

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
    assert "! due       2026-03-03 11:31  2026-03-03 11:30" in result.stdout
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


def test_run_selects(run: Run, tests: Path) -> None:
    """`--run` leaves only the tests that the pattern names."""
    (tests / "small_test.yaml").write_text(TESTS + TESTS.split("tests:\n")[1].replace("a call", "another"))
    assert run("test", str(tests)).stdout.endswith("2 passed, 0 failed\n")
    result = run("test", str(tests), "--run", "ANOTH*")
    assert (result.exit_code, result.stdout.count("ok    ")) == (0, 1)


def test_run_selects_nothing(run: Run, tests: Path) -> None:
    """A pattern that names no test ends with code 4, the nearest name, and what there is."""
    result = run("test", str(tests), "--run", "a cal1")
    assert (result.exit_code, result.stdout) == (failures.TESTS_FAILED, "")
    assert "`--run a cal1` selects no test; did you mean `a call`?" in result.stderr
    assert "small_test.yaml::a call" in result.stderr


def test_report_to_a_file(run: Run, tests: Path) -> None:
    """`--out` writes the report to a file, in each format."""
    out = tests / "report"
    for style, beginning in (("text", str(tests)), ("json", "{"), ("junit", "<?xml")):
        result = run("test", str(tests), "--format", style, "--out", str(out))
        assert (result.exit_code, result.stdout) == (0, "")
        assert out.read_text().startswith(beginning)
    assert run("test", str(tests), "--format", "json").stdout.startswith("{")


def test_coverage(run: Run, tests: Path) -> None:
    """`--coverage` tells what is not covered, and a threshold ends with code 4."""
    result = run("test", str(tests), "--coverage")
    assert result.exit_code == 0
    assert "small.yaml): 14.2 % (2 of 14)" in result.stdout
    assert re.search(r"small.yaml:\d+:\d+: stop `rejected`: it ended nothing", result.stdout)
    result = run("test", str(tests), "--min-coverage", "90")
    assert result.exit_code == failures.TESTS_FAILED
    assert "coverage of small is 14.2 % (2 of 14), expected at least 90 %" in result.stderr
    assert run("test", str(tests), "--min-coverage", "14").exit_code == 0


def test_mutation(run: Run, tests: Path) -> None:
    """`--mutate` tells what no test notices; only with a threshold that ends with code 4."""
    result = run("test", str(tests), "--mutate")
    assert result.exit_code == 0
    assert re.search(r"small.yaml:\d+:\d+: stop `rejected`: left out", result.stdout)
    count = int(re.findall(r"(\d+) of (\d+) noticed", result.stdout)[0][1]) - int(
        re.findall(r"(\d+) of (\d+) noticed", result.stdout)[0][0]
    )
    assert run("test", str(tests), "--max-survivors", str(count)).exit_code == 0
    result = run("test", str(tests), "--max-survivors", str(count - 1))
    assert result.exit_code == failures.TESTS_FAILED
    assert f"{count} changes went unnoticed, expected at most {count - 1}" in result.stderr


def test_junit_leaves_the_rest_to_standard_error(run: Run, tests: Path) -> None:
    """JUnit's XML has no place for coverage and mutation, which go to standard error."""
    result = run("test", str(tests), "--format", "junit", "--coverage", "--mutate")
    assert result.exit_code == 0
    assert "coverage of small" in result.stderr
    assert "coverage of small" not in result.stdout


def test_failures_in_every_format_end_alike(run: Run, tests: Path) -> None:
    """Whatever the format, a failed test is code 4."""
    (tests / "small_test.yaml").write_text(TESTS.replace("11:30}", "11:31}"))
    for style in ("text", "json", "junit"):
        assert run("test", str(tests), "--format", style).exit_code == failures.TESTS_FAILED
    report = json.loads(run("test", str(tests), "--format", "json").stdout)
    assert report["failed"] == 1


def test_record_and_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorded case is a test file that passes, with a shipped pack or a policy named by its path."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "small.yaml").write_text(POLICY)
    for number, policy in enumerate(["seed-article", "own/small.yaml"]):
        out = f"real-{number}_test.yaml"
        result = run("test", "--record", LOG, "--case", "copperline-office", "--policy", policy, "--out", out)
        assert (result.exit_code, result.output) == (0, "")
        assert run("test", out).exit_code == 0
    assert "policy: ./own/small.yaml" in (tmp_path / "real-1_test.yaml").read_text()


def test_record_at_moments(run: Run) -> None:
    """With `--at`, something is expected at these moments only."""
    arguments = ["test", "--record", LOG, "--case", "copperline-office"]
    result = run(*arguments, "--at", "2026-02-20", "--at", "2026-02-13T08:00:00-07:00")
    assert result.exit_code == 0
    assert re.findall(r"^      - (?:\{)?at: (\S+ \S\S:\S\S),? ?(?:advice.*)?$", result.stdout, re.M) == [
        "2026-02-13 08:00",
        "2026-02-20 00:00",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--record", LOG], failures.USAGE, "`--record` needs `--case`"),
        (["--record", LOG, "--case", "copperline-offices"], failures.USAGE, "did you mean `copperline-office`?"),
        (["--record", LOG, "--case", "x", "--out", "x.yaml"], failures.USAGE, "ending in `_test.yaml`"),
        (["--record", LOG, "--case", "x", "--at", "noon"], failures.USAGE, "noon"),
        (["--record", LOG, "--case", "x", "--policy", "seed"], failures.POLICY_INVALID, "no shipped pack"),
        (["--record", "none.jsonl", "--case", "x"], failures.USAGE, "none.jsonl"),
        (["--record", LOG, "--case", "x", "--mutate"], failures.USAGE, "`--mutate` goes with running tests"),
        (["--case", "x", "."], failures.USAGE, "`--case` goes with `--record` only"),
        (["--at", "2026-01-01", "."], failures.USAGE, "`--at` goes with `--record` only"),
        (["--policy", "seed-article", "."], failures.USAGE, "`--policy` goes with `--record` only"),
        (["--inherited", "."], failures.USAGE, "`--inherited` goes with `--coverage` or `--mutate`"),
        (["--min-coverage", "101", "."], failures.USAGE, "101"),
        (["--max-survivors", "-1", "."], failures.USAGE, "-1"),
        (["--format", "xml", "."], failures.USAGE, "xml"),
    ],
)
def test_misuse(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, text: str
) -> None:
    """Every misuse is told in a line and has its code."""
    monkeypatch.chdir(tmp_path)
    result = run("test", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert text in re.sub(r"\s+", " ", result.stderr)


def test_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    """A recording takes no file's place."""
    (tmp_path / "x_test.yaml").write_text("mine")
    result = run("test", "--record", LOG, "--case", "copperline-office", "--out", str(tmp_path / "x_test.yaml"))
    assert result.exit_code == failures.USAGE
    assert "is there already" in result.stderr
    assert (tmp_path / "x_test.yaml").read_text() == "mine"


@pytest.mark.parametrize("line", re.findall(r"^\$ (tactful test .*)$", PAGE, re.MULTILINE))
def test_the_documented_commands(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Every command of the page on policy tests ends well."""
    for folder in ("policies", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(line, comments=True)[1:]
    if arguments == ["test", "."]:
        arguments = ["test", "policies"]
    assert run(*arguments).exit_code == 0
