"""`tactful apply`."""

from __future__ import annotations

import click

from tactful.commands.serving import opened_vacant, policies_said, store_option


@click.command("apply")
@click.argument("name", metavar="ID")
@store_option
@click.option("--max-changed", "most", metavar="N|N%", help="Refuse where more cases than this would get other advice.")
def command(name: str, where: str, most: str | None) -> None:
    """Put in force what `tactful plan-change` planned under ID: exactly that, or nothing.

    It is refused where the plan would be another by now, where something else is in force, or where lint found errors.
    """
    from tactful.enacting import MaxChanged, apply
    from tactful.service import drive

    limit = None if most is None else MaxChanged.parse(most)
    with opened_vacant(where) as desk:
        enactment = drive(apply(desk, name, limit))
    click.echo(f"in force: {policies_said(enactment.policies)} (number {enactment.number})")
