"""Text as it is compared: what is alike, what is counted, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.tone.folding import Folded, words_of


def whole(text: str) -> Folded:
    """Return a whole text, folded."""
    return Folded(text, [(0, len(text))])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a \t\u00a0\u2003b", "a b"),
        ("a\nb\r\nc", "a b c"),
        ("a\n\nb", "a\nb"),
        ("a \r\n \t\r\n b", "a\nb"),
        ("\u201ca\u201d \u2018b\u2019 \u00abc\u00bb `d\u00b4", "\"a\" 'b' \"c\" 'd'"),
        ("a \u2013 b\u2014c\u2011d", "a - b-c-d"),
        ("ans\u00adwer\u200b", "answer"),
        ("see https://x.example/a?b=c#d, or", "see https://x.example, or"),
        ("is it x.example/a/b?", "is it x.example?"),
        ("www.x.example?a=b c", "www.x.example c"),
        ("and/or a.b", "and/or a.b"),
    ],
)
def test_what_is_alike(text: str, folded: str) -> None:
    """Quotes, dashes and blanks are one kind each, invisible signs are gone, of an address the host is left."""
    assert whole(text).text == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thank you, Dana!", ("thank", "you", "dana")),
        ("follow-up", ("follow", "up")),
        ("don\u2019t DON'T", ("don't", "don't")),
        ("'quoted' planners'", ("quoted", "planners")),
        ("_so_ 2nd 3.5", ("so", "2nd", "3", "5")),
        ("caf\u00e9 cafe\u0301 STRASSE stra\u00dfe \ufb01t", ("caf\u00e9", "caf\u00e9", "strasse", "strasse", "fit")),
        ("\u2026 ?!", ()),
    ],
)
def test_words_as_they_are_compared(text: str, words: tuple[str, ...]) -> None:
    """An apostrophe in it is part of a word, other signs are not; case and the way to write a letter do not matter."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("\u2013 * ?", 0),
        ("well-known, and/or 3.5 %", 3),
        ("https://x.example/a?b", 1),
        ("don\u2019t\nstop \u2014 now", 3),
        ("ans\u00adwer", 1),
    ],
)
def test_how_words_are_counted(text: str, count: int) -> None:
    """A word is what stands between blanks and holds a letter or digit."""
    assert len(whole(text).counted) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One", 1),
        ("One. Two! Three? Four\u2026 Five", 5),
        ("one. two", 2),
        ("One?! Two...", 2),
        ("He said \u201cgood.\u201d Then he went.", 2),
        ("Dr. Ruiz and Mr. J. Marsh of Acme Inc. met at 3 p.m. in the hall, i.e. here.", 1),
        ("DR. RUIZ MET US.", 1),
        ("It was you and I. Then he came.", 2),
        ("It cost 3.50 at x.example today.", 1),
        ("A heading\n\nA sentence.", 2),
        ("It was at 3 p.m.\n\nThen it ended.", 2),
        ("One line\nof two.", 1),
        ("... --- !!!", 0),
    ],
)
def test_how_sentences_are_counted(text: str, count: int) -> None:
    """A sentence ends with its full stop, or with its paragraph, and not with an abbreviation."""
    assert len(whole(text).sentences) == count


LETTERS = st.text(st.one_of(st.characters(), st.sampled_from(" \n\r\t\u00a0\u00ad\u200b'\u2019\"?/.:wht")), max_size=60)


@given(st.lists(LETTERS, max_size=4))
def test_the_way_back(parts: list[str]) -> None:
    """Each word is found back where it stood, and words keep their order."""
    text, spans = "", []
    for part in parts:
        spans.append((len(text), len(text) + len(part)))
        text += part + "\n---\n"
    folded = Folded(text, spans)
    before = 0
    for word in folded.words:
        start, end = folded.origin(word.start, word.end)
        assert before <= start < end <= len(text)
        assert words_of(text[start:end]) == (word.key,)
        before = end
