"""What is wrong or doubtful in a policy, shown to people and to machines."""

from __future__ import annotations

from tactful.diagnostics.codes import CODES, Code
from tactful.diagnostics.finding import Finding, Severity
from tactful.diagnostics.render import FORMATS, Format, render
from tactful.diagnostics.sources import Read, read_source

__all__ = ["CODES", "FORMATS", "Code", "Finding", "Format", "Read", "Severity", "read_source", "render"]
