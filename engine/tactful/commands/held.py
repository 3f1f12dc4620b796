"""`tactful held`."""

from __future__ import annotations

import click

from tactful.commands.options import out_option
from tactful.commands.serving import opened_vacant, store_option


@click.command("held")
@click.argument("person")
@store_option
@out_option
def command(person: str, where: str, out: str | None) -> None:
    """Print as JSON all that a store holds about a person, as events, decisions, what was reported, and the outbox.

    PERSON is an e-mail address, a name, or the name of a partition. Of other people only their roles are printed.
    """
    import orjson

    from tactful.commands.output import opened_output
    from tactful.privacy import held
    from tactful.service.driving import drive

    with opened_vacant(where) as desk:
        told = drive(held(desk, person))
    with opened_output(out) as output:
        output.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
