"""The store of a command, and the service that is opened on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tactful.planning import Policies
    from tactful.service import Service

STORE = "TACTFUL_STORE"

store_option = click.option(
    "--store",
    "where",
    metavar="WHERE",
    required=True,
    envvar=STORE,
    help=f"Where cases are kept: a path, or an address such as postgresql://…; {STORE} where it is left out.",
)


@contextmanager
def opened_service(where: str, policies: Policies | None = None) -> Iterator[Service]:
    """Open a service on a store, with what is in force there unless policies are given."""
    from tactful.service import Service

    with Service(policies, store=where) as service:
        yield service


def has_policy(where: str) -> bool:
    """Say whether a policy is in force in a store."""
    from tactful.errors import StoreError

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
