"""Findings as a log of SARIF 2.1.0, which code-scanning services and editors read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tactful.diagnostics.codes import Code, address
from tactful.diagnostics.finding import Finding, Severity
from tactful.diagnostics.machine import dumped
from tactful.diagnostics.sources import Sources
from tactful.errors import Position

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(findings: Sequence[Finding], sources: Sources, codes: Mapping[str, Code]) -> str:
    """Return a log with one run, in which every code that was found is a rule."""
    levels = {finding.problem.code: _LEVELS[finding.severity] for finding in reversed(findings)}
    rules = sorted(levels)
    run = {
        "tool": {"driver": {"name": "tactful", "rules": [_rule(code, levels[code], codes) for code in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules.index(finding.problem.code), sources) for finding in findings],
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, level: str, codes: Mapping[str, Code]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name, "defaultConfiguration": {"level": level}}
    if (code := codes.get(name)) is not None:
        rule["shortDescription"] = {"text": code.title}
        rule["fullDescription"] = {"text": code.meaning}
        rule["help"] = {"text": code.meaning}
        rule["helpUri"] = address(name, codes)
    return rule


def _result(finding: Finding, index: int, sources: Sources) -> dict[str, Any]:
    problem = finding.problem
    text = f"{problem.message}\nhelp: {problem.help}" if problem.help else problem.message
    place: dict[str, Any] = {"artifactLocation": _artifact(problem.where.path)}
    if problem.where.line:
        place["region"] = _region(problem.where, sources)
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _artifact(path: str) -> dict[str, str]:
    normal = Path(os.path.normpath(path))
    if normal.is_absolute():
        return {"uri": normal.as_uri()}
    return {"uri": quote(normal.as_posix(), errors="replace"), "uriBaseId": "%SRCROOT%"}


def _region(where: Position, sources: Sources) -> dict[str, int]:
    region = {"startLine": where.line, "startColumn": where.column}
    if (end := sources.end(where)) is not None:
        region |= {"endLine": end[0], "endColumn": end[1]}
    return region
