from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import orjson
from suites import CALL, HEAD, THANKS, suite

from tactful.testing.reports import as_json, as_junit
from tactful.testing.session import Session, run_session

GOOD = "{at: 2026-03-03 10:31, advice: [{purpose: thank-you}]}"
BAD = "{at: 2026-03-03 10:31, advice: [{purpose: thank-you, due: 2026-03-03 11:31}]}"


def session(folder: Path, expect: str, **options: bool) -> Session:
    suite(folder, HEAD + THANKS, expect, events=CALL)
    (folder / "broken_test.yaml").write_text("policy: ./small.yaml\ntests: 5\n")
    return run_session([folder / "small_test.yaml", folder / "broken_test.yaml"], **options)


def test_json(tmp_path: Path) -> None:
    """The JSON tells every test, of a failure both sides with their reasons, and what could not be read."""
    report = orjson.loads(orjson.dumps(as_json(session(tmp_path, BAD))))
    assert (report["passed"], report["failed"]) == (0, 1)
    assert report.keys() == {"passed", "failed", "tests", "problems"}
    (test,) = report["tests"]
    (failure,) = test["failures"]
    (difference,) = failure["differences"]
    assert (test["name"], test["passed"], failure["case"]) == ("one", False, "case-1")
    assert failure["at"] == "2026-03-03T10:31:00-07:00"
    assert difference["fields"] == ["due"]
    assert difference["expected"] == {"purpose": "thank-you", "due": "2026-03-03T11:31:00-07:00"}
    assert difference["got"]["due"] == "2026-03-03T11:30:00-07:00"
    assert difference["got"]["reason"] == {"code": "triggered", "text": "it may be acted on"}
    (problem,) = report["problems"]
    assert (problem["line"], problem["code"]) == (2, "wrong-type")


def test_json_of_coverage_and_mutation(tmp_path: Path) -> None:
    """Coverage lists every point, mutation every survivor, each with its place."""
    report = orjson.loads(orjson.dumps(as_json(session(tmp_path, GOOD, cover=True, change=True))))
    (covered,) = report["coverage"]
    (changed,) = report["mutation"]
    assert (covered["covered"], len(covered["points"]), covered["percent"]) == (2, 3, 66.67)
    assert [point["lack"] for point in covered["points"] if not point["covered"]] == [
        "`interview.format is one of phone, video` was never false"
    ]
    assert changed["tried"] == changed["noticed"] + len(changed["survivors"])
    assert all(one["file"].endswith("small.yaml") and one["line"] for one in changed["survivors"])


def test_failing_tests_notice_nothing(tmp_path: Path) -> None:
    """A test that fails anyway cannot notice a change."""
    (changed,) = session(tmp_path, BAD, change=True).mutation
    assert changed.noticed == 0


def test_junit(tmp_path: Path) -> None:
    """The XML has a suite for each file, a failure for each expectation, an error for what cannot be read."""
    root = ET.fromstring(as_junit(session(tmp_path, f"{BAD}\n{GOOD}")))
    assert root.attrib == {"name": "tactful", "tests": "1", "failures": "1", "errors": "1"}
    first, second = root.findall("testsuite")
    (case,) = first.findall("testcase")
    (failure,) = case.findall("failure")
    assert (case.get("name"), case.get("line")) == ("one", "3")
    assert "! due" in (failure.text or "")
    (error,) = second.findall("testcase/error")
    assert error.get("type") == "wrong-type"


def test_junit_of_odd_names(tmp_path: Path) -> None:
    """Whatever a test is called, the XML can be read."""
    suite(tmp_path, HEAD + THANKS, GOOD, name='"<&> \\e[31m ]]>"')
    root = ET.fromstring(as_junit(run_session([tmp_path / "small_test.yaml"])))
    assert root.find("testsuite/testcase") is not None


def test_the_same_bytes(tmp_path: Path) -> None:
    """The same run gives the same bytes."""
    made = {as_junit(session(tmp_path, BAD, cover=True, change=True)) for _ in range(2)}
    assert len(made) == 1
