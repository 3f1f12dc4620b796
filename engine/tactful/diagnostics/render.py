"""Findings in one of the forms that people, programs and build servers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, get_args

from tactful.diagnostics.codes import CODES, Code
from tactful.diagnostics.finding import Finding
from tactful.diagnostics.machine import as_github, as_json
from tactful.diagnostics.sarif import as_sarif
from tactful.diagnostics.sources import Read, Sources
from tactful.diagnostics.text import WIDTH, as_text

Format: TypeAlias = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    findings: Iterable[Finding],
    format: Format,  # noqa: A002
    read: Read,
    *,
    codes: Mapping[str, Code] = CODES,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """Return findings, sorted by place and each once, as text that ends in a line break where it is not empty.

    `text` is for people, with the line and a caret; `json` a list of objects; `github` workflow commands; `sarif` a
    log of SARIF 2.1.0. `read` gives the lines to show, `codes` what the codes mean and where that is documented.
    `colour` and `width`, in columns, matter to `text` only.
    """
    ordered = sorted(set(findings))
    sources = Sources(read)
    match format:
        case "text":
            return as_text(ordered, sources, codes, colour=colour, width=width)
        case "json":
            return as_json(ordered, sources, codes)
        case "github":
            return as_github(ordered, sources, codes)
        case "sarif":
            return as_sarif(ordered, sources, codes)
