"""One advice per rule, case, key and recipient, numbered where it can occur again."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, EMIL, GUS, THANKS, event, got, met, plan, policy, sent, shows

EACH = (
    f"{THANKS}, when: interview.completed, recipients: {{who: interviewers, each: true}}, "
    "timing: {from: interview.end}"
)
GREET = "because: b, strength: should, purpose: hello, recipients: everyone"
MEETINGS = "events: {meeting.held: {key: meeting, fields: {meeting: text, with: people}}}"


@pytest.mark.parametrize(
    ("per", "events", "count"),
    [
        ("when: interview.completed", [met("03-03T10:00", "i1"), met("03-04T10:00", "i2")], 2),
        ("when: [interview.completed, interview.cancelled]", [met("03-03T10:00", "i1"), met("03-04T10:00", "i2")], 2),
        ("when: [interview.completed, message.received]", [met("03-03T10:00", "i1"), met("03-04T10:00", "i2")], 1),
        ("when: interview.completed, per: case", [met("03-03T10:00", "i1"), met("03-04T10:00", "i2")], 1),
        (
            "when: meeting.held",
            [event("03-03T10:00", "meeting.held", meeting=name, with_=[DANA]) for name in ("x", "y", "x")],
            2,
        ),
        ("when: message.sent, per: interview", [sent("03-03T10:00", "a", about="i1"), sent("03-04T10:00", "a")], 1),
        ("when: message.received", [got("03-03T10:00"), got("03-04T10:00"), got("03-05T10:00", case="c2")], 2),
    ],
)
def test_per(per: str, events: list, count: int) -> None:
    """A rule speaks once per interview, per declared key, or per case, as its triggers allow."""
    assert len(shows(policy(f"{GREET}, {per}", MEETINGS), events, "03-09T00:00", "id")) == count


def test_once_for_each_interview_however_often_it_is_recorded() -> None:
    """A fact recorded again gives no second advice, not even after the first has ended; it corrects the anchor."""
    history = [met("03-03T10:00"), met("03-03T11:00", end="2026-03-03T09:30:00Z")]
    assert shows(policy(EACH), history, "03-04T00:00", "verdict opens") == ["now 03-03T09:30"]
    history += [sent("03-04T10:00"), met("03-05T10:00", end="2026-03-05T09:30:00Z")]
    assert shows(policy(EACH), history, "03-06T00:00", "verdict") == ["done"]


def test_once_for_each_interview_and_recipient() -> None:
    """Each has an id of its own, the same whatever else happens."""
    history = [met("03-03T10:00", "i1", DANA, EMIL), met("03-04T10:00", "i2", DANA)]
    before = shows(policy(EACH), history, "03-05T00:00", "key to id")
    assert sorted(line.rsplit(" ", 1)[0] for line in before) == ["i1 Dana", "i1 Emil", "i2 Dana"]
    assert len({line.split()[-1] for line in before}) == 3
    history += [met("03-02T10:00", "i0", GUS), got("03-04T12:00")]
    assert set(before) < set(shows(policy(EACH), history, "03-05T00:00", "key to id"))


def test_ids_are_those_of_the_partition() -> None:
    """Cases of one name in two partitions have advice of different ids."""
    mine, yours = met("03-03T10:00"), met("03-03T10:00") | {"partitionkey": "q"}
    assert len(set(shows(policy(EACH), [mine, yours], "03-04T00:00", "id"))) == 2


@pytest.mark.parametrize(
    ("again", "opens"),
    [("ignore", ["03-10T10:00"]), ("restart", ["03-11T10:00"])],
)
def test_a_new_trigger_while_live(again: str, opens: list[str]) -> None:
    """`ignore` leaves the advice as it is, `restart` moves its anchor; either way it is the same advice."""
    of = policy(f"{CHECK}, when: message.received, recipients: main_contact, timing: {{opens: 1 week}}, again: {again}")
    first = shows(of, [got("03-03T10:00")], "03-05T00:00", "id")
    history = [got("03-03T10:00"), got("03-04T10:00")]
    assert shows(of, history, "03-05T00:00", "opens") == opens
    assert shows(of, history, "03-05T00:00", "id") == first


@pytest.mark.parametrize("again", ["ignore", "restart"])
@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (sent("03-04T10:00", "check-in"), "done"),
        (event("03-04T10:00", "case.paused"), "stopped"),
        (event("03-05T12:00", "case.resumed"), "expired"),
    ],
)
def test_a_rule_per_case_opens_again_when_the_previous_has_ended(again: str, end: dict, verdict: str) -> None:
    """However the advice ended, the next trigger opens another of the same rule, with an id of its own."""
    of = policy(
        f"{CHECK}, when: message.received, recipients: main_contact, timing: {{expires: 2 days}}, again: {again}",
        "stops: {s: {when: case.paused, because: b}}",
    )
    history = [got("03-03T10:00"), end, got("03-06T10:00")]
    assert shows(of, history, "03-07T00:00", "verdict opens") == [f"{verdict} 03-03T10:00", "now 03-06T10:00"]
    assert len(set(shows(of, history, "03-07T00:00", "id"))) == 2


def test_a_rule_per_interview_does_not_open_again() -> None:
    """What has ended for an interview stays ended, also where the rule restarts."""
    of = policy(
        f"{THANKS}, when: interview.rescheduled, recipients: main_contact, again: restart, timing: {{opens: 1 day}}"
    )
    moved = [event(f"03-0{day}T10:00", "interview.rescheduled", interview="i1") for day in (1, 3, 7)]
    history = [got("03-01T09:00"), moved[0], moved[1]]
    assert shows(of, history, "03-03T12:00", "verdict opens") == ["wait 03-04T10:00"]
    history += [sent("03-05T10:00"), moved[2]]
    assert shows(of, history, "03-09T00:00", "verdict") == ["done"]


def test_an_event_first_ends_then_triggers() -> None:
    """The message that completes one advice opens the next of the same rule."""
    of = policy(f"{CHECK}, when: message.sent, recipients: main_contact, timing: {{opens: 1 week}}, again: restart")
    history = [got("03-01T09:00"), sent("03-02T10:00", "check-in"), sent("03-03T10:00", "check-in")]
    assert shows(of, history, "03-04T00:00", "verdict opens") == ["done 03-09T10:00", "wait 03-10T10:00"]


def test_a_trigger_at_the_very_expiry_opens_the_next() -> None:
    """Advice that expires at an instant has ended when the triggers of that instant come."""
    of = policy(f"{CHECK}, when: message.received, recipients: main_contact, timing: {{expires: 1 day}}")
    history = [got("03-03T10:00"), got("03-04T10:00")]
    assert shows(of, history, "03-04T11:00", "verdict") == ["expired", "now"]


def test_a_trigger_without_its_key_is_noted() -> None:
    """Where a rule speaks per interview and the event names none, nothing is advised."""
    of = policy(f"{GREET}, when: message.sent, per: interview")
    (case,) = plan(of, [sent("03-03T10:00", "a")], "03-04T00:00").cases
    assert (case.advice, [note.code for note in case.notes]) == ((), ["no_key"])


def test_nothing_said_is_an_answer() -> None:
    """Where no rule speaks there is no advice."""
    assert shows(policy(EACH), [got("03-03T10:00"), sent("03-04T10:00")], "12-31T00:00", "id") == []
