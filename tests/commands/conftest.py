from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from command_cases import POLICY, Run, as_lines, case_events

from tactful.commands.program import program


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(POLICY)
    return str(path)


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log of twenty cases, their events interleaved."""
    path = tmp_path / "log.jsonl"
    events = [one for number in range(20) for one in case_events(f"case-{number}", day=1 + number % 10)]
    path.write_bytes(as_lines(sorted(events, key=lambda one: str(one["time"]))))
    return str(path)


@pytest.fixture
def broken_log(tmp_path: Path) -> str:
    """A log of one case with four lines that are no events."""
    path = tmp_path / "broken.jsonl"
    good = as_lines(case_events("a1"))
    path.write_bytes(b'nonsense\n[]\n{"id": "x"}\n' + good + good.splitlines()[0].replace(b"phone", b"video"))
    return str(path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program in this process with some arguments."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(program, arguments, input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
