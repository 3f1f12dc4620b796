"""Findings for people: the place, the line, a caret under what is wrong, and help."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tactful.diagnostics.codes import Code, address
from tactful.diagnostics.finding import Finding, Severity
from tactful.diagnostics.sources import Sources
from tactful.errors import Position

WIDTH = 100
"""The columns of a line with its source; what is longer is cut around the place."""

_TAB = 4
_BOLD, _FAINT = "1", "2"
_COLOURS: Mapping[Severity, str] = {"error": "1;31", "warning": "1;33", "info": "1;36"}
_PLURALS: Mapping[Severity, str] = {"error": "errors", "warning": "warnings", "info": "remarks"}
_SINGULARS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}


def as_text(
    findings: Sequence[Finding], sources: Sources, codes: Mapping[str, Code], *, colour: bool, width: int
) -> str:
    """Return the findings with the lines they point at, and how many there are; nothing where there are none."""
    if not findings:
        return ""
    parts = ["\n".join(_lines(finding, sources, codes, _Paint(colour), width)) for finding in findings]
    return "\n\n".join([*parts, _summary(findings)]) + "\n"


def printable(text: str) -> str:
    """Return the text on one line and without what could steer a terminal or turn the direction of writing."""
    return text if text.isprintable() else "".join(map(_shown, text))


class _Paint:
    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour else text


def _lines(finding: Finding, sources: Sources, codes: Mapping[str, Code], paint: _Paint, width: int) -> Iterator[str]:
    problem, style = finding.problem, _COLOURS[finding.severity]
    kind = "" if finding.severity == "error" else paint(f"{finding.severity}: ", style)
    where = paint(printable(f"{problem.where}:"), _BOLD)
    yield f"{where} {kind}{printable(problem.message)} {paint(f'[{problem.code}]', style)}"
    line = sources.line(problem.where)
    if line is not None and problem.where.column:
        gutter = f"{problem.where.line:5} | "
        shown, caret = excerpt(line, problem.where, sources.end(problem.where), max(width - len(gutter), 20))
        yield f"{paint(gutter, _FAINT)}{shown}".rstrip()
        yield f"{paint('      | ', _FAINT)}{caret.replace('^', '')}{paint('^' * caret.count('^'), style)}"
    if problem.help:
        yield f"  {paint('help:', _BOLD)} {printable(problem.help)}"
    if page := address(problem.code, codes):
        yield f"  {paint('see:', _BOLD)} {page}"


def excerpt(line: str, where: Position, end: tuple[int, int] | None, width: int) -> tuple[str, str]:
    """Return what is shown of a line, in at most `width` columns, and a line of carets under the place in it.

    `end` is the line and column after what is marked. Tabs are widened, and what takes two columns counts as two.
    """
    start = min(where.column - 1, len(line))
    stop = start + 1 if end is None else end[1] - 1 if end[0] == where.line else len(line.rstrip())
    first, last = max(0, start - width), min(len(line), start + width)
    texts: list[str] = []
    column = 0
    for letter in line[first:last]:
        texts.append(" " * (_TAB - column % _TAB) if letter == "\t" else _shown(letter))
        column += _columns(texts[-1])
    sizes = [_columns(text) for text in texts]
    at = start - first
    low, high = _window(sizes, at, width, cut_before=first > 0, cut_after=last < len(line))
    before, after = "…" if first + low > 0 else "", "…" if first + high < len(line) else ""
    shown = before + "".join(texts[low:high]) + after
    marked = sum(sizes[at : max(min(stop - first, high), at)])
    return shown, " " * (len(before) + sum(sizes[low:at])) + "^" * max(marked, 1)


def _window(sizes: list[int], at: int, width: int, *, cut_before: bool, cut_after: bool) -> tuple[int, int]:
    """Return the first and last of the characters that fit, a third of the room left of the place."""
    if sum(sizes) <= width and not cut_before and not cut_after:
        return 0, len(sizes)
    room = width - 2  # an ellipsis at either side
    low, used = at, 0
    while low > 0 and used + sizes[low - 1] <= room // 3:
        low -= 1
        used += sizes[low]
    high = at
    while high < len(sizes) and used + sizes[high] <= room:
        used += sizes[high]
        high += 1
    while low > 0 and used + sizes[low - 1] <= room:
        low -= 1
        used += sizes[low]
    return low, high


def _shown(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter in "\t\n\r" else "\ufffd"


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _summary(findings: Sequence[Finding]) -> str:
    files = len({finding.problem.where.path for finding in findings})
    within = f"in {files} {'file' if files == 1 else 'files'}"
    counts = Counter(finding.severity for finding in findings)
    if counts["error"] == len(findings):
        return f"{len(findings)} {'problem' if len(findings) == 1 else 'problems'} {within}"
    told = [f"{n} {(_SINGULARS if n == 1 else _PLURALS)[kind]}" for kind in _PLURALS if (n := counts[kind])]
    return f"{', '.join(told)} {within}"
