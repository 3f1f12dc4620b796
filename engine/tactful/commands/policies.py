"""`tactful policies`."""

from __future__ import annotations

import datetime as dt

import click

from tactful.commands.options import style_option
from tactful.commands.serving import opened_service, policies_said, store_option


@click.command("policies")
@store_option
@click.option("--show", "digest", metavar="DIGEST", help="Print the files of a policy that is or was in force.")
@style_option("A list for people, or JSON.")
def command(where: str, digest: str | None, style: str) -> None:
    """Say which policies are in force in a store, and which were before."""
    from tactful.enacting import policies_of
    from tactful.service import drive
    from tactful.timing import format_instant

    with opened_service(where) as service:
        enactments = service.enactments()
        if digest is not None:
            known = {full for one in enactments for full in one.digests if full.startswith(digest)}
            (policy,) = drive(policies_of(service.desk, [known.pop() if len(known) == 1 else digest]))
            for name, text in zip(policy.files, policy.texts, strict=True):
                click.echo(f"# {name}\n{text}")
            return
    if style == "json":
        import orjson

        click.echo(orjson.dumps([one.to_dict() for one in enactments], option=orjson.OPT_INDENT_2))
        return
    for one in reversed(enactments):
        since = format_instant(one.since, dt.UTC)
        click.echo(f"{one.number:>4}  {since}  {policies_said(one.policies)}  {one.by}")
