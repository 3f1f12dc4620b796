"""Who is who: records joined by e-mail within a partition and by name within a case, and the address shown."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ANA, ANA_UNADDRESSED, BO, Event, advised, event, interviewed, notes, received, sent, told

import tactful

EVERYONE = """
rules:
  greet:
    because: everyone
    when: application.submitted
    strength: may
    purpose: greet
    recipients: {who: everyone, each: true}
"""
NEW = {"name": "Ana", "email": "new@x.example"}


def people(history: list[Event], now: str = "03-09 10:00", case: str = "c1") -> list[str]:
    """Return the people of a case, each by address, sorted."""
    begun = event("application.submitted", "03-01 10:00", case=case)
    return sorted(row.removeprefix("greet ").rpartition(" ")[0] for row in advised(EVERYONE, [begun, *history], now))


@pytest.mark.parametrize(
    ("listings", "expected"),
    [
        ([[ANA], [{"email": "ANA@X.example"}]], ["ana@x.example"]),
        ([[ANA], ["ana@x.example"]], ["ana@x.example"]),
        ([[ANA], ["Ana <ana@x.example>"]], ["ana@x.example"]),
        ([[ANA], [ANA_UNADDRESSED]], ["ana@x.example"]),
        ([[ANA_UNADDRESSED], [ANA]], ["ana@x.example"]),
        ([[ANA_UNADDRESSED], [{"name": "ANA "}]], ["ANA"]),
        ([[ANA_UNADDRESSED], [{"name": "Ana Maria"}]], ["Ana", "Ana Maria"]),
        ([[ANA], [NEW]], ["new@x.example"]),
        ([[ANA, NEW]], ["ana@x.example", "new@x.example"]),
        ([[ANA, NEW], [ANA_UNADDRESSED]], ["Ana", "ana@x.example", "new@x.example"]),
        ([[ANA_UNADDRESSED], [ANA, NEW]], ["Ana", "ana@x.example", "new@x.example"]),
        ([[ANA], [NEW], [ANA, NEW]], ["ana@x.example", "new@x.example"]),
        ([[ANA, {"name": "ANA", "email": "ANA@x.example"}]], ["ana@x.example"]),
        ([[ANA_UNADDRESSED], ["ana@x.example"]], ["Ana", "ana@x.example"]),
        ([[ANA_UNADDRESSED], ["ana@x.example"], [ANA]], ["ana@x.example"]),
        ([["a@x.example"], ["b@x.example"]], ["a@x.example", "b@x.example"]),
        ([["a@x.example"]], ["a@x.example"]),
    ],
)
def test_joining(listings: list[list[Any]], expected: list[str]) -> None:
    """Records with the same e-mail are one; a name joins records unless one event lists it with two e-mails. A bare
    address is a person."""
    history = [interviewed(f"03-0{2 + day} 10:00", listed) for day, listed in enumerate(listings)]
    assert people(history) == sorted(expected)


def test_names_join_over_all_fields_of_an_event() -> None:
    """A name that one event lists with two e-mails, in whatever fields, joins nothing."""
    assert people([sent("03-02 10:00", [ANA], cc=[NEW])]) == ["ana@x.example", "new@x.example"]


def test_names_join_within_a_case_only() -> None:
    """A name says nothing about a namesake of another case; an e-mail does."""
    here = interviewed("03-02 10:00", [ANA_UNADDRESSED])
    there = interviewed("03-03 10:00", [ANA], case="c2")
    assert people([here, there]) == ["Ana"]
    assert people([here, there, interviewed("03-04 10:00", [ANA])]) == ["ana@x.example"]


def test_e_mails_join_across_the_cases_of_a_partition() -> None:
    """What is learnt of a person in one case holds in the partition's others."""
    here = interviewed("03-02 10:00", [ANA])
    there = event("contact.updated", "03-03 10:00", case="c2", person=NEW, was="ana@x.example")
    assert people([here, there]) == ["new@x.example"]
    elsewhere = there | {"partitionkey": "q"}
    assert people([here, elsewhere]) == ["ana@x.example"]


THANKS = """
rules:
  thank:
    because: thanks
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
  answered:
    because: two records were of one person
    when: case.resumed
    if: {case.has.lead: true}
    strength: may
    purpose: lead
    recipients: {who: lead, if: {person.sent.thank-you: 1, person.interviewed: true}}
"""


def test_joining_is_retroactive() -> None:
    """Records joined later were of one person all along: a message to the one was a message to the other."""
    history = [
        interviewed("03-02 10:00", [{"name": "Ana", "role": "lead"}]),
        sent("03-02 12:00", "ana@x.example", "thank-you"),
    ]
    joined = event("contact.updated", "03-04 10:00", person=ANA)
    assert advised(THANKS, [*history, joined], "03-03 10:00") == ["thank Ana blocked"]
    assert advised(THANKS, [*history, joined], "03-04 10:00") == ["thank ana@x.example done"]
    resumed = event("case.resumed", "03-05 10:00")
    assert advised(THANKS, [*history, joined, resumed], "03-05 10:00") == [
        "answered ana@x.example now",
        "thank ana@x.example done",
    ]


def test_a_split_is_retroactive() -> None:
    """Where one event lists a name with two e-mails, that name has never joined anybody."""
    history = [
        interviewed("03-02 10:00", [ANA_UNADDRESSED]),
        sent("03-02 12:00", [ANA], "thank-you"),
        interviewed("03-03 10:00", [ANA, NEW], interview="i2"),
    ]
    assert advised(THANKS, history, "03-02 12:00") == ["thank ana@x.example done"]
    assert advised(THANKS, history, "03-03 10:00") == [
        "thank Ana blocked",
        "thank ana@x.example now",
        "thank new@x.example now",
    ]


def test_learning_an_address_changes_neither_id_nor_times() -> None:
    """Advice to somebody without an address is blocked until it is learnt, and stays the same advice."""
    history = [
        interviewed("03-02 10:00", [ANA_UNADDRESSED]),
        event("contact.updated", "03-04 10:00", person=ANA),
    ]
    (before,), (after,) = (told(THANKS, history, now) for now in ("03-03 10:00", "03-04 10:00"))
    assert (before.id, before.times()) == (after.id, after.times())
    assert [before.verdict, after.verdict] == ["blocked", "now"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([event("contact.updated", "03-03 10:00", person=NEW, was="ana@x.example")], "new@x.example"),
        ([event("contact.updated", "03-03 10:00", person=NEW, was=ANA)], "new@x.example"),
        ([event("contact.updated", "03-03 10:00", person="new@x.example", was=ANA_UNADDRESSED)], "new@x.example"),
        ([event("contact.updated", "03-03 10:00", person=NEW)], "new@x.example"),
        ([received("03-03 10:00", NEW)], "new@x.example"),
        ([received("03-03 10:00", ANA_UNADDRESSED)], "ana@x.example"),
        ([received("03-01 12:00", NEW, known="03-04 10:00")], "ana@x.example"),
        ([event("contact.updated", "03-03 10:00", person=NEW, known="03-10 10:00")], "ana@x.example"),
        (
            [
                event("contact.updated", "03-03 10:00", person=NEW),
                event("message.bounced", "03-04 10:00", to=["ana@x.example"]),
            ],
            "new@x.example",
        ),
    ],
    ids=[
        "was-address",
        "was-person",
        "was-name",
        "same-name",
        "wrote",
        "no-address-said",
        "earlier-in-history",
        "not-yet-known",
        "bounced-is-no-news",
    ],
)
def test_the_address_shown(more: list[Event], expected: str) -> None:
    """The address shown is the latest known at the moment; what a later event leaves out stays."""
    assert people([interviewed("03-02 10:00", [ANA]), *more]) == [expected]


def test_roles_are_of_a_case() -> None:
    """A role is what the latest event of the case says."""
    rules = """
rules:
  ask:
    because: the lead
    when: application.submitted
    strength: may
    purpose: ask
    recipients: {who: lead, each: true}
"""
    history = [
        event("application.submitted", "03-01 10:00", contacts=[ANA | {"role": "lead"}, BO]),
        event("application.submitted", "03-01 10:00", case="c2", contacts=[ANA, BO | {"role": "lead"}]),
        event("contact.updated", "03-03 10:00", person=ANA | {"role": "staff"}),
        event("contact.updated", "03-04 10:00", person=BO | {"role": "lead"}),
    ]
    assert advised(rules, history, "03-02 10:00") == ["ask ana@x.example now", "ask bo@x.example now"]
    assert advised(rules, history, "03-03 10:00") == ["ask bo@x.example now", "ask withheld"]
    assert advised(rules, history, "03-04 10:00") == ["ask bo@x.example now", "ask bo@x.example now"]


def test_opting_out_holds_in_all_cases() -> None:
    """Somebody who opted out gets no advice in any case of the partition, under any of their addresses."""
    history = [
        interviewed("03-02 10:00", [ANA]),
        event("contact.opted_out", "03-03 10:00", case="c2", person=NEW, was="ana@x.example"),
    ]
    assert advised(THANKS, history, "03-02 12:00") == ["thank ana@x.example now"]
    assert advised(THANKS, history, "03-03 10:00") == ["thank new@x.example withheld"]


@pytest.mark.parametrize("listed", [{}, {"name": " ", "email": ""}, {"role": "lead"}, {"email": "nonsense"}])
def test_a_person_without_name_and_address_is_left_out(listed: Event) -> None:
    """A person with neither name nor address is left out, with a note."""
    history = [interviewed("03-02 10:00", [ANA, listed])]
    assert people(history) == ["ana@x.example"]
    assert "empty_person" in notes(EVERYONE, history, "03-03 10:00")


def test_an_address_that_joins_an_older_person_changes_no_id() -> None:
    """Advice to a name keeps its id when the address learnt is that of somebody known from another case."""
    policy = tactful.loads("""
tactful: 1
policy: ids
rules:
  thank:
    because: b
    when: interview.completed
    strength: must
    purpose: t
    recipients: {who: interviewers, each: true}
""")

    def event(name: str, case: str, day: int, kind: str, data: dict[str, object]) -> dict[str, object]:
        time = f"2026-03-{day:02}T09:00:00Z"
        return {"id": name, "type": kind, "subject": case, "partitionkey": "p", "time": time, "data": data}

    history = [
        event("1", "old", 1, "application.submitted", {"contacts": ["cy@a.example"]}),
        event("2", "new", 2, "interview.completed", {"interview": "i", "interviewers": [{"name": "Cy"}]}),
        event("3", "new", 3, "contact.updated", {"person": {"name": "Cy", "email": "cy@a.example"}}),
    ]
    before, after = (list(tactful.plan(policy, history, f"2026-03-{day:02}T10:00:00Z")) for day in (2, 3))
    assert [(one.verdict, one.addresses) for one in before + after] == [
        ("blocked", ("Cy",)),
        ("now", ("cy@a.example",)),
    ]
    assert before[0].id == after[0].id
