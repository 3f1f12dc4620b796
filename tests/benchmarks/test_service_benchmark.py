"""The benchmark of the service: every part runs to its end on little. How long it takes is not tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURED = {
    "one": ["events one by one, as a share of bare inserts: [0-9.]+,"],
    "batch": ["events in batches of 100: [0-9,]+/s, where a replay does [0-9,]+/s"],
    "open": [
        r"`advise` for one of 50 cases, none in memory: [0-9.]+ ms",
        "start with 50 cases, to the first answer: [0-9.]+ s",
        "an `advance` when nothing is due: [1-9] statements, 0 bytes written",
    ],
}


@pytest.mark.parametrize("part", MEASURED)
def test_each_part_measures(part: str) -> None:
    """A part prints each of its measurements with the aim beside it; a time without events writes nothing."""
    command = [sys.executable, str(ROOT / "benchmarks" / "service.py"), part, "--events", "300", "--cases", "50"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    for what in MEASURED[part]:
        assert re.search(rf"{what}.* \(aim: ", done.stdout), done.stdout
