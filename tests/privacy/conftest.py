"""The random worlds of the engine's tests, and a PostgreSQL server where one is installed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from postgres_server import NOT_INSTALLED, Server, programs, running

sys.path.append(str(Path(__file__).parents[1] / "engine"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; tests that ask for it are skipped where there can be none."""
    if programs() is None:
        pytest.skip(NOT_INSTALLED)
    with running() as server:
        yield server
