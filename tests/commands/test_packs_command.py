from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_cases import Run

import tactful
from tactful.commands import failures
from tactful.commands.pack_text import about, pack_lines
from tactful.commands.text import Paper
from tactful.policy import pack_names


def test_lists_every_pack(run: Run) -> None:
    """Each shipped pack is listed with the number of its rules and the first sentence of its README."""
    result = run("packs")
    assert result.exit_code == 0
    listed = " ".join(result.stdout.split())
    found = json.loads(run("packs", "--format", "json").stdout)
    assert [pack["name"] for pack in found] == list(pack_names())
    for pack in found:
        assert f"{pack['name']} {pack['rules']} rule" in listed
        assert pack["about"] in listed


def test_the_list_as_json(run: Run) -> None:
    """As JSON each pack has its name, title, sentence and number of rules."""
    found = {pack["name"]: pack for pack in json.loads(run("packs", "--format", "json").stdout)}
    policy = tactful.load("seed-article")
    assert found["seed-article"] == {
        "name": "seed-article",
        "title": policy.title,
        "about": "One article on following up after a job interview, as a policy: "
        "what it demands, permits and forbids, and nothing else.",
        "rules": len(policy.rules),
    }


def test_a_list_of_many_is_aligned_and_narrow() -> None:
    """Numbers of rules stand below each other, and no line is wider than the terminal."""
    sentence = "What it is, said in a sentence that takes more than a single line of a terminal with eighty columns."
    packs = [
        {"name": "a-pack-with-quite-a-long-name", "title": "A", "about": sentence, "rules": 12},
        {"name": "short", "title": "Told by its title", "about": "", "rules": 1},
    ]
    lines = list(pack_lines(packs, Paper(80)))
    assert lines == [
        "a-pack-with-quite-a-long-name  12 rules",
        "  What it is, said in a sentence that takes more than a single line of a",
        "  terminal with eighty columns.",
        "short                          1 rule",
        "  Told by its title",
    ]


def test_what_is_no_command(run: Run) -> None:
    """A misspelt command ends with code 2 and the nearest name; so does an option that belongs behind the command."""
    result = run("packs", "compar", "a", "b")
    assert result.exit_code == failures.USAGE
    assert "there is no command `packs compar`; did you mean `compare`?" in result.stderr
    assert "`tactful packs --help` lists the commands" in run("packs", "seed-article").stderr
    result = run("packs", "--format", "json", "compare", "seed-article", "ground-rules")
    assert result.exit_code == failures.USAGE
    assert "write it behind that" in result.stderr


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
