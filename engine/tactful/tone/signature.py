"""The signature: a closing such as `Kind regards` and what follows it, or what follows `--`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tactful.tone.lines import Line

_CLOSING = re.compile(
    r"""\s*(?:
        (?:with\s)?(?:(?:my|our|the|very|kind|kindest|best|warm|warmest|many|all)\s)*(?:regards|wishes)
        | (?:yours\s)?(?:very\s)?(?:sincerely|faithfully|truly|respectfully|gratefully|cordially|warmly)(?:\syours)?
        | yours | best | all\sthe\sbest | cheers | take\scare | (?:talk|see\syou|speak)\ssoon
        | (?:with\s)?(?:many\s|much\s|sincere\s)?thanks(?:\s(?:again|so\smuch|very\smuch|a\slot|in\sadvance))*
          (?:\sand\s(?:(?:kind|best|warm)\s)?(?:regards|wishes))?
        | thank\syou(?:\s(?:again|so\smuch|very\smuch|kindly|in\sadvance))*
        | with\s(?:(?:much|sincere|deep)\s)?(?:gratitude|appreciation)
        | (?:have|enjoy)\s(?:a\s(?:great|good|lovely|nice|wonderful)|the\srest\sof\s(?:your|the))\s
          (?:day|evening|afternoon|week|weekend|one)
    )\s*(?P<end>[,.!;:\u2013\u2014-]+\s*(?:[^\W\d_][\w'\u2019.-]*\s*){0,3})?$""",
    re.IGNORECASE | re.VERBOSE,
)
_DELIMITER = re.compile(
    r"\s*(?:--|\u2014)\s*$|\s*(?:sent from (?:my|mail for|outlook|yahoo)|get outlook for)\b", re.IGNORECASE
)
_POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?){1,3}s\b[.:]?\s", re.IGNORECASE)
_ENDED = re.compile(r"[.!?,;:\u2026][\"'\u2019\u201d)\]]*\s*$")
_SENTENCE = re.compile(r"[.!?\u2026][\"'\u2019\u201d)\]]*\s*$")
_MOST_LINES = 6
_LONGEST = 60
_MOST_WORDS = 8
_MOST_WORDS_OF_SENTENCE = 3


def without_signature(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the signature, of which the first line with something on it is never a part."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    kept = list(lines)
    for number in range(first + 1, len(kept)):
        if _DELIMITER.match(kept[number].text):
            kept = kept[:number]
            break
    for number in range(len(kept) - 1, first, -1):
        if _CLOSING.match(kept[number].text) and _may_close(kept[number - 1]):
            end = _end(kept, number + 1)
            if end is not None:
                return kept[:number] + kept[end:]
    return kept


def _may_close(before: Line) -> bool:
    """Say whether a closing may follow a line: it is blank, or a sentence ends with it."""
    return before.blank or _ENDED.search(before.text) is not None


def _end(lines: Sequence[Line], at: int) -> int | None:
    """Return where a signature ends that goes on here; None where what follows is none."""
    written = 0
    for number in range(at, len(lines)):
        text = lines[number].text
        if _POSTSCRIPT.match(text):
            return number
        if not lines[number].blank:
            written += 1
            if written > _MOST_LINES or not _is_short(text):
                return None
    return len(lines)


def _is_short(text: str) -> bool:
    count = len(text.split())
    return len(text.strip()) <= _LONGEST and count <= (
        _MOST_WORDS_OF_SENTENCE if _SENTENCE.search(text) else _MOST_WORDS
    )
