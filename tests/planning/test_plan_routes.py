"""Advice that goes through somebody, and advice to the next person not yet written to."""

from __future__ import annotations

from typing import Any

import pytest
from stage import CHECK, DANA, EMIL, FAYE, GUS, NEVER, THANKS, event, got, met, plan, policy, sent, shows

ONE_BY_ONE = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true, via: recruiter}}"
TOGETHER = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, via: recruiter}}"
KNOWN = event("03-01T10:00", "contact.updated", person=EMIL)
HER = {"name": "Hera", "email": "hera@x.example"}
IDA = {"name": "Ida", "email": "ida@x.example", "role": "coordinator"}


def routed(of: Any, history: list[dict[str, Any]], now: str) -> list[str]:
    """Return to whom and for whom each advice is, and its verdict."""
    return [
        f"{'+'.join(one.name or '' for one in advice.to)} for {'+'.join(one.name or '' for one in advice.for_) or '-'} "
        f"{advice.verdict} {advice.reason.code}"
        for advice in plan(of, history, now)
    ]


@pytest.mark.parametrize("form", [ONE_BY_ONE, TOGETHER], ids=["each", "together"])
def test_one_message_to_the_intermediary_does_all(form: str) -> None:
    """Advice goes to the intermediary, for those who are meant; one message to that person does all of it."""
    of = policy(form)
    history = [KNOWN, met("03-03T10:00", "i1", DANA, FAYE)]
    expected = ["Emil for Dana", "Emil for Faye"] if form is ONE_BY_ONE else ["Emil for Dana+Faye"]
    assert routed(of, history, "03-03T10:00") == [f"{one} now triggered" for one in expected]
    done = [*history, sent("03-03T11:00", "thank-you", EMIL)]
    assert routed(of, done, "03-03T11:00") == [f"{one} done sent" for one in expected]


def test_a_message_straight_to_the_person_does_that_advice() -> None:
    """Nobody is thanked twice: a message past the intermediary does the advice for that person."""
    history = [KNOWN, met("03-03T10:00", "i1", DANA, FAYE), sent("03-03T11:00", "thank-you", DANA)]
    assert routed(policy(ONE_BY_ONE), history, "03-03T11:00") == [
        "Emil for Dana done sent",
        "Emil for Faye now triggered",
    ]


def test_a_message_about_one_interview_does_that_ones_advice() -> None:
    """Of two interviews through one person, a message does the advice of that which it is about, else the first due."""
    of = policy(f"{ONE_BY_ONE}, timing: {{due: 1 day}}")
    history = [KNOWN, met("03-03T10:00", "i1", DANA, FAYE), met("03-04T10:00", "i2", FAYE)]
    of_second = [*history, sent("03-04T11:00", "thank-you", EMIL, about="i2")]
    assert shows(of, of_second, "03-04T11:00", "key verdict") == ["i1 late", "i1 late", "i2 done"]
    unsaid = [*history, sent("03-04T11:00", "thank-you", EMIL)]
    assert shows(of, unsaid, "03-04T11:00", "key verdict") == ["i1 done", "i1 done", "i2 now"]


def test_a_message_does_the_advice_of_one_interview_and_of_none() -> None:
    """What is due first may be of no interview: of those that go through the same person, one interview's is done."""
    asked = (
        f"{THANKS}, when: message.received, recipients: {{who: event.from, via: recruiter}}, timing: {{due: 1 hour}}"
    )
    of = policy({"met": f"{ONE_BY_ONE}, timing: {{due: 1 day}}", "asked": asked})
    history = [KNOWN, met("03-03T10:00", "i1", DANA), met("03-03T11:00", "i2", FAYE), got("03-03T12:00", HER)]
    history.append(sent("03-03T12:30", "thank-you", EMIL))
    assert shows(of, history, "03-03T12:30", "key verdict") == ["i1 done", "i2 now", "- done"]


def test_a_message_does_what_its_advice_outranks_though_that_goes_straight() -> None:
    """Nobody is thanked twice: where the advice that goes through somebody is shown, the other is done with it."""
    of = policy({"through": ONE_BY_ONE, "straight": ONE_BY_ONE.replace(", via: recruiter", "")})
    history = [KNOWN, met("03-03T10:00", "i1", DANA)]
    assert routed(of, history, "03-03T10:00") == ["Emil for Dana now triggered", "Dana for - withheld outranked"]
    for about in ({}, {"about": "i1"}):
        done = [*history, sent("03-03T11:00", "thank-you", EMIL, **about)]
        assert routed(of, done, "03-03T11:00") == ["Emil for Dana done sent", "Dana for - done sent"]


def test_nobody_to_go_through() -> None:
    """Where the selector of the intermediary names nobody, nobody is left; the fallback may be direct."""
    history = [met("03-03T10:00", "i1", DANA)]
    assert routed(policy(ONE_BY_ONE), history, "03-03T10:00") == [" for - withheld no_recipient"]
    direct = ONE_BY_ONE.replace("via: recruiter", "via: recruiter, fallback: interviewers")
    assert routed(policy(direct), history, "03-03T10:00") == ["Dana for - now triggered"]
    learnt = [*history, event("03-03T12:00", "contact.updated", person=EMIL)]
    assert routed(policy(ONE_BY_ONE), learnt, "03-03T12:00")[-1] == "Emil for Dana now triggered"


def test_a_route_learnt_later_changes_neither_id_nor_times() -> None:
    """Live advice is rerouted; its id and times stay."""
    direct = ONE_BY_ONE.replace("via: recruiter", "via: recruiter, fallback: interviewers")
    of = policy(f"{direct}, timing: {{due: 1 hour}}")
    history = [met("03-03T10:00", "i1", DANA), event("03-03T12:00", "contact.updated", person=EMIL)]
    (before,) = shows(of, history, "03-03T11:00", "id opens due")
    assert shows(of, history, "03-03T12:00", "id opens due") == [before]
    assert routed(of, history, "03-03T12:00") == ["Emil for Dana late overdue"]


def test_whoever_is_gone_through_is_written_to_directly() -> None:
    """Nobody is written to through himself."""
    history = [KNOWN, met("03-03T10:00", "i1", DANA, EMIL)]
    assert routed(policy(ONE_BY_ONE), history, "03-03T10:00") == [
        "Emil for Dana now triggered",
        "Emil for - now triggered",
    ]
    assert routed(policy(TOGETHER), history, "03-03T10:00") == ["Emil for Dana now triggered"]


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        (EMIL, ["Emil for Dana withheld opted_out", "Emil for Faye withheld opted_out"]),
        (DANA, ["Emil for Dana withheld opted_out", "Emil for Faye now triggered"]),
    ],
    ids=["the intermediary", "the person meant"],
)
def test_who_opted_out_gets_none(gone: dict[str, str], found: list[str]) -> None:
    """Advice is withheld where the person meant, or the person through whom it goes, has opted out."""
    history = [KNOWN, met("03-03T10:00", "i1", DANA, FAYE), event("03-03T11:00", "contact.opted_out", person=gone)]
    assert routed(policy(ONE_BY_ONE), history, "03-03T11:00") == found


def test_only_the_intermediary_needs_an_address() -> None:
    """E-mail needs the address of the person to whom it goes."""
    named = event("03-01T10:00", "contact.updated", person={"name": "Ida", "role": "recruiter"})
    assert routed(policy(ONE_BY_ONE), [named, met("03-03T10:00", "i1", DANA)], "03-03T10:00") == [
        "Ida for Dana blocked no_address"
    ]
    assert routed(policy(ONE_BY_ONE), [KNOWN, met("03-03T10:00", "i1", GUS)], "03-03T10:00") == [
        "Emil for Gus now triggered"
    ]


ASKED_TO = event("03-03T12:00", "contact.instructed", kind="via", via=HER, from_=DANA)


def test_an_instruction_routes_all_advice_of_its_case() -> None:
    """Asked to write through somebody, all advice of the case does, whatever the rule says, until asked otherwise."""
    of = policy({"thank": ONE_BY_ONE, "ask": f"{CHECK}, when: message.received, recipients: event.from"})
    history = [
        KNOWN,
        met("03-03T10:00", "i1", DANA),
        met("03-03T10:00", "i2", DANA, case="c2"),
        got("03-03T11:00"),
        ASKED_TO,
    ]
    assert routed(of, history, "03-03T11:00")[:2] == ["Emil for Dana now triggered", "Dana for - now triggered"]
    found = routed(of, history, "03-03T12:00")
    assert found[:2] == ["Hera for Dana now triggered", "Hera for Dana now triggered"]
    assert "Hera" not in found[2]
    again = event("03-03T13:00", "contact.instructed", kind="via", via=FAYE)
    assert routed(of, [*history, again], "03-03T13:00")[:2] == ["Faye for Dana now triggered"] * 2
    voided = event("03-03T14:00", "event.voided", event="e4")
    assert routed(of, [*history, voided], "03-03T14:00") == routed(of, history[:4], "03-03T14:00")


def test_prohibitions_go_through_nobody() -> None:
    """What is forbidden is forbidden to those named; it also blocks what goes to them for others."""
    of = policy({"thank": ONE_BY_ONE, "no": f"{NEVER}, when: case.paused, recipients: recruiter"})
    history = [KNOWN, met("03-03T10:00", "i1", DANA), event("03-03T11:00", "case.paused"), ASKED_TO]
    assert routed(of, history, "03-03T11:00") == ["Emil for Dana blocked forbidden:no", "Emil for - now triggered"]
    assert routed(of, history, "03-03T12:00") == ["Hera for Dana now triggered", "Emil for - now triggered"]


def test_early_thanks_through_the_intermediary_count() -> None:
    """A message to the intermediary before the trigger, and about the interview, has done the advice."""
    history = [KNOWN, sent("03-03T09:00", "thank-you", EMIL, about="i1"), met("03-03T10:00", "i1", DANA)]
    assert routed(policy(ONE_BY_ONE), history, "03-03T10:00") == ["Emil for Dana done sent"]


TRY = f"{CHECK}, when: message.sent, again: restart, recipients: {{who: everyone, each: true, first: true}}"
TRY += ", timing: {opens: 3 business days}, stop: message.received"
CONTACTS = event("03-02T09:00", "application.submitted", contacts=[DANA, EMIL, FAYE])


def test_the_next_person_not_yet_written_to() -> None:
    """`first` advises one person at a time: the first to whom nothing was sent in the case; each message moves on."""
    of = policy(TRY)
    history = [CONTACTS, sent("03-02T10:00", "other", DANA)]
    assert shows(of, history, "03-02T10:00", "to verdict opens") == ["Emil wait 03-05T10:00"]
    history.append(sent("03-05T10:00", "check-in", EMIL))
    assert shows(of, history, "03-05T10:00", "to verdict opens") == ["Emil done 03-05T10:00", "Faye wait 03-10T10:00"]
    history.append(sent("03-10T10:00", "check-in", FAYE))
    assert shows(of, history, "03-10T10:00", "to verdict code")[2:] == ["- withheld no_recipient"]


def test_a_message_that_came_back_was_not_written() -> None:
    """After a bounce that person is next again."""
    history = [CONTACTS, sent("03-02T10:00", "other", DANA, message="m1"), sent("03-02T11:00", "other", EMIL)]
    bounced = event("03-02T12:00", "message.bounced", message="m1")
    assert shows(policy(TRY), history, "03-02T11:00", "to")[-1] == "Faye"
    assert shows(policy(TRY), [*history, bounced], "03-02T12:00", "to verdict")[-1] == "Dana wait"


def test_who_opted_out_is_passed_over() -> None:
    """The next person is one who may be written to."""
    history = [CONTACTS, event("03-02T09:30", "contact.opted_out", person=EMIL), sent("03-02T10:00", "other", DANA)]
    assert shows(policy(TRY), history, "03-02T10:00", "to verdict") == ["Faye wait"]


@pytest.mark.parametrize("asked", [False, True], ids=["by the rule", "as they asked"])
def test_who_was_written_to_through_somebody_is_not_next(asked: bool) -> None:
    """A message that did advice for a person was written to that person, though it went to another."""
    rule, to = (TRY, HER) if asked else (TRY.replace("first: true", "first: true, via: coordinator"), IDA)
    history = [CONTACTS, event("03-02T09:30", "contact.instructed", kind="via", via=HER)] if asked else [CONTACTS]
    of = policy(rule.replace("who: everyone", "who: [recruiter, hiring-manager]"))
    history += [event("03-02T09:40", "contact.updated", person=IDA), sent("03-02T10:00", "other", DANA)]
    assert [line.split(" for ")[1] for line in routed(of, history, "03-02T10:00")] == ["Emil wait not_yet"]
    history.append(sent("03-05T10:00", "check-in", to))
    assert [line.split(" for ")[1] for line in routed(of, history, "03-05T10:00")] == [
        "Emil done sent",
        "Faye wait not_yet",
    ]
    history.append(sent("03-10T10:00", "check-in", to))
    assert routed(of, history, "03-10T10:00")[-1] == " for - withheld no_recipient"
