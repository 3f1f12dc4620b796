"""Holds and snoozes: what postpones advice, from when and until when."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, NEVER, THANKS, event, got, met, plan, policy, sent, shows

REPLY = f"{CHECK}, when: message.received, recipients: main_contact, timing: {{opens: 1 day, due: 2 days}}"
WROTE = got("03-03T10:00")  # opens 4 March 10:00, due 5 March 10:00


def holds(*forms: str) -> list[str]:
    """Return holds named `h0`, `h1`, …"""
    return ["holds:", *(f"  h{number}: {{because: b, {form}}}" for number, form in enumerate(forms))]


def promised(moment: str, by: str) -> dict:
    """Return a promise to decide by a date or instant."""
    return event(moment, "decision.promised", by=by)


@pytest.mark.parametrize(
    ("form", "opens"),
    [
        ("when: decision.promised, until: event.by", "03-09T00:00 03-10T00:00"),
        ("when: decision.promised, until: event.by, plus: 1 day", "03-10T00:00 03-11T00:00"),
        ("when: decision.promised, until: event.by, plus: 3 business days", "03-12T00:00 03-13T00:00"),
        ("when: decision.promised, until: 2026-03-11", "03-11T00:00 03-12T00:00"),
        ("when: decision.promised, until: '2026-03-11T08:00:00Z'", "03-11T08:00 03-12T08:00"),
        ("when: decision.promised, release: case.resumed", "- -"),
        ("when: decision.promised, if: {case.status: offered}, until: event.by", "03-04T10:00 03-05T10:00"),
        ("when: decision.promised, until: event.by, purpose: check-in", "03-09T00:00 03-10T00:00"),
        ("when: decision.promised, until: event.by, purpose: [status, check-in]", "03-09T00:00 03-10T00:00"),
        ("when: decision.promised, until: event.by, purpose: status", "03-04T10:00 03-05T10:00"),
        ("when: decision.promised, until: event.by, channel: email", "03-09T00:00 03-10T00:00"),
        ("when: decision.promised, until: event.by, channel: [phone, card]", "03-04T10:00 03-05T10:00"),
        ("when: decision.promised, until: event.by, recipients: main_contact", "03-09T00:00 03-10T00:00"),
        ("when: decision.promised, until: event.by, recipients: recruiter", "03-04T10:00 03-05T10:00"),
    ],
)
def test_what_a_hold_postpones_and_until_when(form: str, opens: str) -> None:
    """A hold binds the advice that it selects until its date, plus a duration, or until its release."""
    of = policy(REPLY, *holds(form))
    history = [WROTE, promised("03-03T12:00", "2026-03-09")]
    assert shows(of, history, "03-03T12:00", "opens due") == [opens]
    state = "wait not_yet" if opens.startswith("03-04") else "wait held:h0"
    assert shows(of, history, "03-03T12:00", "verdict code") == [state]


@pytest.mark.parametrize(
    ("trigger", "hold", "opens"),
    [
        ("03-03T10:00", ("03-01T10:00", "2026-03-09"), "03-09T00:00"),
        ("03-03T10:00", ("03-03T10:00", "2026-03-09"), "03-09T00:00"),
        ("03-03T10:00", ("03-06T10:00", "2026-03-09"), "03-09T00:00"),
        ("03-10T10:00", ("03-01T10:00", "2026-03-09"), "03-11T10:00"),
        ("03-09T00:00", ("03-01T10:00", "2026-03-09"), "03-10T00:00"),
        ("03-03T10:00", ("03-06T10:00", "2026-03-05"), "03-04T10:00"),
    ],
)
def test_a_hold_binds_what_is_live_in_it(trigger: str, hold: tuple[str, str], opens: str) -> None:
    """Whenever triggered, advice live in the interval is held; half-open, and what opened already is closed again."""
    of = policy(REPLY, *holds("when: decision.promised, until: event.by"))
    assert shows(of, [got(trigger), promised(*hold)], "03-12T00:00", "opens") == [opens]


@pytest.mark.parametrize(
    ("release", "more", "opens"),
    [
        ("case.resumed", event("03-06T10:00", "case.resumed"), "03-06T10:00"),
        ("[case.resumed, application.reopened]", event("03-06T10:00", "application.reopened"), "03-06T10:00"),
        ("{when: message.sent, if: {message.purpose: status}}", sent("03-06T10:00", "status"), "03-06T10:00"),
        ("{when: message.sent, if: {message.purpose: status}}", sent("03-06T10:00", "other"), "03-09T00:00"),
        ("case.resumed", event("03-03T11:00", "case.resumed"), "03-09T00:00"),
        ("case.resumed", event("03-03T12:00", "case.resumed"), "03-04T10:00"),
        ("case.resumed", event("03-10T12:00", "case.resumed"), "03-09T00:00"),
        ("case.resumed", promised("03-06T10:00", "2026-03-12"), "03-12T00:00"),
        ("case.resumed", promised("03-06T10:00", "2026-03-07"), "03-07T00:00"),
        ("case.resumed", promised("03-06T10:00", "2026-03-05"), "03-06T10:00"),
    ],
)
def test_until_release_or_replacement(release: str, more: dict, opens: str) -> None:
    """A hold ends at the earliest of its date, its release and a later one of its name."""
    of = policy(REPLY, *holds(f"when: decision.promised, until: event.by, release: {release}"))
    history = [WROTE, promised("03-03T12:00", "2026-03-09"), more]
    assert shows(of, history, "03-10T13:00", "opens") == [opens]


def test_holds_of_other_names_do_not_replace_one_another() -> None:
    """The latest end counts."""
    of = policy(
        REPLY, *holds("when: decision.promised, until: event.by", "when: contact.instructed, until: event.date")
    )
    history = [
        WROTE,
        promised("03-03T12:00", "2026-03-09"),
        event("03-03T13:00", "contact.instructed", kind="write_on", date="2026-03-07"),
    ]
    assert shows(of, history, "03-04T00:00", "opens code") == ["03-09T00:00 held:h0"]


@pytest.mark.parametrize(
    ("form", "state"),
    [
        ("when: case.paused, until: event.until, release: case.resumed", "wait held:h0 -"),
        ("when: case.paused, until: event.until", "wait not_yet 03-04T10:00"),
    ],
)
def test_a_hold_without_its_date(form: str, state: str) -> None:
    """Where the named field is missing it lasts to its release; with none it does not begin, and a note says so."""
    of = policy(REPLY, *holds(form))
    history = [WROTE, event("03-03T12:00", "case.paused")]
    assert shows(of, history, "03-03T12:00", "verdict code opens") == [state]
    (case,) = plan(of, history, "03-03T12:00").cases
    assert [note.code for note in case.notes] == ([] if "release" in form else ["no_hold"])


def test_a_hold_of_an_interview_touches_advice_of_it_and_of_none() -> None:
    """An event that names an interview holds nothing of another."""
    of = policy(
        {"each": f"{THANKS}, when: interview.completed, recipients: interviewers", "case": REPLY},
        *holds("when: interview.rescheduled, until: event.start"),
    )
    history = [
        met("03-03T09:00", "i1"),
        met("03-03T09:00", "i2"),
        WROTE,
        event("03-03T12:00", "interview.rescheduled", interview="i2", start="2026-03-09T10:00:00Z"),
    ]
    assert shows(of, history, "03-03T12:00", "rule key opens") == [
        "each i1 03-03T09:00",
        "each i2 03-09T10:00",
        "case - 03-09T10:00",
    ]


@pytest.mark.parametrize(("released", "expected"), [("i1", "03-05T10:00"), ("i2", "-")])
def test_a_hold_of_an_interview_is_not_released_by_another(released: str, expected: str) -> None:
    """What happens to one interview does not release what another holds."""
    of = policy(REPLY, *holds("when: interview.scheduled, release: interview.cancelled"))
    history = [
        WROTE,
        event("03-03T12:00", "interview.scheduled", interview="i1"),
        event("03-03T13:00", "interview.scheduled", interview="i2"),
        event("03-05T10:00", "interview.cancelled", interview="i2"),
    ]
    assert shows(of, history, "03-06T00:00", "opens") == ["-"]
    both = [*history, event("03-05T10:00", "interview.cancelled", interview=released)]
    assert shows(of, both, "03-06T00:00", "opens") == [expected]


def test_a_prohibition_is_never_held() -> None:
    """What forbids goes on while other advice is held."""
    of = policy({"no": f"{NEVER}, when: message.received"}, *holds("when: decision.promised, until: event.by"))
    assert shows(of, [WROTE, promised("03-03T12:00", "2026-03-09")], "03-03T13:00", "verdict") == ["now"]


def test_a_restart_forgets_a_hold_that_has_passed() -> None:
    """A hold that ended before the new anchor's opening moves nothing more."""
    of = policy(f"{REPLY}, again: restart", *holds("when: case.paused, until: event.until"))
    history = [WROTE, event("03-03T12:00", "case.paused", until="2026-03-06"), got("03-08T10:00")]
    assert shows(of, history[:2], "03-07T00:00", "opens due") == ["03-06T00:00 03-07T00:00"]
    assert shows(of, history, "03-08T12:00", "opens due code") == ["03-09T10:00 03-10T10:00 not_yet"]


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"purpose": "check-in", "until": "2026-03-09"}, "wait snoozed 03-09T00:00"),
        ({"purpose": "any", "until": "2026-03-09"}, "wait snoozed 03-09T00:00"),
        ({"purpose": "status", "until": "2026-03-09"}, "wait not_yet 03-04T10:00"),
        ({"purpose": "check-in", "until": "2026-03-09T10:00:00Z"}, "wait snoozed 03-09T10:00"),
        ({"purpose": "check-in"}, "wait not_yet 03-04T10:00"),
        ({"advice": "mine", "until": "2026-03-09"}, "wait snoozed 03-09T00:00"),
        ({"advice": "another", "until": "2026-03-09"}, "wait not_yet 03-04T10:00"),
    ],
)
def test_a_snooze_holds_what_it_names(data: dict, state: str) -> None:
    """`advice.snoozed` holds advice, by id or all of the purpose, until its date."""
    of = policy(REPLY)
    (name,) = shows(of, [WROTE], "03-03T11:00", "id")
    if data.get("advice") == "mine":
        data = data | {"advice": name}
    history = [WROTE, event("03-03T12:00", "advice.snoozed", **data)]
    assert shows(of, history, "03-03T13:00", "verdict code opens") == [state]
    assert shows(of, history, "03-03T13:00", "id") == [name]


def test_snoozing_again_replaces_the_first() -> None:
    """The later snooze counts, also where it ends earlier."""
    history = [
        WROTE,
        event("03-03T12:00", "advice.snoozed", purpose="check-in", until="2026-03-09"),
        event("03-03T13:00", "advice.snoozed", purpose="check-in", until="2026-03-06"),
    ]
    assert shows(policy(REPLY), history, "03-03T14:00", "opens") == ["03-06T00:00"]


def test_a_hold_of_recipients_selects_advice_to_one_of_them() -> None:
    """A hold of a person leaves the advice to others."""
    of = policy(
        f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true}}",
        *holds("when: contact.instructed, until: event.date, recipients: event.from"),
    )
    history = [
        met("03-03T10:00", "i1", DANA, EMIL),
        event("03-03T11:00", "contact.instructed", kind="write_on", date="2026-03-09", from_=EMIL),
    ]
    assert sorted(shows(of, history, "03-03T12:00", "to opens")) == ["Dana 03-03T10:00", "Emil 03-09T00:00"]


def test_the_recipients_of_a_hold_are_live() -> None:
    """Somebody who is found to be meant while the hold lasts is held from then on."""
    of = policy(REPLY, *holds("when: case.paused, until: event.until, recipients: recruiter"))
    history = [
        event("03-03T09:00", "case.paused", until="2026-03-09"),
        got("03-03T10:00", {"name": "Emil"}),
        event("03-03T12:00", "contact.updated", person=EMIL),
    ]
    assert shows(of, history, "03-03T11:00", "opens") == ["03-04T10:00"]
    assert shows(of, history, "03-03T12:00", "opens code") == ["03-09T00:00 held:h0"]


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_a_release_at_the_instant_of_the_hold(names: str) -> None:
    """Another type of event at the hold's own instant releases it, whichever comes first."""
    of = policy(REPLY, *holds("when: decision.promised, until: event.by, release: case.resumed"))
    begun = promised("03-03T12:00", "2026-03-09") | {"id": names[0]}
    history = [WROTE, begun, event("03-03T12:00", "case.resumed", name=names[1])]
    assert shows(of, history, "03-04T00:00", "opens code") == ["03-04T10:00 not_yet"]


@pytest.mark.parametrize(("completed", "opens"), [("03-09T00:00", "03-08T10:00"), ("03-08T23:59", "03-09T00:00")])
def test_a_hold_is_half_open(completed: str, opens: str) -> None:
    """Advice that is triggered when a hold ends was never in it, though it counts from earlier."""
    of = policy(
        f"{THANKS}, when: interview.completed, recipients: interviewers, timing: {{from: interview.end}}",
        *holds("when: decision.promised, until: event.by"),
    )
    history = [promised("03-03T12:00", "2026-03-09"), met(completed, "i1", end="2026-03-08T10:00:00Z")]
    assert shows(of, history, "03-09T00:00", "opens") == [opens]
