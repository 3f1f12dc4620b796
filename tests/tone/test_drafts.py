"""The shipped article's verdict on good drafts, bad ones, and those that were written to fool it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import tactful
from tactful.tone import Finding

DRAFTS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("drafts.yaml").read_text(encoding="utf-8"))
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
