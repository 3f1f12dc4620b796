"""`pytest tests/examples --update-golden` writes the expected decisions anew."""

import pytest

UPDATE = "--update-golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(UPDATE, action="store_true", help="write the expected decisions of the examples anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether to write golden files; not where a whole test run has loaded this file too late to ask."""
    return bool(request.config.getoption(UPDATE, default=False))
