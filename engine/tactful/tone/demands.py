"""What a tone demands of a message, and where the message does otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from tactful.policy.model import Rule
from tactful.policy.report import either
from tactful.timing.texts import quoted
from tactful.tone.folding import words_of
from tactful.tone.likeness import COPIED, likeness
from tactful.tone.message import Message
from tactful.tone.people import names_of
from tactful.tone.review import Finding, Place, Severity

Phrases: TypeAlias = Mapping[str, Sequence[Any]]

_MODALS = {"must": "must", "must_not": "must not", "should": "should"}
_SHOWN = 3


class _Unmet(NamedTuple):
    """One demand that is not met: its code and value, what the text must do and does, what would do, and where."""

    code: str
    value: str
    text: str
    help: str
    place: Place


def demands_of(rule: Rule) -> int:
    """Return how many demands a rule's tone has, each phrase counted for itself."""
    tone = rule.tone or {}
    values = [value for key in _MODALS for value in tone.get(key, {}).values()]
    return sum(len(value) if isinstance(value, list) else 1 for value in values)


def unmet(rule: Rule, phrases: Phrases, message: Message) -> Iterator[Finding]:
    """Yield the demands of a rule's tone that a message does not meet."""
    tone = rule.tone or {}
    for key, modal in _MODALS.items():
        severity: Severity = "suggestion" if key == "should" else "error"
        checks = _PROHIBITIONS if key == "must_not" else _DEMANDS
        for name, value in tone.get(key, {}).items():
            for one in checks[name](value, message, phrases):
                demand, text = f"{key}.{name}: {one.value}", f"the text {modal} {one.text}"
                yield Finding(one.code, severity, demand, text, one.help, rule.because, one.place)


def _opening(words: str, message: Message, _: Phrases) -> Iterator[_Unmet]:
    expected = words_of(words)
    if expected and not message.speech.begins_with(expected):
        place = _first_words(message, len(expected))
        text = f"begin with {quoted(words)}{_found(place)}"
        yield _Unmet("opening", words, text, "let these words be the first after the salutation", place)


def _forbidden_opening(words: str, message: Message, _: Phrases) -> Iterator[_Unmet]:
    forbidden = words_of(words)
    if forbidden and message.speech.begins_with(forbidden):
        text = f"begin with {quoted(words)}"
        place = _first_words(message, len(forbidden))
        yield _Unmet("forbidden-opening", words, text, "begin in another way", place)


def _said(names: Sequence[str], message: Message, phrases: Phrases) -> Iterator[_Unmet]:
    for name in names:
        if not message.speech.places(phrases[name]):
            text = f"say {quoted(name)}, and none of its wordings is there"
            yield _Unmet("missing-phrase", name, text, _examples(phrases[name]), message.beginning)


def _not_said(names: Sequence[str], message: Message, phrases: Phrases) -> Iterator[_Unmet]:
    for name in names:
        for start, end in message.speech.places(phrases[name]):
            place = message.place(start, end)
            text = f"say {quoted(name)}{_found(place)}"
            yield _Unmet("forbidden-phrase", name, text, "leave it out, or say something else", place)


def _words(most: int, message: Message, _: Phrases) -> Iterator[_Unmet]:
    yield from _length("too-many-words", "word", most, message.body.counted, message)


def _sentences(most: int, message: Message, _: Phrases) -> Iterator[_Unmet]:
    yield from _length("too-many-sentences", "sentence", most, message.body.sentences, message)


def _length(code: str, what: str, most: int, found: Sequence[tuple[int, int]], message: Message) -> Iterator[_Unmet]:
    over = len(found) - most
    if over > 0:
        text = f"have at most {_counted(most, what)}, found {len(found):,}"
        help_text = f"leave out {_counted(over, what)}; the first that is too many is shown"
        yield _Unmet(code, str(most), text, help_text, message.place(*found[most]))


def _differs(wanted: bool, message: Message, _: Phrases) -> Iterator[_Unmet]:
    if not wanted:
        return
    words = [word.key for word in message.body.words]
    nearest, who = 0.0, ""
    for other in message.others:
        alike = likeness(words, other.words, names_of((*message.people, *other.people)))
        if alike > nearest:
            nearest, who = alike, other.who
    if nearest >= COPIED:
        of = f" that to {quoted(who)}" if who else " what somebody else got"
        text = f"differ from what others get, and {int(nearest * 100)} % of it is{of}"
        help_text = "write what only this person could be told"
        yield _Unmet("copied", "true", text, help_text, message.beginning)


_Check: TypeAlias = Callable[[Any, Message, Phrases], Iterator[_Unmet]]
_DEMANDS: Mapping[str, _Check] = {
    "open_with": _opening,
    "say": _said,
    "max_words": _words,
    "max_sentences": _sentences,
    "differ": _differs,
}
_PROHIBITIONS: Mapping[str, _Check] = {"open_with": _forbidden_opening, "say": _not_said}


def _first_words(message: Message, count: int) -> Place:
    first = message.body.words[:count]
    return message.place(first[0].start, first[-1].end) if first else message.beginning


def _found(place: Place) -> str:
    return f", found {quoted(' '.join(place.words.split()))}" if place.words else ", and is empty"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _examples(phrase: Sequence[Any]) -> str:
    """Say what would be one of a phrase's wordings: its texts, and patterns where it has no texts."""
    texts = [quoted(wording) for wording in phrase if isinstance(wording, str)]
    shown = texts or [f"what matches {quoted(wording['pattern'])}" for wording in phrase]
    return f"for instance {either(shown[:_SHOWN])}"
