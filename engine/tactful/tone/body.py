"""The body of a message: what its writer says, without salutation, signature and quoted text."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from tactful.tone.lines import Line, each_line
from tactful.tone.quoting import own
from tactful.tone.salutation import after_salutation
from tactful.tone.signature import without_signature


def body_of(text: str, start: int = 0, names: AbstractSet[str] = frozenset()) -> list[tuple[int, int]]:
    """Return where in a text the body stands, part by part, each from its first to after its last character.

    The message begins at `start`, after header lines. `names` are words of the recipients' names.
    """
    lines = list(own(list(each_line(text, start))))
    first = next((number for number, line in enumerate(lines) if not line.blank), None)
    if first is None:
        return []
    greeting = lines[first]
    size = after_salutation(greeting.text, names)
    lines[first] = Line(greeting.text[size:], greeting.start + size, greeting.number)
    return _parts(without_signature(lines))


def _parts(lines: list[Line]) -> list[tuple[int, int]]:
    """Join lines that follow one another; blank ones between two belong to a part."""
    parts: list[tuple[int, int]] = []
    before: Line | None = None
    for line in lines:
        if before is None or line.number != before.number + 1:
            parts.append((line.start, line.start))
        text = line.text.strip()
        if text:
            start, _ = parts[-1]
            first = line.start + line.text.index(text)
            parts[-1] = (first if start == parts[-1][1] else start, first + len(text))
        before = line
    return [(start, end) for start, end in parts if start < end]
