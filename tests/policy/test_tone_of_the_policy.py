"""The tone of the policy, which lies under that of every rule that is no prohibition."""

from __future__ import annotations

import pytest

from tactful.errors import PolicyError
from tactful.policy import load, loads

RULE = "because: b, when: message.sent, strength: should, purpose: x, recipients: met"
TONE = "tone: {voice: [warm, brief], must: {say: [a, b], max_words: 90}, must_not: {say: c}}"
COMMON = {"voice": ["warm", "brief"], "must": {"say": ["a", "b"], "max_words": 90}, "must_not": {"say": ["c"]}}


def policy_of(tone: str, head: str = TONE, *, rule: str = RULE):
    written = f", tone: {tone}" if tone else ""
    return loads(f"tactful: 1\npolicy: p\n{head}\nrules: {{r: {{{rule}{written}}}}}\nphrases: {{a: a, b: b, c: c}}\n")


def tone_of(tone: str, head: str = TONE):
    return policy_of(tone, head).rules[0].tone


@pytest.mark.parametrize(
    ("own", "tone"),
    [
        ("", COMMON),
        ("{}", COMMON),
        ("null", None),
        ("{voice: cool}", COMMON | {"voice": ["cool"]}),
        ("{voice: null}", {key: COMMON[key] for key in ("must", "must_not")}),
        ("{must: {max_words: 20}}", COMMON | {"must": {"say": ["a", "b"], "max_words": 20}}),
        ("{must: {say: c}}", COMMON | {"must": {"say": ["c"], "max_words": 90}}),
        ("{must: {say: null, open_with: hello}}", COMMON | {"must": {"open_with": "hello", "max_words": 90}}),
        ("{must: null}", {key: COMMON[key] for key in ("voice", "must_not")}),
        ("{should: {differ: true}}", COMMON | {"should": {"differ": True}}),
    ],
)
def test_the_tone_of_a_rule_is_laid_over_it(own, tone):
    """Its keys win, mappings are merged key by key, lists are replaced whole, and null removes, as in RFC 7396."""
    assert tone_of(own) == tone


@pytest.mark.parametrize(("own", "tone"), [("", None), ("{}", {}), ("{voice: cool}", {"voice": ["cool"]})])
def test_without_one_nothing_is_added(own, tone):
    """A policy that says nothing leaves the rules as they are."""
    assert tone_of(own, "") == tone


def test_the_keys_have_one_order():
    """What lies beneath and what is laid over it come in the order of the language, however they are spread."""
    found = tone_of(
        "{voice: cool, must: {open_with: hello}}", "tone: {must_not: {say: c}, must: {max_words: 9, say: a}}"
    )
    assert list(found) == ["voice", "must", "must_not"]
    assert list(found["must"]) == ["open_with", "say", "max_words"]


def test_prohibitions_have_none():
    """A prohibition says nothing, so the policy's tone is not laid under it."""
    assert policy_of("", rule="because: b, when: message.sent, strength: must_not").rules[0].tone is None


def test_the_digest_covers_the_tone_that_is_meant():
    """Spread or written out, one tone has one digest; a tone that no rule has is no meaning."""
    whole = "{voice: [warm, brief], must: {say: [a, b], max_words: 90}, must_not: {say: [c]}}"
    assert policy_of("").digest == policy_of(whole, "").digest
    assert policy_of("").digest != policy_of("", "").digest
    assert policy_of("null").digest == policy_of("", "").digest


BASE = f"""
tactful: 1
policy: base
{TONE}
rules:
  r: {{{RULE}, tone: {{voice: cool}}}}
  s: {{{RULE}}}
phrases: {{a: a, b: b, c: c}}
"""


@pytest.mark.parametrize(
    ("patch", "first", "second"),
    [
        ("tone: {voice: calm}", "cool", "calm"),
        ("tone: {voice: null}", "cool", None),
        ("tone: null", "cool", None),
        ("rules: {r: {tone: {voice: null}}}", "warm", "warm"),
        ("rules: {r: {tone: null}}", "warm", "warm"),
        ("rules: {s: {tone: {voice: null}}}", "cool", None),
        ("rules: {s: {tone: null}}", "cool", None),
        ("tone: {voice: calm}\nrules: {s: {tone: {voice: keen}}}", "cool", "keen"),
    ],
)
def test_it_is_inherited_like_any_other_key(tmp_path, patch, first, second):
    """An extending policy changes or removes it; in a rule null removes what the rule inherits, else what the policy's
    tone says."""
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "child.yaml").write_text(f"tactful: 1\npolicy: child\nextends: ./base.yaml\n{patch}\n")
    voices = [(rule.tone or {}).get("voice", [None])[0] for rule in load(tmp_path / "child.yaml").rules]
    assert voices == [first, second]


def test_a_removal_is_inherited_too(tmp_path):
    """What a rule removes of the policy's tone stays removed in what extends it, also said twice, until it is said."""
    (tmp_path / "base.yaml").write_text(BASE.replace("tone: {voice: cool}", "tone: {voice: null}"))
    for patch, voice in [
        ("tone: {voice: calm}", None),
        ("rules: {r: {tone: {voice: null}}}", None),
        ("rules: {r: {tone: {voice: keen}}}", ["keen"]),
    ]:
        (tmp_path / "child.yaml").write_text(f"tactful: 1\npolicy: child\nextends: ./base.yaml\n{patch}\n")
        assert load(tmp_path / "child.yaml").rules[0].tone.get("voice") == voice


def test_a_mistake_is_told_once_and_in_its_place():
    """An unknown phrase of the policy's tone is told where it stands, not with every rule."""
    with pytest.raises(PolicyError) as caught:
        loads(f"tactful: 1\npolicy: p\nrules: {{r: {{{RULE}}}, s: {{{RULE}}}}}\ntone: {{must: {{say: d}}}}\n", "p.yaml")
    assert [str(problem.where) for problem in caught.value.problems] == ["p.yaml:4:20"]
