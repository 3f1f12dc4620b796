"""`tactful explain`."""

from __future__ import annotations

import click

from tactful.commands.options import (
    at_option,
    known_option,
    log_argument,
    moments_of_options,
    policies_option,
    style_option,
    zone_of_option,
)


@click.command("explain")
@log_argument
@click.option("--case", metavar="CASE", required=True, help="The case to explain.")
@policies_option
@click.option("--rule", metavar="RULE", help="Only this rule, with every event that it looked at.")
@at_option
@known_option
@style_option("An account for people, or JSON.")
def command(
    logs: tuple[str, ...],
    case: str,
    references: tuple[str, ...],
    rule: str | None,
    at: str | None,
    known: str | None,
    style: str,
) -> None:
    """Say why: for each advice of a case the events, conditions and sums behind it, what bears on it and what it waits
    for; for each rule that did not speak what failed, and the nearest change that would make it speak.

    A LOG is a file of one JSON event a line, also packed as .gz or .zst, a YAML list of events, or `-` for standard
    input.
    """
    from tactful.commands.case_logs import events_of
    from tactful.commands.failures import finish_with
    from tactful.commands.output import opened_output
    from tactful.explaining import explain_events
    from tactful.policy import load_all

    policies = load_all(references)
    moment, knowledge = moments_of_options(at, known, policies[0].zone)
    partitions, rejects = events_of(policies, logs, case)
    explanation = explain_events(policies, partitions, case, moment, knowledge, rule)
    with opened_output(None) as file:
        if style == "json":
            import orjson

            file.write(orjson.dumps(explanation.to_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            from tactful.commands.explain_text import explanation_lines
            from tactful.commands.text import paper_for

            paper = paper_for()
            lines = explanation_lines(
                explanation.to_dict(), moment, zone_of_option(at, policies[0].zone), paper, in_full=rule is not None
            )
            file.write(paper.encode(list(lines)))
    finish_with(rejects, None)
