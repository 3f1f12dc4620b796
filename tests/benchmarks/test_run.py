"""The benchmark runner: every part runs to its end on a tiny log. How long it takes is not tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURED = {
    "speed": ["replay's speed as a share of the script's", "replay's memory"],
    "jobs": ["speed-up by --jobs 2"],
    "linear": ["time an event"],
    "rules": ["time with 200 rules"],
    "start": ["seconds for `tactful --help`", "seconds for `tactful advise`"],
    "diff": ["time of diff, to one replay"],
}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "run.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("part", MEASURED)
def test_each_part_measures(part: str, tmp_path: Path) -> None:
    """A part prints each of its measurements with the aim beside it."""
    done = run(part, "--cases", 40, "--pairs", 1, "--folder", tmp_path)
    assert done.returncode == 0, done.stderr
    for what in MEASURED[part]:
        assert re.search(rf"{re.escape(what)}.*: [0-9.]+ \(aim: ", done.stdout), done.stdout


def test_an_unknown_part_is_refused() -> None:
    """A part that does not exist is an error of usage that names those that do."""
    done = run("sped")
    assert done.returncode == 2
    assert "expected one of speed, jobs, linear, rules, start, diff" in done.stderr
