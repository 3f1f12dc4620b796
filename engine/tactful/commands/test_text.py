"""Results of policy tests for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tactful.commands.failures import printable
from tactful.commands.text import Paper, day_said
from tactful.testing import Failure, TestResult
from tactful.timing import local


def result_lines(path: str, results: Sequence[TestResult], paper: Paper) -> Iterator[str]:
    """Yield the lines of one test file: each test, and of those that failed what was expected and what came."""
    yield paper.paint(printable(path), "heading")
    if not results:
        yield "  no tests"
    for result in results:
        if result.passed:
            yield f"  {paper.paint('ok', 'now')}    {printable(result.name)}"
            continue
        yield f"  {paper.paint('FAIL', 'late')}  {printable(result.name)}"
        for failure in result.failures:
            yield from _failure_lines(failure, paper)
        for note in result.notes:
            yield f"        note on `{printable(note.event)}`: {printable(note.text)}"


def summary(results: Sequence[TestResult], paper: Paper) -> str:
    """Return how many tests passed and failed."""
    failed = sum(not result.passed for result in results)
    text = f"{len(results) - failed} passed, {failed} failed"
    return paper.paint(text, "late" if failed else "now")


def _failure_lines(failure: Failure, paper: Paper) -> Iterator[str]:
    moment = local(failure.at, failure.zone)
    seconds = f":{moment:%S}" if moment.second or moment.microsecond else ""
    when = f"{day_said(moment.date())} {moment:%H:%M}{seconds}"
    yield f"        {failure.where}: {when}, case `{printable(failure.case)}`"
    for line in failure.text.splitlines():
        yield f"          {printable(line)}"
