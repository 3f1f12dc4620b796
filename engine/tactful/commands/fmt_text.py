"""What `tactful fmt` says."""

from __future__ import annotations

import difflib
from collections.abc import Iterator


def changes(before: bytes, after: bytes, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff; none where nothing differs."""
    old, new = (text.decode("utf-8").splitlines() for text in (before, after))
    yield from difflib.unified_diff(old, new, name, f"{name} (formatted)", lineterm="")


def summary(count: int, changed: int, *, check: bool) -> str:
    """Say how many files there were and how many were, or would be, changed."""
    files = f"{count} {'file' if count == 1 else 'files'}"
    if not changed:
        return f"{files}, formatted already"
    return f"{files}, {changed} {'to format' if check else 'formatted'}"
