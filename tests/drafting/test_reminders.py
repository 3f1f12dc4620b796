"""Advice as a calendar, which a later one moves or cancels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import pytest
from desk import NOW, TEMPLATE, event, load, story
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from tactful.drafting.drafts import drafts_of, standings
from tactful.drafting.files import template_for
from tactful.drafting.reminders import as_calendar, decisions_of, reminders_of
from tactful.lookup import rule_named
from tactful.moments import instant_from
from tactful.planning import Advice
from tactful.replaying import by_partition

GOLDEN = Path(__file__).parent / "golden" / "remind.ics"
SCHEDULED = event(
    2,
    "2026-03-04T09:00:00-07:00",
    "interview.scheduled",
    interview="i2",
    start="2026-03-10T10:00:00-07:00",
    sequence=0,
)
MOVED = event(
    3,
    "2026-03-05T09:00:00-07:00",
    "interview.rescheduled",
    interview="i2",
    start="2026-03-12T14:00:00-07:00",
    sequence=1,
)


def scheduled(
    policy: tactful.Policy, history: Sequence[dict[str, Any]], rule: str, now: str, known: str | None = None
) -> tuple[bytes, list[Advice]]:
    """Return the calendar and the advice left out of it."""
    at = instant_from(now)
    knowledge = at if known is None else instant_from(known)
    partitions = by_partition(policy, history)
    found = standings(policy, partitions, "c1", rule, at, knowledge)
    drafts = drafts_of(found, template_for(rule_named(policy, rule), policy), policy, at)
    decided = decisions_of(policy, partitions, "c1", rule, at, knowledge)
    reminders, timeless = reminders_of(found, decided, drafts)
    return as_calendar(reminders, policy, at), timeless


def events(calendar: bytes) -> list[icalendar.Event]:
    """Return the events that another program reads in a calendar."""
    read = icalendar.Calendar.from_ical(calendar)
    assert read["VERSION"] == "2.0"
    assert not read.errors
    found = read.walk("VEVENT")
    assert all(not one.errors for one in found)
    return list(found)


@pytest.fixture
def policy(tmp_path: Path) -> tactful.Policy:
    return load(tmp_path, dict.fromkeys(("thank", "ask", "remind"), TEMPLATE))


def test_the_bytes(policy: tactful.Policy, update_golden: bool) -> None:
    """A calendar is byte for byte the golden file: folded, escaped, with line breaks as the standard has them."""
    calendar, _ = scheduled(
        policy, [*story(company="Acme, Söhne; Co\nBEGIN:VEVENT"), SCHEDULED], "remind", "2026-03-04T10:00:00-07:00"
    )
    if update_golden:
        GOLDEN.write_bytes(calendar)
    assert calendar == GOLDEN.read_bytes()
    assert b"\n" not in calendar.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))


def test_what_a_calendar_program_reads(policy: tactful.Policy) -> None:
    """An event goes from the opening until the advice is due, with an alarm at both, and takes no time."""
    calendar, timeless = scheduled(policy, story()[:1] + story([{"name": "Dana"}])[1:], "thank", NOW)
    (found,) = events(calendar)
    assert timeless == []
    assert found.decoded("dtstart") == dt.datetime(2026, 3, 3, 17, 30, tzinfo=dt.UTC)
    assert found.decoded("dtend") == dt.datetime(2026, 3, 4, 17, 30, tzinfo=dt.UTC)
    assert found.decoded("dtstamp") == dt.datetime(2026, 3, 3, 18, 0, tzinfo=dt.UTC)
    assert found["SUMMARY"] == "thank-you to Dana (Acme)"
    assert (found["TRANSP"], found["SEQUENCE"]) == ("TRANSPARENT", 0)
    assert found["UID"].endswith(".desk@tactful")
    assert (found["STATUS"], found.walk("VALARM")) == ("TENTATIVE", [])  # no address is known
    assert found["DESCRIPTION"].startswith(
        "must: a call deserves a thank-you\n\nno e-mail address is known\n\nSubject:"
    )


def test_alarms(policy: tactful.Policy) -> None:
    """An alarm rings at the opening, and where there is one at the due time."""
    people = [{"name": "Dana", "email": "d@acme.example"}]
    (found,) = events(scheduled(policy, story(people), "thank", NOW)[0])
    assert found["STATUS"] == "CONFIRMED"
    alarms = found.walk("VALARM")
    assert [(one["ACTION"], one["TRIGGER"].params["RELATED"], one["TRIGGER"].dt) for one in alarms] == [
        ("DISPLAY", "START", dt.timedelta(0)),
        ("DISPLAY", "END", dt.timedelta(0)),
    ]
    (found,) = events(scheduled(policy, [*story(), SCHEDULED], "remind", "2026-03-04T10:00:00-07:00")[0])
    assert "DTEND" not in found
    assert [one["TRIGGER"].params["RELATED"] for one in found.walk("VALARM")] == ["START"]


def test_a_moved_date_updates_the_event(policy: tactful.Policy) -> None:
    """The event keeps its UID, has the new time, and a higher SEQUENCE; asked again, it is the same."""
    history = [*story(), SCHEDULED, MOVED]
    (before,) = events(scheduled(policy, history, "remind", "2026-03-04T10:00:00-07:00")[0])
    (after,) = events(scheduled(policy, history, "remind", "2026-03-05T10:00:00-07:00")[0])
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before.decoded("dtstart") == dt.datetime(2026, 3, 9, 17, 0, tzinfo=dt.UTC)
    assert after.decoded("dtstart") == dt.datetime(2026, 3, 11, 21, 0, tzinfo=dt.UTC)
    assert scheduled(policy, history, "remind", "2026-03-05T10:00:00-07:00") == scheduled(
        policy, history, "remind", "2026-03-05T10:00:00-07:00"
    )


ENDS = {
    "done": event(4, "2026-03-06T09:00:00-07:00", "message.sent", to=["x@x.example"], purpose="reminder"),
    "stopped": event(4, "2026-03-06T09:00:00-07:00", "application.rejected"),
    "retracted": event(4, "2026-03-06T09:00:00-07:00", "event.voided", event="e2"),
}


@pytest.mark.parametrize("how", ENDS)
def test_what_has_ended_is_cancelled(policy: tactful.Policy, how: str) -> None:
    """Done, stopped or taken back: the event is cancelled at its last time, with a higher SEQUENCE and no alarm."""
    history = [SCHEDULED | {"data": {**SCHEDULED["data"], "interviewers": ["x@x.example"]}}, ENDS[how]]
    (before,) = events(scheduled(policy, history, "remind", "2026-03-05T10:00:00-07:00")[0])
    (after,) = events(scheduled(policy, history, "remind", "2026-03-07T10:00:00-07:00")[0])
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("dtstart") == before.decoded("dtstart")
    assert after.walk("VALARM") == []
    assert "Subject:" not in after["DESCRIPTION"]


def test_advice_without_a_time_is_left_out(policy: tactful.Policy) -> None:
    """What waits for an event has no place in a calendar, and comes once it has one; it is the same event then."""
    unknown = event(2, "2026-03-04T09:00:00-07:00", "interview.scheduled", interview="i2", interviewers=["x@x.example"])
    calendar, timeless = scheduled(policy, [unknown, MOVED], "remind", "2026-03-04T10:00:00-07:00")
    assert events(calendar) == []
    assert [advice.opens for advice in timeless] == [None]
    calendar, timeless = scheduled(policy, [unknown, MOVED], "remind", "2026-03-05T10:00:00-07:00")
    assert [(found["UID"], found["SEQUENCE"]) for found in events(calendar)] == [
        (f"{advice.id}.desk@tactful", 1)
        for advice in tactful.plan(policy, [unknown, MOVED], "2026-03-05T10:00:00-07:00")
        if advice.rule == "remind"
    ]
    assert timeless == []


def test_known(policy: tactful.Policy) -> None:
    """With later knowledge the times are those known by then, and so is the SEQUENCE."""
    history = [*story(), SCHEDULED, MOVED | {"time": "2026-03-04T09:30:00-07:00", "recordedtime": MOVED["time"]}]
    at = "2026-03-04T10:00:00-07:00"
    (early,) = events(scheduled(policy, history, "remind", at)[0])
    (late,) = events(scheduled(policy, history, "remind", at, "2026-03-06T00:00:00Z")[0])
    assert early["UID"] == late["UID"]
    assert early.decoded("dtstart") < late.decoded("dtstart")
    assert (early["SEQUENCE"], late["SEQUENCE"]) == (0, 1)


STARTS = st.lists(st.integers(6, 28), min_size=1, max_size=6)


@settings(deadline=None, max_examples=40)
@given(days=STARTS)
def test_the_sequence_never_falls(days: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    """However often a date is moved: one event, and whenever its time is another, so is its SEQUENCE, and higher."""
    policy = load(tmp_path_factory.mktemp("policy"), {"remind": TEMPLATE})
    moves = [
        event(
            number,
            f"2026-03-01T{10 + number}:00:00-07:00",
            "interview.rescheduled" if number else "interview.scheduled",
            interview="i2",
            interviewers=["x@x.example"],
            start=f"2026-03-{day:02}T10:00:00-07:00",
            sequence=number,
        )
        for number, day in enumerate(days)
    ]
    told = []
    for number in range(len(days)):
        (found,) = events(scheduled(policy, moves, "remind", f"2026-03-01T{10 + number}:30:00-07:00")[0])
        told.append((found["UID"], found.decoded("dtstart"), found["SEQUENCE"]))
    assert len({uid for uid, _, _ in told}) == 1
    for (_, start, sequence), (_, later, higher) in pairwise(told):
        assert higher == sequence + (start != later)
