"""How error texts show what was found."""

from __future__ import annotations


def quoted(text: str, longest: int = 60) -> str:
    """Return the text in backticks on one line, cut where it is longer than `longest` characters."""
    shown = text if len(text) <= longest else text[:longest] + "…"
    return f"`{shown if shown.isprintable() else ascii(shown)[1:-1]}`"


def with_help(text: str, hint: str) -> str:
    """Return the text, followed by the hint where there is one."""
    return f"{text}; {hint}" if hint else text
