"""Patterns: RE2, found anywhere, bounded in time."""

from __future__ import annotations

import pytest

from tactful.conditions.patterns import compile_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("B", "abc", False),
        ("(?i)B", "abc", True),
        ("^$", "", True),
        ("\u00e9", "caf\u00e9", True),
        ("\u00e9", "cafe\u0301", False),
        ("^.$", "\U0001f600", True),
        ("a", "\ud800a", True),
        (r"^\?$", "\ud800", False),
        ("\\x00", "a\x00b", True),
    ],
)
def test_patterns_search(pattern: str, text: str, found: bool) -> None:
    """A pattern is found anywhere in a text, by characters, upper and lower case apart."""
    assert compile_pattern(pattern)(text) is found


def test_no_pattern_hangs() -> None:
    """A pattern that backtracking engines never finish answers on a long text."""
    assert compile_pattern("(a+)+$")("a" * 1_000_000 + "b") is False
    assert compile_pattern("(x+x+)+y")("x" * 1_000_000) is False


@pytest.mark.parametrize("pattern", ["(a", "*a", "a{1000}{1000}", r"(a)\1", "(?=a)", "[b-a]", "x" * 100_000])
def test_impossible_patterns_are_refused(pattern: str) -> None:
    """What RE2 refuses or what would be slow is a ValueError of bounded length."""
    with pytest.raises(ValueError, match=r"^found the pattern") as caught:
        compile_pattern(pattern)
    assert len(str(caught.value)) < 500
