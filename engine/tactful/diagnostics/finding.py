"""A finding: a problem with how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tactful.errors import Problem

Severity: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to tell the author. An error must be mended; a warning had better be; `info` is worth knowing."""

    problem: Problem
    severity: Severity = "error"
