"""`tactful retention`."""

from __future__ import annotations

import click

from tactful.commands.serving import opened_vacant, store_option


def _days(_: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """Read a number of days; 0 is for ever."""
    if text is None or text == "forever":
        return None if text is None else 0
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 100_000:
        return int(text)
    raise click.BadParameter(f"found `{text}`, expected a number of days, or `forever`", param=parameter)


@click.command("retention")
@store_option
@click.option("--decisions", metavar="DAYS", callback=_days, help="Keep decisions that were delivered so long.")
@click.option("--cases", metavar="DAYS", callback=_days, help="Keep partitions in which nothing waits so long.")
@click.option("--apply", "forget", is_flag=True, help="Forget now what is older.")
def command(where: str, decisions: int | None, cases: int | None, forget: bool) -> None:
    """Say, or set, how many days things are kept in a store, and forget what is older.

    DAYS is a number, or `forever`, as it is where nothing was set.
    """
    from dataclasses import replace

    from tactful.privacy import keep_for, kept_for, prune
    from tactful.service.driving import drive

    with opened_vacant(where) as desk:
        days = drive(kept_for(desk))
        if decisions is not None:
            days = replace(days, decisions=decisions or None)
        if cases is not None:
            days = replace(days, idle_cases=cases or None)
        if decisions is not None or cases is not None:
            drive(keep_for(desk, days))
        click.echo(f"decisions: {_told(days.decisions)}")
        click.echo(f"cases: {_told(days.idle_cases)}")
        if forget:
            pruned = drive(prune(desk))
            click.echo(f"forgotten: {pruned.decisions} decisions, {pruned.partitions} partitions")


def _told(days: int | None) -> str:
    return "forever" if days is None else f"{days} days"
