"""Results of policy tests for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from tactful.commands.failures import printable
from tactful.commands.output import opened_output
from tactful.commands.text import Paper, day_said, paper_for
from tactful.testing import Failure, TestResult
from tactful.testing.coverage import KINDS, Coverage
from tactful.testing.mutation import Mutation
from tactful.testing.session import Session, near_name
from tactful.timing import local

_NAMES_SHOWN = 20


def write_report(session: Session, style: str, out: str | None) -> None:
    """Write the results to standard output or a file; with JUnit's XML, what that cannot hold to standard error."""
    if style == "json":
        import orjson

        from tactful.testing.reports import as_json

        content = orjson.dumps(as_json(session), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    elif style == "junit":
        from tactful.testing.reports import as_junit

        content = as_junit(session)
        for line in _of_policies(session, paper_for(err=True)):
            click.echo(line, err=True)
    else:
        paper = paper_for(out)
        content = paper.encode(list(report_lines(session, paper)))
    with opened_output(out) as file:
        file.write(content)


def unmet(session: Session, pattern: str | None, least: float | None, most: int | None) -> Iterator[str]:
    """Yield what was asked for and is not so, beside tests that failed."""
    if not session.results and pattern is not None and session.names:
        hint = near_name(pattern, session.names)
        yield f"`--run {printable(pattern)}` selects no test{f'; {hint}' if hint else ''}; there are:"
        for name in session.names[:_NAMES_SHOWN]:
            yield f"  {printable(name)}"
        if len(session.names) > _NAMES_SHOWN:
            yield f"  … and {len(session.names) - _NAMES_SHOWN} more"
    elif not session.results and not session.problems:
        yield "no tests were found"
    for one in session.below(least or 0):
        yield f"coverage of {one.policy} is {_percent(one)}, expected at least {least:g} %"
    if most is not None and session.survivors > most:
        yield f"{session.survivors} changes went unnoticed, expected at most {most}"


def report_lines(session: Session, paper: Paper) -> Iterator[str]:
    """Yield the tests of each file, what of their policies they cover, and which changes they do not notice."""
    for path, results in groupby(session.results, key=lambda result: result.path):
        yield paper.paint(printable(path), "heading")
        for result in results:
            yield from _result_lines(result, paper)
    if session.results:
        yield summary(session.results, paper)
    yield from _of_policies(session, paper)


def summary(results: Sequence[TestResult], paper: Paper) -> str:
    """Return how many tests passed and failed."""
    failed = sum(not result.passed for result in results)
    text = f"{len(results) - failed} passed, {failed} failed"
    return paper.paint(text, "late" if failed else "now")


def _of_policies(session: Session, paper: Paper) -> Iterator[str]:
    for covered in session.coverage:
        yield ""
        yield from _coverage_lines(covered, paper)
    for mutation in session.mutation:
        yield ""
        yield from _mutation_lines(mutation, paper)


def _result_lines(result: TestResult, paper: Paper) -> Iterator[str]:
    if result.passed:
        yield f"  {paper.paint('ok', 'now')}    {printable(result.name)}"
        return
    yield f"  {paper.paint('FAIL', 'late')}  {printable(result.name)}"
    for failure in result.failures:
        yield from _failure_lines(failure, paper)
    for note in result.notes:
        yield f"        note on `{printable(note.event)}`: {printable(note.text)}"


def _failure_lines(failure: Failure, paper: Paper) -> Iterator[str]:
    moment = local(failure.at, failure.zone)
    seconds = f":{moment:%S}" if moment.second or moment.microsecond else ""
    when = f"{day_said(moment.date())} {moment:%H:%M}{seconds}"
    yield f"        {failure.where}: {when}, case `{printable(failure.case)}`"
    for line in failure.text.splitlines():
        text = f"          {printable(line)}".rstrip()
        yield paper.paint(text, "late") if line.startswith("!") else text


def _coverage_lines(one: Coverage, paper: Paper) -> Iterator[str]:
    yield paper.paint(f"coverage of {one.policy} ({printable(one.file)}): {_percent(one)}", "heading")
    total, covered = Counter(point.kind for point in one.points), Counter(p.kind for p in one.points if p.covered)
    for kind in KINDS:
        if total[kind]:
            yield f"  {kind:12} {covered[kind]} of {total[kind]}"
    if one.missed:
        yield "  not covered"
        for point in one.missed:
            yield f"    {point.where}: {point.clause}: {printable(point.lack)}"
    if one.verdicts:
        yield "  verdicts seen"
        width = max(map(len, one.verdicts))
        for rule, verdicts in one.verdicts.items():
            yield f"    {rule:{width}}  {', '.join(verdicts) or 'none'}"
    if one.inherited:
        yield paper.paint(f"  {one.inherited} clauses of other packs not counted; `--inherited` counts them", "faint")


def _mutation_lines(one: Mutation, paper: Paper) -> Iterator[str]:
    head = f"small changes of {one.policy} ({printable(one.file)}): {one.noticed} of {one.tried} noticed"
    yield paper.paint(head, "heading")
    if one.tried < one.possible:
        yield paper.paint(f"  of {one.possible} possible changes; the others were not tried", "faint")
    if one.survivors:
        yield "  no test notices"
        for mutant in one.survivors:
            yield f"    {mutant.where}: {printable(mutant.description)}"


def _percent(one: Coverage) -> str:
    return f"{int(one.percent * 10) / 10:g} % ({one.covered} of {len(one.points)})"
