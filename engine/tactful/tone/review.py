"""What a check of a message against the tone of its rule comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "suggestion"]
"""An error breaks `must` or `must_not`; a suggestion is what `should` asks for."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a message: `start` and `end` count its characters from 0, lines and columns count from 1.

    `words` is what stands there, nothing where something is missing.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One demand that a message does not meet.

    `code` is one of `CODES`, `demand` the part of the tone, such as `must.say: looking-forward`, or `no gaps`, which
    every message has to meet. What is missing is
    told at the first of the words that count. `help` says what would do, `because` is the rule's reason.
    """

    code: str
    severity: Severity
    demand: str
    message: str
    help: str
    because: str
    place: Place

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        place = self.place
        return {
            "line": place.line,
            "column": place.column,
            "end": {"line": place.end_line, "column": place.end_column},
            "words": place.words,
            "severity": self.severity,
            "code": self.code,
            "demand": self.demand,
            "message": self.message,
            "help": self.help,
            "because": self.because,
        }


def by_place(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by place, errors before suggestions."""
    return tuple(sorted(findings, key=lambda finding: (finding.place.start, finding.severity)))


@dataclass(frozen=True, slots=True)
class Review:
    """A message beside the tone of its rule.

    `findings` are sorted by place, errors before suggestions. `text` is what places count in. Of an e-mail that is
    its text, whose lines have the numbers that they have in the mail, unless it was `decoded`: then they count from 1.
    `body` is what counts of it, without salutation, signature and quoted text, each run of blanks as one; `words` and
    `sentences` are how many it has. `demands` is how many demands the tone has, each phrase for itself, and `compared`
    beside how many messages to others it was laid.
    """

    policy: str
    digest: str
    rule: str
    purpose: str
    because: str
    findings: tuple[Finding, ...]
    text: str
    decoded: bool
    body: str
    words: int
    sentences: int
    demands: int
    compared: int

    @property
    def ok(self) -> bool:
        """Whether nothing breaks `must` or `must_not` and no gap is left; there may be suggestions."""
        return all(finding.severity != "error" for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, without the text."""
        return {
            "policy": {"name": self.policy, "digest": self.digest},
            "rule": self.rule,
            "purpose": self.purpose,
            "because": self.because,
            "ok": self.ok,
            "words": self.words,
            "sentences": self.sentences,
            "decoded": self.decoded,
            "demands": self.demands,
            "compared": self.compared,
            "findings": [finding.to_dict() for finding in self.findings],
        }
