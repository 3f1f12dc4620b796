"""`tactful serve` as a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from http_client import POLICY, received

ENGINE = Path(__file__).parents[2] / "engine"


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server on a free port of the loopback, and yield its address once it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tactful", "serve", "--port", str(port), *arguments]
    process = subprocess.Popen(command, env={"PYTHONPATH": str(ENGINE)}, stderr=subprocess.PIPE, text=True)
    try:
        while process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                continue
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()


def asked(address: str, body: object = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_a_server_takes_events_delivers_and_ends_when_told(tmp_path: Path) -> None:
    """What was taken in is there for the next start, what was decided is in the file, and a signal ends it cleanly."""
    store, sink = str(tmp_path / "s.db"), tmp_path / "decisions.jsonl"
    policy = tmp_path / "p.yaml"
    policy.write_text(POLICY.texts[0])
    event = received("acme") | {"time": dt.datetime.now(dt.UTC).isoformat()}
    with served("--store", store, "--policy", str(policy), "--sink-file", str(sink)) as (address, process):
        taken = asked(f"{address}/events", event)
        assert isinstance(taken, dict)
        assert taken["decisions"] > 0
        assert asked(f"{address}/readyz") == {"status": "ready", "enactment": 1}
        while not sink.exists() or not sink.read_bytes().endswith(b"\n"):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "acme" not in log
    assert json.loads(sink.read_bytes().splitlines()[0])["subject"] == "acme"
    with served("--store", store) as (address, _):
        found = asked(f"{address}/cases/acme/advice?all=true")
        assert isinstance(found, dict)
        assert found["cases"][0]["advice"]
        with pytest.raises(urllib.error.HTTPError):
            asked(f"{address}/cases/other/advice")


@pytest.mark.parametrize(
    ("arguments", "told", "status"),
    [
        (["--policy", "seed-article", "--host", "0.0.0.0"], "the store has no API keys", 2),
        ([], "no policy is in force in this store", 2),
        (["--policy", "seed-article", "--webhook", "https://x.example"], "go together", 2),
        (["--policy", "seed-article", "--watch", "no-such-folder"], "there is no `no-such-folder` to watch", 2),
        (["--policy", "seed-articel"], "did you mean `seed-article`", 3),
    ],
)
def test_a_server_says_why_it_does_not_start(tmp_path: Path, arguments: list[str], told: str, status: int) -> None:
    """What is missing is said at once, and not served without."""
    command = [sys.executable, "-m", "tactful", "serve", "--store", str(tmp_path / "s.db"), *arguments]
    found = subprocess.run(command, env={"PYTHONPATH": str(ENGINE)}, capture_output=True, text=True, check=False)
    assert found.returncode == status
    assert told in " ".join(found.stderr.split())
    assert "Traceback" not in found.stderr


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """It is told before anything is made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "tactful", "serve", "--store", str(tmp_path / "s.db")]
        command += ["--policy", "seed-article", "--port", port]
        found = subprocess.run(command, env={"PYTHONPATH": str(ENGINE)}, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert f"cannot listen at `127.0.0.1`, port {port}: address already in use\n" in found.stderr
    assert list(tmp_path.iterdir()) == []
