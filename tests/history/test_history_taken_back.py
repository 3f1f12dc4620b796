"""Taken back: messages that bounced and events that never were, each from when that is known."""

from __future__ import annotations

import pytest
from worlds import ANA, BO, Event, advised, event, interviewed, received, sent

RULES = """
rules:
  thank:
    because: thanks
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
  wait:
    because: wait for an answer
    when: message.sent
    if: {message.purpose: thank-you}
    strength: may
    purpose: wait
    recipients: {who: event.to, each: true}
"""
HELD = interviewed("03-02 09:00", [ANA, BO])
BOTH = ["thank ana@x.example now", "thank bo@x.example now"]
TO_ANA = ["thank ana@x.example done", "thank bo@x.example now", "wait ana@x.example now"]
MAIL = sent("03-02 10:00", [ANA], "thank-you", id="s1", message="m1")


def bounced(time: str = "03-02 11:00", **data: object) -> Event:
    return event("message.bounced", time, **data)


@pytest.mark.parametrize(
    ("bounce", "expected"),
    [
        (bounced(message="m1"), BOTH),
        (bounced(to=["ana@x.example"]), BOTH),
        (bounced(to="ANA@x.example"), BOTH),
        (bounced(to=[{"name": "Ana"}]), BOTH),
        (bounced(message="m1", to=["ana@x.example"]), BOTH),
        (bounced(message="m2"), TO_ANA),
        (bounced(message="m2", to=["ana@x.example"]), TO_ANA),
        (bounced(to=["bo@x.example"]), TO_ANA),
        (bounced("03-02 09:59", to=["ana@x.example"]), TO_ANA),
        (bounced("03-02 10:00", to=["ana@x.example"]), BOTH),
    ],
    ids=[
        "message",
        "to",
        "folded",
        "by-name",
        "both",
        "another-message",
        "another-message-to-them",
        "somebody-else",
        "before-it",
        "at-once",
    ],
)
def test_a_message_that_reached_nobody_never_was(bounce: Event, expected: list[str]) -> None:
    """A message with nobody left never was: it does nothing and triggers nothing."""
    assert advised(RULES, [HELD, MAIL, bounce], "03-03 10:00") == expected


def test_a_bounce_counts_from_when_it_is_known() -> None:
    """Until a bounce is known the message was sent; so does the past look from each moment."""
    history = [HELD, MAIL, bounced(message="m1", known="03-05 10:00")]
    assert advised(RULES, history, "03-04 10:00") == TO_ANA
    assert advised(RULES, history, "03-05 10:00") == BOTH
    assert advised(RULES, history, "03-04 10:00", known="03-05 10:00") == BOTH


def test_a_bounce_by_recipient_is_of_the_latest_message_to_them() -> None:
    """A bounce that names no message is of the last one sent to them before it."""
    second = sent("03-02 10:30", [ANA], "other")
    assert advised(RULES, [HELD, MAIL, second, bounced(to=["ana@x.example"])], "03-03 10:00") == TO_ANA


def test_a_bounce_before_its_message() -> None:
    """A bounce of a message that is learnt of later, or happened later by its record, counts too."""
    late = sent("03-02 10:00", [ANA], "thank-you", message="m1", known="03-04 10:00")
    after = sent("03-02 12:00", [ANA], "thank-you", message="m1")
    for mail in (late, after):
        assert advised(RULES, [HELD, mail, bounced(message="m1")], "03-05 10:00") == BOTH


def test_another_try_after_a_bounce() -> None:
    """A message sent again after a bounce is another message."""
    again = sent("03-02 12:00", [ANA], "thank-you", message="m2")
    assert advised(RULES, [HELD, MAIL, bounced(to=["ana@x.example"]), again], "03-03 10:00") == TO_ANA


TOGETHER = """
rules:
  thank:
    because: thanks to all
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: interviewers
  wait:
    because: wait for an answer
    when: message.sent
    strength: may
    purpose: wait
    recipients: {who: event.to, each: true}
  count:
    because: whom it reached
    when: case.resumed
    strength: may
    purpose: count
    recipients: {who: everyone, each: true, if: {person.sent.thank-you: 1}}
"""


@pytest.mark.parametrize(
    ("mail", "bounces", "expected"),
    [
        ([ANA, BO], [], ["ana", "bo"]),
        ([ANA, BO], [bounced(to=["bo@x.example"])], ["ana"]),
        ([ANA, BO], [bounced(message="m1", to=["bo@x.example"])], ["ana"]),
        ([ANA, BO], [bounced(message="m1")], []),
        ([ANA, BO], [bounced(to=["bo@x.example"]), bounced("03-02 12:00", to=["ana@x.example"])], []),
        ([ANA, BO], [bounced(to=["bo@x.example"]), bounced("03-02 12:00", to=["bo@x.example"])], ["ana"]),
    ],
)
def test_a_group_mail_that_partly_bounced(mail: list[Event], bounces: list[Event], expected: list[str]) -> None:
    """Those whom it did not reach were not written to; the rest were."""
    history = [
        HELD,
        sent("03-02 10:00", mail, "thank-you", message="m1"),
        *bounces,
        event("case.resumed", "03-03 10:00"),
    ]
    reached = [f"{name}@x.example" for name in expected]
    done = "done" if len(reached) == 2 else "now"
    assert advised(TOGETHER, history, "03-04 10:00") == [
        *(f"count {address} now" for address in reached or ()),
        *(() if reached else ("count withheld",)),
        f"thank ana@x.example bo@x.example {done}",
        *(f"wait {address} now" for address in reached),
    ]


@pytest.mark.parametrize(
    "bounce", [bounced(to=["bo@x.example"]), bounced(message="m1", to=["bo@x.example"])], ids=["to", "message-and-to"]
)
def test_a_copy_that_bounced_reached_nobody(bounce: Event) -> None:
    """A bounce of a copy leaves that recipient not written to."""
    history = [HELD, sent("03-02 10:00", [ANA], "thank-you", cc=[BO], message="m1")]
    assert "thank ana@x.example bo@x.example done" in advised(TOGETHER, history, "03-03 10:00")
    assert "thank ana@x.example bo@x.example now" in advised(TOGETHER, [*history, bounce], "03-03 10:00")


def voided(target: str, known: str = "03-05 10:00", *, id: str = "", time: str = "", **data: object) -> Event:  # noqa: A002
    return event("event.voided", time or known, id=id, known=known, event=target, **data)


V1 = voided("s1", id="v1")


@pytest.mark.parametrize(
    ("voids", "expected"),
    [
        ([V1], BOTH),
        ([V1, V1], BOTH),
        ([voided("nothing")], TO_ANA),
        ([voided("s1", source="local")], BOTH),
        ([voided("s1", source="mailbox")], TO_ANA),
        ([voided("s1", attributes={"source": "mailbox"})], TO_ANA),
        ([voided("s1", source="local", attributes={"source": "mailbox"})], BOTH),
        ([voided("s1", case="c2")], BOTH),
        ([V1, voided("v1", "03-06 10:00")], TO_ANA),
        ([V1, voided("v1", "03-04 10:00")], TO_ANA),
        ([V1, voided("v1", "03-05 10:00", id="a")], TO_ANA),
        ([V1, voided("v1", "03-05 10:00", id="z")], TO_ANA),
        ([V1, voided("v1", "03-06 10:00", id="v2"), voided("v2", "03-07 10:00")], BOTH),
        ([V1, voided("v1", "03-07 10:00", id="v2"), voided("v2", "03-06 10:00")], BOTH),
        ([V1, voided("v1", "03-06 10:00"), voided("v1", "03-07 10:00")], TO_ANA),
        ([V1, voided("v1", "03-06 10:00"), voided("s1", "03-07 10:00")], BOTH),
        ([voided("v1", "03-06 10:00", id="v1")], TO_ANA),
        ([voided("s1", time="03-08 10:00", known="03-06 10:00")], BOTH),
        ([voided("s1", time="03-01 10:00", known="03-06 10:00")], BOTH),
    ],
    ids=[
        "void",
        "twice",
        "of-nothing",
        "source-said",
        "another-source-said",
        "own-source",
        "across-sources",
        "by-another-case",
        "void-of-void",
        "void-before-void",
        "void-and-void-at-once",
        "at-once-the-other-way",
        "third",
        "third-known-earlier",
        "voided-twice",
        "voided-by-two",
        "itself",
        "ahead",
        "long-ago",
    ],
)
def test_a_voided_event_never_was(voids: list[Event], expected: list[str]) -> None:
    """A voided event never was, and neither was a voided void; `source` is its own unless said."""
    assert advised(RULES, [HELD, MAIL, *voids], "03-07 12:00") == expected


def test_a_void_counts_from_when_it_is_known() -> None:
    """Until a void is known its event was."""
    history = [HELD, MAIL, voided("s1", "03-05 10:00", time="03-03 10:00")]
    assert advised(RULES, history, "03-04 10:00") == TO_ANA
    assert advised(RULES, history, "03-05 10:00") == BOTH
    assert advised(RULES, history, "03-04 10:00", known="03-05 10:00") == BOTH


def test_a_void_before_its_event() -> None:
    """An event whose void is known already never was, also when it is learnt."""
    late = sent("03-02 10:00", [ANA], "thank-you", id="s1", known="03-06 10:00")
    assert advised(RULES, [HELD, late, V1], "03-07 12:00") == BOTH


def test_a_voided_bounce_reached_them_after_all() -> None:
    """A bounce that never was leaves the message sent."""
    history = [HELD, MAIL, event("message.bounced", "03-02 11:00", id="b", message="m1"), voided("b")]
    assert advised(RULES, history, "03-05 09:00") == BOTH
    assert advised(RULES, history, "03-05 10:00") == TO_ANA


def test_of_two_voids_of_each_other_the_later_known_counts() -> None:
    """Two voids that void each other cannot both be: the one known later counts."""
    voids = [voided("b", "03-05 10:00", id="a"), voided("a", "03-06 10:00", id="b")]
    assert advised(RULES, [HELD, MAIL, *voids, voided("s1", id="v1")], "03-07 10:00") == BOTH


def test_what_a_voided_event_told_of_people_is_gone() -> None:
    """A voided event joined nobody and taught no address."""
    held = interviewed("03-02 09:00", [{"name": "Ana"}])
    learnt = received("03-03 10:00", ANA, id="s1")
    assert advised(RULES, [held, learnt, V1], "03-04 10:00") == ["thank ana@x.example now"]
    assert advised(RULES, [held, learnt, V1], "03-05 10:00") == ["thank Ana blocked"]
