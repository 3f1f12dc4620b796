"""`tactful replay`."""

from __future__ import annotations

import click

from tactful.commands.options import (
    case_option,
    instant_of_option,
    jobs_option,
    log_argument,
    out_option,
    policies_option,
    rejects_option,
)


@click.command("replay")
@log_argument
@policies_option
@click.option("--until", metavar="T", help="Stop there: RFC 3339 or a date. Default: when time changes nothing more.")
@case_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="A table for people, or one CloudEvent a line.",
)
@out_option
@rejects_option
@jobs_option
def command(
    logs: tuple[str, ...],
    references: tuple[str, ...],
    until: str | None,
    case: str | None,
    style: str,
    out: str | None,
    rejects: str | None,
    jobs: int,
) -> None:
    """Print all decisions over a log, on a virtual clock.

    A LOG is a file of one JSON event a line, also packed as .gz or .zst, a YAML list of events, or `-` for standard
    input. Each decision stands at the instant at which it became known.
    """
    import tempfile
    from itertools import chain

    from tactful.commands.failures import finish_with, printable
    from tactful.commands.jobs import replayed_in
    from tactful.commands.output import opened_output
    from tactful.commands.progress import shown_progress
    from tactful.commands.replaying import Task, replayed
    from tactful.policy import load_all

    policies = load_all(references)
    end = None if until is None else instant_of_option(until, "--until", policies[0].zone)
    # The output is opened first, so that a place that cannot be written is told before the work.
    with tempfile.TemporaryDirectory(prefix="tactful-") as folder, opened_output(out) as file:
        task = Task(logs, end, case, folder)
        with shown_progress(logs, jobs) as progress:
            if jobs == 1:
                outcome = replayed(policies, task, progress=progress)
            else:
                outcome = replayed_in(jobs, policies, references, task, progress=progress)
        lines = outcome.runs.lines()
        first = next(lines, [])
        if case is not None and not first:
            click.echo(f"no decision concerns a case `{printable(case)}`", err=True)
        if style == "jsonl":
            for block in chain([first], lines):
                file.write(b"\n".join([*block, b""]) if block else b"")
        else:
            from tactful.commands.decision_text import decision_lines
            from tactful.commands.text import paper_for

            paper = paper_for(out)
            for shown in decision_lines(chain([first], lines), paper, several=len(policies) > 1):
                file.write(paper.encode(shown))
    finish_with(outcome.rejects, rejects)
