"""`tactful new`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("name", metavar="NAME")
@click.option(
    "--from",
    "parent",
    metavar="PACK",
    required=True,
    help="The policy that the new one extends: the name of a shipped pack, or a path.",
)
@click.option(
    "--in",
    "place",
    metavar="DIR",
    default=".",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder in which the folder NAME is made.",
)
def command(name: str, parent: str, place: Path) -> None:
    """Begin a policy that extends another: a folder NAME with a policy, tests that pass, and a README.

    The policy lists everything that can be set, ready to be changed. Nothing is overwritten.
    """
    from tactful.authoring.scaffold import as_argument, scaffold
    from tactful.errors import EventError
    from tactful.policy.packs import is_path

    files = scaffold(name, parent, place)
    try:
        (place / name).mkdir()
        for path, text in files.items():
            with path.open("xb") as file:
                file.write(text)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise EventError(f"`{error.filename or place / name}` cannot be written: {why}", "unwritable") from None
    for path in files:
        click.echo(str(path))
    pack, extended = as_argument(place / name), parent if not is_path(parent) else as_argument(Path(parent))
    click.echo(f"\nedit {place / name / 'policy.yaml'}, then run")
    click.echo(f"  tactful lint {pack}\n  tactful test {pack}\n  tactful diff --from {extended} --to {pack} LOG…")
