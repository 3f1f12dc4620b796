"""`tactful plan-change`, `apply` and `policies`, as somebody at a shell uses them."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from enacted import Clock, policy, received

import tactful
from tactful.commands.program import program
from tactful.enacting import apply, enactment_of
from tactful.errors import EventError
from tactful.service import drive
from tactful.service.enactments import Enactment


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
    planned = run("plan-change", "--store", store, "--policy", edited(tmp_path, "8 days"))
    assert planned.exit_code == 0
    name = re.findall(rf"^tactful apply ([0-9a-f]{{16}}) --store {store}$", planned.output, re.MULTILINE)[-1]
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
    assert "opens: 8 days" in run("policies", "--store", store, "--show", digests[1][:12]).output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plan-change"], "give either `--policy` or `--back-to`"),
        (["plan-change", "--back-to", "9"], "nothing was put in force under the number 9"),
        (["plan-change", "--back-to", "abc12"], "found `abc12`, expected a number such as `1`, or a digest"),
        (["plan-change", "--back-to", "0"], "found `0`, expected a number such as `1`, or a digest"),
        (["plan-change", "--back-to", "000000"], "nothing was put in force under `000000`"),
        (["plan-change", "--policy", "seed-articel"], "did you mean `seed-article`"),
        (["apply", "nope"], "there is no planned change `nope`"),
        (["apply", "nope", "--max-changed", "x"], "expected a number of cases such as `25`"),
        (
            ["apply", "nope", "--max-changed", "999%"],
            "found `999%`, expected a number of cases such as `25`, or a share",
        ),
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
    assert "there is no store" in run("apply", "abc", "--store", str(where)).output
    assert "there is no store" in run("plan-change", "--store", str(where), "--back-to", "1").output
    assert not where.exists()


def test_the_first_policy_is_planned_as_any_other(tmp_path: Path) -> None:
    """Where nothing is in force a plan says so, and puts nothing in force; its application does."""
    where = str(tmp_path / "new.db")
    begun = run("plan-change", "--store", where, "--policy", "seed-article")
    assert begun.stdout.startswith("nothing is in force yet")
    assert begun.stderr == f"there was no store `{where}`: it is made\n"
    assert "no policy is in force" in run("policies", "--store", where).output
    name = begun.stdout.split()[-3]
    again = json.loads(run("plan-change", "--store", where, "--policy", "seed-article", "--format", "json").output)
    assert (again["id"], again["base"], again["cases"]) == (name, 0, 0)
    assert "(number 1)" in run("apply", name, "--store", where).output
    listed = json.loads(run("policies", "--store", where, "--format", "json").output)
    assert [(one["number"], one["by"]) for one in listed] == [(1, name)]
    assert "plan it again" in run("apply", name, "--store", where).output


def test_a_plan_outlives_whoever_made_it(store: str, tmp_path: Path) -> None:
    """Made by one process, a plan is applied by its id in another that has only the store."""
    file = edited(tmp_path, "2 days")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, store, file], stdout=subprocess.PIPE, check=False, encoding="utf-8"
    )
    assert killed.returncode == -signal.SIGKILL
    Path(file).unlink()
    with tactful.Service(store=store, clock=Clock()) as service:
        enactment = drive(apply(service.desk, killed.stdout.strip()))
        assert (enactment.number, enactment.digests) == (2, (policy(opens="2 days").digest,))
        assert [one.subject for one in service.advance()] == ["c0", "c1", "c2"]


KILLED = """
import os, signal, sys, tactful
from tactful.enacting import plan_change
from tactful.service import drive
service = tactful.Service(store=sys.argv[1], clock=lambda: "2026-03-03T17:30:00Z")
print(drive(plan_change(service.desk, [tactful.load(sys.argv[2])])).id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_lint_finds_is_said_and_an_error_is_not_applied(store: str, tmp_path: Path) -> None:
    """As in a reload: a warning is told, an error keeps the plan from being applied until the file is mended."""
    file = edited(tmp_path, "400 days")
    planned = run("plan-change", "--store", store, "--policy", file)
    assert planned.exit_code == 4
    assert "due-before-opening" in planned.output
    assert "tactful apply" not in planned.output
    found = run("plan-change", "--store", store, "--policy", file, "--format", "json")
    told = json.loads(found.output)
    assert [one["code"] for one in told["findings"]] == ["due-before-opening", "expires-before-opening"]
    assert {one["severity"] for one in told["findings"]} == {"error"}
    refused = run("apply", told["id"], "--store", store)
    assert (refused.exit_code, "due-before-opening" in refused.output) == (2, True)
    assert run("policies", "--store", store).output.count("\n") == 1
    text = Path(file).read_text().replace("    timing", "    # lint: allow due-before-opening because T\n    timing")
    text = text.replace("    timing", "    # lint: allow expires-before-opening because T\n    timing")
    Path(file).write_text(text)
    assert "(number 2)" in run("apply", run_id(store, file), "--store", store).output


def run_id(store: str, *arguments: str) -> str:
    """The id of a plan that can be applied."""
    planned = run("plan-change", "--store", store, *(arguments if len(arguments) > 1 else ("--policy", *arguments)))
    assert planned.exit_code == 0, planned.output
    return planned.output.split()[-3]


def test_one_goes_back_by_number_or_digest(store: str, tmp_path: Path) -> None:
    """The beginning of a digest means the policy that was in force under it; of two such, neither."""
    for opens in ("2 days", "3 days"):
        run("apply", run_id(store, edited(tmp_path, opens)), "--store", store)
    first, second, _ = json.loads(run("policies", "--store", store, "--format", "json").output)
    digest = second["policies"][0]["digest"]
    assert (
        run_id(store, "--back-to", digest[:6]) == run_id(store, "--back-to", digest) == run_id(store, "--back-to", "2")
    )
    assert run_id(store, "--back-to", first["policies"][0]["digest"][:12]) == run_id(store, "--back-to", "1")


def test_a_digest_that_is_of_several_is_refused() -> None:
    """Two policies in force under one beginning are told apart by their numbers; one that came twice is one."""
    told = [
        Enactment(number, 0, (("p", digest),)) for number, digest in enumerate(["abcdef1", "abcdef2", "abcdef1"], 1)
    ]
    with pytest.raises(EventError, match="expected one of the numbers 1, 2, 3"):
        enactment_of(told, "abcdef")
    assert enactment_of(told, "abcdef1").number == 3
    assert enactment_of(told, "2").number == 2
