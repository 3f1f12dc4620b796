"""Workers killed without warning, in short; `benchmarks/faults.py` does it at length."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from postgres_server import NOT_INSTALLED, programs

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")


def torment(*arguments: object) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / "faults.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("kills", "arguments"),
    [
        (25, []),
        (10, ["--workers", 2]),
        (6, ["--workers", 2, "--trouble", "clock"]),
        (6, ["--trouble", "sink"]),
        (6, ["--trouble", "disk"]),
        (6, ["--workers", 2, "--trouble", "lock"]),
        (6, ["--workers", 2, "--trouble", "policy"]),
    ],
)
def test_killed_workers_on_sqlite_lose_and_double_nothing(kills: int, arguments: list[object]) -> None:
    """However they die, and whatever else goes wrong: the decisions delivered are those of a replay."""
    told = torment("--kills", kills, *arguments)
    assert f": {kills} kills (" in told
    assert "all as replayed" in told


@pytest.mark.skipif(programs() is None, reason=NOT_INSTALLED)
@pytest.mark.parametrize(
    ("kills", "arguments"), [(8, []), (8, ["--workers", 2]), (8, ["--workers", 2, "--trouble", "restart"])]
)
def test_killed_workers_on_postgresql_lose_and_double_nothing(kills: int, arguments: list[object]) -> None:
    """The same on PostgreSQL, also where the server itself crashes and comes back."""
    told = torment("--store", "postgres", "--kills", kills, *arguments)
    assert f": {kills} kills (" in told
    assert "all as replayed" in told


@pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgres", marks=pytest.mark.skipif(programs() is None, reason=NOT_INSTALLED))]
)
def test_events_from_many_threads_and_processes_end_in_the_replays_answer(store: str) -> None:
    """Four processes of eight threads each send one log at once, each event twice and in no order."""
    told = torment("--store", store, "--trouble", "crowd", "--cases", 40)
    assert re.search(r"\d+ events, \d+ deliveries in \d+ s: all as replayed", told)


FORGETFUL = """
import sys

sys.path.insert(0, sys.argv.pop(1))
import faults
from tactful.service import delivering

send = delivering._send


async def forgetful(core, sink, entry, retry):
    return None if entry.id[0] in "01" else await send(core, sink, entry, retry)


delivering._send = forgetful
sys.exit(faults.main())
"""


def test_a_difference_is_told() -> None:
    """Where decisions are lost on their way, the command says of which, and ends with 4."""
    command = [sys.executable, "-c", FORGETFUL, str(ROOT / "benchmarks"), "--kills", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 4, done.stderr
    assert "decisions of the store are not in the file delivered to, such as {" in done.stderr
    assert "DIFFERENT" in done.stdout
    shutil.rmtree(re.search(r"^see (.+)$", done.stderr, re.MULTILINE)[1])  # type: ignore[index]


def test_a_trouble_of_another_store_is_refused() -> None:
    """What cannot be compared is an error of usage, not a success."""
    command = [sys.executable, str(ROOT / "benchmarks" / "faults.py"), "--store", "sqlite", "--trouble", "restart"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 2
    assert "the trouble `restart` is one of postgres" in done.stderr
