"""`docs/privacy.md` is true."""

from __future__ import annotations

import re
from pathlib import Path

from tactful.commands.program import program

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")


def test_commands_and_options_are_there() -> None:
    """Every command that the page shows exists, with every option."""
    shown = re.findall(r"tactful ([a-z]+) ([^\n`]*)", PAGE)
    assert {name for name, _ in shown} == {"erase", "held", "retention", "outbox"}
    for name, rest in shown:
        command = program.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        options = {option for one in command.params for option in one.opts}
        assert set(re.findall(r"--[a-z]+", rest)) <= options
    named = set(re.findall(r"`(--[a-z]+)", PAGE))
    assert named == {"--yes", "--decisions", "--cases", "--apply", "--aside", "--retry"}


def test_the_other_page_is_there() -> None:
    """The link leads to the part of the page on stores."""
    assert "\n## What was erased\n" in (ROOT / "docs" / "stores.md").read_text(encoding="utf-8")
