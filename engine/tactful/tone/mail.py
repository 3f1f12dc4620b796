"""The text of an e-mail (RFC 5322 with MIME): its plain part, else its HTML without markup."""

from __future__ import annotations

import email
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from typing import Any

from tactful.tone.charsets import decoded
from tactful.tone.markup import text_of_html

# What the standard library's parser may raise on mail that no program would have written.
_BROKEN = (AttributeError, LookupError, MessageError, RecursionError, TypeError, ValueError)

_LONGEST = 2_000
_MOST_PARTS = 1_000  # each costs the parser a set of headers


class _Bounded(EmailPolicy):
    """The default policy, with an end to headers: to parse one takes time quadratic in its length."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST])


_BOUNDED = _Bounded()


def text_of_mail(raw: bytes) -> tuple[str, int | None]:
    """Return the text of a mail, and the number of the line, from 1, in which it begins there.

    The number is None where the text does not stand in the mail as it is: it was encoded, or is HTML. Of a mail that
    cannot be read the text is all below its head.
    """
    try:
        if raw.count(b"\n--") > 2 * _MOST_PARTS and b"multipart/" in raw[: raw.find(b"\n--")].lower():
            raise ValueError("too many parts")
        message = email.message_from_bytes(raw, policy=_BOUNDED)
        plain, charset = _part(message, "plain")
        if plain.strip():
            at = raw.find(plain)
            return decoded(plain, charset), None if at < 0 else raw.count(b"\n", 0, at) + 1
        return text_of_html(decoded(*_part(message, "html"))), None
    except _BROKEN:
        return decoded(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]), None


def _part(message: Message, subtype: str) -> tuple[bytes, str]:
    part = message.get_body((subtype,)) if isinstance(message, EmailMessage) else None
    payload = None if part is None else part.get_payload(decode=True)
    if part is None or not isinstance(payload, bytes):
        return b"", ""
    return payload, part.get_content_charset("utf-8")
