"""`tactful packs`."""

from __future__ import annotations

import click


@click.command("packs")
def command() -> None:
    """List the shipped policies: the name for `--policy`, the number of rules, the title and what it is."""
    from tactful.commands.pack_text import pack_lines
    from tactful.commands.text import paper_for
    from tactful.policy import pack_names

    names = pack_names()
    for line in pack_lines(names, paper_for()):
        click.echo(line)
    if not names:
        click.echo("no policies are shipped with this installation", err=True)
