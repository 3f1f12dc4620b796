"""Gaps that a template left for the writer, and that are still in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tactful.timing.texts import quoted
from tactful.tone.draft import Draft
from tactful.tone.lines import Places, each_line
from tactful.tone.quoting import own
from tactful.tone.review import Finding

# Left out are footnotes, references, `[sic]`, and what mail programs write for links and pictures.
_GAP = re.compile(
    r"(?<![\w\]])\[(?!(?:image|cid|https?|mailto|www|sic)\b)(?=[^\[\]]{0,200}?[^\W\d_]{2})[^\[\]]{2,200}\](?![(\[])",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"subject[ \t]*:\s*(?:(?:re|fwd?|aw)[ \t]*:\s*|\[[^\[\]]{0,80}\]\s*)*", re.IGNORECASE)
_MOST = 20


def gaps(draft: Draft) -> Iterator[Finding]:
    """Yield the first gaps of a message: in its subject, its salutation, its body and its signature."""
    places = Places(draft.text, draft.first)
    begins = dict(_own_lines(draft))
    found = (places.place(*match.span()) for match in _GAP.finditer(draft.text))
    own_ones = (place for place in found if begins.get(place.start - place.column + 1, len(draft.text)) <= place.start)
    for place in islice(own_ones, _MOST):
        yield Finding(
            "gap",
            "error",
            "no gaps",
            f"the text must have no gap left to fill in, found {quoted(' '.join(place.words.split()))}",
            "write what is meant, or leave it out",
            "what stands in square brackets is for the writer to fill in",
            place,
        )


def _own_lines(draft: Draft) -> Iterator[tuple[int, int]]:
    """Yield where each line begins that is the writer's own, and from where on it is: a subject after its tags."""
    for line in each_line(draft.text[: draft.start]):
        if tags := _SUBJECT.match(line.text):
            yield line.start, line.start + tags.end()
    for line in own(list(each_line(draft.text, draft.start))):
        yield line.start, line.start
