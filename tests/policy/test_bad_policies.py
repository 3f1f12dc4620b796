"""Bad policies: each file of `bad/` is named after its defect and begins with what must be said about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tactful.errors import PolicyError
from tactful.policy import load, loads, validate

FOLDER = Path(__file__).parent / "bad"
FILES = sorted(FOLDER.glob("*.yaml"))


def expected(path):
    """Return the leading comment lines, without the mark."""
    lines = path.read_text().splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return [line.removeprefix("# ") for line in lines[:count]]


def told(path):
    with pytest.raises(PolicyError) as caught:
        load(path)
    text = str(caught.value)
    return [line.removeprefix(f"{path.name}:") for line in text.splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_problem_is_told_with_its_place_code_and_help(path, monkeypatch):
    """The problems are exactly those in the first lines, sorted by place."""
    monkeypatch.chdir(FOLDER)
    assert told(Path(path.name)) == expected(path)


def test_every_code_has_a_bad_policy():
    """Each code that the package can give is shown by a file, or by a test of its own."""
    package = Path(__file__).parents[2] / "engine" / "tactful"
    files = [package / "yaml_nodes.py", *(package / "policy").glob("*.py")]
    written = {word for path in files for word in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text())}
    shown = {code for path in FILES for code in re.findall(r" \[([a-z-]+)\]$", path.read_text(), re.MULTILINE)}
    assert written - shown == ELSEWHERE | NO_CODES


ELSEWHERE = {"unreadable-file", "too-many-problems"}
NO_CODES = {"hiring-manager", "person-condition", "x-condition", "thank-you", "check-in", "keep-in-touch"}


def test_problems_of_several_policies_are_sorted_and_told_once(monkeypatch):
    """`validate` joins the problems of all policies, each once."""
    monkeypatch.chdir(FOLDER)
    problems = validate([Path("unknown_event.yaml"), Path("no_name.yaml"), Path("unknown_event.yaml")])
    assert [(problem.where.path, problem.code) for problem in problems] == [
        ("no_name.yaml", "missing-key"),
        ("unknown_event.yaml", "unknown-event"),
        ("unknown_event.yaml", "unknown-event"),
    ]


def test_a_policy_with_endless_problems_is_given_up():
    """After a hundred problems reading ends, and says so."""
    keys = "".join(f"key{number}: 1\n" for number in range(20_000))
    with pytest.raises(PolicyError) as caught:
        loads(f"tactful: 1\npolicy: p\n{keys}")
    assert len(caught.value.problems) == 101
    assert "too-many-problems" in {problem.code for problem in caught.value.problems}


def test_settings_cannot_multiply():
    """Settings that double each other are refused before they fill the memory."""
    doubling = "".join(f"  s{n}: {{value: {{a: $s{n + 1}, b: $s{n + 1}}}}}\n" for n in range(15))
    text = f"tactful: 1\npolicy: p\nsettings:\n{doubling}  s15: {{value: [{'x, ' * 50}x]}}\ntitle: $s0\n"
    with pytest.raises(PolicyError) as caught:
        loads(text)
    assert "yaml-too-large" in {problem.code for problem in caught.value.problems}


def test_settings_cannot_nest_without_end():
    """Settings within settings are no deeper than a policy may be, in whatever order they are met."""
    inner = "[" * 30 + "{}" + "]" * 30
    links = [f"  s{n}: {{value: {inner.format(f'{{a: $s{n + 1}}}')}}}\n" for n in range(3)]
    text = "".join(reversed(links)) + f"  s3: {{value: {inner.format('x')}}}\n"
    with pytest.raises(PolicyError) as caught:
        loads(f"tactful: 1\npolicy: p\nsettings:\n{text}title: $s0\n")
    assert "yaml-too-deep" in {problem.code for problem in caught.value.problems}


def test_a_long_chain_of_settings_is_refused():
    """A chain of settings is followed so far and no further."""
    chain = "".join(f"  s{n}: $s{n + 1}\n" for n in range(5000))
    with pytest.raises(PolicyError) as caught:
        loads(f"tactful: 1\npolicy: p\nsettings:\n{chain}  s5000: x\n")
    assert {problem.code for problem in caught.value.problems} <= {"circular-setting", "too-many-problems"}
