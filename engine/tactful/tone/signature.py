"""The signature: a closing such as `Kind regards` and what follows it, or what follows `--`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tactful.tone.lines import Line

_CLOSING = re.compile(
    r"""(?:
        (?:with\s)?(?:(?:my|our|the|very|kind|kindest|best|warm|warmest|many|all)\s)*(?:regards|wishes)
        | (?:yours\s)?(?:very\s)?(?:sincerely|faithfully|truly|respectfully|gratefully|cordially|warmly)(?:\syours)?
        | take\scare | (?:talk|see\syou|speak)\ssoon
        | (?:with\s)?(?:many\s|much\s|sincere\s)?thanks\sand\s(?:(?:kind|best|warm)\s)?(?:regards|wishes)
        | (?P<said>yours|best|all\sthe\sbest|cheers
            | (?:with\s)?(?:many\s|much\s|sincere\s)?(?:thanks|thank\syou)
              (?:\s(?:again|so\smuch|very\smuch|a\slot|kindly|in\sadvance))*)
        | with\s(?:(?:much|sincere|deep)\s)?(?:gratitude|appreciation)
        | (?:have|enjoy)\s(?:a\s(?:great|good|lovely|nice|wonderful)|the\srest\sof\s(?:your|the))\s
          (?:day|evening|afternoon|week|weekend|one)
    )\s?(?:[,.!;:\u2013\u2014-]+(?:\s?[^\W\d_][\w'\u2019.-]*(?:\s[^\W\d_][\w'\u2019.-]*){0,2})?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_DELIMITER = re.compile(
    r"\s*(?:(?:--|\u2014)\s*$|sent\s+from\s+(?:my|mail\s+for|outlook|yahoo)\b|get\s+outlook\s+for\b)", re.IGNORECASE
)
_NAME = re.compile(r"\s*[^\W\d_][\w'\u2019-]*(?:\s+[^\W\d_][\w'\u2019-]*){0,2}\s*")
_POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?){1,3}s\b[.:]?\s", re.IGNORECASE)
_ENDED = re.compile(r"[.!?,;:\u2026][\"'\u2019\u201d)\]]*\s*$")
_SENTENCE = re.compile(r"[.!?\u2026][\"'\u2019\u201d)\]]*\s*$")
_MOST_LINES = 6
_LONGEST = 60
_MOST_WORDS = 8
_MOST_WORDS_OF_SENTENCE = 3


def without_signature(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the signature. The first line with something on it is no closing: it says something."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    kept = list(lines)
    for number in range(first, len(kept)):
        if _DELIMITER.match(kept[number].text):
            kept = kept[:number]
            break
    for number in range(len(kept) - 1, first, -1):
        if _closes(kept, number):
            end = _end(kept, number + 1)
            if end is not None:
                return kept[:number] + kept[end:]
    return kept


def _closes(lines: Sequence[Line], at: int) -> bool:
    """Say whether a line is a closing: after a blank line, or where a sentence has ended.

    With `Thanks` or `Best` a sentence may begin as well. It is a closing there only if nothing but a name follows.
    """
    text = " ".join(lines[at].text.split())
    closing = _CLOSING.fullmatch(text) if len(text) <= _LONGEST else None
    if closing is None or not (lines[at - 1].blank or _ENDED.search(lines[at - 1].text)):
        return False
    following = next((line.text for line in lines[at + 1 : at + 3] if line.text.strip()), "")
    return lines[at - 1].blank or not closing["said"] or _NAME.fullmatch(following) is not None


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
    most = _MOST_WORDS_OF_SENTENCE if _SENTENCE.search(text) else _MOST_WORDS
    return len(text.strip()) <= _LONGEST and len(text.split()) <= most
