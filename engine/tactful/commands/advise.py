"""`tactful advise`."""

from __future__ import annotations

import click

from tactful.commands.options import (
    at_option,
    case_option,
    known_option,
    log_argument,
    moments_of_options,
    policies_option,
    style_option,
    zone_of_option,
)


@click.command("advise")
@log_argument
@policies_option
@at_option
@known_option
@case_option
@click.option(
    "--all", "everything", is_flag=True, help="Also what is withheld or has ended, and cases with nothing to list."
)
@style_option("A list for people, or JSON.")
def command(
    logs: tuple[str, ...],
    references: tuple[str, ...],
    at: str | None,
    known: str | None,
    case: str | None,
    everything: bool,
    style: str,
) -> None:
    """Say what is advised at a moment: what to do now, what waits for when, what is blocked, and why.

    A LOG is a file of one JSON event a line, also packed as .gz or .zst, a YAML list of events, or `-` for standard
    input.
    """
    from tactful.commands.advising import advised
    from tactful.commands.failures import finish_with
    from tactful.commands.output import opened_output
    from tactful.policy import load_all

    policies = load_all(references)
    moment, knowledge = moments_of_options(at, known, policies[0].zone)
    plan, rejects = advised(policies, logs, moment, knowledge, case)
    content = plan.to_dict(everything=everything, case=case)
    with opened_output(None) as file:
        if style == "json":
            import orjson

            file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            from tactful.commands.plan_text import plan_lines
            from tactful.commands.text import paper_for

            paper = paper_for()
            file.write(paper.encode(list(plan_lines(content, moment, zone_of_option(at, policies[0].zone), paper))))
    finish_with(rejects, None)
