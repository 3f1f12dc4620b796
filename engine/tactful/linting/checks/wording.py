"""What people read: reasons, sources, and the tone of a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tactful.diagnostics import Finding
from tactful.linting.subject import Subject, finding, listed
from tactful.timing.texts import quoted
from tactful.tone.wordings import speech_of

_KINDS = ("must", "should", "must_not")
_PLACEHOLDERS = frozenset(
    {"", "because", "reason", "why", "todo", "tbd", "tba", "fixme", "xxx", "n/a", "na", "none", "null", "…"}
)


def no_because(subject: Subject) -> Iterator[Finding]:
    """Find rules, holds and stops whose reason is a placeholder."""
    for section, clause in subject.own_clauses():
        if clause.because.strip(" \t\n.:!?*-_").casefold() in _PLACEHOLDERS:
            where = subject.where((section, clause.name, "because"))
            if subject.is_own(where):
                message = f"{quoted(clause.because)} gives people no reason for `{clause.name}`"
                yield finding("no-because", where, message, "say why in the policy's own words")


def no_source(subject: Subject) -> Iterator[Finding]:
    """Find rules without a source in a file that declares sources."""
    own = subject.parts[-1].root.value
    if not isinstance(own, dict) or "sources" not in own or not subject.policy.sources:
        return
    for rule in subject.policy.rules:
        if not rule.source and subject.is_own(rule.where):
            message = f"the rule `{rule.name}` cites no source"
            yield finding("no-source", rule.where, message, "add `source`, a key of `sources` and a place in it")


def tone_contradiction(subject: Subject) -> Iterator[Finding]:
    """Find tones that demand what they forbid, or more than fits; what the policy's own tone does is told once."""
    policy = subject.policy
    common = list(_contradictions(policy.tone, policy.phrases))
    for kind, key, message in common:
        where = subject.where(("tone", kind, key))
        yield finding("tone-contradiction", where, f"the tone of the policy {message}", "drop one of the two")
    for rule in policy.rules:
        for kind, key, message in _contradictions(rule.tone or {}, policy.phrases):
            if (kind, key, message) not in common:
                where = subject.where(("rules", rule.name, "tone", kind, key))
                message = f"the tone of `{rule.name}` {message}"
                yield finding("tone-contradiction", where, message, "drop one of the two")


def tone_dropped(subject: Subject) -> Iterator[Finding]:
    """Find rules whose `say` takes the place of the policy's own and lacks a phrase of it, unless another `say` of
    theirs has that."""
    for rule in subject.tasks:
        tone = rule.tone or {}
        kept = {phrase for kind in _KINDS for phrase in tone.get(kind, {}).get("say", ())}
        for kind in _KINDS:
            dropped = [name for name in subject.policy.tone.get(kind, {}).get("say", ()) if name not in kept]
            keys = ("rules", rule.name, "tone", kind, "say")
            if dropped and "say" in tone.get(kind, {}):
                where = subject.where(keys)
                if not subject.is_own(where):
                    where = subject.where(("tone", kind, "say"))
                message = f"the tone of `{rule.name}` drops {listed(dropped)}, which the policy's `{kind}` says"
                help_text = "a list takes the place of the whole list: repeat what is to stay"
                yield finding("tone-dropped", where, message, help_text)


def _contradictions(tone: Mapping[str, Any], phrases: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield which demand cannot be met, as its two keys, and why."""
    forbidden = tone.get("must_not", {})
    for kind in ("must", "should"):
        demands = tone.get(kind, {})
        for phrase in demands.get("say", ()):
            for other in forbidden.get("say", ()):
                if phrase == other:
                    yield kind, "say", f"says that the text {kind} and must not say `{phrase}`"
                elif _contains(phrases.get(phrase, ()), phrases.get(other, ())):
                    yield kind, "say", f"asks for `{phrase}`, each wording of which holds the forbidden `{other}`"
        opening = demands.get("open_with")
        if opening is None:
            continue
        if opening.casefold() == forbidden.get("open_with", "").casefold():
            yield kind, "open_with", f"says that the text {kind} and must not open with {quoted(opening)}"
        for other in forbidden.get("say", ()):
            if _contains((opening,), phrases.get(other, ())):
                yield kind, "open_with", f"opens with {quoted(opening)}, which holds the forbidden `{other}`"
        for limit_of in ("must", "should"):
            limit = tone.get(limit_of, {}).get("max_words")
            if limit is not None and len(opening.split()) > limit:
                yield limit_of, "max_words", f"opens with more than the {limit} words that it allows"
    first, second = (tone.get(kind, {}).get("open_with", "").casefold() for kind in ("must", "should"))
    if not (first.startswith(second) or second.startswith(first)):
        yield "should", "open_with", f"asks for two openings, {quoted(first)} and {quoted(second)}"


def _contains(wordings: Sequence[Any], forbidden: Sequence[Any]) -> bool:
    """Tell whether every wording is a text in which one of the forbidden wordings stands."""
    return bool(wordings) and all(isinstance(one, str) and speech_of(one).places(forbidden) for one in wordings)
