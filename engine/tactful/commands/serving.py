"""What commands on a store share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tactful.planning import Policies
    from tactful.service import Service
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
def opened_service(where: str, policies: Policies | None = None) -> Iterator[Service]:
    """Open a service on a store, with what is in force there unless policies are given.

    Raises EventError where there is no store and no policy to begin one with.
    """
    from tactful.errors import EventError
    from tactful.service import Service

    if policies is None and not is_there(where):
        raise EventError(f"there is no store `{_path(where)}`", "no_store")
    with Service(policies, store=where) as service:
        yield service


@contextmanager
def opened_vacant(where: str, *, new: bool = False) -> Iterator[Desk]:
    """Open a store that is there, or with `new` make it, whether or not a policy is in force in it."""
    from tactful.errors import EventError
    from tactful.service import drive
    from tactful.service.desk import opened

    if not new and not is_there(where):
        raise EventError(f"there is no store `{_path(where)}`", "no_store")
    desk = drive(opened(None, where, None, (), None, 0, asynchronous=False, vacant=True))
    try:
        yield desk
    finally:
        drive(desk.close())


def has_policy(where: str) -> bool:
    """Say whether there is a store, and a policy in force in it."""
    from tactful.errors import StoreError

    if not is_there(where):
        return False
    try:
        with opened_service(where):
            return True
    except StoreError as error:
        if error.code != "nothing_in_force":
            raise
        return False


def policies_said(policies: Sequence[tuple[str, str]]) -> str:
    """Name policies for people, each with the beginning of its digest."""
    return ", ".join(f"{name} {digest[:12]}" for name, digest in policies)


def is_there(where: str) -> bool:
    """Say whether there is a store, or a server that may hold one."""
    return "://" in where or os.path.exists(_path(where))


def _path(where: str) -> str:
    return where.removeprefix("sqlite:")
