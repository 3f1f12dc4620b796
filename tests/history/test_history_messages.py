"""One message: the several records of it; and what a message is for and who wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ANA, ANA_UNADDRESSED, BO, Event, advised, event, interviewed, received, sent

SENT = """
rules:
  one:
    because: one was sent
    when: case.resumed
    if: {case.sent.any: 1}
    strength: may
    purpose: x
    recipients: candidate
  two:
    because: two were sent
    when: case.resumed
    if: {case.sent.any: 2}
    strength: may
    purpose: x
    recipients: candidate
"""


def count(history: list[Event]) -> int:
    """Return how many messages these records tell of."""
    (row,) = advised(SENT, [*history, event("case.resumed", "03-09 10:00")], "03-09 10:00")
    return {"one withheld": 1, "two withheld": 2}[row]


FULL: dict[str, Any] = {"about": "i1", "channel": "email", "subject": "s", "text": "t"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (sent("03-02 10:00", "a@x.example", "x"), sent("03-02 10:00:59.999999", "a@x.example", "x"), 1),
        (sent("03-02 10:00", "a@x.example", "x"), sent("03-02 10:01:00", "a@x.example", "x"), 2),
        (sent("03-02 10:00", "a@x.example", "x"), sent("03-02 10:00", "a@x.example"), 1),
        (sent("03-02 10:00", "a@x.example", "x"), sent("03-02 10:00", "a@x.example", "y"), 2),
        (sent("03-02 10:00", "a@x.example", "x"), sent("03-02 10:00", "b@x.example", "x"), 2),
        (sent("03-02 10:00", "a@x.example"), sent("03-02 10:00", ["a@x.example", "b@x.example"]), 2),
        (
            sent("03-02 10:00", ["a@x.example", "b@x.example"]),
            sent("03-02 10:00", ["b@x.example", "A@x.example"]),
            1,
        ),
        (sent("03-02 10:00", [ANA]), sent("03-02 10:00", [ANA_UNADDRESSED]), 1),
        (sent("03-02 10:00", "a@x.example", message="m1"), sent("03-05 10:00", "b@x.example", "y", message="m1"), 1),
        (sent("03-02 10:00", "a@x.example", message="m1"), sent("03-02 10:00", "a@x.example", message="m2"), 2),
        (sent("03-02 10:00", [ANA], cc=[BO]), sent("03-02 10:00", [ANA], cc=["bo@x.example"]), 1),
        (sent("03-02 10:00", [ANA], cc=[BO]), sent("03-02 10:00", [ANA], cc=["cy@x.example"]), 2),
        (sent("03-02 10:00", [ANA], cc=[BO]), sent("03-02 10:00", [ANA]), 1),
        *[
            (sent("03-02 10:00", [ANA], "x", **FULL), sent("03-02 10:00:01", [ANA], "x", **(FULL | {name: "z"})), 2)
            for name in FULL
        ],
        *[(sent("03-02 10:00", [ANA], "x", **{name: FULL[name]}), sent("03-02 10:00:01", [ANA]), 1) for name in FULL],
    ],
)
def test_one_message(first: Event, second: Event, expected: int) -> None:
    """The same message id; or the same recipients, less than 60 s after the first, and no contradiction."""
    assert count([first, second]) == expected


def test_sixty_seconds_from_the_first() -> None:
    """The 60 s run from the first of the group, so that a chain of records does not go on for ever."""
    assert count([sent(f"03-02 10:00:{second}", [ANA]) for second in ("00", "30", "59")]) == 1
    assert count([sent(f"03-02 10:{at}", [ANA]) for at in ("00:00", "00:40", "01:20")]) == 2


def test_an_id_reaches_further_than_a_minute() -> None:
    """A record joined by recipients lends its id to the group."""
    assert (
        count(
            [
                sent("03-02 10:00", [ANA]),
                sent("03-02 10:00:30", [ANA], message="m1"),
                sent("03-04 10:00", [ANA], message="m1"),
            ]
        )
        == 1
    )


def test_a_retroactive_join_of_people_makes_one_message() -> None:
    """Records to people who turn out to be one person tell of one message."""
    history = [
        sent("03-02 10:00", "old@x.example"),
        sent("03-02 10:00:10", "new@x.example"),
    ]
    assert count(history) == 2
    assert count([*history, event("contact.updated", "03-03 10:00", person="new@x.example", was="old@x.example")]) == 1


THANKS = """
rules:
  thank:
    because: thanks
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
  again:
    because: once more
    when: interview.completed
    strength: may
    purpose: other
    recipients: {who: interviewers, each: true}
  note:
    because: it was a thank-you
    when: message.sent
    if: {message.purpose: thank-you}
    strength: may
    purpose: note
    recipients: {who: event.to, each: true}
"""


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([sent("03-02 10:00", [ANA])], ["again ana@x.example done", "thank ana@x.example now"]),
        (
            [sent("03-02 10:00", [ANA]), sent("03-02 10:00:10", [ANA], "thank-you")],
            ["again ana@x.example now", "note ana@x.example now", "thank ana@x.example done"],
        ),
    ],
    ids=["without", "from-the-rest"],
)
def test_purpose(records: list[Event], expected: list[str]) -> None:
    """A message without purpose is for `other`, unless another record of it says what for."""
    assert advised(THANKS, [interviewed("03-02 09:00"), *records], "03-03 10:00") == expected


def test_the_first_gives_the_time() -> None:
    """A message was sent when its first record says, though what it was for is learnt from another."""
    history = [
        sent("03-02 10:00", [ANA], message="m1"),
        interviewed("03-02 10:30"),
        sent("03-02 11:00", [ANA], "thank-you", message="m1"),
    ]
    assert "thank ana@x.example now" in advised(THANKS, history, "03-02 11:00")


def test_a_later_record_tells_of_people() -> None:
    """What a further record of a message says of its people counts: an address, a name, a role."""
    history = [
        interviewed("03-02 09:00", [ANA_UNADDRESSED]),
        sent("03-02 10:00", [ANA_UNADDRESSED], "x"),
        sent("03-02 10:00:10", [ANA], "x"),
    ]
    assert "thank Ana blocked" in advised(THANKS, history, "03-02 10:00")
    assert "thank ana@x.example now" in advised(THANKS, history, "03-02 10:00:10")


WROTE = """
rules:
  person:
    because: a person wrote
    when: message.received
    strength: may
    purpose: person
    recipients: event.from
  machine:
    because: a machine wrote
    when: message.autoreply
    strength: may
    purpose: machine
    recipients: event.from
  counted:
    because: a person was heard
    when: case.resumed
    if: {case.count.message.received: 1, case.unanswered.any: 0}
    strength: may
    purpose: counted
    recipients: main_contact
  uncounted:
    because: only a machine was heard
    when: case.resumed
    if: {case.count.message.autoreply: 1, case.unanswered.any: 1}
    strength: may
    purpose: uncounted
    recipients: main_contact
"""
BY_PERSON = ["counted ana@x.example now", "person ana@x.example now"]
BY_MACHINE = ["machine ana@x.example now", "uncounted bo@x.example now"]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([received("03-03 10:00", ANA)], BY_PERSON),
        ([received("03-03 10:00", ANA, automatic=False)], BY_PERSON),
        ([received("03-03 10:00", ANA, automatic="perhaps")], BY_PERSON),
        ([received("03-03 10:00", ANA, automatic=True)], BY_MACHINE),
        ([event("message.autoreply", "03-03 10:00", from_=ANA)], BY_MACHINE),
        ([received("03-03 10:00", ANA), received("03-03 10:00:10", ANA, automatic=True)], BY_MACHINE),
        ([received("03-03 10:00", ANA), event("message.autoreply", "03-03 10:00:10", from_=ANA)], BY_MACHINE),
        ([received("03-03 10:00", ANA), received("03-03 10:00:10", "ana@x.example")], BY_PERSON),
    ],
)
def test_who_wrote(records: list[Event], expected: list[str]) -> None:
    """`message.received` means that a person wrote; an automatic reply is `message.autoreply`: nobody was heard, and
    it makes nobody the one who last wrote."""
    history = [
        event("application.submitted", "03-01 10:00", contacts=[BO]),
        sent("03-02 10:00", [BO]),
        *records,
        event("case.resumed", "03-04 10:00"),
    ]
    assert advised(WROTE, history, "03-05 10:00") == expected
