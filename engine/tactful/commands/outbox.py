"""`tactful outbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tactful.commands.options import style_option
from tactful.commands.serving import opened_vacant, store_option

if TYPE_CHECKING:
    from tactful.stores.store import Entry


@click.command("outbox")
@store_option
@click.option("--aside", "only_aside", is_flag=True, help="Only those that were set aside.")
@click.option("--retry", metavar="PLACE|all", help="Bring back those that were set aside, of one place or all.")
@style_option("text for people, or a JSON list.")
def command(where: str, only_aside: bool, retry: str | None, style: str) -> None:
    """List the decisions that are still to be delivered, and those that were set aside after too many attempts."""
    from tactful.privacy.outbox import entries, retry_aside
    from tactful.service.driving import drive

    with opened_vacant(where) as desk:
        if retry is not None:
            count = drive(retry_aside(desk, None if retry == "all" else retry))
            click.echo(f"brought back: {count}", err=True)
        aside = drive(desk.core.look(lambda tx: entries(tx, None, aside=True)))
        waiting = [] if only_aside else drive(desk.core.look(lambda tx: entries(tx, None, aside=False)))
    told = [_told(one, aside=False) for one in waiting] + [_told(one, aside=True) for one in aside]
    if style == "json":
        import orjson

        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    elif told:
        for one in told:
            click.echo(_line(one))
    else:
        click.echo("nothing waits")


def _told(entry: Entry, *, aside: bool) -> dict[str, Any]:
    """Return what is no secret of anybody's."""
    import datetime as dt

    from tactful.timing import format_instant

    return {
        "sink": entry.sink,
        "place": entry.place,
        "decision": entry.id,
        "attempts": entry.attempts,
        "aside": aside,
        "next": None if aside else format_instant(entry.due, dt.UTC),
        "error": entry.error,
    }


def _line(told: dict[str, Any]) -> str:
    from tactful.commands.failures import printable

    state = "set aside" if told["aside"] else f"next at {told['next']}"
    attempts = f"{told['attempts']} {'attempt' if told['attempts'] == 1 else 'attempts'}"
    error = f": {told['error']}" if told["error"] else ""
    return printable(f"{told['sink']}  {told['place']}  {told['decision']}  {attempts}, {state}{error}")
