"""Finding the wordings of a phrase in a text: texts in every inflection, and patterns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from tactful.conditions.patterns import compile_wording
from tactful.tone.folding import Folded, words_of

MOST = 20
"""The most places that are told of one wording."""

# What a pattern may need in order to begin with a sentence.
_BEFORE = " \n.,;:!?"
_SURROGATE = re.compile("[\ud800-\udfff]")
_INFLECTION = re.compile(r"e?s?|e?d|ing|y|ying|ie[sd]|'s?|s'")
_SHARED = 2  # the letters in which two forms of one word begin alike, at the least


class Speech:
    """A folded text in which wordings are looked for."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self._raw = _SURROGATE.sub("\ufffd", folded.text).encode()
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(folded.words):
            self._numbers[word.key].append(number)
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._numbers:
            self._alike[key[:_SHARED]].append(key)
        self._forms: dict[str, frozenset[str]] = {}

    def begins_with(self, words: Sequence[str]) -> bool:
        """Say whether the text begins with these words, uninflected and in one sentence."""
        first = self.folded.words[: len(words)]
        return [word.key for word in first] == list(words) and first[0].sentence == first[-1].sentence

    def places(self, phrase: Sequence[Any]) -> list[tuple[int, int]]:
        """Return where the wordings of a phrase stand in the folded text, from left to right; none overlaps another."""
        found: list[tuple[int, int]] = []
        places = [place for wording in phrase for place in islice(self._places(wording), MOST)]
        for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
            if not found or start >= found[-1][1]:
                found.append((start, end))
        return found[:MOST]

    def _places(self, wording: Any) -> Iterator[tuple[int, int]]:
        if not isinstance(wording, str):
            return self._matched(wording["pattern"])
        words = words_of(wording)
        return self._said(words) if words else self._written(wording.strip())

    def _said(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        forms = [self._forms_of(word) for word in words]
        for first in sorted(number for form in forms[0] for number in self._numbers[form]):
            run = self.folded.words[first : first + len(words)]
            together = len(run) == len(words) and run[0].sentence == run[-1].sentence
            if together and all(word.key in alike for word, alike in zip(run, forms, strict=True)):
                yield run[0].start, run[-1].end

    def _written(self, signs: str) -> Iterator[tuple[int, int]]:
        at = self.folded.text.find(signs) if signs else -1
        while at >= 0:
            yield at, at + len(signs)
            at = self.folded.text.find(signs, at + len(signs))

    def _matched(self, pattern: str) -> Iterator[tuple[int, int]]:
        for begun, ended in compile_wording(pattern)(self._raw):
            matched = self.folded.text[self._character(begun) : self._character(ended)].rstrip()
            words = matched.lstrip(_BEFORE) or matched.lstrip()
            if words:
                end = self._character(begun) + len(matched)
                yield end - len(words), end

    def _character(self, byte: int) -> int:
        return byte if self.folded.text.isascii() else len(self._raw[:byte].decode("utf-8", "replace"))

    def _forms_of(self, word: str) -> frozenset[str]:
        """Return the words of the text that are this one or an inflection of it."""
        if word not in self._forms:
            self._forms[word] = frozenset(other for other in self._alike[word[:_SHARED]] if self._same(word, other))
        return self._forms[word]

    def _same(self, word: str, other: str) -> bool:
        if word == other:
            return True
        # The stem alone would join words that only look related: business and busy, experience and experiment.
        shared = next((at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), None)
        size = min(len(word), len(other)) if shared is None else shared
        ends = [one[size:].removeprefix(one[size - 1]) for one in (word, other)]
        return all(map(_INFLECTION.fullmatch, ends)) and self._stem(word) == self._stem(other)

    @cached_property
    def _stem(self) -> Callable[[str], str]:
        from snowballstemmer.english_stemmer import EnglishStemmer

        stem: Callable[[str], str] = EnglishStemmer().stemWord
        return stem


def speech_of(text: str) -> Speech:
    """Return a whole text as one in which wordings are looked for."""
    return Speech(Folded(text, [(0, len(text))]))
