"""`tactful serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.commands import clock
from tactful.commands.serving import has_policy, store_option

if TYPE_CHECKING:
    from tactful.sinks.sink import Sink


@click.command("serve")
@store_option
@click.option(
    "--policy",
    "references",
    metavar="POLICY",
    multiple=True,
    help="The policy to put in force, or several; without it, what is in force in the store stays so.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to listen. Any but loopback needs API keys."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8040, show_default=True, help="Which port to listen at.")
@click.option(
    "--allow-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="A name by which this machine may be asked without API keys, besides `localhost`.",
)
@click.option(
    "--max-streams",
    "streams",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    help="How many may follow decisions at once.",
)
@click.option("--watch", metavar="PATH", help="Put a policy, or a folder of them, in force whenever it is edited.")
@click.option("--max-changed", "most", metavar="N|N%", help="Take no edit that changes the advice of more cases.")
@click.option("--sink-file", metavar="FILE", help="Append every decision to this file, as JSON Lines.")
@click.option("--webhook", metavar="URL", help="Post every decision there, signed.")
@click.option("--secret-file", metavar="FILE", help="The file whose content signs what is posted.")
@click.option("--allow-private", is_flag=True, help="Post to this machine and to private addresses too, also by http.")
def command(
    where: str,
    references: tuple[str, ...],
    host: str,
    port: int,
    hosts: tuple[str, ...],
    streams: int,
    watch: str | None,
    most: str | None,
    sink_file: str | None,
    webhook: str | None,
    secret_file: str | None,
    allow_private: bool,
) -> None:
    """Serve cases and advice over HTTP, let time pass, and deliver decisions, until it is told to stop."""
    if (webhook is None) != (secret_file is None):
        raise click.UsageError("`--webhook` and `--secret-file` go together")
    try:
        from tactful.api.access import is_loopback
        from tactful.api.limits import Limits
        from tactful.api.server import Settings, run
    except ImportError as error:
        raise click.UsageError(f"the package `{error.name}` is missing: pip install 'tactful[serve]'") from None
    from tactful.enacting import MaxChanged, Watcher
    from tactful.errors import EventError
    from tactful.policy import load_all

    policies = load_all(references) or None
    if policies is None and not has_policy(where):
        raise click.UsageError("no policy is in force in this store: name one by `--policy`, such as `seed-article`")
    if watch is not None and not Path(watch).exists():
        raise click.UsageError(f"there is no `{watch}` to watch")
    settings = Settings(
        where=where,
        policies=policies,
        host=host,
        port=port,
        loopback=is_loopback(host),
        sinks=_sinks(sink_file, webhook, secret_file, allow_private=allow_private),
        watcher=None if watch is None else Watcher(Path(watch)),
        max_changed=None if most is None else MaxChanged.parse(most),
        hosts=hosts,
        limits=Limits(streams=streams),
    )
    try:
        run(settings)
    except EventError as error:
        if error.code not in ("no_keys", "cannot_listen"):
            raise
        raise click.UsageError(str(error)) from None


def _sinks(file: str | None, webhook: str | None, secret: str | None, *, allow_private: bool) -> list[Sink]:
    from tactful.errors import EventError
    from tactful.sinks import JsonLinesSink, WebhookSink

    sinks: list[Sink] = []
    if file is not None:
        sinks.append(JsonLinesSink("file", file))
    if webhook is not None and secret is not None:
        try:
            text = Path(secret).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise EventError(f"the secret cannot be read: {type(error).__name__}", "unreadable_secret") from None
        sinks.append(WebhookSink("webhook", webhook, secret=text, clock=clock.now, allow_private=allow_private))
    return sinks
