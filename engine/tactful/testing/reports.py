"""Results of policy tests for programs: JSON, and JUnit's XML that build servers read."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from typing import Any

from tactful.errors import Position, Problem
from tactful.testing.coverage import Coverage
from tactful.testing.differences import Difference
from tactful.testing.expected import TIMES, Expected
from tactful.testing.mutation import Mutation
from tactful.testing.run import Failure, TestResult
from tactful.testing.session import Session
from tactful.timing import format_instant

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(session: Session) -> dict[str, Any]:
    """Return a run as plain data; `coverage` and `mutation` are there where they were asked for."""
    report: dict[str, Any] = {
        "passed": len(session.results) - session.failed,
        "failed": session.failed,
        "tests": [_test(result) for result in session.results],
        "problems": [_problem(problem) for problem in session.problems],
    }
    if session.coverage:
        report["coverage"] = [_coverage(one) for one in session.coverage]
    if session.mutation:
        report["mutation"] = [_mutation(one) for one in session.mutation]
    return report


def as_junit(session: Session) -> bytes:
    """Return a run as JUnit's XML: a suite for each test file, an error for each that could not be read.

    No times are told, since none was taken: the clock is virtual.
    """
    files: dict[str, list[TestResult]] = {}
    for result in session.results:
        files.setdefault(result.path, []).append(result)
    broken: dict[str, list[Problem]] = {}
    for problem in session.problems:
        broken.setdefault(problem.where.path, []).append(problem)
    root = ET.Element("testsuites", _counts(len(session.results), session.failed, len(broken)), name="tactful")
    for path, results in files.items():
        failed = sum(not result.passed for result in results)
        suite = ET.SubElement(root, "testsuite", _counts(len(results), failed, 0), name=_clean(path))
        for result in results:
            case = _case(suite, result.name, result.where)
            for failure in result.failures:
                at = format_instant(failure.at, failure.zone)
                message = f"not as expected at {at} in case {failure.case}"
                told = ET.SubElement(case, "failure", message=_clean(message), type="unexpected-advice")
                told.text = _clean(f"{failure.where}\n{failure.text}\n")
    for path, problems in broken.items():
        suite = ET.SubElement(root, "testsuite", _counts(1, 0, 1), name=_clean(path))
        case = _case(suite, "can be read", Position(path))
        for problem in problems:
            told = ET.SubElement(case, "error", message=_clean(problem.message), type=problem.code)
            told.text = _clean(str(problem))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _test(result: TestResult) -> dict[str, Any]:
    return {
        "file": result.path,
        "line": result.where.line,
        "name": result.name,
        "passed": result.passed,
        "failures": [_failure(failure) for failure in result.failures],
        "notes": [{"code": note.code, "text": note.text, "event": note.event} for note in result.notes],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        **_place(failure.where),
        "at": format_instant(failure.at, failure.zone),
        "case": failure.case,
        "differences": [_difference(one, failure.zone) for one in failure.differences],
        "forbidden": list(failure.forbidden),
    }


def _difference(one: Difference, zone: dt.tzinfo) -> dict[str, Any]:
    return {
        "expected": None if one.expected is None else _expected(one.expected, zone),
        "got": None if one.got is None else one.got.to_dict(),
        "fields": list(one.fields),
        "why": one.why or None,
    }


def _expected(expected: Expected, zone: dt.tzinfo) -> dict[str, Any]:
    return {
        name: format_instant(value, zone) if name in TIMES and value is not None else value
        for name, value in expected.fields.items()
    }


def _coverage(one: Coverage) -> dict[str, Any]:
    return {
        "policy": one.policy,
        "file": one.file,
        "percent": round(one.percent, 2),
        "covered": one.covered,
        "points": [
            {"kind": point.kind, "clause": point.clause, **_place(point.where), "covered": point.covered}
            | ({} if point.covered else {"lack": point.lack})
            for point in one.points
        ],
        "verdicts": {rule: list(verdicts) for rule, verdicts in one.verdicts.items()},
        "inherited": one.inherited,
    }


def _mutation(one: Mutation) -> dict[str, Any]:
    return {
        "policy": one.policy,
        "file": one.file,
        "possible": one.possible,
        "tried": one.tried,
        "noticed": one.noticed,
        "survivors": [{"change": mutant.description, **_place(mutant.where)} for mutant in one.survivors],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {**_place(problem.where), "message": problem.message, "code": problem.code, "help": problem.help or None}


def _place(where: Position) -> dict[str, Any]:
    return {"file": where.path, "line": where.line, "column": where.column}


def _counts(tests: int, failures: int, errors: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": str(errors)}


def _case(suite: ET.Element, name: str, where: Position) -> ET.Element:
    path = _clean(where.path)
    return ET.SubElement(suite, "testcase", name=_clean(name), classname=path, file=path, line=str(where.line))


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
