"""`tactful draft`."""

from __future__ import annotations

import click

from tactful.commands.options import (
    at_option,
    known_option,
    log_argument,
    moments_of_options,
    policy_option,
    zone_of_option,
)


@click.command("draft")
@log_argument
@click.option("--case", metavar="CASE", required=True, help="The case in which to write.")
@click.option("--rule", "name", metavar="RULE", required=True, help="The rule that advises to write.")
@policy_option
@at_option
@known_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "eml", "ics"]),
    default="text",
    show_default=True,
    help="Text, e-mails that a mail program opens for editing, or a calendar of when to write.",
)
@click.option(
    "--out",
    metavar="PATH",
    help="A folder in which each draft becomes a file, or the file for the only one; for a calendar, its file.",
)
def command(
    logs: tuple[str, ...],
    case: str,
    name: str,
    reference: str,
    at: str | None,
    known: str | None,
    style: str,
    out: str | None,
) -> None:
    """Write a starting text for each message that a rule advises in a case, from the policy's template for the rule.

    What is known stands in it; what is not, or what only you can know, is a gap in square brackets. A LOG is a file of
    one JSON event a line, also packed as .gz or .zst, a YAML list of events, or `-` for standard input.
    """
    from tactful.commands.draft_files import put_drafts
    from tactful.commands.draft_text import draft_lines, remark_lines
    from tactful.commands.drafting import check_mail, drafted, scheduled
    from tactful.commands.failures import finish_with
    from tactful.commands.output import opened_output
    from tactful.commands.text import paper_for
    from tactful.drafting.drafts import rule_that_writes
    from tactful.policy import load

    policy = load(reference)
    moment, knowledge = moments_of_options(at, known, policy.zone)
    zone = zone_of_option(at, policy.zone)
    rule = rule_that_writes(name, policy)
    if style == "eml":
        check_mail(rule)
    done = (scheduled if style == "ics" else drafted)(policy, logs, case, rule, moment, knowledge)
    to_people = style == "text" and out in (None, "-")
    if done.calendar:
        with opened_output(out) as file:
            file.write(done.calendar)
    elif done.drafts and to_people:
        paper = paper_for()
        with opened_output(None) as file:
            file.write(paper.encode(list(draft_lines(done.drafts, policy.name, moment, zone, paper))))
    elif done.drafts:
        put_drafts(done.drafts, style, out)
    aside = paper_for(err=True)
    for line in remark_lines(done, rule.name, case, moment, zone, aside):
        click.echo(line, err=True)
    finish_with(done.rejects, None)
