"""The wordings that packs made of pages share: what they recognise, and what they let pass."""

from __future__ import annotations

import pytest

import tactful
from tactful.tone.folding import Folded
from tactful.tone.wordings import Speech

POLICY = tactful.load("university-career-centre")
REFERENCES = tactful.load("public-sector")


def said(phrase: str, text: str) -> bool:
    policy = POLICY if phrase in POLICY.phrases else REFERENCES
    return bool(Speech(Folded(text, [(0, len(text))])).places(policy.phrases[phrase]))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("a-detail-of-the-talk", "You mentioned the new bridge."),
        ("a-detail-of-the-talk", "Our conversation about night shifts has stayed with me."),
        ("a-detail-of-the-talk", "I enjoyed hearing about the archive."),
        ("interest", "I remain very interested."),
        ("interest", "I would love to join you."),
        ("own-qualifications", "My experience with fleets would help."),
        ("please-forward", "Would you forward my thanks to the panel?"),
        ("please-forward", "Please pass this on to them."),
        ("status-question", "May I ask where things stand?"),
        ("status-question", "Have you decided yet?"),
        ("status-question", "Is there any news?"),
        ("offer-of-information", "I am happy to send further documents."),
        ("a-call-may-come", "They may call you next week."),
        ("a-call-may-come", "You might be contacted."),
        ("demand", "I expect an answer by Friday."),
        ("demand", "Please reply as soon as possible."),
        ("demand", "Let me know immediately."),
        ("demand", "I have to know."),
    ],
)
def test_a_phrase_is_recognised(phrase: str, text: str) -> None:
    """A phrase stands for its wordings, not for one sentence."""
    assert said(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("please-forward", "I look forward to hearing from you."),
        ("demand", "I felt at home immediately."),
        ("demand", "I expect to finish my degree in June."),
        ("demand", "I have to say that I enjoyed it."),
        ("status-question", "It was a pleasure to meet you."),
        ("a-call-may-come", "I may call in sick."),
    ],
)
def test_what_only_looks_like_it_passes(phrase: str, text: str) -> None:
    """A harmless sentence is not taken for a phrase."""
    assert not said(phrase, text)
