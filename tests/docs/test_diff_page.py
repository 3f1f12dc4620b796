"""What `docs/diff.md` shows is what the program prints."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tactful.commands.program import program
from tactful.comparing.changes import KINDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/diff.md").read_text()
BLOCKS: list[tuple[str, str]] = re.findall(r"```([a-z]+)\n(.*?)```", PAGE, re.DOTALL)
SHOWN = [
    (text.strip(), BLOCKS[place + 1][1] if BLOCKS[place + 1][0] == "text" else None)
    for place, (language, text) in enumerate(BLOCKS)
    if language == "sh"
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the page's policy and the example logs."""
    (policy,) = [text for language, text in BLOCKS if language == "yaml"]
    (tmp_path / "ten-days.yaml").write_text(policy)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def output(command: str) -> str:
    """Return what a command prints; it must end well."""
    result = CliRunner().invoke(program, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(("command", "printed"), SHOWN, ids=range(len(SHOWN)))
def test_the_commands_print_what_is_shown(command: str, printed: str | None) -> None:
    """Every command of the page runs, and prints what is shown below it."""
    found = output(command)
    assert printed in (None, found)


def test_some_are_shown() -> None:
    """There are commands, and most are shown with what they print."""
    assert len(SHOWN) == 5
    assert sum(printed is not None for _, printed in SHOWN) == 3


def rows(title: str) -> dict[str, str]:
    """Return the rows of the table below a heading: what is in its first column, and its second."""
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    table = re.findall(r"^\| (`.*?`) \| (.*) \|$", section, re.MULTILINE)
    return {name: told for names, told in table for name in re.findall(r"`(\w+)`", names)}


def test_every_kind_is_documented() -> None:
    """The page's table of kinds is that of the program."""
    assert rows("The kinds of change") == KINDS


def test_every_key_is_documented() -> None:
    """The page names every key of the JSON."""
    command = "tactful diff --from seed-article --to ten-days.yaml examples/phoenix.jsonl --format json"
    found = json.loads(output(command))
    told = rows("JSON")
    assert list(told) == list(found)
    (group, *_), (example, *_) = found["groups"], found["examples"]
    side = example["advice"][0]["from"]
    section = PAGE.split("\n## JSON\n", 1)[1]
    inner = [*found["from"], *group, *example, *example["events"][0], *example["advice"][0], *side, *group["by"]]
    sweep = json.loads(
        output("tactful diff --from seed-article --sweep silence=9d examples/phoenix.jsonl --format json")
    )
    for key in [*inner, *sweep, *sweep["values"][0]]:
        assert f"`{key}`" in section, key


def test_the_program_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The page's Python runs, and says what the command says."""
    (code,) = [text for language, text in BLOCKS if language == "python"]
    exec(code, {})
    assert capsys.readouterr().out.splitlines() == [
        "1 of 3 cases change",
        "earlier check-in ['copperline-office']",
    ]
