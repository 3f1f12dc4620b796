from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tactful.diagnostics import CODES, Finding, render
from tactful.errors import Position, Problem

POLICY = "tactful: 1\nwhen: mesage.sent\n"


def run_of(*findings: Finding) -> dict[str, Any]:
    text = render(findings, "sarif", lambda path: POLICY if path.endswith("p.yaml") else None)
    log = json.loads(text)
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run  # type: ignore[no-any-return]


def finding(path: str, line: int, column: int, code: str, severity: Any = "error", help_text: str = "") -> Finding:
    return Finding(Problem(Position(path, line, column), "wrong", code, help_text), severity)


def test_the_required_structure() -> None:
    """A log has the version, a tool with a name and rules, and results, also where nothing was found."""
    run = run_of()
    assert run["tool"]["driver"]["name"] == "tactful"
    assert (run["tool"]["driver"]["rules"], run["results"]) == ([], [])


def test_every_result_refers_to_its_rule() -> None:
    """Each code that was found is one rule with its texts and its page, and results name it by id and index."""
    run = run_of(
        finding("p.yaml", 2, 7, "unknown-event", help_text="did you mean `x`?"),
        finding("p.yaml", 1, 1, "bad-test"),
        finding("p.yaml", 2, 1, "unknown-event"),
    )
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["bad-test", "unknown-event"]
    for rule in rules:
        assert rule["shortDescription"] == {"text": CODES[rule["id"]].title}
        assert rule["fullDescription"] == {"text": CODES[rule["id"]].meaning}
        assert rule["helpUri"] == f"docs/diagnostics.md#{rule['id']}"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1
    assert run["results"][2]["message"] == {"text": "wrong\nhelp: did you mean `x`?"}


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")])
def test_severities_are_levels(severity: str, level: str) -> None:
    """A severity is told in SARIF's word, of the result and as the default of its rule."""
    run = run_of(finding("p.yaml", 1, 1, "bad-test", severity))
    assert run["results"][0]["level"] == level
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": level}


def test_regions_are_exact() -> None:
    """A region counts lines and columns from 1, its end after the last character; a whole file has none."""
    run = run_of(finding("p.yaml", 2, 7, "unknown-event"), finding("p.yaml", 0, 0, "no-file"))
    whole, key = (result["locations"][0]["physicalLocation"] for result in run["results"])
    assert "region" not in whole
    assert key["region"] == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 18}
    assert run["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("p.yaml", "p.yaml"),
        ("./a/p.yaml", "a/p.yaml"),
        ("a b/ü#?.yaml", "a%20b/%C3%BC%23%3F.yaml"),
        ("odd:name.yaml", "odd%3Aname.yaml"),
    ],
)
def test_paths_are_relative_uris(path: str, uri: str) -> None:
    """A path below the working directory is a relative URI of the source root, with what URIs reserve escaped."""
    artifact = run_of(finding(path, 1, 1, "bad-test"))["results"][0]["locations"][0]["physicalLocation"]
    assert artifact["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert re.fullmatch(r"[\w%./-]+", uri)


def test_a_path_elsewhere_is_a_file_uri(tmp_path: Path) -> None:
    """A path from the root is a `file:` URI."""
    artifact = run_of(finding(str(tmp_path / "p.yaml"), 1, 1, "bad-test"))["results"][0]["locations"][0]
    assert artifact["physicalLocation"]["artifactLocation"] == {"uri": (tmp_path / "p.yaml").as_uri()}


def test_a_code_without_a_table_is_a_bare_rule() -> None:
    """A code that no table knows is a rule without texts."""
    run = run_of(finding("p.yaml", 1, 1, "other"))
    assert run["tool"]["driver"]["rules"] == [{"id": "other", "defaultConfiguration": {"level": "error"}}]
