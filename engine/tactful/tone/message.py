"""A message made ready to be checked, and what others got instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tactful.tone.draft import Draft
from tactful.tone.folding import Folded
from tactful.tone.lines import Places
from tactful.tone.review import Place
from tactful.tone.wordings import Speech


@dataclass(frozen=True, slots=True)
class Other:
    """What another person got: to whom it went, as written and as names and addresses, and its words."""

    who: str
    people: tuple[str, ...]
    words: tuple[str, ...]


class Message:
    """A message, of which `body` counts, to `people`. `others` are what others got about the same."""

    def __init__(self, draft: Draft, body: Folded, people: Sequence[str], others: Sequence[Other]) -> None:
        self.body = body
        self.people = people
        self.others = others
        self.speech = Speech(body)
        self._places = Places(draft.text, draft.first)
        self._begins = body.origin(0, 1)[0] if body.text else len(draft.text)

    def place(self, start: int, end: int) -> Place:
        """Return where something of the body stands in the message."""
        return self._places.place(*self.body.origin(start, end))

    @property
    def beginning(self) -> Place:
        """The empty place before the first word that counts."""
        return self._places.place(self._begins, self._begins)
