"""A draft as an e-mail that was never sent (RFC 5322), which mail programs open for editing."""

from __future__ import annotations

from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from tactful.drafting.drafts import Draft
from tactful.drafting.facts import said
from tactful.planning import Recipient


def as_mail(draft: Draft) -> bytes:
    """Return a draft as a message with `X-Unsent: 1`, the same bytes each time: it has no date and no id of its own.

    `To` holds the recipients whose addresses can stand there, `From` the sender if theirs can.
    """
    to = [address for person in draft.to if (address := mailbox(person)) is not None]
    sender = mailbox(draft.sender) if draft.sender is not None else None
    ascii_only = all(address.addr_spec.isascii() for address in (*to, *([sender] if sender else ())))
    # Names and subjects are encoded; an address is not, so where one needs it the headers are UTF-8 (RFC 6532).
    message = EmailMessage(policy=SMTP if ascii_only else SMTPUTF8)
    message["X-Unsent"] = "1"
    if sender is not None:
        message["From"] = sender
    if to:
        message["To"] = to
    message["Subject"] = draft.subject
    message.set_content(draft.text, cte="quoted-printable")
    return message.as_bytes()


def unusable(draft: Draft) -> Sequence[str]:
    """Return the addresses of recipients that cannot stand in a message."""
    return [person.email for person in draft.to if person.email is not None and mailbox(person) is None]


def mailbox(person: Recipient) -> Address | None:
    """Return name and address for a header; None where there is no address, or none that a header can hold."""
    if person.email is None:
        return None
    try:
        address = Address(display_name=said(person.name) or "", addr_spec=person.email)
    except (ValueError, IndexError, MessageError):
        return None
    return address if address.addr_spec == person.email else None
