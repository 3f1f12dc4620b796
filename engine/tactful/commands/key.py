"""`tactful key`."""

from __future__ import annotations

import datetime as dt

import click

from tactful.commands.failures import printable
from tactful.commands.serving import opened_vacant, store_option


@click.group("key")
def command() -> None:
    """Make, list and remove the keys that the HTTP API asks for."""


@command.command("new")
@click.argument("name", metavar="NAME")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(["read", "write", "policy"]),
    multiple=True,
    required=True,
    help="What it opens: questions, events, or policies. May be given more than once.",
)
@store_option
def new(name: str, scopes: tuple[str, ...], where: str) -> None:
    """Make a key and print it, this once: only its hash is kept."""
    from tactful.api.keys import Scope, new_key
    from tactful.service import drive

    with opened_vacant(where) as desk:
        click.echo(drive(new_key(desk, name, [Scope(one) for one in scopes])))


@command.command("list")
@store_option
def listed(where: str) -> None:
    """List the keys by name, with what they open."""
    from tactful.api.keys import keys
    from tactful.service import drive
    from tactful.timing import format_instant

    with opened_vacant(where) as desk:
        for key in sorted(drive(keys(desk)).values(), key=lambda one: one.name):
            created = format_instant(key.created, dt.UTC)
            click.echo(f"{printable(key.name)}  {', '.join(sorted(key.scopes))}  since {created}")


@command.command("drop")
@click.argument("name", metavar="NAME")
@store_option
def drop(name: str, where: str) -> None:
    """Remove a key: it opens nothing any more."""
    from tactful.api.keys import drop_key
    from tactful.service import drive

    with opened_vacant(where) as desk:
        drive(drop_key(desk, name))
