"""Patterns for text: RE2's syntax, found anywhere in a text, in time linear in its length."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

MAX_PROGRAM = 5_000
"""The most instructions a compiled pattern may have: searching costs text length times this at worst."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a search for a pattern: case-sensitive unless it says `(?i)`.

    Raises ValueError for a pattern that RE2 refuses or that is too big.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
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
    find = compiled.search

    # Bytes spare RE2's wrapper the arithmetic of offsets, and a lone surrogate in them does not raise.
    def search(text: str) -> bool:
        return find(text.encode("utf-8", "surrogatepass")) is not None

    return search


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else f"{pattern[:57]}..."
