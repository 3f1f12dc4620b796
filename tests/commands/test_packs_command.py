from __future__ import annotations

from pathlib import Path

import pytest
from command_cases import Run

import tactful
from tactful.commands.pack_text import about
from tactful.policy import pack_names


def test_lists_every_pack(run: Run) -> None:
    """Each shipped pack is listed with its title and the number of its rules."""
    result = run("packs")
    assert result.exit_code == 0
    for name in pack_names():
        policy = tactful.load(name)
        assert name in result.stdout
        assert policy.title in " ".join(result.stdout.split())
    assert pack_names()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# small\n\nOne [policy](../x.md) in\nshort. And more.\n", "One policy in short."),
        ("# small\n\n| a | b |\n\nNo full stop", "No full stop"),
        ("", ""),
    ],
)
def test_a_pack_is_told_by_its_first_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    """What a pack is, its README says in the first sentence."""
    path = tmp_path / "README.md"
    assert about(path) == ""
    path.write_text(text)
    assert about(path) == sentence
