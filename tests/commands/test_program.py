from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from command_cases import Run

from tactful.commands import failures
from tactful.commands.program import COMMANDS, program

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "pydantic",
    "holidays",
    "icalendar",
    "jinja2",
    "re2",
    "zstandard",
    "rich",
    "orjson",
    "yaml",
    "durable_rules_engine",
    "multiprocessing",
)


def test_help_lists_every_command(run: Run) -> None:
    """`--help` names each command and says what it does."""
    result = run("--help")
    assert result.exit_code == 0
    for name, text in COMMANDS.items():
        assert name in result.stdout
        assert text in result.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_help(run: Run, name: str) -> None:
    """A command says what it does, and so does each of its options."""
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help  # type: ignore[attr-defined]
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage: tactful" not in result.stderr


def test_every_module_of_a_command_is_in_the_table() -> None:
    """A module that defines a `command` is listed, so that it can be found."""
    folder = ROOT / "engine" / "tactful" / "commands"
    with_command = {path.stem.replace("_", "-") for path in folder.glob("*.py") if "\ndef command(" in path.read_text()}
    assert with_command == set(COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    """`--help` waits for no library but click."""
    code = (
        "import sys; from tactful.commands.program import program; "
        "program(['--help'], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "engine", capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"


@pytest.mark.parametrize("start", [["cli.py"], ["-m", "tactful"]])
def test_launchers_are_one_program(start: list[str]) -> None:
    """`python cli.py` and `python -m tactful` run the same program."""
    where = ROOT if start == ["cli.py"] else ROOT / "engine"
    result = subprocess.run([sys.executable, *start, "--help"], cwd=where, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("Usage: tactful [OPTIONS] COMMAND")


def test_version_names_matcher_and_data(run: Run) -> None:
    """`--version` says which matcher runs and how new the time data are."""
    lines = run("--version").stdout.splitlines()
    assert [line.split()[0].rstrip(":") for line in lines] == ["tactful", "matcher", "time", "holidays"]


def test_unknown_command_is_a_usage_error_with_a_hint(run: Run) -> None:
    """A misspelt command ends with code 2 and the nearest name."""
    result = run("replai", "x")
    assert result.exit_code == failures.USAGE
    assert "did you mean `replay`?" in result.stderr


def test_unexpected_error_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw ends with code 1, asks for a report, and shows no traceback unless asked to."""

    def fail() -> None:
        raise KeyError("deep inside")

    monkeypatch.setattr("tactful.policy.pack_names", fail)
    result = run("packs")
    assert result.exit_code == failures.UNEXPECTED
    assert "please report" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("--debug", "packs").stderr
    monkeypatch.setenv("TACTFUL_DEBUG", "1")
    assert "Traceback" in run("packs").stderr


def test_interrupt_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with code 130 and no traceback."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tactful.policy.pack_names", interrupt)
    result = run("packs")
    assert (result.exit_code, result.stderr) == (failures.INTERRUPTED, "")


def test_reader_that_leaves_is_no_error(log: str, policy: str) -> None:
    """Output into a pipe that nobody reads any more ends quietly."""
    command = [sys.executable, str(ROOT / "cli.py"), "replay", log, "--policy", policy, "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
