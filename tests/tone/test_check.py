"""What a tone demands, and what is told of a message that does otherwise."""

from __future__ import annotations

from typing import Any

import pytest

import tactful
from tactful.tone import CODES, Finding, Place
from tactful.tone.draft import MAX_BYTES

HEAD = """
tactful: 1
policy: p
phrases:
  hope: [hope to talk, hope to meet, hope to speak, hope to see]
  bees: {pattern: 'bees? on the roof'}
  recap: as we discussed
rules:
  note:
    because: it is kind
    when: message.received
    strength: may
    purpose: reply
    recipients: main_contact
"""


def policy_with(tone: str) -> tactful.Policy:
    """Return a policy whose rule has a tone."""
    return tactful.loads(f"{HEAD}    tone: {tone}\n" if tone else HEAD)


def check(tone: str, text: str, **more: Any) -> list[Finding]:
    """Return what is found in a text."""
    return list(tactful.check_draft(policy_with(tone), "note", text, **more).findings)


DEMANDS = [
    ("must: {open_with: thank you}", "Thank you.", "Thanks.", "opening", "must.open_with: thank you"),
    ("must: {open_with: 'Thank you,'}", "\u201cTHANK you", "", "opening", "must.open_with: Thank you,"),
    ("must_not: {open_with: just}", "I just ask.", "Just.", "forbidden-opening", "must_not.open_with: just"),
    ("must: {say: hope}", "Hoping to\nmeet.", "Meet.", "missing-phrase", "must.say: hope"),
    ("must: {say: [bees]}", "Bees on\nthe roof.", "Bees.", "missing-phrase", "must.say: bees"),
    ("must_not: {say: recap}", "We discussed it.", "As we\ndiscussed.", "forbidden-phrase", "must_not.say: recap"),
    ("must: {max_words: 2}", "Well-known people.", "Well known people.", "too-many-words", "must.max_words: 2"),
    ("must: {max_sentences: 1}", "One, two.", "One. Two.", "too-many-sentences", "must.max_sentences: 1"),
]


@pytest.mark.parametrize(("tone", "good", "bad", "code", "demand"), DEMANDS)
def test_each_demand(tone: str, good: str, bad: str, code: str, demand: str) -> None:
    """A text that does as a tone demands has no finding, another has one that names the demand and its reason."""
    assert check(f"{{{tone}}}", good) == []
    (finding,) = check(f"{{{tone}}}", bad)
    assert (finding.code, finding.demand, finding.severity) == (code, demand, "error")
    assert (finding.code in CODES, finding.because, bool(finding.help)) == (True, "it is kind", True)


@pytest.mark.parametrize("tone", [tone for tone, *_ in DEMANDS if not tone.startswith("must_not")])
def test_what_should_be_is_a_suggestion(tone: str) -> None:
    """The same under `should` is a suggestion, and the review is fine all the same."""
    text = "As we discussed. One. Two. Three."
    review = tactful.check_draft(policy_with(f"{{{tone.replace('must', 'should')}}}"), "note", text)
    assert [finding.severity for finding in review.findings] == ["suggestion"]
    assert review.ok
    assert review.findings[0].message.startswith("the text should ")


def test_what_is_told() -> None:
    """A finding has its place in the whole message, the words there, and what would do."""
    tone = "{must: {open_with: thank you, say: hope, max_words: 5}, must_not: {say: recap}}"
    text = "To: Dana\n\nDear Dana,\nas we\ndiscussed, all is well with us. We met.\n\nBest,\nInes"
    assert check(tone, text) == [
        Finding(
            "opening",
            "error",
            "must.open_with: thank you",
            "the text must begin with `thank you`, found `as we`",
            "let these words be the first after the salutation",
            "it is kind",
            Place(21, 26, 4, 1, 4, 6, "as we"),
        ),
        Finding(
            "missing-phrase",
            "error",
            "must.say: hope",
            "the text must say `hope`, and none of its wordings is there",
            "for instance `hope to talk`, `hope to meet` or `hope to speak`",
            "it is kind",
            Place(21, 21, 4, 1, 4, 1, ""),
        ),
        Finding(
            "forbidden-phrase",
            "error",
            "must_not.say: recap",
            "the text must not say `recap`, found `as we discussed`",
            "leave it out, or say something else",
            "it is kind",
            Place(21, 36, 4, 1, 5, 10, "as we\ndiscussed"),
        ),
        Finding(
            "too-many-words",
            "error",
            "must.max_words: 5",
            "the text must have at most 5 words, found 10",
            "leave out 5 words; the first that is too many is shown",
            "it is kind",
            Place(45, 49, 5, 19, 5, 23, "well"),
        ),
    ]


def test_a_pattern_is_shown_where_a_phrase_has_no_text() -> None:
    """Of a phrase of patterns alone the pattern says what would do."""
    (finding,) = check("{must: {say: bees}}", "Hello,")
    assert finding.help == "for instance what matches `bees? on the roof`"


def test_every_place_of_what_is_forbidden_is_told() -> None:
    """All of it at once, from the first to the last."""
    found = check("{must_not: {say: [recap, bees]}}", "As we discussed, bees on the roof. As we discussed.")
    assert [finding.place.words for finding in found] == ["As we discussed", "bees on the roof", "As we discussed"]


def test_errors_come_before_suggestions() -> None:
    """What is told at one place has the errors first."""
    found = check("{should: {say: bees}, must: {say: hope}}", "Fine.")
    assert [finding.severity for finding in found] == ["error", "suggestion"]


def test_an_empty_message() -> None:
    """A message without a body says nothing, and is told where it ends."""
    tone = (
        "{must: {open_with: thank you, say: hope, max_words: 1, differ: true}, must_not: {open_with: so, say: recap}}"
    )
    found = check(tone, "Dear Dana,\n", others=["", "x"])
    assert [finding.code for finding in found] == ["opening", "missing-phrase"]
    assert {finding.place for finding in found} == {Place(11, 11, 2, 1, 2, 1, "")}
    assert found[0].message == "the text must begin with `thank you`, and is empty"


@pytest.mark.parametrize(
    "tone", ["", "{voice: kind}", "{must: {open_with: '?!'}}", "{must: {differ: false}}", "{must: {}}"]
)
def test_a_tone_that_demands_nothing(tone: str) -> None:
    """Where nothing is demanded nothing is found."""
    assert check(tone, "As we discussed.", others=["As we discussed."]) == []


COPY = "Thank you for the tour. I liked the map in the hall. Who drew it, and when was that? I hope to see it again."


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        (COPY, True),
        (f"Dear Theo,\n\n{COPY}\n\nBest,\nInes", True),
        (COPY.replace("Thank you", "Theo, thank you"), True),
        (COPY.upper().replace(" ", "\n"), True),
        (COPY.replace("again", "soon"), True),
        (COPY.replace("I liked the map in the hall. Who drew it, and when was that?", "I liked the bees."), False),
        (f"{COPY} I have thought about the bees on your roof and wonder who keeps them in the winter.", False),
        ("Thank you.", False),
        ("", False),
    ],
)
def test_messages_are_to_differ(text: str, copied: bool) -> None:
    """A copy is one too with another name, salutation, case or word; one with a sentence of its own is not."""
    others = [
        ("Lyle Ito <lyle@x.example>", "Thank you all."),
        ('"Dana" <dana@x.example>', f"Hi Dana,\n{COPY}\nDana, bye."),
    ]
    found = check("{must: {differ: true}}", text, to="Theo Marsh", others=others)
    assert [(finding.code, finding.demand) for finding in found] == [("copied", "must.differ: true")] * copied
    for finding in found:
        assert '% of it is that to `"Dana" <dana@x.example>`' in finding.message


@pytest.mark.parametrize("to", ["dana@X.example", "DANA  Ruiz", ["Theo", "Dana <dana@x.example>"]])
def test_what_the_recipient_got_before_is_no_copy(to: Any) -> None:
    """Only what other people got is compared, whoever is named by name or address."""
    others = [('"Dana Ruiz" <dana@x.example>', COPY)]
    review = tactful.check_draft(policy_with("{must: {differ: true}}"), "note", COPY, to=to, others=others)
    assert (review.findings, review.compared) == ((), 0)


def test_the_recipients_are_those_of_the_header() -> None:
    """Unless they are named, they are in `To:`, which may be folded and encoded."""
    head = "To: =?utf-8?q?Dana?= <dana@x.example>,\n  Theo <theo@x.example>\n\n"
    others = [("theo@x.example", COPY)]
    policy = policy_with("{must: {differ: true}}")
    assert tactful.check_draft(policy, "note", head + COPY, others=others).compared == 0
    assert tactful.check_draft(policy, "note", head + COPY, to="Lyle", others=others).compared == 1


def test_plain_texts_are_compared_too() -> None:
    """Where nobody is named for a text, it is what somebody else got."""
    (finding,) = check("{should: {differ: true}}", COPY, others=[COPY])
    assert finding.message == "the text should differ from what others get, and 100 % of it is what somebody else got"


def test_the_review() -> None:
    """A review says what was checked, with plain data for programs."""
    policy = policy_with("{must: {say: [hope, bees], max_words: 9}, should: {differ: true}}")
    review = tactful.check_draft(policy, "note", "Dear Dana,\nI hope to meet. Bees on the roof!\n", others=["x"])
    assert review.to_dict() == {
        "policy": {"name": "p", "digest": policy.digest},
        "rule": "note",
        "purpose": "reply",
        "because": "it is kind",
        "ok": True,
        "words": 8,
        "sentences": 2,
        "demands": 4,
        "compared": 1,
        "decoded": False,
        "findings": [],
    }
    assert review.body == "I hope to meet. Bees on the roof!"


def test_a_finding_as_data() -> None:
    """A finding has all its parts in a fixed order."""
    (finding,) = check("{must_not: {say: recap}}", "\n As we discussed.")
    assert list(finding.to_dict().items()) == [
        ("line", 2),
        ("column", 2),
        ("end", {"line": 2, "column": 17}),
        ("words", "As we discussed"),
        ("severity", "error"),
        ("code", "forbidden-phrase"),
        ("demand", "must_not.say: recap"),
        ("message", "the text must not say `recap`, found `As we discussed`"),
        ("help", "leave it out, or say something else"),
        ("because", "it is kind"),
    ]


def test_a_rule_that_is_not_there() -> None:
    """An unknown rule is an error that names the nearest, or says what else has the name."""
    for name, hint in (("nte", "did you mean `note`?"), ("reply", "is the purpose of `note`")):
        with pytest.raises(tactful.EventError, match=hint) as caught:
            tactful.check_draft(policy_with(""), name, "x")
        assert caught.value.code == "unknown_rule"


def test_a_message_that_is_too_long() -> None:
    """Above a mebibyte a message is refused, and at it there is an answer."""
    policy = policy_with("{must: {say: [hope, bees], max_words: 9, max_sentences: 3}, must_not: {say: recap}}")
    with pytest.raises(tactful.EventError) as caught:
        tactful.check_draft(policy, "note", "x" * (MAX_BYTES + 1))
    assert caught.value.code == "draft_too_large"
    assert tactful.check_draft(policy, "note", "x" * MAX_BYTES).words == 1
