"""Gaps that a template left for the writer, and that are still in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tactful.timing.texts import quoted
from tactful.tone.draft import Draft
from tactful.tone.lines import Line, Places, each_line
from tactful.tone.quoting import own
from tactful.tone.review import Finding

# Left out are footnotes, and what mail programs write for links and pictures.
_GAP = re.compile(
    r"\[(?!(?:image|cid|https?|mailto|www)\b)(?=[^\[\]]{0,200}?[^\W\d_]{2})[^\[\]]{2,200}\](?!\()", re.IGNORECASE
)
_SUBJECT = re.compile(r"subject[ \t]*:", re.IGNORECASE)
_MOST = 20


def gaps(draft: Draft) -> Iterator[Finding]:
    """Yield the first gaps of a message: in its subject, its salutation, its body and its signature."""
    places = Places(draft.text, draft.first)
    own_lines = {line.start for line in _own_lines(draft)}
    found = (places.place(*match.span()) for match in _GAP.finditer(draft.text))
    for place in islice((place for place in found if place.start - place.column + 1 in own_lines), _MOST):
        yield Finding(
            "gap",
            "error",
            "no gaps",
            f"the text must have no gap left to fill in, found {quoted(' '.join(place.words.split()))}",
            "write what is meant, or leave it out",
            "what stands in square brackets is for the writer to fill in",
            place,
        )


def _own_lines(draft: Draft) -> Iterator[Line]:
    yield from (line for line in each_line(draft.text[: draft.start]) if _SUBJECT.match(line.text))
    yield from own(list(each_line(draft.text, draft.start)))
