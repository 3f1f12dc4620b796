"""What `docs/drafts.md` says of templates is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import tactful
from tactful.commands.program import program
from tactful.drafting.facts import FACTS, LONGEST, MOST, names_for
from tactful.drafting.syntax import FILTERS, MAX_DEPTH
from tactful.drafting.templates import MAX_BYTES, MAX_LENGTH, read_template

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/drafts.md").read_text()
ROWS = re.findall(r"^\| (`[a-z].*?) \|.*?\|([^|]*)\|$", PAGE.split("\n## Facts\n")[1], re.MULTILINE)


def test_every_fact_is_documented() -> None:
    """The table of facts is the closed list, each with the gap that stands in its place."""
    told = {fact: gap for facts, gaps in ROWS for fact, gap in zip(cells(facts), cells(gaps) or [""] * 9, strict=False)}
    wanted = {
        f"{name}.{field}" if field else name: f"[{gap}]"
        for name, fields in FACTS.items()
        for field, gap in (fields.items() if not isinstance(fields, str) else [("", fields)])
    }
    wanted |= {"event.<field>": "[<field>]", "settings.<name>": "", "today.day": "", "today.date": ""}
    assert told == wanted


def cells(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_the_language_is_documented() -> None:
    """Each row of the language is a template, but for the dots in it, and all filters are named."""
    policy = tactful.load("seed-article")
    names = names_for(policy.rules[1], policy)
    rows = re.findall(r"^\| `(.+?)` \|", PAGE.split("| in a template | means |")[1].split("\n\n")[0], re.MULTILINE)
    assert len(rows) == 8
    for row in rows:
        assert read_template(f"Subject: s\n\n{row}\n".replace("\\|", "|").encode(), "t.txt", names)
    assert all(f"`{name}`" in PAGE or f"| {name} }}}}" in PAGE for name in FILTERS)


def test_the_template_of_the_page(tmp_path: Path) -> None:
    """The example is a template without a mistake."""
    (example,) = re.findall(r"```jinja\n(.*?)```", PAGE, re.DOTALL)
    policy = tactful.load("seed-article")
    filled = read_template(example.encode(), "t.txt", names_for(policy.rules[1], policy)).fill({})
    assert filled.text.endswith("I liked [what you liked about the talk].\n\nKind regards\n[your name]\n")


def test_the_limits() -> None:
    """The numbers of the page are those of the program."""
    assert f"{MAX_BYTES:,} bytes and {MAX_DEPTH} levels, a draft {MAX_LENGTH:,} characters" in PAGE
    assert f"cut after {LONGEST} characters" in PAGE
    assert f"no more than {MOST} |" in PAGE


def test_the_commands_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They run, and the first prints the draft that is shown."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    outputs = []
    for command in re.findall(r"^\$ tactful (.*)$", PAGE, re.MULTILINE):
        result = CliRunner().invoke(program, shlex.split(command))
        assert (result.exit_code, result.stderr) == (0, ""), command
        outputs.append(result.stdout)
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert shown in outputs[0]
    assert len(list((tmp_path / "letters").iterdir())) == 3
    assert (tmp_path / "check-in.ics").exists()
