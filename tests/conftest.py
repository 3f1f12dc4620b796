"""`pytest tests/examples tests/explaining tests/commands tests/drafting --update-golden` writes golden files anew."""

import os

import pytest
from hypothesis import settings

UPDATE = "--update-golden"

# A change is judged on the same examples each time; on a desk every run looks for new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(UPDATE, action="store_true", help="write the golden files of the examples anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether to write golden files instead of only comparing with them."""
    return bool(request.config.getoption(UPDATE))
