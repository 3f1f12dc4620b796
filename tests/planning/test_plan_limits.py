"""Limits: how many messages are too many, over all cases of one candidate."""

from __future__ import annotations

from typing import Any

import pytest
from stage import CHECK, EMIL, FAYE, NEVER, THANKS, event, got, met, plan, policy, sent, shows

import tactful
from tactful.planning.room import Room

THANK = f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true}}, timing: {{due: 2 hours}}"
ASK = f"{CHECK}, when: message.received, recipients: event.from"
ONE = "per: person, max: 1, within: 3 days"


def limits(*forms: str) -> list[str]:
    """Return limits named `l0`, `l1`, …"""
    return ["limits:", *(f"  l{number}: {{because: enough is enough, {form}}}" for number, form in enumerate(forms))]


def applied(case: str, company: str = "Acme") -> dict[str, Any]:
    """Return an application."""
    return event("03-01T10:00", "application.submitted", case=case, company=company)


def test_one_shared_interviewer_of_two_applications() -> None:
    """Advice to one person in two cases is kept apart: the second opens, and is due, when the first is long enough
    ago."""
    of = policy(THANK, *limits(ONE))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2")]
    assert shows(of, history, "03-03T15:00", "case verdict opens due code") == [
        "c1 late 03-03T10:00 03-03T12:00 overdue",
        "c2 wait 03-06T10:00 03-06T12:00 limited:l0",
    ]
    assert shows(of, history, "03-06T10:00", "case verdict code") == ["c1 late overdue", "c2 now triggered"]


def test_the_message_counts_once_it_is_sent() -> None:
    """A message takes up room from when it was sent, in place of the advice that it did; it is the evidence."""
    of = policy(THANK, *limits(ONE))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2"), sent("03-04T09:00", case="c1")]
    assert shows(of, history, "03-04T09:00", "case verdict opens due evidence") == [
        "c1 done 03-03T10:00 03-03T12:00 e0+e2",
        "c2 wait 03-07T09:00 03-07T11:00 e1+e2",
    ]


@pytest.mark.parametrize(
    "ending",
    [
        event("03-04T09:00", "advice.dismissed", case="c1", purpose="thank-you"),
        event("03-04T09:00", "application.rejected", case="c1"),
    ],
    ids=["dismissed", "stopped"],
)
def test_what_ends_unsent_gives_its_room_back(ending: dict[str, Any]) -> None:
    """Where advice ends without a message, what it kept back opens at that instant, and is not late for the wait."""
    of = policy(THANK, *limits(ONE), "stops:", "  s: {when: application.rejected, because: b}")
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2"), ending]
    (_, second) = shows(of, history, "03-04T09:00", "case verdict opens due")
    assert second == "c2 now 03-04T09:00 03-04T11:00"
    (_, second) = shows(of, [*history, got("03-05T09:00", EMIL, case="c1")], "03-05T09:00", "case verdict opens due")
    assert second == "c2 late 03-04T09:00 03-04T11:00"


def test_what_expires_gives_its_room_back() -> None:
    """Advice takes up room no longer than until it expires."""
    rules = {"r": f"{THANK[:-1]}, expires: 1 day}}"}
    of = policy(rules, *limits(ONE))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2")]
    assert shows(of, history, "03-03T15:00", "case opens")[1] == "c2 03-04T10:00"


def test_open_advice_waits_again_after_another_message() -> None:
    """A message for another purpose, or in another case, takes up room of advice that is open already."""
    of = policy(THANK, *limits(ONE))
    history = [met("03-03T10:00"), sent("03-03T11:00", "other", case="c2")]
    assert shows(of, history, "03-03T10:30", "verdict opens due") == ["now 03-03T10:00 03-03T12:00"]
    assert shows(of, history, "03-03T11:00", "verdict opens due") == ["wait 03-06T11:00 03-06T13:00"]


def test_a_withheld_one_keeps_its_times() -> None:
    """`withhold` says nothing for as long as there is no room, and then what is late is late."""
    of = policy(THANK, *limits(f"{ONE}, then: withhold"))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2")]
    first, second = shows(of, history, "03-03T15:00", "case verdict opens due code")
    assert first == "c1 late 03-03T10:00 03-03T12:00 overdue"
    assert second == "c2 withheld 03-03T15:00 03-03T17:00 limited:l0"
    assert shows(of, history, "03-06T10:00", "case verdict code")[1] == "c2 late overdue"


def test_before_it_opens_a_withheld_one_waits() -> None:
    """What would not be open anyway waits, with the reason that it has for that."""
    of = policy({"r": f"{ASK}, timing: {{opens: 1 day}}"}, *limits(f"{ONE}, then: withhold"))
    history = [got("03-03T10:00", case="c1"), got("03-03T15:00", case="c2")]
    assert shows(of, history, "03-04T14:00", "case verdict code")[1] == "c2 wait not_yet"
    assert shows(of, history, "03-04T15:00", "case verdict code")[1] == "c2 withheld limited:l0"


@pytest.mark.parametrize(
    ("per", "opens"),
    [
        ("person", ["c1 03-03T10:00", "c2 03-06T10:00", "c3 03-03T12:00", "c4 03-03T13:00"]),
        ("company", ["c1 03-03T10:00", "c2 03-06T10:00", "c3 03-09T10:00", "c4 03-03T13:00"]),
        ("candidate", ["c1 03-03T10:00", "c2 03-06T10:00", "c3 03-09T10:00", "c4 03-12T10:00"]),
    ],
)
def test_what_is_counted_together(per: str, opens: list[str]) -> None:
    """Messages to one person, in the cases of one company however it is written, or all of one candidate."""
    of = policy(THANK, *limits(f"per: {per}, max: 1, within: 3 days"))
    history = [
        *(applied(case, company) for case, company in (("c1", "Acme"), ("c2", "ACME"), ("c3", "acme"), ("c4", "Bell"))),
        met("03-03T10:00", case="c1"),
        met("03-03T11:00", case="c2"),
        met("03-03T12:00", "i1", EMIL, case="c3"),
        met("03-03T13:00", "i1", FAYE, case="c4"),
    ]
    assert shows(of, history, "03-03T13:00", "case opens") == opens


def test_cases_without_a_company_are_not_of_one() -> None:
    """Where the company is not known, a case stands alone."""
    of = policy(THANK, *limits("per: company, max: 1, within: 3 days"))
    history = [met("03-03T10:00", case="c1"), met("03-03T11:00", case="c2")]
    assert shows(of, history, "03-03T11:00", "case opens") == ["c1 03-03T10:00", "c2 03-03T11:00"]


def test_as_many_as_there_may_be() -> None:
    """With `max: 2` the third within the time waits until the first is long enough ago."""
    of = policy(THANK, *limits("per: candidate, max: 2, within: 1 day"))
    history = [met("03-03T10:00", case="c1"), met("03-03T11:00", case="c2"), met("03-03T12:00", case="c3")]
    assert shows(of, history, "03-03T12:00", "case opens") == ["c1 03-03T10:00", "c2 03-03T11:00", "c3 03-04T10:00"]
    history += [sent("03-03T13:00", case="c1"), sent("03-03T14:00", case="c2")]
    assert shows(of, history, "03-03T14:00", "case opens")[2] == "c3 03-04T13:00"


@pytest.mark.parametrize(
    ("form", "opens"),
    [
        (ONE, "03-06T09:00"),
        (f"{ONE}, purpose: check-in", "03-06T09:00"),
        (f"{ONE}, purpose: [status, check-in]", "03-06T09:00"),
        (f"{ONE}, purpose: thank-you", "03-03T10:00"),
        (f"{ONE}, channel: email", "03-06T09:00"),
        (f"{ONE}, channel: [phone, card]", "03-03T10:00"),
        (f"{ONE}, recipients: lead", "03-06T09:00"),
        (f"{ONE}, recipients: recruiter", "03-03T10:00"),
        ("per: person, max: 1, within: end of day", "03-04T00:00"),
        ("per: person, max: 1, within: 2 hours", "03-03T11:00"),
        ("per: person, max: 2, within: 3 days", "03-03T10:00"),
    ],
)
def test_what_a_limit_selects(form: str, opens: str) -> None:
    """Advice and messages are selected by purpose, recipients and channel; what is not is neither counted nor bound."""
    of = policy(ASK, *limits(form))
    history = [sent("03-03T09:00", "check-in", case="c2"), got("03-03T10:00")]
    assert shows(of, history, "03-03T10:00", "opens") == [opens]


def test_at_one_instant_the_higher_priority_goes_first_then_what_is_due_first() -> None:
    """Of advice that opens at one instant, the highest priority has the room, then what is due first."""
    rules = {
        "slow": f"{CHECK}, when: message.received, recipients: event.from",
        "soon": f"{THANKS}, when: message.received, recipients: event.from, timing: {{due: 1 hour}}",
    }
    assert shows(policy(rules, *limits(ONE)), [got("03-03T10:00")], "03-03T10:00", "rule opens") == [
        "slow 03-06T10:00",
        "soon 03-03T10:00",
    ]
    rules["slow"] += ", priority: 1"
    assert shows(policy(rules, *limits(ONE)), [got("03-03T10:00")], "03-03T10:00", "rule opens") == [
        "slow 03-03T10:00",
        "soon 03-06T10:00",
    ]


def test_rivals_share_one_message() -> None:
    """Advice that one message would do takes up room once: the outranked one is not kept for later."""
    rules = {"first": THANK, "second": f"{THANK}, priority: 1"}
    of = policy(rules, *limits(ONE))
    history = [met("03-03T10:00")]
    assert shows(of, history, "03-03T10:00", "rule verdict opens code") == [
        "first withheld 03-03T10:00 outranked",
        "second now 03-03T10:00 triggered",
    ]
    assert shows(of, [*history, sent("03-03T11:00")], "03-10T10:00", "rule verdict") == ["first done", "second done"]


def test_a_shared_message_needs_room_under_every_limit() -> None:
    """Advice that the message of another would do still waits for room under the limits that select it alone."""
    rules = {"mail": THANK, "call": f"{THANK[:-1]}, opens: 1 hour}}, channel: phone, priority: 1"}
    apart = "per: person, max: 2, within: 3 days"
    of = policy(rules, *limits(apart, "per: person, max: 1, within: 4 days, channel: phone"))
    history = [sent("03-02T11:00", "other", channel="phone"), met("03-05T10:00")]
    assert shows(of, history, "03-05T11:00", "rule verdict opens") == [
        "mail now 03-05T10:00",
        "call wait 03-06T11:00",
    ]


def test_what_waits_joins_the_message_of_what_gets_room() -> None:
    """Of advice that one message would do and that waits, what is behind gets room with what is first, though others
    would go before it."""
    rules = {
        "first": f"{THANK}, priority: 2",
        "between": f"{ASK}, priority: 1",
        "last": THANK,
    }
    of = policy(rules, *limits("per: candidate, max: 1, within: 3 days"))
    history = [sent("03-02T10:00", "other", EMIL, case="c2"), met("03-03T10:00"), got("03-03T11:00", EMIL, case="c2")]
    assert shows(of, history, "03-03T11:00", "rule opens") == [
        "first 03-05T10:00",
        "last 03-05T10:00",
        "between 03-08T10:00",
    ]


def test_messages_of_one_id_from_two_sources_are_two() -> None:
    """An id is unique within a source only: two messages that share one take up room twice."""
    of = policy(ASK, *limits("per: person, max: 2, within: 3 days"))
    history = [
        sent("03-03T09:00", "other", name="m", case="c2"),
        sent("03-03T09:30", "other", name="m", case="c3") | {"source": "phone"},
        got("03-03T10:00"),
    ]
    assert shows(of, history, "03-03T10:00", "opens") == ["03-06T09:00"]


def test_the_evidence_leads_to_what_takes_up_the_room() -> None:
    """Where an open advice takes up the room, what triggered that is evidence, as a message is."""
    of = policy(THANK, *limits(ONE))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2")]
    assert shows(of, history, "03-03T15:00", "evidence") == ["e0", "e1+e0"]


def test_the_day_is_that_of_what_takes_up_the_room() -> None:
    """How long a message takes up room is counted where it was sent: until the end of that day there."""
    of = policy(ASK, *limits("per: person, max: 1, within: end of day"))
    history = [
        sent("03-03T20:00", "other", case="c2", zone="Asia/Tokyo"),
        got("03-03T20:30"),
    ]
    assert shows(of, history, "03-03T20:30", "opens") == ["03-04T15:00"]


def test_each_advice_is_asked_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wait for room, only the first in a line is asked: the work grows with their number, not its
    square."""
    asked = 0
    full = Room.full

    def counted(self: Room, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return full(self, *args)

    monkeypatch.setattr(Room, "full", counted)
    of = policy(ASK, *limits("per: candidate, max: 1, within: 1 day"))
    history = [got("03-03T10:00", case=f"c{number}") for number in range(200)]
    assert len({one.opens for one in plan(of, history, "03-03T10:00")}) == 200
    assert asked <= 3 * 200


@pytest.mark.parametrize("prohibition", ["", ", timing: {expires: 1 day}"], ids=["for good", "for a day"])
def test_what_is_forbidden_takes_no_room(prohibition: str) -> None:
    """Advice that may not be sent keeps nothing else back; once it may, it needs room."""
    rules = {"r": ASK, "never": f"{NEVER}, when: case.paused{prohibition}"}
    of = policy(rules, *limits(ONE))
    history = [
        event("03-03T09:00", "case.paused", case="c1"),
        got("03-03T10:00", case="c1"),
        got("03-03T11:00", case="c2"),
    ]
    found = shows(of, history, "03-03T11:00", "case rule verdict opens")
    assert found[1:] == [
        "c1 never now 03-03T09:00",
        "c2 r now 03-03T11:00",
    ]
    assert found[0] == ("c1 r blocked 03-06T11:00" if prohibition else "c1 r blocked 03-03T10:00")


def test_what_has_no_address_takes_no_room() -> None:
    """Advice by e-mail to somebody without an address keeps nothing back."""
    of = policy(ASK, *limits("per: candidate, max: 1, within: 3 days"))
    history = [got("03-03T10:00", {"name": "Gus"}, case="c1"), got("03-03T11:00", case="c2")]
    assert shows(of, history, "03-03T11:00", "case verdict opens") == ["c1 blocked 03-03T10:00", "c2 now 03-03T11:00"]


def test_a_window_comes_after_the_limit() -> None:
    """What a limit delays opens in its window."""
    of = policy(f"{ASK}, timing: {{window: {{days: business, from: 08:00, until: 09:00}}}}", *limits(ONE))
    history = [sent("03-03T10:00", case="c2"), got("03-03T11:00")]
    assert shows(of, history, "03-03T11:00", "opens code") == ["03-09T08:00 window"]


def test_other_candidates_are_not_counted() -> None:
    """A limit counts the cases of one candidate only."""
    of = policy(THANK, *limits("per: candidate, max: 1, within: 3 days"))
    history = [met("03-03T10:00", case="c1"), met("03-03T11:00", case="c2") | {"partitionkey": "q"}]
    assert shows(of, history, "03-03T11:00", "case opens") == ["c1 03-03T10:00", "c2 03-03T11:00"]


def test_a_bounced_message_takes_no_room() -> None:
    """What came back was never written."""
    of = policy(ASK, *limits(ONE))
    history = [sent("03-03T09:00", message="m1", case="c2"), got("03-03T10:00")]
    bounced = event("03-03T12:00", "message.bounced", case="c2", message="m1")
    assert shows(of, [*history, bounced], "03-03T11:00", "opens") == ["03-06T09:00"]
    assert shows(of, [*history, bounced], "03-03T12:00", "opens") == ["03-03T10:00"]


def test_several_limits_all_hold() -> None:
    """Where several limits select an advice, it waits for room under each."""
    of = policy(ASK, *limits(ONE, "per: candidate, max: 1, within: 1 week, purpose: check-in"))
    history = [sent("03-03T09:00", "other", case="c2"), sent("03-01T09:00", "check-in", EMIL, case="c2")]
    assert shows(of, [*history, got("03-03T10:00")], "03-03T10:00", "opens code") == ["03-08T09:00 limited:l1"]


def test_a_decision_elsewhere_says_so() -> None:
    """A message in one case moves the advice of another, which is reported with the limit as the reason."""
    of = policy(THANK, *limits(ONE))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2"), sent("03-04T09:00", case="c1")]
    records = [{"id": f"e{number}", **record} for number, record in enumerate(history)]
    said = [
        f"{one.type} {one.subject} {one.at:%m-%dT%H:%M} {one.advice.reason.code}"
        for one in tactful.replay(of, records)
        if one.subject == "c2"
    ]
    assert said == [
        "advice.planned c2 03-03T15:00 limited:l0",
        "advice.moved c2 03-04T09:00 limited:l0",
        "advice.opened c2 03-07T09:00 triggered",
        "advice.late c2 03-07T11:00 overdue",
    ]


def test_the_reason_is_in_the_policys_words() -> None:
    """The reason text names the limit and says why there is one."""
    of = policy(THANK, *limits(ONE))
    history = [met("03-03T10:00", case="c1"), met("03-03T15:00", case="c2")]
    (_, second) = plan(of, history, "03-03T15:00")
    assert second.reason.text == "kept back by `l0`: enough is enough"
    unsaid = policy(THANK, "limits: {l0: {per: person, max: 1, within: 3 days}}")
    (_, second) = plan(unsaid, history, "03-03T15:00")
    assert second.reason.text == "kept back by `l0`: at most 1 to one person within 3 days"


def test_who_was_named_first_goes_first() -> None:
    """Of advice that is alike but for its person, the one named first has the room, whatever the addresses."""
    of = policy(THANK, *limits("per: candidate, max: 1, within: 1 day"))
    for names in (["zoe", "ann", "mia"], ["p1", "p9", "p5"]):
        people = [{"name": name, "email": f"{name}@x.example"} for name in names]
        found = shows(of, [met("03-03T10:00", "i1", *people)], "03-03T10:00", "opens to")
        assert [line.split()[1] for line in sorted(found)] == names
