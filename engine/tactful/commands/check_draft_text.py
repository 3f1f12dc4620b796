"""A review of a message for people: each finding with its line, what would do, and why."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.commands.text import Paper, wrapped
from tactful.diagnostics.codes import address
from tactful.diagnostics.text import excerpt, printable
from tactful.errors import Position
from tactful.tone import CODES, Finding, Review
from tactful.tone.lines import each_line

_STYLES = {"error": "late", "suggestion": "wait"}


def review_lines(review: Review, path: str, paper: Paper) -> Iterator[str]:
    """Yield the lines of a review of the message in a file."""
    for finding in review.findings:
        yield from _finding(finding, review, path, paper)
        yield ""
    yield from wrapped(_summary(review), paper.width)
    if review.findings:
        yield from wrapped(f"because {review.because}", paper.width)
    if review.findings and review.decoded:
        yield from wrapped("Lines are counted in the text of the e-mail, which its file holds encoded.", paper.width)


def _finding(finding: Finding, review: Review, path: str, paper: Paper) -> Iterator[str]:
    place, style = finding.place, _STYLES[finding.severity]
    where = Position(path, place.line, place.column)
    kind = "" if finding.severity == "error" else paper.paint(f"{finding.severity}: ", style)
    code = paper.paint(f"[{finding.code}]", style)
    yield f"{paper.paint(printable(f'{where}:'), 'heading')} {kind}{printable(finding.message)} {code}"
    if place.words:
        line = next(each_line(review.text, place.start - place.column + 1)).text
        gutter = f"{place.line:5} | "
        shown, caret = excerpt(line, where, (place.end_line, place.end_column), max(paper.width - len(gutter), 20))
        yield f"{paper.paint(gutter, 'faint')}{shown}".rstrip()
        yield f"{paper.paint('      | ', 'faint')}{caret.replace('^', '')}{paper.paint('^' * caret.count('^'), style)}"
    for label, text in (
        ("tone", finding.demand),
        ("help", finding.help),
        ("see", address(finding.code, CODES)),
    ):
        yield f"  {paper.paint(f'{label}:', 'heading')} {printable(text)}"


def _summary(review: Review) -> str:
    if not review.demands and not review.findings:
        return f"the rule `{review.rule}` asks nothing of the tone of a message"
    size = f"{_counted(review.words, 'word')}, {_counted(review.sentences, 'sentence')}"
    if review.compared:
        size += f", compared with {_counted(review.compared, 'message')} to others"
    errors = sum(finding.severity == "error" for finding in review.findings)
    counts = [(errors, "problem"), (len(review.findings) - errors, "suggestion")]
    found = " and ".join(_counted(count, what) for count, what in counts if count)
    return f"{found or 'all is well'} by the rule `{review.rule}` ({size})"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
