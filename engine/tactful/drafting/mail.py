"""A draft as an e-mail that was never sent (RFC 5322), which mail programs open for editing."""

from __future__ import annotations

from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from tactful.drafting.drafts import Draft
from tactful.drafting.facts import said
from tactful.planning import Recipient


def as_mail(draft: Draft) -> bytes:
    """Return a draft as a message with `X-Unsent: 1`, the same bytes each time: it has no date and no id of its own.

    `To` holds the recipients whose addresses can stand there, `From` the sender if theirs can.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _unencoded(draft.subject)
    message.set_content(draft.text, cte="quoted-printable")
    senders = () if draft.sender is None else (draft.sender,)
    return b"X-Unsent: 1\r\n" + _mailboxes("From", senders) + _mailboxes("To", draft.to) + message.as_bytes()


def unusable(draft: Draft) -> list[str]:
    """Return the addresses of recipients that cannot stand in a message."""
    return [person.email for person in draft.to if person.email is not None and mailbox(person) is None]


def mailbox(person: Recipient) -> Address | None:
    """Return name and address for a header; None where there is no address, or none that every mail program reads."""
    if person.email is None or not person.email.isascii():
        return None
    try:
        address = Address(display_name=_unencoded(said(person.name) or ""), addr_spec=person.email)
    except (ValueError, IndexError, MessageError):
        return None
    return address if address.addr_spec == person.email else None


def _mailboxes(name: str, people: Sequence[Recipient]) -> bytes:
    """Return a header with the people's addresses, a line for each; nothing where there is none.

    Each is folded by itself: the library may encode the commas between addresses that it folds together.
    """
    boxes = (box for person in people if (box := mailbox(person)) is not None)
    lines = [SMTP.header_factory(name, box).fold(policy=SMTP).partition(":")[2].strip() for box in boxes]
    folded = ",\r\n ".join(lines)
    return f"{name}: {folded}\r\n".encode("ascii") if lines else b""


def _unencoded(text: str) -> str:
    """Return a text in which nothing is read as an encoded word (RFC 2047), which could hold the end of a header."""
    return text.replace("=?", "= ?")
