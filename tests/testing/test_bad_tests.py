"""Bad test files: each file of `bad/` is named after its defect and begins with what must be said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tactful.errors import PolicyError
from tactful.testing.suite import read_suite

FOLDER = Path(__file__).parent / "bad"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*_test.yaml")), ids=lambda path: path.stem)
def test_every_problem_is_told_with_its_place_code_and_help(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The problems are exactly those in the first lines, sorted by place."""
    monkeypatch.chdir(FOLDER)
    with pytest.raises(PolicyError) as caught:
        read_suite(path.name)
    told = [line.removeprefix(f"{path.name}:") for line in str(caught.value).splitlines()]
    assert told == [line.removeprefix("# ") for line in path.read_text().splitlines() if line.startswith("#")]
