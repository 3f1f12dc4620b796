"""Patterns for text: RE2's syntax, found anywhere in a text, in time linear in its length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

MAX_PROGRAM = 5_000
"""The most instructions a compiled pattern may have: searching costs text length times this at worst."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a search for a pattern: case-sensitive unless it says `(?i)`.

    Raises ValueError for a pattern that RE2 refuses or that is too big.
    """
    find = _compiled(pattern, case_sensitive=True).search

    # Bytes spare RE2's wrapper the arithmetic of offsets, and a lone surrogate in them does not raise.
    def search(text: str) -> bool:
        return find(text.encode("utf-8", "surrogatepass")) is not None

    return search


@lru_cache(maxsize=1024)
def compile_wording(pattern: str) -> Callable[[bytes], Iterator[tuple[int, int]]]:
    """Return a search for the places of a pattern in UTF-8: upper and lower case are alike unless it says `(?-i)`.

    It yields where each begins and ends, from left to right; where nothing at all would match, it ends. Raises
    ValueError as `compile_pattern` does.
    """
    find = _compiled(pattern, case_sensitive=False).search

    def places(text: bytes) -> Iterator[tuple[int, int]]:
        at = 0
        while (match := find(text, at)) is not None:
            start, at = match.span()
            if start == at:
                return
            yield start, at

    return places


def _compiled(pattern: str, *, case_sensitive: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = case_sensitive
    try:
        compiled = re2.compile(pattern, options)
    except UnicodeEncodeError:
        raise ValueError("found a lone surrogate in a pattern, expected valid Unicode") from None
    except re2.error as error:
        reason = error.args[0]
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"found the pattern `{_short(pattern)}`, expected RE2 syntax: {text[:200]}") from None
    if compiled.programsize > MAX_PROGRAM:
        raise ValueError(
            f"found the pattern `{_short(pattern)}` of {compiled.programsize} steps, "
            f"expected one of at most {MAX_PROGRAM}"
        )
    return compiled


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else f"{pattern[:57]}..."
