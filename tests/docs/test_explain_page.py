"""What `docs/explain.md` shows is what `tactful explain` prints, and its tables name every key."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tactful.commands.program import program

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/explain.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ tactful (.*)$", PAGE, re.MULTILINE)


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(program, shlex.split(command))
    assert result.exit_code == 0, result.output
    return result


def test_what_is_shown_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every excerpt on the page stands in what the first command prints, line for line."""
    printed = run(COMMANDS[0], monkeypatch).stdout
    excerpts = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert len(excerpts) == 3
    for excerpt in excerpts:
        assert excerpt in printed


def test_each_command_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So do the others, and the options on the page are those of the command."""
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        run(command, monkeypatch)
    known = set(re.findall(r"--[a-z]+", run("explain --help", monkeypatch).stdout)) - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z]+)` \|", PAGE, re.MULTILINE)) == known


def keys(data: Any) -> set[str]:
    return set(data[0]) if isinstance(data, list) else set(data)


def test_every_key_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key of the data is named on the page."""
    told = json.loads(run(COMMANDS[2], monkeypatch).stdout)
    advice = next(one for one in told["advice"] if one["verdict"] == "wait")
    silent = json.loads(run(f"{COMMANDS[1]} --format json", monkeypatch).stdout)["silent"]
    named = set(re.findall(r"`([a-z_]+)`", PAGE + (ROOT / "docs/output.md").read_text(encoding="utf-8")))
    for part in (told, advice, silent, silent[0]["looked_at"], silent[0]["nearest"], silent[0]["nearest"]["changes"]):
        assert keys(part) <= named
    for name in ("events", "recipients", "sums", "bearings", "awaits"):
        assert keys(advice[name]) <= named
    assert keys(advice["sums"][0]["terms"]) <= named
    assert keys(advice["condition"]["all"]) <= named
