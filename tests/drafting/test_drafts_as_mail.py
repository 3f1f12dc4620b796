"""A draft as an e-mail."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from desk import NOW, load, story
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from tactful.drafting import Draft
from tactful.drafting.facts import said
from tactful.drafting.mail import as_mail, mailbox, unusable
from tactful.planning import Recipient

GOLDEN = Path(__file__).parent / "golden" / "thank.eml"


def drafts(folder: Path, people: list[dict[str, str]]) -> list[Draft]:
    template = "Subject: Thank you, {{ company }}\n\nDear {{ recipient.first_name }},\n\nÜbrigens: {{ position }}.\n"
    return list(tactful.draft(load(folder, {"thank": template}), story(people), NOW, case="c1", rule="thank"))


def draft_to(*people: Recipient, sender: Recipient | None = None, subject: str = "Thank you") -> Draft:
    class Advice:
        to = people

    return Draft((cast("tactful.Advice", Advice()),), sender, subject, "Thanks.\n")


def parsed(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_the_bytes(tmp_path: Path, update_golden: bool) -> None:
    """A draft as mail is byte for byte the golden file, each time."""
    (draft,) = drafts(tmp_path, [{"name": "Zoë Müller-Lüdenscheid", "email": "zoe@acme.example"}])
    mail = as_mail(draft)
    if update_golden:
        GOLDEN.write_bytes(mail)
    assert mail == GOLDEN.read_bytes() == as_mail(draft)
    assert b"\r\n" in mail
    assert b"\n" not in mail.replace(b"\r\n", b"")


def test_what_a_mail_program_reads(tmp_path: Path) -> None:
    """The message is unsent, to the recipient, from the candidate, and has neither date nor id."""
    (draft,) = drafts(tmp_path, [{"name": "Zoë Müller", "email": "zoe@acme.example"}])
    message = parsed(as_mail(draft))
    assert message["X-Unsent"] == "1"
    assert message["To"].addresses[0].addr_spec == "zoe@acme.example"
    assert message["To"].addresses[0].display_name == "Zoë Müller"
    assert message["From"] == "Ines Calder <ines@calder.example>"
    assert message["Subject"] == "Thank you, Acme"
    assert message.get_content().replace("\r\n", "\n") == draft.text
    assert message.get_content_charset() == "utf-8"
    assert set(message.keys()) == {
        *("X-Unsent", "From", "To", "Subject", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }


def test_without_addresses() -> None:
    """Without an address there is no `To`, without that of the candidate no `From`."""
    message = parsed(as_mail(draft_to(Recipient("Kim", None, None), sender=Recipient("Ines", None, None))))
    assert (message["To"], message["From"]) == (None, None)


def test_to_several() -> None:
    """All recipients with an address stand in `To`."""
    people = (Recipient("A", "a@x.example", None), Recipient(None, "b@x.example", None), Recipient("C", None, None))
    assert parsed(as_mail(draft_to(*people)))["To"] == "A <a@x.example>, b@x.example"


@pytest.mark.parametrize(
    "address",
    [
        "@",
        "a@",
        "a b@x.example",
        "a@x.example, e@e.example",
        "a@x.example\r\nBcc: e@e.example",
        "a(b)@x.example",
        "<a@x>",
        "zoë@x.example",
        "zoe@münchen.example",
    ],
)
def test_an_address_that_is_none(address: str) -> None:
    """It is left out, and told."""
    person = Recipient("Dana", address, None)
    assert mailbox(person) is None
    draft = draft_to(person)
    assert unusable(draft) == [address]
    assert parsed(as_mail(draft))["To"] is None


ANYTHING = st.text(max_size=120) | st.sampled_from(
    [
        "a\r\nBcc: evil@evil.example",
        "a\n\nbody",
        "=?utf-8?q?a=0ABcc:_e?=",
        '"',
        "\\",
        ",",
        ";<",
        "a@b",
        "\x00",
        "ü" * 90,
    ]
)
ADDRESS = ANYTHING | st.from_regex(r"[a-z]{1,20}@[a-z]{1,20}\.example", fullmatch=True)


@settings(deadline=None)
@given(st.lists(st.tuples(ANYTHING, ADDRESS), min_size=1, max_size=4), ANYTHING, st.tuples(ANYTHING, ADDRESS))
def test_no_name_address_or_subject_makes_a_header(
    people: list[tuple[str, str]], subject: str, sender: tuple[str, str]
) -> None:
    """Whatever stands in names, addresses and facts: the headers are those of a draft, and the text is the text."""
    draft = draft_to(
        *(Recipient(name, address, None) for name, address in people),
        sender=Recipient(*sender, None),
        subject=said(subject) or "s",
    )
    message = parsed(as_mail(draft))
    usable = [address for _, address in people if mailbox(Recipient(None, address, None)) is not None]
    assert set(message.keys()) <= {
        *("X-Unsent", "From", "To", "Subject", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }
    assert [one.addr_spec for one in (message["To"].addresses if message["To"] else ())] == usable
    assert message.get_content().replace("\r\n", "\n") == "Thanks.\n"
