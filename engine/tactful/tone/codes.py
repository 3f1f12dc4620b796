"""The closed table of what a check of a message finds, each with a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tactful.diagnostics import Code

PAGE = "docs/tone.md"

CODES: Mapping[str, Code] = MappingProxyType(
    {
        "opening": Code("begins otherwise", "The text does not begin with the words of `open_with`.", PAGE),
        "forbidden-opening": Code(
            "begins as it must not", "The text begins with the words of `open_with` under `must_not`.", PAGE
        ),
        "missing-phrase": Code("something is not said", "The text has none of the wordings of a phrase.", PAGE),
        "forbidden-phrase": Code(
            "something must not be said", "The text has a wording of a phrase under `must_not`.", PAGE
        ),
        "too-many-words": Code("too long", "The text has more words than `max_words`.", PAGE),
        "too-many-sentences": Code("too many sentences", "The text has more sentences than `max_sentences`.", PAGE),
        "gap": Code("a gap is left", "Something in square brackets is still to be filled in.", PAGE),
        "copied": Code("a copy", "The text is nearly that of a message to somebody else.", PAGE),
    }
)
