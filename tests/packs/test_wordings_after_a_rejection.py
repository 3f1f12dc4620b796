"""The wordings of the pack after-rejection: what they recognise, and what they let pass."""

from __future__ import annotations

import pytest

import tactful
from tactful.tone.folding import Folded
from tactful.tone.wordings import Speech

POLICY = tactful.load("after-rejection")


def said(phrase: str, text: str) -> bool:
    return bool(Speech(Folded(text, [(0, len(text))])).places(POLICY.phrases[phrase]))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("future-openings", "Should another position come up, I would be glad to hear of it."),
        ("future-openings", "I am interested in future opportunities."),
        ("future-openings", "Please keep me in mind."),
        ("future-openings", "I would still like to work with you."),
        ("feedback-request", "Could you give me some feedback?"),
        ("feedback-request", "Do you have any advice for me?"),
        ("feedback-request", "What could I have done better?"),
        ("argument", "I would ask you to reconsider."),
        ("argument", "I was the most qualified of them."),
        ("argument", "Your decision is wrong."),
        ("complaint", "It is a pity, and I am frustrated."),
    ],
)
def test_a_phrase_is_recognised(phrase: str, text: str) -> None:
    """A phrase stands for its wordings, not for one sentence."""
    assert said(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("future-openings", "Thank you for letting me know."),
        ("feedback-request", "I was impressed by your team."),
        ("argument", "You have found somebody who is better suited than I am."),
        ("argument", "I was more than happy to meet you all."),
        ("argument", "I understand your decision."),
    ],
)
def test_what_only_looks_like_it_passes(phrase: str, text: str) -> None:
    """A gracious sentence is not taken for a phrase."""
    assert not said(phrase, text)
