"""`tactful plan-change`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tactful.commands.options import style_option
from tactful.commands.serving import is_there, opened_vacant, store_option

if TYPE_CHECKING:
    import datetime as dt

    from tactful.commands.text import Paper
    from tactful.enacting import PlannedChange


@click.command("plan-change")
@store_option
@click.option(
    "--policy",
    "references",
    metavar="POLICY",
    multiple=True,
    help="The policy to put in force, or several in their order: files, pack folders or names of shipped packs.",
)
@click.option("--back-to", metavar="N|DIGEST", help="Go back to what was in force, by its number or its digest.")
@style_option("A comparison for people, or JSON.")
def command(where: str, references: tuple[str, ...], back_to: str | None, style: str) -> None:
    """Say whose advice another policy would change now, and print the id by which `tactful apply` puts it in force.

    Nothing changes yet. What lint finds in the policy is said first; with an error among it the change is not applied,
    and this exits with 4.
    """
    if bool(references) == (back_to is not None):
        raise click.UsageError("give either `--policy` or `--back-to`")
    from tactful.commands.failures import TESTS_FAILED, end
    from tactful.commands.output import opened_output
    from tactful.enacting import enactment_of, plan_change, policies_of
    from tactful.linting import lint
    from tactful.policy import load_all
    from tactful.service import drive

    policies, findings = load_all(references), lint(references)
    if references and not is_there(where):
        click.echo(f"there was no store `{where}`: it is made", err=True)
    with opened_vacant(where, new=bool(references)) as desk:
        if back_to is not None:
            policies = drive(policies_of(desk, enactment_of(drive(desk.enactments()), back_to).digests))
        planned = drive(plan_change(desk, policies, findings))
    with opened_output(None) as file:
        if style == "json":
            import orjson

            file.write(orjson.dumps(planned.to_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            from tactful.commands.text import paper_for

            paper = paper_for()
            file.write(paper.encode(list(_lines(planned, where, paper, policies[0].zone))))
    if planned.errors:
        end(TESTS_FAILED)


def _lines(planned: PlannedChange, where: str, paper: Paper, zone: dt.tzinfo) -> Iterator[str]:
    from tactful.commands.diff_text import diff_lines
    from tactful.commands.text import wrapped
    from tactful.diagnostics import read_source, render
    from tactful.linting import CODES

    if planned.findings:
        text = render(planned.findings, "text", read_source, codes=CODES, colour=paper.colour, width=paper.width)
        yield from text.splitlines()
        yield ""
    if planned.base:
        told = "`tactful diff --at` over your log of events shows each"
        yield from diff_lines(planned.details, paper, zone, told)
    else:
        yield "nothing is in force yet, so no advice changes"
    yield ""
    if planned.errors:
        told = "what lint calls an error has to be mended, or allowed in the file with a reason, before it is applied"
        yield from wrapped(told, paper.width)
    else:
        yield f"tactful apply {planned.id} --store {shlex.quote(where)}"
