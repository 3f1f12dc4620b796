"""What commands on a store share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tactful.service.desk import Desk

store_option = click.option(
    "--store",
    "where",
    metavar="WHERE",
    envvar="TACTFUL_STORE",
    required=True,
    show_envvar=True,
    help="Where the cases are kept: a file of SQLite, or `postgresql://…`.",
)


@contextmanager
def opened_desk(where: str) -> Iterator[Desk]:
    """Open a store that is there, under the policies that are in force in it. Raises EventError where there is none."""
    from tactful.errors import EventError
    from tactful.service import Service

    path = where.removeprefix("sqlite:")
    if "://" not in where and not os.path.exists(path):
        raise EventError(f"there is no store `{path}`", "no_store")
    with Service(store=where) as service:
        yield service.desk
