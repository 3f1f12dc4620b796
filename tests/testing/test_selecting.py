from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from suites import HEAD, THANKS, suite

from tactful.testing.selecting import all_names, selected


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("phone screen", True),
        ("PHONE", True),
        ("small_test.yaml::plain", True),
        ("plain*", True),
        ("*small_test.yaml::*screen", True),
        ("p?ain*", True),
        ("screen*", False),
        ("video", False),
        ("", True),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, found: bool) -> None:
    """A pattern is a part of `file::name`, in any case of letters, or a glob of that or of the name."""
    read = suite(tmp_path, HEAD + THANKS, "{at: 2026-03-01, advice: []}", name="plain phone screen")
    read = replace(read, path="pack/small_test.yaml")
    assert bool(selected([read], pattern)) is found


def test_names(tmp_path: Path) -> None:
    """A test is called by its file and its name."""
    read = suite(tmp_path, HEAD + THANKS, "{at: 2026-03-01, advice: []}")
    assert all_names([read]) == [f"{tmp_path}/small_test.yaml::one"]
