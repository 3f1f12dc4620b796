"""How alike two messages are, names apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise

COPIED = 0.85
"""From this likeness on a message is a copy: of 100 pairs of neighbouring words, 85 stand in both."""


def likeness(one: Iterable[str], other: Iterable[str], names: Collection[str]) -> float:
    """Return from 0 to 1 how alike two texts are, given as words: Dice's coefficient of their pairs of words.

    The names are left out of both. Two texts without words are not alike.
    """
    pairs, others = (_pairs([word for word in words if word not in names]) for words in (one, other))
    count = pairs.total() + others.total()
    return 2 * (pairs & others).total() / count if count else 0.0


def _pairs(words: list[str]) -> Counter[tuple[str, str]]:
    return Counter(pairwise(words))
