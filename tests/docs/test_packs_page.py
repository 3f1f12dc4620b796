"""What `docs/packs.md` shows is what the program prints, and its tables name every option, story and key."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import tactful
from tactful.commands.program import program
from tactful.comparing.side_by_side import STORIES
from tactful.comparing.side_by_side.knobs import OF

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/packs.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```([a-z]+)\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [text.strip() for language, text in BLOCKS if language == "sh"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the page's policy and the example logs."""
    (policy,) = [text for language, text in BLOCKS if language == "yaml"]
    (tmp_path / "ten-days.yaml").write_text(policy)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


def output(command: str) -> str:
    """Return what a command prints; it must end well."""
    result = CliRunner().invoke(program, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    return result.output


def section(title: str) -> str:
    """Return what stands below a heading, up to the next."""
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_what_is_shown_is_printed() -> None:
    """Every excerpt stands in what the command above it prints, line for line."""
    printed = output(COMMANDS[1])
    excerpts = [text for language, text in BLOCKS if language == "text"]
    assert len(excerpts) == 4
    for excerpt in excerpts:
        assert excerpt in printed


def test_the_commands_run() -> None:
    """Every command of the page runs."""
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        output(command)


def test_every_option_is_documented() -> None:
    """The page's table of options is that of the command."""
    known = set(re.findall(r"--[a-z]+", output("tactful packs compare --help"))) - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z]+)` \|", PAGE, re.MULTILINE)) == known


def test_every_story_is_documented() -> None:
    """The page's table of stories is that of the program."""
    assert dict(re.findall(r"^\| `([a-z]+)` \| (.*) \|$", section("The stories"), re.MULTILINE)) == STORIES


def test_every_knob_is_documented() -> None:
    """The page's table names the keys of all knobs of the shipped packs."""
    table = section("In what they differ")
    named = set(re.findall(r"`([a-z._]+)…?`", table))
    found = json.loads(output("tactful packs compare seed-article ground-rules --all --format json"))
    for knob in found["knobs"]:
        group = knob["key"].split(".")[0]
        assert named & {knob["key"], f"{group}."}, knob["key"]


def test_every_key_is_documented() -> None:
    """The page names every key of the JSON, and everything that a knob may be of."""
    found = json.loads(output(f"{COMMANDS[1]} --format json"))
    text = section("JSON")
    assert re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE) == list(found)
    moment = next(entry for entry in found["timeline"] if entry["events"] and entry["sayings"])
    saying = moment["sayings"][0]
    (decision, *_) = [one for said in saying["said"] for one in said]
    knob, setting = found["knobs"][0], found["settings"][0]
    for part in (
        *(found["policies"][0], moment, moment["events"][0], saying, saying["to"][0], decision, decision["reason"]),
        *(knob, knob["values"][0][0], setting, setting["values"][0]),
    ):
        assert [key for key in part if f"`{key}`" not in text] == []
    assert [of for of in OF if f"`{of}`" not in text] == []


def test_every_key_of_the_list_is_documented() -> None:
    """The page names what a pack in the list has."""
    (pack, *_) = json.loads(output("tactful packs --format json"))
    assert [key for key in pack if f"`{key}`" not in PAGE] == []


def test_the_program_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The page's Python runs, and says in what the two policies differ."""
    (code,) = [text for language, text in BLOCKS if language == "python"]
    exec(code, {})
    printed = capsys.readouterr().out.splitlines()
    assert "check-in timing.opens ['2 weeks', '10 days']" in printed
    assert tactful.load("ten-days.yaml").settings["silence"].value == "10 days"
