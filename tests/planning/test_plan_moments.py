"""Times counted from an anchor of their own, and the earliest of several."""

from __future__ import annotations

import pytest
from stage import CHECK, DANA, NEVER, THANKS, event, got, met, policy, sent, shows

NEW_YORK, BERLIN, TOKYO = "America/New_York", "Europe/Berlin", "Asia/Tokyo"
EITHER = "due: {earliest: [24 hours, {from: event.deadline}]}"


def times(timing: str, history: list, *, when: str, now: str = "03-05T00:00", more: tuple = ()) -> list[str]:
    """Return `opens due expires` of the advice of a rule with this timing."""
    of = policy(f"{CHECK}, when: {when}, recipients: main_contact, timing: {{{timing}}}", *more)
    return shows(of, history, now, "opens due expires")


def offered(moment: str = "03-03T12:00", *, zone: str | None = None, **data: object) -> dict:
    """Return an offer, by default without a deadline."""
    return event(moment, "offer.extended", zone=zone, **data)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ("due: {from: event.deadline}", "03-03T12:00 03-09T15:00 -"),
        ("due: {from: event.deadline, plus: 2 business days before}", "03-03T12:00 03-05T15:00 -"),
        ("due: {from: event.deadline, plus: 1 hour before}, expires: {from: event.deadline}",
         "03-03T12:00 03-09T14:00 03-09T15:00"),
        ("opens: {from: event.deadline, plus: 1 week before}, due: 1 day", "03-02T15:00 03-04T12:00 -"),
        ("from: event.deadline, opens: {from: event}, due: 1 day before", "03-03T12:00 03-08T15:00 -"),
        ("from: event.deadline, opens: {from: event.deadline, plus: 1 day before}", "03-08T15:00 - -"),
        ("opens: {from: interview.end}", "- - -"),
        ("due: {from: interview.end}, expires: {from: interview.start}", "03-03T12:00 - -"),
        ("opens: {from: interview.end}, due: {from: event.deadline}, expires: 2 days", "- - 03-05T12:00"),
        ("from: interview.end, opens: {from: event}, due: 1 day, expires: {from: event.deadline}",
         "03-03T12:00 - 03-09T15:00"),
        ("from: interview.end, expires: {from: event.deadline}", "- - 03-09T15:00"),
    ],
)  # fmt: skip
def test_each_time_may_have_its_own_anchor(timing: str, expected: str) -> None:
    """Each is counted by itself; without its anchor `opens` waits, and `due` and `expires` are not set."""
    found = times(timing, [offered(deadline="2026-03-09T15:00:00Z")], when="offer.extended")
    assert found == [expected]


@pytest.mark.parametrize(
    ("moments", "deadline", "expected"),
    [
        ("[24 hours, {from: event.deadline}]", "2026-03-09T15:00:00Z", "03-04T12:00"),
        ("[24 hours, {from: event.deadline}]", "2026-03-04T11:59:59Z", "03-04T11:59:59"),
        ("[{from: event.deadline}, 24 hours]", "2026-03-04T11:59:59Z", "03-04T11:59:59"),
        ("[24 hours, {from: event.deadline}]", "2026-03-04", "03-04T00:00"),
        ("[24 hours, {from: event.deadline}]", "2026-03-04T12:00:00Z", "03-04T12:00"),
        ("[24 hours, {from: event.deadline, plus: 1 day before}]", "2026-03-05T10:00:00Z", "03-04T10:00"),
        ("[24 hours, {from: event.deadline}]", None, "03-04T12:00"),
        ("[{from: interview.end}, {from: event.deadline}]", "2026-03-09T15:00:00Z", "03-09T15:00"),
        ("[{from: interview.end}, {from: event.deadline}]", None, "-"),
        ("[{from: interview.end}, 48 hours, end of day, {from: event.deadline}]", None, "03-04T00:00"),
    ],
)
def test_the_earliest_counts(moments: str, deadline: str | None, expected: str) -> None:
    """Of several moments the earliest counts, in whatever order, and one whose anchor is missing is left out."""
    history = [offered(**({"deadline": deadline} if deadline else {}))]
    found = times(f"due: {{earliest: {moments}}}", history, when="offer.extended")
    assert found == [f"03-03T12:00 {expected} -"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], "03-08T10:00 wait not_yet"),
        ([event("03-02T09:00", "interview.rescheduled", interview="i1", end="2026-03-05T11:00:00Z")], "03-05T11:00"),
        ([event("03-02T09:00", "interview.rescheduled", interview="i1", end="2026-03-09T11:00:00Z")], "03-08T10:00"),
        ([met("03-03T11:00", "i1")], "03-03T11:00"),
        ([met("03-03T11:00", "i1"), met("03-03T12:00", "i1", end="2026-03-03T10:30:00Z")], "03-03T10:30"),
        ([met("03-03T11:00", "i1"), event("03-04T09:00", "event.voided", event="e1")], "03-08T10:00"),
        ([met("03-03T11:00", "i2")], "03-08T10:00"),
    ],
)  # fmt: skip
def test_an_anchor_of_its_own_is_live(more: list, expected: str) -> None:
    """A moment comes in when its anchor becomes known, moves with it, and is left out again when it is taken back."""
    timing = "{from: interview.start, opens: {earliest: [1 day before, {from: interview.end}]}}"
    of = policy(f"{THANKS}, when: interview.scheduled, recipients: interviewers, timing: {timing}")
    scheduled = event(
        "03-01T09:00", "interview.scheduled", interview="i1", start="2026-03-09T10:00:00Z", interviewers=[DANA]
    )
    (found,) = shows(of, [scheduled, *more], "03-05T00:00", "opens verdict code")
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("moment", "deadline", "plus", "due"),
    [
        # The clocks of New York go forward on 8 March and back on 1 November, at 02:00.
        ("03-07T15:00", "2026-03-07T15:00:00Z", "24 hours", "03-08T15:00"),
        ("03-07T15:00", "2026-03-07T15:00:00Z", "1 day", "03-08T14:00"),
        ("03-07T15:00", "2026-03-08", "1 day before", "03-07T05:00"),
        ("03-07T15:00", "2026-03-09", "1 day before", "03-08T05:00"),
        ("03-07T15:00", "2026-03-09", "24 hours before", "03-08T04:00"),
        ("03-06T07:30", "2026-03-07T07:30:00Z", "1 day", "03-08T07:30"),
        ("10-30T05:30", "2026-10-31T05:30:00Z", "1 day", "11-01T05:30"),
        ("10-30T15:00", "2026-11-02", "1 day before", "11-01T04:00"),
        ("10-30T15:00", "2026-11-02", "24 hours before", "11-01T05:00"),
        ("10-30T15:00", "2026-11-01T12:00:00Z", "end of day", "11-02T05:00"),
    ],
)
def test_over_a_change_of_the_clocks(moment: str, deadline: str, plus: str, due: str) -> None:
    """From its own anchor too, days keep the wall clock of that anchor's zone and hours are elapsed time."""
    history = [offered(moment, zone=NEW_YORK, deadline=deadline)]
    found = times(f"due: {{from: event.deadline, plus: {plus}}}", history, when="offer.extended", now=moment)
    assert found == [f"{moment} {due} -"]
    one_of_two = f"due: {{earliest: [{{from: event.deadline, plus: {plus}}}, 4 days]}}"
    assert times(one_of_two, history, when="offer.extended", now=moment) == found


def test_each_moment_keeps_the_zone_of_its_anchor() -> None:
    """A moment is counted on the clock of the event that tells its anchor; the advice keeps that of the rule's."""
    history = [
        event("03-01T09:00", "interview.scheduled", interview="i1", start="2026-03-03T10:00:00Z", zone=TOKYO),
        met("03-03T12:00", "i1", zone=BERLIN),
    ]
    of = policy(
        f"{CHECK}, when: interview.completed, recipients: main_contact, "
        "timing: {due: {from: interview.start, plus: end of day}, expires: end of day}"
    )
    assert shows(of, history, "03-03T13:00", "opens due expires") == ["03-03T12:00 03-03T15:00 03-03T23:00"]
    both = "due: {earliest: [end of day, {from: interview.start, plus: end of next day}]}"
    assert times(both, history, when="interview.completed", now="03-03T13:00") == ["03-03T12:00 03-03T23:00 -"]


HOLD = "holds: {h: {when: decision.promised, until: event.by, because: b}}"


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ("due: {from: event.deadline}", "03-06T12:00 03-12T12:00 -"),
        (EITHER, "03-06T12:00 03-07T12:00 -"),
        ("opens: {from: event.deadline, plus: 2 days before}, due: {from: event.deadline}",
         "03-07T12:00 03-09T12:00 -"),
        ("opens: {earliest: [1 day, {from: event.deadline}]}, expires: {from: event.deadline}",
         "03-06T12:00 - 03-09T12:00"),
        ("window: {days: [mon]}, due: {from: event.deadline, plus: 2 days}", "03-09T00:00 03-17T00:00 -"),
    ],
)  # fmt: skip
def test_what_moves_the_opening_moves_due(timing: str, expected: str) -> None:
    """Holds and windows move `due` as much, wherever it is counted from; the expiry stays."""
    history = [
        offered(deadline="2026-03-09T12:00:00Z"),
        event("03-03T13:00", "decision.promised", by="2026-03-06T12:00:00Z"),
    ]
    found = times(timing, history, when="offer.extended", more=(HOLD,))
    assert found == [expected]


@pytest.mark.parametrize(("moment", "verdict"), [("03-04T10:59", "now"), ("03-04T11:00", "expired")])
def test_a_prohibition_ends_at_the_earliest(moment: str, verdict: str) -> None:
    """A prohibition may expire from an anchor of its own, and at the earliest of several moments."""
    of = policy(f"{NEVER}, when: offer.extended, timing: {{expires: {{earliest: [2 days, {{from: event.deadline}}]}}}}")
    assert shows(of, [offered(deadline="2026-03-04T11:00:00Z")], moment, "verdict") == [verdict]


def test_a_restart_counts_anew() -> None:
    """After a restart the fields of the new trigger are those that count."""
    of = policy(f"{CHECK}, when: offer.extended, recipients: main_contact, again: restart, timing: {{{EITHER}}}")
    history = [got("03-01T00:00"), offered(deadline="2026-03-04T10:00:00Z"), offered("03-04T09:00")]
    assert shows(of, history[:2], "03-04T08:00", "opens due") == ["03-03T12:00 03-04T10:00"]
    assert shows(of, history, "03-04T09:30", "opens due") == ["03-04T09:00 03-05T09:00"]


def test_of_several_the_message_does_the_one_due_first() -> None:
    """A message that could do either does the advice that is due first, by the moment that counts."""
    of = policy(
        {
            "a": f"{CHECK}, when: message.received, recipients: main_contact, timing: {{due: 3 days}}",
            "b": f"{CHECK}, when: offer.extended, recipients: main_contact, timing: {{{EITHER}}}, priority: 1",
        }
    )
    history = [got("03-03T10:00"), offered(deadline="2026-03-03T15:00:00Z"), sent("03-03T13:00", "check-in")]
    assert shows(of, history[:2], "03-03T12:30", "rule due verdict") == [
        "a 03-06T10:00 withheld",
        "b 03-03T15:00 now",
    ]
    assert shows(of, history, "03-03T13:30", "rule verdict") == ["a done", "b done"]
