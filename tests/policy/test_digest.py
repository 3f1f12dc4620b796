"""The digest: one for one meaning."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from tactful.policy import load, loads
from tactful.yaml_nodes import load_nodes

TEXT = (Path(__file__).parent / "good" / "follow_up.yaml").read_text()
DIGEST = loads(TEXT).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A small policy", "# Another comment"),
        ("Thanks, one question, and then quiet", "Another title"),
        ("how long nothing must be heard before asking", "the silence"),
        ("{value: 2 weeks,", "{value: 14 days,"),
        ("$silence", "P2W"),
        ("recipients: main_contact", "recipients: {who: [main_contact]}"),
        ("when: application.rejected", "when: [application.rejected]"),
        ("case.status: active\n", "case.status: {is: active}\n"),
        ("again: restart", "again: restart\n    priority: 0\n    channel: email"),
        ("[phone, video]}", "$remote}"),
        ("recap: [as I said]", "recap: as I said"),
    ],
)
def test_spelling_is_not_meaning(old, new):
    """Comments, titles, settings, shorthands and defaults written out change nothing."""
    text = TEXT.replace(old, new)
    if "$remote" in new:
        text = text.replace("settings:\n", "settings:\n  remote: {value: [phone, video]}\n")
    assert text != TEXT
    assert loads(text, "elsewhere.yaml").digest == DIGEST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: follow-up", "policy: other"),
        ("{value: 2 weeks,", "{value: 3 weeks,"),
        ("strength: must\n", "strength: should\n"),
        ("America/Phoenix", "America/Denver"),
        ("2026-12-25", "2026-12-26"),
        ("hope to (speak", "hoping to (speak"),
        ("max_words: 150", "max_words: 151"),
        ("because: that was", "because: this was"),
        ("thanks-for-the-call:", "thanks-for-a-call:"),
        ("plus: 1 day", "plus: 2 days"),
        ("case.unanswered.check-in: 0", "case.unanswered.check-in: {at_most: 0}"),
    ],
)
def test_meaning_is_told_apart(old, new):
    """Whatever shows in an advice or moves it gives another digest."""
    text = TEXT.replace(old, new)
    assert text != TEXT
    assert loads(text).digest != DIGEST


def shuffled(value, seed, *, rules=False):
    """Return the data with the keys of every mapping in another order, those of ordered sections kept."""
    if isinstance(value, dict):
        keys = list(value)
        random.Random(seed).shuffle(keys)
        ordered = ("rules", "holds", "stops") if not rules else ()
        return {
            key: {name: shuffled(clause, seed, rules=True) for name, clause in value[key].items()}
            if key in ordered
            else shuffled(value[key], seed, rules=rules)
            for key in keys
        }
    return [shuffled(item, seed) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_is_not_meaning(seed):
    """Keys of a mapping may come in any order."""
    data = load_nodes(TEXT, "p.yaml").data
    assert loads(yaml.safe_dump(shuffled(data, seed), sort_keys=False)).digest == DIGEST


def test_the_order_of_rules_is_meaning():
    """Rules are ranked by their order."""
    data = load_nodes(TEXT, "p.yaml").data
    data["rules"] = dict(reversed(data["rules"].items()))
    assert loads(yaml.safe_dump(data, sort_keys=False)).digest != DIGEST


def test_splitting_a_policy_keeps_its_meaning_unless_it_ranks_rules(tmp_path):
    """Rules of an extending file outrank those of its parent, all else may be moved to a parent."""
    (tmp_path / "whole.yaml").write_text(TEXT)
    (tmp_path / "same.yaml").write_text("tactful: 1\npolicy: follow-up\nextends: ./whole.yaml\n")
    raised = "tactful: 1\npolicy: follow-up\nextends: ./whole.yaml\nrules: {ask-once: {strength: may}}\n"
    (tmp_path / "raised.yaml").write_text(raised)
    assert load(tmp_path / "same.yaml").digest == DIGEST
    assert load(tmp_path / "raised.yaml").digest != DIGEST


def test_the_digest_is_stable():
    """The digest of one meaning is the same in every run and on every machine."""
    assert loads("tactful: 1\npolicy: p\n").digest == (
        "42d49364acfda2588e06851c6fa0258ccebfa28c4141654e488f6c91d473ed7d"
    )
