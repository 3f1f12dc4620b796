"""A PostgreSQL server for all tests of the session, where one is installed."""

from collections.abc import Iterator

import pytest

from postgres_server import NOT_INSTALLED, Server, programs, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; tests that ask for it are skipped where there can be none."""
    if programs() is None:
        pytest.skip(NOT_INSTALLED)
    with running() as server:
        yield server
