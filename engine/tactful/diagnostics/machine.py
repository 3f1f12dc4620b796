"""Findings for programs: JSON, and the workflow commands of GitHub Actions."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from tactful.diagnostics.codes import Code, address
from tactful.diagnostics.finding import Finding, Severity
from tactful.diagnostics.sources import Sources

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def as_json(findings: Sequence[Finding], sources: Sources, codes: Mapping[str, Code]) -> str:
    """Return a list of objects. `line`, `column` and `end` are null for a file as a whole, `end` where unknown."""
    return dumped([_as_object(finding, sources, codes) for finding in findings])


def dumped(data: Any) -> str:
    """Return data as indented JSON that can be written as UTF-8 whatever the texts in it."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode() + "\n"


def _as_object(finding: Finding, sources: Sources, codes: Mapping[str, Code]) -> dict[str, Any]:
    problem = finding.problem
    end = sources.end(problem.where)
    return {
        "path": problem.where.path,
        "line": problem.where.line or None,
        "column": problem.where.column or None,
        "end": None if end is None else {"line": end[0], "column": end[1]},
        "severity": finding.severity,
        "code": problem.code,
        "message": problem.message,
        "help": problem.help or None,
        "url": address(problem.code, codes) or None,
    }


def as_github(findings: Sequence[Finding], sources: Sources, codes: Mapping[str, Code]) -> str:
    """Return a workflow command for each finding."""
    return "".join(f"{_as_command(finding, sources, codes)}\n" for finding in findings)


def _as_command(finding: Finding, sources: Sources, codes: Mapping[str, Code]) -> str:
    problem, where = finding.problem, finding.problem.where
    properties: dict[str, object] = {"file": os.path.normpath(where.path)}
    if where.line:
        properties |= {"line": where.line, "col": where.column}
        end = sources.end(where)
        if end is not None and end[0] == where.line:
            properties |= {"endLine": end[0], "endColumn": end[1]}
    properties["title"] = problem.code
    text = problem.message
    if problem.help:
        text += f"\nhelp: {problem.help}"
    if page := address(problem.code, codes):
        text += f"\nsee: {page}"
    told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text.encode("utf-8", "replace").decode()
