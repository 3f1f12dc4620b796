"""The built-in types, and how a policy adds its own."""

import pytest

from tactful.events.vocabulary import BUILT_IN, EventType, Kind, declare, extend

HEARD = {
    "message.received",
    "interview.scheduled",
    "interview.rescheduled",
    "interview.completed",
    "decision.promised",
    "offer.extended",
    "contact.instructed",
}


def test_who_was_heard() -> None:
    """The other side speaks in exactly seven types, and an automatic reply is none of them."""
    assert {name for name, declared in BUILT_IN.items() if declared.heard} == HEARD


def test_interview_events_have_the_interview_as_key() -> None:
    """Every interview event names its interview, and no other built-in event has a key."""
    assert {name: declared.key for name, declared in BUILT_IN.items() if declared.key} == {
        name: "interview" for name in BUILT_IN if name.startswith("interview.")
    }


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("application.submitted", ()),
        ("interview.completed", (("interview",),)),
        ("interview.cancelled", (("interview",),)),
        ("message.sent", (("to",),)),
        ("message.received", (("from",),)),
        ("message.autoreply", (("from",),)),
        ("message.bounced", (("message", "to"),)),
        ("decision.promised", (("by",),)),
        ("contact.instructed", (("kind",),)),
        ("contact.opted_out", (("person",),)),
        ("case.paused", ()),
        ("advice.snoozed", (("purpose", "advice"),)),
        ("event.voided", (("event",),)),
    ],
)
def test_what_is_required(name: str, required: tuple[tuple[str, ...], ...]) -> None:
    """What a type cannot do without is required, and nothing else."""
    assert BUILT_IN[name].required == required


def test_an_automatic_reply_has_the_fields_of_a_message() -> None:
    """A reply that a machine wrote carries the same fields as one of a person."""
    assert BUILT_IN["message.autoreply"].fields == BUILT_IN["message.received"].fields


def test_a_declared_type() -> None:
    """A declared key is a field, and is required."""
    form = {"key": "meeting", "fields": {"meeting": "text", "with": "people", "on": "date"}}
    fields = {"meeting": Kind.TEXT, "with": Kind.PEOPLE, "on": Kind.DATE}
    assert declare("meeting.held", form) == EventType("meeting.held", fields, (("meeting",),), "meeting")


def test_a_declaration_may_be_empty() -> None:
    """A type without fields is a type."""
    assert declare("ping", None) == EventType("ping", {})


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"fields": {"with": "poeple"}}, "unknown kind `poeple`.*did you mean `people`?"),
        ({"fields": {"with": ["people"]}}, "unknown kind"),
        ({"fields": {"with": None}}, "unknown kind"),
        ({"fields": ["with"]}, "must map each field"),
        ({"fields": {"a b": "text"}}, "`a b` cannot name a field"),
        ({"fields": {1: "text"}}, "`1` cannot name a field"),
        ({"key": "meetign", "fields": {"meeting": "text"}}, "not among the fields; did you mean `meeting`?"),
        ({"key": "meeting"}, "not among the fields"),
        ({"feilds": {}}, "unknown key `feilds`; did you mean `fields`?"),
        ({"required": ["x"], "fields": {"y": "text"}}, "`x` is not among the fields"),
        ({"heard": "yes"}, "neither true nor false"),
        ("text", "expected a mapping"),
    ],
)
def test_a_broken_declaration(form: object, text: str) -> None:
    """A declaration that cannot be meant is refused, with a suggestion where one is near."""
    with pytest.raises(ValueError, match=text):
        declare("meeting.held", form)


def test_a_built_in_type_gains_fields() -> None:
    """A policy adds fields to a built-in type without losing what it means."""
    extended = extend(BUILT_IN, {"message.sent": {"fields": {"campaign": "text", "purpose": "text"}}})
    sent = extended["message.sent"]
    assert sent.fields["campaign"] is Kind.TEXT
    assert sent.fields["to"] is Kind.PEOPLE
    assert sent.required == (("to",),)
    assert "campaign" not in BUILT_IN["message.sent"].fields


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"fields": {"to": "text"}}, "of kind `people`, it cannot become `text`"),
        ({"key": "message", "fields": {"message": "text"}}, "key cannot become"),
    ],
)
def test_a_built_in_type_keeps_its_meaning(form: object, text: str) -> None:
    """The kind of a built-in field and the key of a built-in type are fixed."""
    with pytest.raises(ValueError, match=text):
        extend(BUILT_IN, {"message.sent": form})
