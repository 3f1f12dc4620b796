"""The wordings that only one of the packs on agencies, searches and networking has."""

from __future__ import annotations

import pytest

import tactful
from tactful.tone.folding import Folded
from tactful.tone.wordings import Speech

STAFFING = tactful.load("staffing-agency")
SEARCH = tactful.load("executive-search")
NETWORKING = tactful.load("informational-networking")


def said(policy: tactful.Policy, phrase: str, text: str) -> bool:
    return bool(Speech(Folded(text, [(0, len(text))])).places(policy.phrases[phrase]))


@pytest.mark.parametrize(
    ("policy", "phrase", "text"),
    [
        (STAFFING, "impressions", "The interview went well."),
        (STAFFING, "impressions", "They asked mostly about shifts."),
        (STAFFING, "next-steps", "The next round is in May."),
        (STAFFING, "next-steps", "Nobody said what happens next."),
        (STAFFING, "withdrawal", "I am withdrawing my application."),
        (STAFFING, "withdrawal", "I am no longer available."),
        (STAFFING, "withdrawal", "Please take my name out."),
        (SEARCH, "impressions", "My first impression of the board was good."),
        (SEARCH, "bulleted-list", "I bring:\n\n* ten years of trade\n* a network"),
        (SEARCH, "bulleted-list", "I bring • ten years of trade"),
        (SEARCH, "whether-to-stop", "Should I stop following up?"),
        (SEARCH, "whether-to-stop", "Would you rather I didn't ask again?"),
        (SEARCH, "whether-to-stop", "I can stop asking."),
        (NETWORKING, "connection", "Like you I am an alumna of Larch."),
        (NETWORKING, "connection", "Mira suggested that I write to you."),
        (NETWORKING, "connection", "I liked your article on tides."),
        (NETWORKING, "request-to-talk", "Might you have twenty minutes?"),
        (NETWORKING, "request-to-talk", "I would love to talk with you."),
        (NETWORKING, "jobs", "Are there any openings?"),
        (NETWORKING, "jobs", "I am looking for a job."),
        (NETWORKING, "jobs", "I enclose my résumé."),
        (NETWORKING, "planned-use", "I am going to read it this week."),
        (NETWORKING, "planned-use", "I will write to her."),
        (NETWORKING, "own-papers", "I attach my CV."),
        (NETWORKING, "own-papers", "My résumé is attached."),
        (NETWORKING, "something-to-share", "This article made me think of you."),
        (NETWORKING, "something-to-share", "Since we talked I have moved."),
    ],
)
def test_a_phrase_is_recognised(policy: tactful.Policy, phrase: str, text: str) -> None:
    """A phrase stands for its wordings, not for one sentence."""
    assert said(policy, phrase, text)


@pytest.mark.parametrize(
    ("policy", "phrase", "text"),
    [
        (STAFFING, "withdrawal", "I am available from May on."),
        (STAFFING, "next-steps", "I was there next to a window."),
        (SEARCH, "bulleted-list", "It was a long - and good - talk."),
        (SEARCH, "whether-to-stop", "I did not want to stop there."),
        (NETWORKING, "jobs", "I would like to hear how you came to your work."),
        (NETWORKING, "own-papers", "You offered to look at my CV, and I would be grateful."),
        (NETWORKING, "connection", "I would like to talk with you."),
    ],
)
def test_what_only_looks_like_it_passes(policy: tactful.Policy, phrase: str, text: str) -> None:
    """A harmless sentence is not taken for a phrase."""
    assert not said(policy, phrase, text)
