"""The closed list of facts: types, and help for names that are not in it."""

from __future__ import annotations

import re

import pytest

from tactful.conditions.facts import FACT_PATTERNS, UnknownFact, fact_type
from tactful.conditions.tree import FactType
from tactful.events.vocabulary import EventType, Kind

VOCABULARY = {
    "interview.completed": EventType(
        "interview.completed",
        {"interview": Kind.TEXT, "format": Kind.TEXT, "end": Kind.INSTANT, "interviewers": Kind.PEOPLE},
    ),
    "message.received": EventType(
        "message.received", {"from": Kind.PERSON, "automatic": Kind.YES_NO, "returns": Kind.DATE}
    ),
    "meeting.held": EventType("meeting.held", {"round": Kind.NUMBER, "end": Kind.DATE, "topics": Kind.LIST}),
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("event.type", FactType.TEXT),
        ("event.format", FactType.TEXT),
        ("event.interviewers", FactType.NUMBER),
        ("event.topics", FactType.NUMBER),
        ("event.round", FactType.NUMBER),
        ("event.from", FactType.TEXT),
        ("event.automatic", FactType.YES_NO),
        ("event.returns", FactType.DATE),
        ("interview.format", FactType.TEXT),
        ("interview.round", FactType.NUMBER),
        ("interview.status", FactType.TEXT),
        ("interview.people", FactType.NUMBER),
        ("interview.met", FactType.NUMBER),
        ("message.purpose", FactType.TEXT),
        ("message.channel", FactType.TEXT),
        ("message.kind", FactType.TEXT),
        ("case.status", FactType.TEXT),
        ("case.company", FactType.TEXT),
        ("case.position", FactType.TEXT),
        ("case.sent.thank-you", FactType.NUMBER),
        ("case.sent.a.b c", FactType.NUMBER),
        ("case.sent.any", FactType.NUMBER),
        ("case.unanswered.check-in", FactType.NUMBER),
        ("case.count.meeting.held", FactType.NUMBER),
        ("case.count.message.autoreply", FactType.NUMBER),
        ("case.has.hiring-manager", FactType.YES_NO),
    ],
)
def test_facts_have_types(name: str, expected: FactType) -> None:
    """A fact's type follows from its name, and for a field of the event from its declared kind."""
    assert fact_type(name, VOCABULARY, VOCABULARY) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("person.role", FactType.TEXT),
        ("person.has_address", FactType.YES_NO),
        ("person.met", FactType.YES_NO),
        ("person.interviewed", FactType.YES_NO),
        ("person.sent.thank-you", FactType.NUMBER),
        ("person.unanswered.any", FactType.NUMBER),
    ],
)
def test_person_facts_exist_for_recipients_only(name: str, expected: FactType) -> None:
    """`person.*` is known in the `if` of recipients and nowhere else."""
    assert fact_type(name, VOCABULARY, (), person=True) is expected
    with pytest.raises(UnknownFact, match="only in the `if` of `recipients`"):
        fact_type(name, VOCABULARY, ())


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("case.statsu", "case.status"),
        ("interview.fromat", "interview.format"),
        ("case.send.thank-you", "case.sent.thank-you"),
        ("case.unanswred.check-in", "case.unanswered.check-in"),
        ("event.formt", "event.format"),
        ("event.tpye", "event.type"),
        ("case.count.meeting.hold", "meeting.held"),
        ("case.hass.lead", "case.has.lead"),
    ],
)
def test_a_wrong_name_gets_the_nearest(name: str, near: str) -> None:
    """An unknown fact is an error that names the nearest known one."""
    with pytest.raises(UnknownFact) as caught:
        fact_type(name, VOCABULARY, VOCABULARY)
    assert caught.value.help == f"did you mean `{near}`?"
    assert str(caught.value).endswith(caught.value.help)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "case",
        "case.",
        "case.sent.",
        "case.has.",
        "event.",
        "weather.today",
        "person.sent.",
        ".",
        "a" * 9999,
    ],
)
def test_a_name_without_its_open_part_is_no_fact(name: str) -> None:
    """Every part of a fact's name must be there."""
    with pytest.raises(UnknownFact):
        fact_type(name, VOCABULARY, VOCABULARY, person=True)


def test_a_field_must_belong_to_a_trigger() -> None:
    """A field is a fact only where an event that triggers declares it."""
    assert fact_type("event.round", VOCABULARY, ["meeting.held"]) is FactType.NUMBER
    with pytest.raises(UnknownFact, match=r"`interview\.completed` has no field `round`"):
        fact_type("event.round", VOCABULARY, ["interview.completed"])


def test_a_field_must_have_one_type_over_all_triggers() -> None:
    """One name for an instant here and a date there is refused, as no literal would fit both."""
    with pytest.raises(UnknownFact, match="expected one type"):
        fact_type("event.end", VOCABULARY, ["interview.completed", "meeting.held"])


def test_an_autoreply_has_the_fields_of_a_message() -> None:
    """`message.autoreply` is a `message.received` by a machine."""
    assert fact_type("event.returns", VOCABULARY, ["message.autoreply"]) is FactType.DATE


def test_patterns_cover_every_fact() -> None:
    """The regular expressions for the JSON Schema take every known name and no unfinished one."""
    regexes = [pattern.regex for pattern in FACT_PATTERNS]
    for name in (
        "event.type",
        "event.on",
        "case.sent.thank-you",
        "case.count.a.b",
        "person.met",
        "case.has.lead",
    ):
        assert any(re.search(regex, name) for regex in regexes)
    for name in ("case.sent.", "case.statuses", "xcase.status", "caseXstatus"):
        assert not any(re.search(regex, name) for regex in regexes)
    assert all(pattern.meaning and pattern.name for pattern in FACT_PATTERNS)
