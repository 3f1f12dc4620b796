"""What `docs/tone.md` and the README show of checking a message is what `tactful check-draft` prints."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import tactful
from tactful.commands.program import program
from tactful.tone import CODES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/tone.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### ([a-z-]+)\n\n(.*?)(?=^### |\Z)", PAGE, re.MULTILINE | re.DOTALL))
RULE = "because: b\n    when: message.sent\n    strength: may\n    purpose: x\n    recipients: met\n"


@pytest.mark.parametrize("page", [PAGE, README], ids=["page", "README"])
def test_what_is_shown_is_printed(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft that a page shows has the findings that it shows below."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    found = re.search(r"```text\n(Dear.*?)```\n\n```console\n\$ tactful (.*?)\n(.*?)```", page, re.DOTALL)
    assert found is not None
    draft, command, printed = found.groups()
    Path("note.txt").write_text(draft, encoding="utf-8")
    result = CliRunner().invoke(program, shlex.split(command))
    assert (result.output, result.exit_code) == (printed, 4)


def test_the_commands_and_options_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page runs, its options are those of the command, and its table has every key."""
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text("Thank you.", encoding="utf-8")
    Path("examples").symlink_to(ROOT / "examples")
    commands = re.findall(r"^\$ tactful (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert CliRunner().invoke(program, shlex.split(command)).exit_code == 4
    told = json.loads(CliRunner().invoke(program, [*shlex.split(commands[1]), "--format", "json"]).stdout)
    known = set(re.findall(r"--[a-z]+", CliRunner().invoke(program, ["check-draft", "--help"]).output)) - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z]+)` \|", PAGE, re.MULTILINE)) == known
    table = PAGE.split("| key | holds |", 1)[1].split("\n\n", 1)[0]
    assert {
        key for row in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)
    } == set(told)
    assert all(f"`{key}`" in table for key in told["findings"][0])


def test_every_code_has_its_section() -> None:
    """Each code has a section in the order of the table, which begins with its meaning."""
    assert list(SECTIONS) == list(CODES)
    for name, code in CODES.items():
        assert SECTIONS[name].startswith(f"{code.meaning}\n\n")


@pytest.mark.parametrize("code", CODES)
def test_the_examples_are_true(code: str) -> None:
    """In the first text of a section its code is found, in the second nothing."""
    (tone,) = re.findall(r"```yaml\n(tone: .*?)\n(phrases: .*?\n)?```", SECTIONS[code], re.DOTALL)
    policy = tactful.loads(f"tactful: 1\npolicy: p\n{tone[1]}rules:\n  r:\n    {RULE}    {tone[0]}\n")
    wrong, mended = re.findall(r"```text\n(.*?)```", SECTIONS[code], re.DOTALL)
    assert [one.code for one in tactful.check_draft(policy, "r", wrong, others=[wrong]).findings] == [code]
    assert tactful.check_draft(policy, "r", mended, others=[wrong]).findings == ()
