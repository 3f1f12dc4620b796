"""Checking a message against the tone of a rule: every demand that it does not meet, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tactful.lookup import rule_named
from tactful.policy.model import Policy
from tactful.tone.body import body_of
from tactful.tone.demands import demands_of, unmet
from tactful.tone.draft import read_draft
from tactful.tone.folding import Folded
from tactful.tone.gaps import gaps
from tactful.tone.message import Message, Other
from tactful.tone.people import folded, names_of, people_in
from tactful.tone.review import Review, by_place


def check_draft(
    policy: Policy,
    rule: str,
    text: str | bytes,
    *,
    to: str | Sequence[str] | None = None,
    others: Iterable[str | tuple[str, str]] = (),
) -> Review:
    """Check a message against the tone of a rule.

    `text` is plain text, text below header lines such as `To: …`, or an e-mail (RFC 5322). `to` names those whom it is
    to, by name, address or both; by default they are those of its own `To:`. `others` are what other people got about
    the same, each a text or a pair of whom it went to and the text; those to the same people are left out. A rule
    without a tone asks for nothing but that no gap in square brackets is left to fill in.

    Raises EventError: `unknown_rule`, or `draft_too_large` for a message above a mebibyte.
    """
    asked = rule_named(policy, rule)
    draft = read_draft(text)
    people = draft.to if to is None else tuple(people_in(*([to] if isinstance(to, str) else to)))
    body = Folded(draft.text, body_of(draft.text, draft.start, names_of(people)))
    message = Message(draft, body, people, tuple(_of_others(others, people)))
    return Review(
        policy=policy.name,
        digest=policy.digest,
        rule=asked.name,
        purpose=asked.purpose,
        because=asked.because,
        findings=by_place([*unmet(asked, policy.phrases, message), *gaps(draft)]),
        text=draft.text,
        decoded=draft.decoded,
        body=body.text,
        words=len(body.counted),
        sentences=len(body.sentences),
        demands=demands_of(asked),
        compared=len(message.others),
    )


def _of_others(others: Iterable[str | tuple[str, str]], people: Sequence[str]) -> Iterator[Other]:
    """Yield what others got, made ready to be compared; what went to one of the people themselves is none of it."""
    own = folded(people)
    for other in others:
        who, text = ("", other) if isinstance(other, str) else other
        names = tuple(people_in(who))
        if own.isdisjoint(folded(names)):
            draft = read_draft(text)
            words = Folded(draft.text, body_of(draft.text, draft.start, names_of(names))).words
            yield Other(who, names, tuple(word.key for word in words))
