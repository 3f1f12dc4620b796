"""Where the wordings of a phrase are found."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.tone.wordings import MOST, speech_of


def found(text: str, *phrase: Any) -> list[str]:
    """Return the words in which a phrase is found."""
    speech = speech_of(text)
    return [speech.folded.text[start:end] for start, end in speech.places(phrase)]


@pytest.mark.parametrize(
    ("wording", "text", "words"),
    [
        ("look forward to", "I am LOOKING  forward\nto it", "LOOKING forward to"),
        ("look forward to", "she looks, forward \u2013 to", "looks, forward - to"),
        ("looking forward", "he looked forward", "looked forward"),
        ("any questions", "any question?", "any question"),
        ("hope", "hoping", "hoping"),
        ("hoped", "we hope", "hope"),
        ("try again", "he tries again", "tries again"),
        ("trying", "tried", "tried"),
        ("stop", "stopped", "stopped"),
        ("planning", "we plan", "plan"),
        ("opportunities", "an opportunity", "opportunity"),
        ("the manager", "the manager\u2019s", "the manager's"),
        ("don't", "I don\u2019t", "don't"),
        ("I'm glad", "I\u2019m glad", "I'm glad"),
        ("follow-up", "a follow up", "follow up"),
        ("caf\u00e9", "CAFE\u0301", "CAFE\u0301"),
        ("questions", "ques\u00adtions", "questions"),
        ("?", "Is it?", "?"),
    ],
)
def test_a_text_is_found_in_every_inflection(wording: str, text: str, words: str) -> None:
    """Case, punctuation, blanks, quotes and inflection do not matter."""
    assert found(text, wording) == [words]


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("look forward to", "overlook forward to"),
        ("look forward to", "look forward. To"),
        ("look forward to", "look forward\n\nto"),
        ("thank", "thankful"),
        ("my experience", "my experiment"),
        ("busy", "business"),
        ("organ", "organization"),
        ("new", "news"),
        ("I", "it is"),
        ("speak", "spoke"),
        ("am", "ham"),
        ("?", "Is it."),
        ("", "anything"),
    ],
)
def test_other_words_are_not_taken_for_it(wording: str, text: str) -> None:
    """Words count whole and within a sentence; related words and irregular forms are other words."""
    assert found(text, wording) == []


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("as (we|I) (said|told)", "AS\nWE SAID", ["AS WE SAID"]),
        ("(?-i)as we", "As we", []),
        ("don't|can't", "I don\u2019t", ["don't"]),
        ("^it", "it is it", ["it"]),
        ("a\\nb", "a\n\nb", ["a\nb"]),
        (". ?to recap", "It is. To recap", ["To recap"]),
        ("\\?", "caf\u00e9? \U0001f600 so?", ["?", "?"]),
        ("x*", "abc", []),
        ("so", "\ud800 so", ["so"]),
    ],
)
def test_a_pattern_is_found_in_folded_text(pattern: str, text: str, words: list[str]) -> None:
    """Case does not matter unless it says so, quotes are straight, and a line break is a blank; nothing is no place."""
    assert found(text, {"pattern": pattern}) == words


def test_places_do_not_overlap() -> None:
    """Of wordings that overlap the first counts, and of those that begin together the longest."""
    assert found("as we said to you", "we said to", "as we", "as we said", {"pattern": "you"}) == ["as we said", "you"]


def test_there_is_an_end_to_places() -> None:
    """Of a phrase that is said again and again no more than some places are told."""
    assert len(found("so " * 1000, "so", {"pattern": "s"})) == MOST
