"""Arguments and options that several commands share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tactful.commands import clock
from tactful.timing import Instant, first_instant, instant_of, local, parse_date, parse_instant

_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?")

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_POLICY = "seed-article"


def _once(ctx: click.Context, _: click.Parameter, logs: tuple[str, ...]) -> tuple[str, ...]:
    if logs.count("-") > 1:
        ctx.fail("standard input (`-`) can be read only once")
    return logs


log_argument = click.argument("logs", metavar="LOG…", nargs=-1, required=True, callback=_once)

path_argument = click.argument("paths", metavar="PATH…", nargs=-1, required=True)


def _one_policy(ctx: click.Context, _: click.Parameter, references: tuple[str, ...]) -> str:
    if len(references) > 1:
        ctx.fail("`--policy` can be given only once here: a message is by one policy")
    return references[0]


policy_option = click.option(
    "--policy",
    "reference",
    metavar="POLICY",
    multiple=True,
    default=(DEFAULT_POLICY,),
    show_default=True,
    callback=_one_policy,
    help="A policy file, a pack folder, or the name of a shipped pack.",
)

policies_option = click.option(
    "--policy",
    "references",
    metavar="POLICY",
    multiple=True,
    default=(DEFAULT_POLICY,),
    show_default=True,
    help="A policy file, a pack folder, or the name of a shipped pack. Given more than once, the policies advise "
    "together: what one forbids binds all, and of advice for one purpose and the same people the highest priority is "
    "shown, then that of the policy given first.",
)

case_option = click.option("--case", metavar="CASE", help="Only what concerns this case.")

rejects_option = click.option(
    "--rejects", metavar="FILE", help="Write the events that were rejected to this file, as JSON Lines."
)


at_option = click.option(
    "--at",
    metavar="T",
    help="The moment: RFC 3339; without an offset, or as a date alone, in the policy's zone. Default: now.",
)

known_option = click.option(
    "--known",
    metavar="T|all",
    help="Answer on what was known at T, or on all that is known now. Default: what was known at the moment itself.",
)

out_option = click.option(
    "--out", metavar="FILE", help="Write to this file, once all is there, instead of standard output."
)

jobs_option = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Work in so many processes. The output is the same.",
)


def style_option(told: str) -> Callable[[F], F]:
    """Return the option of how a command writes what it found: for people, or as JSON."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help=told,
    )


def moments_of_options(at: str | None, known: str | None, zone: dt.tzinfo) -> tuple[Instant, Instant | None]:
    """Return the moment asked for and until when knowledge counts, None for all that is known now."""
    moment = clock.now() if at is None else instant_of_option(at, "--at", zone)
    if known is None:
        return moment, moment
    return moment, None if known == "all" else instant_of_option(known, "--known", zone)


def instant_of_option(text: str, name: str, zone: dt.tzinfo) -> Instant:
    """Read a moment: RFC 3339, without an offset in the zone; or a date, which is its first instant there."""
    try:
        if len(text) == 10:
            return first_instant(parse_date(text), zone)
        return (
            instant_of(dt.datetime.fromisoformat(text).replace(tzinfo=zone))
            if _LOCAL.fullmatch(text)
            else (parse_instant(text)[0])
        )
    except ValueError as error:
        message = f"{error}; a date is written `2026-03-12`, a moment `2026-03-12 09:00` or `2026-03-12T09:00:00-07:00`"
        raise click.BadParameter(message, param_hint=f"`{name}`") from None


def zone_of_option(text: str | None, zone: dt.tzinfo) -> dt.tzinfo:
    """Return the zone in which a moment was asked for: the one given, unless it has another offset."""
    try:
        instant, offset = parse_instant(text or "")
    except ValueError:
        return zone
    same = offset is None or offset.utcoffset(None) == local(instant, zone).utcoffset()
    return zone if same else offset or zone
