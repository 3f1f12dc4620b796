"""`tactful erase`."""

from __future__ import annotations

import click

from tactful.commands.serving import opened_vacant, store_option

_BEYOND = (
    "Out of reach: what sinks have delivered, such as files and messages; mails that were sent; backups and other "
    "copies of the store; logs from which events may be taken in again."
)


@click.command("erase")
@click.argument("person")
@store_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(person: str, where: str, yes: bool) -> None:
    """Make a person unreadable in a store: in events, in what was reported, in decisions and the outbox.

    PERSON is an e-mail address or a name; everybody of that name is meant. Where it is the name of a partition, such as
    a candidate's, the whole partition is forgotten. Everybody else is advised as before.
    """
    from tactful.privacy import erase, held
    from tactful.privacy.erasing import Erased
    from tactful.service.driving import drive

    with opened_vacant(where) as desk:
        if not yes:
            told = drive(held(desk, person))
            events, decisions = len(told["events"]), len(told["decisions"])
            if not events and not decisions and told["partition"] is None:
                click.echo("nothing in the store mentions them")
                return
            if told["partition"] is not None:
                click.echo("a partition of this name is forgotten as a whole")
            click.echo(f"events: {events}, decisions: {decisions}, of these in the outbox: {len(told['outbox'])}")
            click.confirm("This cannot be undone. Erase them?", abort=True)
        erased = drive(erase(desk, person))
    if erased == Erased():
        click.echo("nothing in the store mentions them")
        return
    click.echo(f"partitions forgotten: {erased.forgotten}, rewritten: {erased.rewritten}")
    click.echo(f"events: {erased.events}, decisions: {erased.decisions}")
    if erased.named:
        click.echo(f"partitions and cases whose own name still tells of them: {erased.named}; erase these by that name")
    click.echo(_BEYOND)
