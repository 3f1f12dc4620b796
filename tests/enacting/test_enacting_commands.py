"""`tactful plan-change`, `apply` and `policies`, as somebody at a shell uses them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from enacted import Clock, policy, received

import tactful
from tactful.commands.program import program


@pytest.fixture
def store(tmp_path: Path) -> str:
    where = str(tmp_path / "s.db")
    with tactful.Service(policy(), store=where, clock=Clock()) as service:
        service.process_all(received(f"c{number}") for number in range(3))
    return where


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, list(arguments))


def edited(folder: Path, opens: str) -> str:
    file = folder / "edited.yaml"
    file.write_text(policy(opens=opens).texts[0])
    return str(file)


def test_a_change_is_planned_applied_and_taken_back(store: str, tmp_path: Path) -> None:
    """The plan ends in the command that applies it; the list shows each time that a policy was put in force."""
    planned = run("plan-change", "--store", store, "--policy", edited(tmp_path, "400 days"))
    assert planned.exit_code == 0
    name = re.findall(r"^tactful apply ([0-9a-f]{16})$", planned.output, re.MULTILINE)[-1]
    assert run("policies", "--store", store).output.count("\n") == 1
    applied = run("apply", name, "--store", store)
    assert (applied.exit_code, "(number 2)" in applied.output) == (0, True)
    again = run("apply", name, "--store", store)
    assert (again.exit_code, "plan it again" in again.output) == (2, True)
    back = json.loads(run("plan-change", "--store", store, "--back-to", "1", "--format", "json").output)
    assert run("apply", back["id"], "--store", store).exit_code == 0
    listed = json.loads(run("policies", "--store", store, "--format", "json").output)
    assert [one["number"] for one in listed] == [1, 2, 3]
    digests = [one["policies"][0]["digest"] for one in listed]
    assert digests[0] == digests[2] != digests[1]
    assert "opens: 400 days" in run("policies", "--store", store, "--show", digests[1][:12]).output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plan-change"], "give either `--policy` or `--back-to`"),
        (["plan-change", "--back-to", "9"], "nothing was put in force a 9. time"),
        (["plan-change", "--policy", "seed-articel"], "did you mean `seed-article`"),
        (["apply", "nope"], "there is no planned change `nope`"),
        (["apply", "nope", "--max-changed", "x"], "expected a number of cases such as `25`"),
        (["policies", "--show", "nope"], "there is no policy of digest `nope`"),
    ],
)
def test_what_cannot_be_done_is_said(store: str, arguments: list[str], told: str) -> None:
    """Nothing is put in force, and one line says what was expected."""
    found = run(*arguments, "--store", store)
    assert found.exit_code != 0
    assert told in " ".join(found.output.split())
    assert run("policies", "--store", store).output.count("\n") == 1


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """A mistyped path is an error, and leaves no file behind."""
    where = tmp_path / "typo.db"
    assert "there is no store" in run("policies", "--store", str(where)).output
    assert not where.exists()
    begun = run("plan-change", "--store", str(where), "--policy", "seed-article")
    assert "there was none before" in begun.output
    assert where.exists()
