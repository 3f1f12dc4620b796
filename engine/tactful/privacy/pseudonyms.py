"""What stands for somebody once they are erased."""

from __future__ import annotations

import re
import secrets

from tactful.events.event import Person
from tactful.history.people import fold
from tactful.privacy.identity import mention_of


class Pseudonyms:
    """The pseudonyms of one erasure: random, and the same wherever the same address or name stood."""

    def __init__(self) -> None:
        self.stem = f"erased-{secrets.token_hex(8)}"
        self._emails: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._numbers = 0

    def email(self, email: str) -> str:
        """Return the pseudonym of an address."""
        return self._emails.setdefault(fold(email), f"{_numbered(self.stem, len(self._emails))}@erased.invalid")

    def name(self, name: str) -> str:
        """Return the pseudonym of a name."""
        return self._names.setdefault(fold(name), _numbered(self.stem, len(self._names)))

    def person(self, record: Person, *, apart: bool = False) -> dict[str, str]:
        """Return a record under a pseudonym. The role stays. `apart` gives the name at this address one of its own."""
        name = f"{record.name} {record.email}" if apart else record.name
        told = {
            "name": self.name(name) if name else None,
            "email": self.email(record.email) if record.email else None,
            "role": record.role,
        }
        return {part: text for part, text in told.items() if text is not None}

    def fresh(self) -> str:
        """Return a text that was not there before."""
        self._numbers += 1
        return f"{self.stem}-id-{self._numbers}"


class Texts:
    """Texts freed of what names somebody. Two that were different stay so: events may be linked by them."""

    def __init__(self, texts: set[str], pseudonyms: Pseudonyms) -> None:
        self.pattern = mention_of(texts)
        self._pseudonyms = pseudonyms
        self._new: dict[str, str] = {}
        self._used: set[str] = set()

    def mention(self, text: str) -> bool:
        """Say whether a text names them."""
        return self.pattern.search(text) is not None

    def freed(self, text: str) -> str:
        """Return a text with pseudonyms in it."""
        if text in self._new:
            return self._new[text]
        new = self.pattern.sub(self._instead, text)
        if new != text:
            new = _free(new, self._used)
            self._used.add(new)
            self._new[text] = new
        return new

    def _instead(self, found: re.Match[str]) -> str:
        text = found[0].replace("%40", "@")
        return self._pseudonyms.email(text) if "@" in text else self._pseudonyms.name(text)


def between(low: str | None, high: str | None, fresh: str) -> str:
    """Return a new text that is sorted after one and before another, as far as there is one."""
    stems = [fresh, f"!{fresh}", f"~{fresh}"]
    if low is not None:
        stems += [f"{low}-{fresh}", f"{low}!{fresh}"]
    for stem in stems:
        if (low is None or low < stem) and (high is None or stem < high):
            return stem
    return fresh


def _numbered(stem: str, before: int) -> str:
    return f"{stem}-{before + 1}" if before else stem


def _free(text: str, used: set[str]) -> str:
    number, free = 1, text
    while free in used:
        number += 1
        free = f"{text}-{number}"
    return free
