"""Arguments and options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tactful.timing import Instant, first_instant, parse_date, parse_instant

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_POLICY = "seed-article"


def _once(ctx: click.Context, _: click.Parameter, logs: tuple[str, ...]) -> tuple[str, ...]:
    if logs.count("-") > 1:
        ctx.fail("standard input (`-`) can be read only once")
    return logs


log_argument = click.argument("logs", metavar="LOG…", nargs=-1, required=True, callback=_once)

path_argument = click.argument("paths", metavar="PATH…", nargs=-1, required=True)

policy_option = click.option(
    "--policy",
    "reference",
    metavar="POLICY",
    default=DEFAULT_POLICY,
    show_default=True,
    help="A policy file, a pack folder, or the name of a shipped pack.",
)

case_option = click.option("--case", metavar="CASE", help="Only what concerns this case.")

rejects_option = click.option(
    "--rejects", metavar="FILE", help="Write the events that were rejected to this file, as JSON Lines."
)


def instant_of_option(text: str, name: str, zone: dt.tzinfo) -> Instant:
    """Read a moment: RFC 3339 with an offset, or a date, which is its first instant in the zone."""
    try:
        return first_instant(parse_date(text), zone) if len(text) == 10 else parse_instant(text)[0]
    except ValueError as error:
        raise click.BadParameter(f"{error}; a date alone is fine too", param_hint=f"`{name}`") from None
