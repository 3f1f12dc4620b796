"""`pytest tests/examples tests/explaining --update-golden` writes what the examples come to anew."""

import pytest

UPDATE = "--update-golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(UPDATE, action="store_true", help="write the golden files of the examples anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether to write golden files instead of only comparing with them."""
    return bool(request.config.getoption(UPDATE))
