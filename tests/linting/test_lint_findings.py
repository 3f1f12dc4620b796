"""Each file of `found/` and `near/` is named after a finding and begins with all that lint says about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tactful.errors import PolicyError
from tactful.linting import CODES, SEVERITIES, lint, lints
from tactful.linting.checks import VALIDATORS

HERE = Path(__file__).parent
FOUND = sorted((HERE / "found").glob("*.yaml"))
NEAR = sorted((HERE / "near").glob("*.yaml"))
SHIPPED = ["ground-rules", "seed-article"]


def expected(path):
    """Return the leading comment lines that tell findings, without the mark."""
    lines = path.read_text().splitlines()
    count = next(number for number, line in enumerate(lines) if not line.startswith("# "))
    return [line.removeprefix("# ") for line in lines[:count]]


def told(path):
    return [
        f"{str(one.problem.where).removeprefix(path.name + ':')}: {one.severity}: "
        f"{one.problem.message} [{one.problem.code}]"
        for one in lint([path])
    ]


def code_of(path):
    return path.stem.split("_")[0]


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_is_found_is_told_with_its_place_and_severity(path, monkeypatch):
    """The findings are exactly those in the first lines, and the one that names the file is among them."""
    monkeypatch.chdir(path.parent)
    lines = told(Path(path.name))
    assert lines == expected(path)
    assert any(line.endswith(f" [{code_of(path)}]") for line in lines)


@pytest.mark.parametrize("path", NEAR, ids=lambda path: path.stem)
def test_a_near_miss_is_not_found(path, monkeypatch):
    """What only looks like the finding that names the file is let pass, and nothing else is found in it."""
    monkeypatch.chdir(path.parent)
    assert told(Path(path.name)) == []


def test_every_code_is_shown_and_has_a_near_miss():
    """Each code has a policy in which it is found, and one in which it nearly is."""
    assert {code_of(path) for path in FOUND} == CODES.keys()
    assert {code_of(path) for path in NEAR} == CODES.keys()


def test_every_code_has_one_validator():
    """Beside those of the silences, each code is found by the validator of its name."""
    names = [validator.__name__.replace("_", "-") for validator in VALIDATORS]
    assert sorted(names) == sorted(CODES.keys() - {"bad-silence", "unused-silence"})
    assert CODES.keys() == SEVERITIES.keys()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_packs_are_clean(name):
    """Lint has nothing to say about what is shipped."""
    assert [str(one.problem) for one in lint([name]) if one.severity != "info"] == []


def test_findings_of_several_policies_are_sorted_and_told_once(monkeypatch):
    """Findings come in the order of their places, each once, whatever the order of the policies."""
    monkeypatch.chdir(HERE / "found")
    paths = [Path("no-source.yaml"), Path("no-because.yaml"), Path("no-source.yaml")]
    found = lint(paths)
    assert found == sorted(set(found))
    assert found == lint(reversed(paths))


def test_the_problems_of_all_policies_are_told():
    """A policy that cannot be loaded is not looked at; what is wrong with it is told, and with the next one too."""
    bad = HERE.parent / "policy" / "bad"
    with pytest.raises(PolicyError) as caught:
        lint([bad / "unknown_event.yaml", bad / "no_name.yaml"])
    assert {Path(problem.where.path).name for problem in caught.value.problems} == {
        "unknown_event.yaml",
        "no_name.yaml",
    }


def test_a_finding_points_to_the_value_of_a_setting():
    """Where a setting brings about the finding, its key in the rule is shown."""
    text = (HERE / "found" / "due-before-opening_by_a_setting.yaml").read_text()
    (one,) = lints(text, "p.yaml")
    line = text.splitlines()[one.problem.where.line - 1]
    assert line[one.problem.where.column - 1 :].startswith("due: $late")


def test_a_misspelt_setting_names_the_one_that_was_meant() -> None:
    """A setting that nothing uses, and is near one that is used, is taken for a slip of the hand."""
    path = Path(__file__).parent / "found" / "unused-setting_misspelt.yaml"
    assert [finding.problem.help for finding in lint([path])] == ["did you mean `silence`?"]
