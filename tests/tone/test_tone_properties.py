"""What holds for every message."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from tactful.tone.draft import read_draft

SEED = tactful.load("seed-article")
ALL_KEYS = tactful.loads(
    """
tactful: 1
policy: all-keys
phrases:
  forward: [look forward to, {pattern: 'hope to \\w+'}]
  recap: [as we discussed, {pattern: '\\?'}, {pattern: '[^a]*'}]
rules:
  note:
    because: b
    when: message.sent
    strength: may
    purpose: x
    recipients: met
    tone:
      must: {open_with: thank you, say: [forward], max_words: 12, max_sentences: 3, differ: true}
      must_not: {open_with: just, say: [recap]}
      should: {say: [recap], max_words: 3, differ: true}
"""
)
DRAFTS = [
    pytest.param(draft["rule"], draft["text"], id=draft["name"])
    for draft in yaml.safe_load(Path(__file__).with_name("drafts.yaml").read_text(encoding="utf-8"))
]
WORDS = """Dear Dana,|Hi |Thank you|as we discussed|look forward to|just|hope to see|Dr. |x.y/z?a|Best regards|Thanks,
-- |> |>|On 3 March Dana wrote:|From: a|To: b|Subject: c|Sent: d|-----Original Message-----|MIME-Version: 1.0|<p>
<blockquote>|&amp;|Content-Type: text/html|?|.|!|,"""
SIGNS = ("\n", "\r", "\r\n", "\n\n", "\u2028", "\u00a0", "\u00ad", "\ud800", "\u2019", "\x00", "\u0130")
PIECES = st.sampled_from([*re.split(r"[|\n]", WORDS), *SIGNS, " "])
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join))


@given(TEXTS, st.one_of(st.none(), TEXTS), st.lists(TEXTS, max_size=2))
def test_every_text_is_checked_and_every_place_is_in_it(text: str, to: str | None, others: list[str]) -> None:
    """Nothing raises; each place lies in the text, and the words there are those that are told."""
    review = tactful.check_draft(ALL_KEYS, "note", text, to=to, others=others)
    for finding in review.findings:
        place = finding.place
        assert 0 <= place.start <= place.end <= len(review.text)
        assert review.text[place.start : place.end] == place.words
        assert (place.line, place.column) <= (place.end_line, place.end_column)
    assert review.to_dict() == tactful.check_draft(ALL_KEYS, "note", text, to=to, others=others).to_dict()


@given(st.binary(max_size=300))
def test_all_bytes_are_read(raw: bytes) -> None:
    """Whatever bytes a file holds, there is a text."""
    assert isinstance(read_draft(raw).text, str)


MAILS = [path.read_bytes() for path in sorted(Path(__file__).with_name("mails").glob("*.eml"))]
SHARDS = rb"""--b
--b--
Content-Type: multipart/mixed; boundary="b"
Content-Type: message/rfc822
Content-Type: text/plain; charset*=a''b
Content-Transfer-Encoding: base64
Content-Disposition: inline; filename*=utf-8''%ff
=?utf-8?b?
?=
; charset=
; boundary=
=3
&#xd800;
<("\\
""".splitlines(keepends=True)


@given(st.data())
@settings(max_examples=200)
def test_a_damaged_mail_is_read(data: st.DataObject) -> None:
    """Bytes that are cut out of a mail, put into it or changed in it do no harm."""
    raw = bytearray(data.draw(st.sampled_from(MAILS)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw)))
        size = data.draw(st.integers(0, 20))
        raw[at : at + size] = data.draw(st.one_of(st.binary(max_size=20), st.sampled_from(SHARDS)))
    review = tactful.check_draft(ALL_KEYS, "note", bytes(raw))
    for finding in review.findings:
        assert review.text[finding.place.start : finding.place.end] == finding.place.words


def codes(rule: str, text: str) -> list[str]:
    """Return what is demanded and not found, or found and forbidden, in the order of the names."""
    return sorted(finding.demand for finding in tactful.check_draft(SEED, rule, text).findings)


def wrapped(text: str, seed: int) -> str:
    """Return a text with other line breaks between the words of its longer lines."""
    chance = random.Random(seed)
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        if len(words) > 7 and not line.startswith((">", " ", "Subject", "On ")):
            line = "".join(
                word + (chance.choice(["\n", " ", " \t"]) if 1 < number < len(words) - 1 else " ")
                for number, word in enumerate(words)
            ).rstrip(" ")
        lines.append(line)
    return "\n".join(lines)


FOLDINGS = {
    "capitals": str.upper,
    "small letters": str.lower,
    "curly quotes": lambda text: text.replace("'", "\u2019").replace('"', "\u201d"),
    "straight quotes": lambda text: text.replace("\u2019", "'"),
    "blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "runs of blanks": lambda text: text.replace(" ", "  "),
    "hyphens that do not show": lambda text: text.replace("estion", "es\u00adtion").replace("forw", "for\u00adw"),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize(("rule", "text"), DRAFTS)
@pytest.mark.parametrize("folding", FOLDINGS)
def test_the_spelling_of_letters_and_blanks_does_not_matter(rule: str, text: str, folding: str) -> None:
    """The same is found whatever the case, the quotes and the blanks of a draft."""
    assert codes(rule, FOLDINGS[folding](text)) == codes(rule, text)


@pytest.mark.parametrize(("rule", "text"), DRAFTS)
def test_line_breaks_do_not_matter(rule: str, text: str) -> None:
    """The same is found wherever the lines of a paragraph break."""
    for seed in range(5):
        assert codes(rule, wrapped(text, seed)) == codes(rule, text)


BELOW = [
    "> As we discussed, my ten years of experience speak for themselves. Thank you for your time?",
    "On Tue, 3 Mar 2026 at 10:30, Dana <dana@x.example> wrote:\n\nThank you for your time. As we discussed?",
    "-----Original Message-----\nFrom: Dana\n\nThank you for your time. I am disappointed.",
]


@pytest.mark.parametrize(("rule", "text"), DRAFTS)
@pytest.mark.parametrize("below", BELOW, ids=range(len(BELOW)))
def test_quoted_text_below_does_not_matter(rule: str, text: str, below: str) -> None:
    """The same is found whatever is quoted below a draft."""
    assert codes(rule, f"{text}\n\n{below}\n") == codes(rule, text)
