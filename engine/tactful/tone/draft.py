"""A message in any of the forms in which drafts are kept: text, text below header lines, or an e-mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tactful.errors import EventError
from tactful.tone.charsets import decoded
from tactful.tone.lines import each_line
from tactful.tone.people import people_in

MAX_BYTES = 1 << 20
"""The longest message that is read."""

_FIELD = re.compile(
    r"(subject|to|cc|bcc|from|sender|reply-to|date|message-id|in-reply-to|references|return-path|received|delivered-to"
    r"|mime-version|content-[a-z-]+|x-[\w-]+|user-agent|thread-[a-z]+|dkim-signature|list-[a-z-]+|importance|priority)"
    r"[ \t]*:(.*)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 10_000
_ENCODED = frozenset(("mime-version", "content-type", "content-transfer-encoding"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as text, which begins at `start`, after header lines.

    `first` is the number of its first line in the message as it was handed over; where it was `decoded` from an
    e-mail and does not stand there as it is, it counts from 1. `to` holds names and addresses.
    """

    text: str
    start: int
    first: int
    decoded: bool
    to: tuple[str, ...]


def read_draft(message: str | bytes) -> Draft:
    """Read a message. Raises EventError, `draft_too_large`, above a mebibyte; nothing else, whatever is in it."""
    if len(message) > MAX_BYTES:
        raise EventError(f"the message is longer than {MAX_BYTES:,} bytes", "draft_too_large")
    text = message if isinstance(message, str) else decoded(message)
    start, fields = _head(text)
    to = tuple(part for name, value in fields if name == "to" for part in people_in(value))
    if not _ENCODED.isdisjoint(name for name, _ in fields):
        from tactful.tone.mail import text_of_mail

        body, first = text_of_mail(message.encode("utf-8", "replace") if isinstance(message, str) else message)
        return Draft(body, 0, first or 1, first is None, to)
    return Draft(text, start, 1, False, to)


def _head(text: str) -> tuple[int, list[tuple[str, str]]]:
    """Return where the text below leading header lines begins, and the headers with their names in lower case."""
    fields: list[tuple[str, str]] = []
    for line in each_line(text):
        if field := _FIELD.match(line.text):
            fields.append((field[1].lower(), field[2]))
        elif fields and line.text[:1] in (" ", "\t") and not line.blank:
            name, value = fields[-1]
            if len(value) < _LONGEST:
                fields[-1] = (name, value + line.text)
        elif fields or not line.blank:
            return (line.start if fields else 0), fields
    return len(text) if fields else 0, fields
