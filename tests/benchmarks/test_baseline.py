"""The policy written by hand and the engine say the same, byte for byte."""

import subprocess
import sys
from pathlib import Path

import pytest

import tactful

ROOT = Path(__file__).resolve().parents[2]


def python(*arguments: object) -> bytes:
    done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("baseline") / "table.json"
    python(ROOT / "benchmarks" / "run.py", "--write-table", path)
    return path


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_both_decide_the_same(seed: int, table: Path, tmp_path: Path) -> None:
    """On every generated log the script prints what the engine decides, to the byte."""
    log = tmp_path / "log.jsonl"
    python(ROOT / "examples" / "generate.py", "--cases", 1000, "--seed", seed, "--out", log)
    by_hand = python(ROOT / "benchmarks" / "baseline.py", table, log).splitlines()
    policy = tactful.load("seed-article")
    decided = [decision.to_json() for decision in tactful.replay(policy, log.read_bytes().splitlines())]
    for ours, theirs in zip(decided, by_hand, strict=False):
        assert ours == theirs
    assert len(decided) == len(by_hand)
    assert len(decided) > 4000
