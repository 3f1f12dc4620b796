"""What holds for every shipped pack: its tests hold, all of it is tried, and each figure says where it is from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import tactful
from tactful.commands.program import program
from tactful.policy import pack_names
from tactful.testing import run_tests

PACKS = Path(__file__).resolve().parents[2] / "policies"
NAMES = pack_names()
ADDRESSED = sorted({*NAMES} - {"ground-rules", "seed-article"})
"""The packs made of pages on the web."""


@pytest.mark.parametrize("name", NAMES)
def test_it_advises_what_its_tests_say(name: str) -> None:
    """All cases of a pack hold, and none of their events draws a remark."""
    results = run_tests(PACKS / name)
    assert results
    assert [f"{result.name}: {failure.text}" for result in results for failure in result.failures] == []
    assert [note for result in results for note in result.notes] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_tests_notice_every_change(name: str) -> None:
    """Every part of a pack is tried, and no small change of it goes unnoticed."""
    result = CliRunner().invoke(program, ["test", str(PACKS / name), "--min-coverage", "100", "--max-survivors", "0"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", NAMES)
def test_lint_finds_nothing(name: str) -> None:
    """Nothing in a pack is valid and yet hardly meant."""
    result = CliRunner().invoke(program, ["lint", "--strict", str(PACKS / name)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_says_what_it_is_about(name: str) -> None:
    """An advisor who changes a setting reads what it means beside it."""
    assert [setting for setting, one in tactful.load(name).settings.items() if not one.about] == []


@pytest.mark.parametrize("name", ADDRESSED)
def test_every_rule_has_a_source_with_an_address(name: str) -> None:
    """Each rule of a pack cites a page by its key, and the README tells every address."""
    policy = tactful.load(name)
    inherited = {rule.name for rule in tactful.load("ground-rules").rules}
    readme = (PACKS / name / "README.md").read_text(encoding="utf-8")
    for title in policy.sources.values():
        (address,) = re.findall(r"https://\S+", title)
        assert address in readme, title
    for rule in policy.rules:
        assert rule.name in inherited or rule.source, rule.name
