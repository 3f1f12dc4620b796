"""`tactful plan-change`."""

from __future__ import annotations

import click

from tactful.commands.options import style_option
from tactful.commands.serving import has_policy, opened_service, policies_said, store_option


@click.command("plan-change")
@store_option
@click.option(
    "--policy",
    "references",
    metavar="POLICY",
    multiple=True,
    help="The policy to put in force, or several in their order: files, pack folders or names of shipped packs.",
)
@click.option("--back-to", metavar="N", type=click.IntRange(1), help="Go back to what was in force the N-th time.")
@style_option("A comparison for people, or JSON.")
def command(where: str, references: tuple[str, ...], back_to: int | None, style: str) -> None:
    """Say whose advice another policy would change now, and print the id by which `tactful apply` puts it in force.

    Nothing changes yet. In a store where nothing is in force, the policy is put in force at once.
    """
    if bool(references) == (back_to is not None):
        raise click.UsageError("give either `--policy` or `--back-to`")
    from tactful.commands.output import opened_output
    from tactful.enacting import plan_change, policies_of
    from tactful.errors import EventError
    from tactful.policy import load_all
    from tactful.service import drive

    policies = load_all(references)
    if policies and not has_policy(where):
        with opened_service(where, policies) as service:
            click.echo(f"in force: {policies_said(service.in_force().policies)} (there was none before)")
        return
    with opened_service(where) as service:
        if back_to is not None:
            found = [one for one in service.enactments() if one.number == back_to]
            if not found:
                raise EventError(
                    f"nothing was put in force a {back_to}. time; `tactful policies` lists all", "unknown_enactment"
                )
            policies = drive(policies_of(service.desk, found[0].digests))
        planned = drive(plan_change(service.desk, policies))
    with opened_output(None) as file:
        if style == "json":
            import orjson

            file.write(orjson.dumps(planned.to_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            from tactful.commands.diff_text import diff_lines
            from tactful.commands.text import paper_for

            paper = paper_for()
            lines = [*diff_lines(planned.details, paper, policies[0].zone), "", f"tactful apply {planned.id}"]
            file.write(paper.encode(lines))
