"""Who advice is for, resolved on what is known by then."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, FAYE, GUS, THANKS, event, got, met, plan, policy, sent, shows

WHEN = "when: interview.completed"
OPT_OUT = event("03-04T09:00", "contact.opted_out", person=DANA)


def to(recipients: str, history: list, fields: str = "to", rest: str = "", now: str = "12-31T00:00") -> list[str]:
    """Return fields of the advice of a rule with these recipients, triggered by completed interviews."""
    return shows(policy(f"{CHECK}, {WHEN}, recipients: {recipients}{rest}"), history, now, fields)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("interviewers", "Dana+Emil"),
        ("met", "Dana+Emil+Gus"),
        ("everyone", "Faye+Dana+Emil+Gus"),
        ("candidate", "Cass"),
        ("main_contact", "Dana"),
        ("recruiter", "Emil"),
        ("coordinator", "-"),
        ("[recruiter, hiring-manager]", "Emil+Faye"),
        ("event.met", "Dana+Gus"),
        ("{who: met}", "Dana+Emil+Gus"),
    ],
)
def test_selectors(who: str, names: str) -> None:
    """Each selector names the people that it says; a list means all of them."""
    history = [
        event("03-01T09:00", "application.submitted", contacts=[FAYE], candidate={"name": "Cass"}),
        met("03-03T10:00", "i1", DANA, EMIL, met=[DANA, GUS]),
    ]
    assert to(who, history) == [names]


@pytest.mark.parametrize(
    ("history", "name"),
    [
        ([met("03-03T10:00", "i1", EMIL, FAYE, DANA)], "Dana"),
        ([met("03-03T10:00", "i1", EMIL, FAYE)], "Faye"),
        ([met("03-03T10:00", "i1", EMIL, GUS)], "Emil"),
        ([met("03-03T10:00", "i1", DANA), met("03-05T10:00", "i2", GUS)], "Gus"),
        ([met("03-05T10:00", "i1", DANA), met("03-06T10:00", "i2", GUS, end="2026-03-04T10:00:00Z")], "Dana"),
        ([event("03-01T09:00", "application.submitted", contacts=[FAYE]), got("03-02T09:00", EMIL)], "Emil"),
        ([event("03-01T09:00", "application.submitted", contacts=[FAYE, EMIL])], "Faye"),
        ([got("03-01T09:00", EMIL), got("03-02T09:00", DANA), got("03-03T09:00", GUS, automatic=True)], "Dana"),
        ([met("03-03T10:00", "i1", DANA), got("03-04T09:00", EMIL)], "Dana"),
        ([], "-"),
    ],
)
def test_main_contact(history: list, name: str) -> None:
    """Lead, hiring manager or first interviewer of the latest completed interview; last writer; first contact."""
    of = policy(f"{CHECK}, when: case.resumed, recipients: main_contact")
    assert shows(of, [*history, event("03-09T09:00", "case.resumed")], "12-31T00:00", "to") == [name]


def test_main_contact_without_interviewers_is_as_without_interview() -> None:
    """A completed interview that lists nobody leaves the choice to who wrote."""
    history = [got("03-01T09:00", EMIL), event("03-03T10:00", "interview.completed", interview="i1")]
    assert to("main_contact", history) == ["Emil"]


@pytest.mark.parametrize(
    ("recipients", "states"),
    [
        ("interviewers", ["Dana+Emil now triggered"]),
        ("{who: interviewers, each: true}", ["Dana now triggered", "Emil now triggered"]),
        ("{who: interviewers, if: {person.role: recruiter}}", ["Emil now triggered"]),
        ("{who: coordinator, fallback: {who: recruiter, each: false}}", ["Emil now triggered"]),
        ("{who: coordinator, fallback: {who: staff, fallback: {who: lead}}}", ["Dana now triggered"]),
        ("{who: interviewers, if: {person.role: staff}, fallback: {who: lead}}", ["Dana now triggered"]),
        ("{who: coordinator}", ["- withheld no_recipient"]),
        ("{who: coordinator, each: true}", ["- withheld no_recipient"]),
        ("{who: coordinator, fallback: {who: staff}}", ["- withheld no_recipient"]),
    ],
)
def test_each_if_and_fallback(recipients: str, states: list[str]) -> None:
    """`each` makes one advice a person, `if` filters, and `fallback` is asked where nobody is left."""
    history = [met("03-03T10:00", "i1", DANA, EMIL)]
    assert sorted(to(recipients, history, "to verdict code")) == states


@pytest.mark.parametrize(
    ("recipients", "states"),
    [
        ("interviewers", ["Emil now triggered"]),
        ("lead", ["Dana withheld opted_out"]),
        ("{who: interviewers, each: true}", ["Dana withheld opted_out", "Emil now triggered"]),
        ("{who: lead, fallback: {who: recruiter}}", ["Emil now triggered"]),
        ("{who: lead, fallback: {who: staff}}", ["Dana withheld opted_out"]),
    ],
)
def test_opted_out(recipients: str, states: list[str]) -> None:
    """People who opted out get no advice; where only they are meant it is withheld."""
    history = [met("03-03T10:00", "i1", DANA, EMIL), OPT_OUT]
    assert sorted(to(recipients, history, "to verdict code")) == states


@pytest.mark.parametrize(
    ("channel", "people", "state"),
    [
        ("email", [GUS], "blocked no_address"),
        ("email", [GUS, DANA], "now triggered"),
        ("phone", [GUS], "now triggered"),
        ("[email, phone]", [GUS], "now triggered"),
    ],
)
def test_address(channel: str, people: list, state: str) -> None:
    """E-mail alone needs an address; one that can reach somebody is not blocked."""
    assert to("interviewers", [met("03-03T10:00", "i1", *people)], "verdict code", f", channel: {channel}") == [state]


@pytest.mark.parametrize("each", ["true", "false"])
def test_a_learnt_address_changes_neither_id_nor_times(each: str) -> None:
    """Advice without an address waits for it, and is the same advice once it is learnt."""
    rest = ", timing: {due: 1 day}"
    history = [met("03-03T10:00", "i1", GUS)]
    who = f"{{who: interviewers, each: {each}}}"
    before = to(who, history, "id opens due", rest)
    history.append(event("03-05T10:00", "contact.updated", person={"name": "Gus", "email": "gus@x.example"}))
    assert to(who, history, "id opens due", rest) == before
    assert to(who, history, "verdict address", rest) == ["late gus@x.example"]


def test_recipients_are_live() -> None:
    """Who is the main contact now, and not when the advice was triggered; an ended advice keeps its own."""
    of = policy(f"{CHECK}, when: message.sent, recipients: main_contact, timing: {{opens: 2 weeks}}")
    history = [got("03-01T09:00", EMIL), sent("03-01T10:00", "status", EMIL)]
    before = shows(of, history, "03-02T00:00", "id to opens")
    history.append(met("03-03T10:00", "i1", DANA))
    assert shows(of, history, "03-04T00:00", "id to opens") == [before[0].replace("Emil", "Dana")]
    history.append(sent("03-05T10:00", "check-in", DANA))
    history.append(met("03-06T10:00", "i2", FAYE))
    assert shows(of, history, "03-07T00:00", "to verdict")[0] == "Dana done"


def test_somebody_added_gets_advice_and_somebody_removed_has_it_retracted() -> None:
    """The people of an interview stay live for a rule that speaks to each."""
    of = policy(f"{THANKS}, {WHEN}, recipients: {{who: interviewers, each: true}}, timing: {{due: 1 day}}")
    history = [met("03-03T10:00", "i1", DANA, EMIL)]
    assert sorted(shows(of, history, "03-03T10:00", "to")) == ["Dana", "Emil"]
    history.append(met("03-03T12:00", "i1", DANA, FAYE))
    assert sorted(shows(of, history, "03-03T13:00", "to opens due")) == [
        "Dana 03-03T10:00 03-04T10:00",
        "Faye 03-03T10:00 03-04T10:00",
    ]


def test_somebody_named_after_nobody() -> None:
    """Advice to nobody gives way to that to the first person known."""
    of = policy(f"{THANKS}, {WHEN}, recipients: {{who: interviewers, each: true}}")
    history = [event("03-03T10:00", "interview.completed", interview="i1")]
    assert shows(of, history, "03-03T11:00", "to code") == ["- no_recipient"]
    history.append(met("03-03T12:00", "i1", DANA))
    assert shows(of, history, "03-03T13:00", "to code") == ["Dana triggered"]


def test_the_interviewers_of_the_next_interview() -> None:
    """Where no interview is completed at the trigger, the people are those of the first that is."""
    of = policy(f"{CHECK}, when: message.sent, recipients: {{who: interviewers, each: true}}")
    history = [sent("03-01T10:00", "x"), met("03-03T10:00", "i1", DANA), met("03-05T10:00", "i2", EMIL)]
    assert shows(of, history, "03-02T00:00", "to code") == ["- no_recipient"]
    assert shows(of, history, "03-04T00:00", "to code") == ["Dana triggered"]
    assert shows(of, history, "03-06T00:00", "to code") == ["Dana triggered"]


@pytest.mark.parametrize("again", ["ignore", "restart"])
def test_who_wrote_earlier_keeps_the_answer(again: str) -> None:
    """An advice to one person stays when the same rule speaks to another."""
    of = policy(
        f"because: b, strength: should, purpose: reply, when: message.received, again: {again}, "
        "recipients: {who: event.from, each: true}"
    )
    history = [got("03-03T10:00", DANA), got("03-04T10:00", EMIL), met("03-05T10:00", "i1", FAYE)]
    assert sorted(shows(of, history, "03-06T00:00", "to opens")) == ["Dana 03-03T10:00", "Emil 03-04T10:00"]


def test_people_of_another_case_are_others() -> None:
    """Roles and lists are the case's own, though the partition shares people."""
    history = [met("03-03T10:00", "i1", DANA), met("03-04T10:00", "i1", EMIL, case="c2")]
    assert sorted(to("everyone", history, "case to")) == ["c1 Dana", "c2 Emil"]


def test_an_opt_out_counts_in_every_case_of_the_partition() -> None:
    """A person is one within a partition, and so is their wish."""
    history = [met("03-03T10:00", "i1", DANA), event("03-04T10:00", "contact.opted_out", case="c2", person=DANA)]
    assert to("interviewers", history, "verdict code") == ["withheld opted_out"]


def test_a_shown_person_has_name_address_and_role() -> None:
    """Recipients are shown as known at the moment."""
    of = policy(f"{CHECK}, {WHEN}, recipients: interviewers")
    history = [met("03-03T10:00", "i1", GUS, EMIL)]
    (advice,) = plan(of, history, "03-04T00:00")
    assert advice.recipients() == [{"name": "Gus", "email": None, "role": None}, EMIL]
