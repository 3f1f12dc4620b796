"""Advice that goes through somebody, and advice to the next person not yet written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from stage import CHECK, DANA, EMIL, FAYE, GUS, NEVER, THANKS, event, got, met, plan, policy, sent, shows

from tactful.testing import run_tests

STORIES = Path(__file__).parent / "routes"
ONE_BY_ONE = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true, via: recruiter}}"
TOGETHER = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, via: recruiter}}"
KNOWN = event("03-01T10:00", "contact.updated", person=EMIL)
HER = {"name": "Hera", "email": "hera@x.example"}
IDA = {"name": "Ida", "email": "ida@x.example", "role": "coordinator"}


def test_a_small_policy_from_end_to_end() -> None:
    """What a policy with routes and next persons advises is what its own tests say."""
    results = run_tests(STORIES)
    assert len(results) == 4
    assert [failure.text for result in results for failure in result.failures] == []


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


def test_whoever_is_gone_through_and_meant_is_done_by_the_same_message() -> None:
    """One message does what is for that person and what goes through that person, whichever is due first."""
    for interview in ("i1", "i2", "i3", "i4"):
        history = [
            KNOWN,
            met("03-03T10:00", interview, DANA, EMIL, FAYE),
            sent("03-03T11:00", "thank-you", EMIL),
        ]
        assert shows(policy(ONE_BY_ONE), history, "03-03T11:00", "verdict") == ["done"] * 3


def test_all_who_are_meant_are_reached_or_gone_through() -> None:
    """A message past the intermediary does advice to all only where it reaches all, the intermediary too if meant."""
    history = [KNOWN, met("03-03T10:00", "i1", DANA, EMIL)]
    to_one = [*history, sent("03-03T11:00", "thank-you", DANA)]
    assert routed(policy(TOGETHER), to_one, "03-03T11:00") == ["Emil for Dana now triggered"]


def test_where_only_the_intermediary_is_left_it_goes_directly() -> None:
    """Of people together, those who opted out do not count: who alone is left is written to for himself."""
    history = [
        KNOWN,
        met("03-03T10:00", "i1", DANA, EMIL),
        event("03-03T11:00", "contact.opted_out", person=DANA),
    ]
    assert routed(policy(TOGETHER), history, "03-03T11:00") == ["Emil for - now triggered"]


def test_a_copy_to_the_intermediary_counts() -> None:
    """A message does what goes through somebody who only gets a copy of it."""
    history = [KNOWN, met("03-03T10:00", "i1", DANA), sent("03-03T11:00", "thank-you", FAYE, cc=[EMIL])]
    assert routed(policy(ONE_BY_ONE), history, "03-03T11:00") == ["Emil for Dana done sent"]
    other = [KNOWN, met("03-03T10:00", "i1", DANA), sent("03-03T11:00", "check-in", EMIL)]
    assert routed(policy(ONE_BY_ONE), other, "03-03T11:00") == ["Emil for Dana now triggered"]


def test_a_message_does_what_is_of_one_interview_or_of_none() -> None:
    """A message that names no interview does what goes through one person of the interview due first, and of none."""
    for_all = f"{THANKS}, per: case, when: interview.completed, recipients: {{who: coordinator, via: recruiter}}"
    of = policy({"case": f"{for_all}, timing: {{due: 1 hour}}", "each": f"{ONE_BY_ONE}, timing: {{due: 1 day}}"})
    ida = {"name": "Ida", "email": "ida@x.example", "role": "coordinator"}
    history = [
        KNOWN,
        event("03-01T10:00", "contact.updated", person=ida),
        met("03-03T10:00", "i1", DANA),
        met("03-04T10:00", "i2", FAYE),
        sent("03-04T11:00", "thank-you", EMIL),
    ]
    assert shows(of, history, "03-04T11:00", "rule key verdict") == [
        "case - done",
        "each i1 done",
        "each i2 now",
    ]


def test_a_direct_message_does_one_advice_as_ever() -> None:
    """Past the intermediary a message does the advice due first, though another for that person is routed too."""
    of = policy(f"{ONE_BY_ONE}, timing: {{due: 1 day}}")
    history = [
        KNOWN,
        met("03-03T10:00", "i1", DANA),
        met("03-04T10:00", "i2", DANA),
        sent("03-04T11:00", "thank-you", DANA),
    ]
    assert shows(of, history, "03-04T11:00", "key verdict") == ["i1 done", "i2 now"]


def test_a_message_to_the_intermediary_that_came_back() -> None:
    """What came back did nothing: all that went through that person is open again."""
    history = [
        KNOWN,
        met("03-03T10:00", "i1", DANA, FAYE),
        sent("03-03T11:00", "thank-you", EMIL, message="m1"),
        event("03-03T12:00", "message.bounced", message="m1"),
    ]
    of = policy(ONE_BY_ONE)
    assert shows(of, history, "03-03T11:30", "verdict") == ["done", "done"]
    assert routed(of, history, "03-03T12:00") == ["Emil for Dana now triggered", "Emil for Faye now triggered"]


def test_nobody_meant_is_nobody_to_write_to() -> None:
    """Where nobody is meant, there is no message to the person gone through either."""
    history = [KNOWN, event("03-03T10:00", "interview.completed", interview="i1")]
    for form in (ONE_BY_ONE, TOGETHER):
        assert routed(policy(form), history, "03-03T10:00") == [" for - withheld no_recipient"]


def test_who_opted_out_leaves_it_to_the_fallback() -> None:
    """Where the intermediary opted out, those who remain are those of the fallback, if there is one."""
    history = [
        KNOWN,
        met("03-03T10:00", "i1", DANA),
        event("03-03T11:00", "contact.opted_out", person=EMIL),
    ]
    direct = ONE_BY_ONE.replace("via: recruiter", "via: recruiter, fallback: interviewers")
    assert routed(policy(direct), history, "03-03T10:00") == ["Emil for Dana now triggered"]
    assert routed(policy(direct), history, "03-03T11:00") == ["Dana for - now triggered"]


def test_the_first_of_several_is_gone_through() -> None:
    """Where the selector names several people, the first is the intermediary."""
    ida = {"name": "Ida", "email": "ida@x.example", "role": "recruiter"}
    second = event("03-02T10:00", "contact.updated", person=ida)
    assert routed(policy(ONE_BY_ONE), [KNOWN, second, met("03-03T10:00", "i1", DANA)], "03-03T10:00") == [
        "Emil for Dana now triggered"
    ]


def test_a_field_of_the_trigger_may_name_the_intermediary() -> None:
    """`via: event.<field>` is the person in that field."""
    of = policy(f"{CHECK}, when: message.received, recipients: {{who: interviewers, via: event.from}}")
    history = [met("03-03T10:00", "i1", DANA), got("03-03T11:00", EMIL)]
    assert routed(of, history, "03-03T11:00") == ["Emil for Dana now triggered"]


def test_a_route_counts_from_when_it_is_known_also_backwards() -> None:
    """An instruction learnt late routes what was live at its time; a message sent between did it then."""
    of = policy(ONE_BY_ONE.replace(", via: recruiter", ""))
    asked = event("03-03T11:00", "contact.instructed", kind="via", via=HER, learnt="03-04T10:00")
    history = [met("03-03T10:00", "i1", DANA), asked, sent("03-03T12:00", "thank-you", HER)]
    assert routed(of, history, "03-03T12:00") == ["Dana for - now triggered"]
    assert routed(of, history, "03-04T10:00") == ["Hera for Dana done sent"]


def test_an_instruction_without_a_person_changes_nothing() -> None:
    """Asked to write through nobody in particular, advice goes as before."""
    empty = event("03-03T12:30", "contact.instructed", kind="via", from_=DANA)
    other = event("03-03T12:40", "contact.instructed", kind="write_on", date="2026-03-05", via=FAYE)
    history = [KNOWN, met("03-03T10:00", "i1", DANA), ASKED_TO, empty, other]
    assert routed(policy(ONE_BY_ONE), history, "03-03T13:00") == ["Hera for Dana now triggered"]


def test_what_a_rule_has_for_the_candidate_goes_through_nobody() -> None:
    """The candidate, who writes, is not written to through somebody else."""
    of = policy(f"{CHECK}, when: message.received, recipients: candidate")
    me = event("03-02T09:00", "application.submitted", candidate={"name": "Me", "email": "me@x.example"})
    assert routed(of, [me, ASKED_TO, got("03-03T13:00")], "03-03T13:00") == ["Me for - now triggered"]


@pytest.mark.parametrize("whom", ["lead", "recruiter"])
def test_a_hold_of_the_person_meant_or_gone_through(whom: str) -> None:
    """A hold of people touches advice for one of them, and advice through one of them."""
    of = policy(ONE_BY_ONE, "holds:", f"  h: {{because: b, when: case.paused, until: event.until, recipients: {whom}}}")
    pause = event("03-03T11:00", "case.paused", until="2026-03-05T00:00:00Z")
    assert shows(of, [KNOWN, met("03-03T10:00", "i1", DANA), pause], "03-03T11:00", "code opens") == [
        "held:h 03-05T00:00"
    ]


def test_a_hold_of_the_person_gone_through_binds_as_soon_as_it_goes_there() -> None:
    """A hold that names the intermediary holds advice that is routed after it began, though all else is as it was."""
    of = policy(
        ONE_BY_ONE.replace(", via: recruiter", ""),
        "holds:",
        "  h: {because: b, when: case.paused, until: event.until, recipients: recruiter}",
    )
    pause = event("03-03T11:00", "case.paused", until="2026-03-05T00:00:00Z")
    asked = event("03-03T12:00", "contact.instructed", kind="via", via=EMIL)
    history = [KNOWN, met("03-03T10:00", "i1", DANA), pause, asked]
    assert shows(of, history, "03-03T11:00", "to code") == ["Dana triggered"]
    assert shows(of, history, "03-03T12:00", "to code opens") == ["Emil held:h 03-05T00:00"]


@pytest.mark.parametrize(("whom", "verdict"), [("lead", "stopped"), ("recruiter", "stopped"), ("staff", "now")])
def test_a_stop_of_the_person_meant_or_gone_through(whom: str, verdict: str) -> None:
    """A stop of people ends advice for one of them, and advice through one of them."""
    of = policy(ONE_BY_ONE, "stops:", f"  s: {{because: b, when: case.paused, recipients: {whom}}}")
    history = [KNOWN, met("03-03T10:00", "i1", DANA), event("03-03T11:00", "case.paused")]
    assert shows(of, history, "03-03T11:00", "verdict") == [verdict]


def test_rivals_are_those_for_the_same_people() -> None:
    """Advice for the same people is one matter whichever way it goes; for others it is not, though it goes one way."""
    of = policy({"straight": ONE_BY_ONE.replace(", via: recruiter", ""), "round": ONE_BY_ONE})
    history = [KNOWN, met("03-03T10:00", "i1", DANA, FAYE)]
    assert routed(of, history, "03-03T10:00") == [
        "Dana for - now triggered",
        "Faye for - now triggered",
        "Emil for Dana withheld outranked",
        "Emil for Faye withheld outranked",
    ]


def test_one_message_takes_up_room_once() -> None:
    """A limit counts what goes through one person and what is for that person as the one message that does it all."""
    limit = ["limits:", "  l: {because: b, per: person, max: 1, within: 3 days}"]
    history = [KNOWN, met("03-03T10:00", "i1", DANA, EMIL, FAYE)]
    assert shows(policy(ONE_BY_ONE, *limit), history, "03-03T10:00", "to verdict") == ["Emil now"] * 3


def test_another_message_moves_on_to_the_next_person() -> None:
    """Once anything was sent to that person, the advice is taken back and the next person is advised."""
    of = policy(f"{CHECK}, when: application.submitted, recipients: {{who: everyone, each: true, first: true}}")
    history = [CONTACTS]
    assert shows(of, history, "03-02T09:00", "to verdict") == ["Dana now"]
    history.append(sent("03-02T10:00", "status", DANA))
    assert shows(of, history, "03-02T10:00", "to verdict") == ["Emil now"]
    history.append(sent("03-02T11:00", "status", FAYE, cc=[EMIL]))
    assert shows(of, history, "03-02T11:00", "to verdict") == ["Emil now"]


def test_the_next_person_is_one_who_passes() -> None:
    """`if` is asked first, and `who` gives the order; where nobody is left the fallback counts."""
    form = "{who: [hiring-manager, everyone], each: true, first: true, if: {person.role: {is_not: recruiter}}"
    of = policy(f"{CHECK}, when: message.sent, recipients: {form}, fallback: recruiter}}")
    history = [CONTACTS, sent("03-02T10:00", "other", {"name": "Hera", "email": "hera@x.example"})]
    assert shows(of, history, "03-02T10:00", "to verdict") == ["Faye now"]
    history.append(sent("03-02T11:00", "status", FAYE))
    assert shows(of, history, "03-02T11:00", "to verdict") == ["Dana now"]
    history.append(sent("03-02T12:00", "status", DANA))
    assert shows(of, history, "03-02T12:00", "to verdict") == ["Emil now"]


def test_the_next_person_through_somebody() -> None:
    """`first` goes by messages to the people themselves: one to the person gone through is none to those meant."""
    people = "{who: [lead, hiring-manager], each: true, first: true, via: recruiter}"
    form = f"{CHECK}, when: message.sent, recipients: {people}"
    history = [CONTACTS, sent("03-02T10:00", "other", EMIL)]
    assert routed(policy(form), history, "03-02T10:00") == ["Emil for Dana now triggered"]
    history.append(sent("03-02T11:00", "other", DANA))
    assert routed(policy(form), history, "03-02T11:00") == ["Emil for Faye now triggered"]


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
