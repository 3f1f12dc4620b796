"""Text as it is compared: quotes straight, runs of blanks as one, and the way back to where each character stood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\uff07`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# Of a web address only scheme and host are words of the text: nobody says or asks what stands behind them.
_SPECIAL = re.compile(
    rf"(?P<blank>[\s{_INVISIBLE}]+)"
    r"|(?<![\w.-])(?:https?://[^\s/?#<>\"']++|[a-z0-9-]++(?:\.[a-z0-9-]++)++)(?P<tail>[/?#][^\s<>\"]*+)",
    re.IGNORECASE,
)
_AFTER_ADDRESS = ".,;:!?)]'"
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W_](?:['\u0300-\u036f]*[^\W_])*[\u0300-\u036f]*")
_CHUNK = re.compile(r"[^ \n]+")
_STOP = re.compile(r"(?<![.!?\u2026])[.!?\u2026]++[\"')\]]*+(?=[ \n]|$)|\n")
_ABBREVIATION = re.compile(
    r"[\"'(\[]*(?:a\.m|approx|assn|co|corp|dept|dr|e\.g|eng|est|fig|i\.e|inc|jr|ltd|messrs|mrs?|ms|mt|p\.m|ph\.d|prof|rev"
    r"|sr|st|vs|[^\W\d_i])",
    re.IGNORECASE,
)
_LONGEST = 12  # more than any abbreviation


class Word(NamedTuple):
    """A word of folded text: where it stands in that, how it is compared, and in which sentence it is, from 0."""

    start: int
    end: int
    key: str
    sentence: int


class Folded:
    """Parts of a text, folded: `text` has a line break between paragraphs and parts, and a space for other blanks."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]]) -> None:
        pieces: list[str] = []
        self._here: list[int] = []
        self._there: list[int] = []
        size = 0
        for piece, origin in _pieces(text, spans):
            if piece:
                pieces.append(piece)
                self._here.append(size)
                self._there.append(origin)
                size += len(piece)
        self.text = "".join(pieces)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the whole text something stands that is not empty."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, at: int) -> int:
        piece = bisect_right(self._here, at) - 1
        return self._there[piece] + at - self._here[piece]

    @cached_property
    def words(self) -> list[Word]:
        """The words, from first to last."""
        ends = self._sentence_ends
        return [
            Word(match.start(), match.end(), key_of(match[0]), bisect_left(ends, match.end()))
            for match in _WORD.finditer(self.text)
        ]

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """Where each sentence stands, from its first word to its last."""
        found: dict[int, tuple[int, int]] = {}
        for word in self.words:
            start, _ = found.get(word.sentence, (word.start, 0))
            found[word.sentence] = (start, word.end)
        return list(found.values())

    @cached_property
    def counted(self) -> list[tuple[int, int]]:
        """Where each word stands as words are counted: what is between blanks and holds a letter or digit."""
        return [chunk.span() for chunk in _CHUNK.finditer(self.text) if _WORD.search(chunk[0])]

    @cached_property
    def _sentence_ends(self) -> list[int]:
        text = self.text
        return [stop.end() for stop in _STOP.finditer(text) if not _abbreviates(text, stop)]


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[str, int]]:
    """Yield what a text is folded to, piece by piece, each with the place at which it begins."""
    for number, (start, end) in enumerate(spans):
        if number:
            yield "\n", start
        at = start
        for special in _SPECIAL.finditer(text, start, end):
            if special["blank"]:
                yield text[at : special.start()].translate(_STRAIGHT), at
                yield _blank(special[0]), special.start()
                at = special.end()
            else:
                tail = special.start("tail")
                yield text[at:tail].translate(_STRAIGHT), at
                at = tail + len(special["tail"].rstrip(_AFTER_ADDRESS))
        yield text[at:end].translate(_STRAIGHT), at


def _blank(run: str) -> str:
    """Return what a run of blanks is folded to: nothing where all of it is invisible."""
    if not any(letter.isspace() for letter in run):
        return ""
    return "\n" if len(_BREAK.findall(run)) > 1 else " "


def _abbreviates(text: str, stop: re.Match[str]) -> bool:
    """Say whether a full stop belongs to an abbreviation or an initial, and does not end the paragraph."""
    if stop[0] != "." or text[stop.end() : stop.end() + 1] in ("", "\n"):
        return False
    before = text[max(stop.start() - _LONGEST, 0) : stop.start()].replace("\n", " ").rpartition(" ")[2]
    return _ABBREVIATION.fullmatch(before) is not None


def key_of(word: str) -> str:
    """Return a word as it is compared: upper and lower case are alike, and so are ways to write one letter."""
    if word.isascii():
        return word.casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared."""
    return tuple(word.key for word in Folded(text, [(0, len(text))]).words)
