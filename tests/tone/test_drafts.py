"""The shipped article's verdict on good drafts, bad ones, and those that were written to fool it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import tactful
from tactful.tone import Finding
from tactful.tone.wordings import speech_of


def table(name: str) -> Any:
    """Return a table beside this file."""
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


DRAFTS: list[dict[str, Any]] = table("drafts.yaml")
SENTENCES = [
    (phrase, sentence, kind == "said")
    for phrase, kinds in table("phrases.yaml").items()
    for kind, sentences in kinds.items()
    for sentence in sentences
]
POLICY = tactful.load("seed-article")


def told(finding: Finding) -> str:
    """Return a finding as the table writes it."""
    _, _, phrase = finding.demand.partition("say: ")
    words = " ".join(finding.place.words.split())
    return " ".join(part for part in (finding.code, phrase, words and f"= {words}") if part)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft["name"])
def test_what_is_found(draft: dict[str, Any]) -> None:
    """Exactly what the table says is found, in those words."""
    review = tactful.check_draft(POLICY, draft["rule"], draft["text"])
    assert sorted(map(told, review.findings)) == sorted(draft.get("expect", []))


@pytest.mark.parametrize(("phrase", "sentence", "said"), SENTENCES)
def test_a_phrase_is_recognised_by_its_meaning(phrase: str, sentence: str, said: bool) -> None:
    """A sentence that means a phrase is recognised, one that only shares its words is not."""
    assert bool(speech_of(sentence).places(POLICY.phrases[phrase])) is said


def test_every_phrase_has_its_sentences() -> None:
    """Each phrase of the policy has sentences in which it is said, and in which it is not."""
    assert {phrase for phrase, _, said in SENTENCES if said} == POLICY.phrases.keys()
    assert {phrase for phrase, _, said in SENTENCES if not said} == POLICY.phrases.keys()
