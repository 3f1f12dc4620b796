"""When advice opens, is due and expires."""

from __future__ import annotations

import datetime as dt

import pytest
from stage import CHECK, DANA, EMIL, THANKS, event, got, met, policy, sent, shows

ALL = "from: interview.end, opens: 1 day, due: 2 days, expires: 3 days"


def times(timing: str, history: list, *, when: str = "interview.completed", now: str = "03-02T00:00", more: tuple = ()):
    """Return `opens due expires` of the advice of a rule with this timing."""
    of = policy(f"{CHECK}, when: {when}, recipients: main_contact, timing: {{{timing}}}", *more)
    return shows(of, history, now, "opens due expires")


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ("", "03-03T12:00 - -"),
        ("from: event, due: 1 hour", "03-03T12:00 03-03T13:00 -"),
        (ALL, "03-04T11:00 03-05T11:00 03-06T11:00"),
        ("from: interview.start, opens: 1 day before, expires: 0 days", "03-02T10:00 - 03-03T10:00"),
        ("opens: 24 hours", "03-04T12:00 - -"),
        ("opens: P2W", "03-17T12:00 - -"),
        ("opens: 5 business days", "03-10T12:00 - -"),
        ("opens: 3 months", "06-03T12:00 - -"),
        ("due: end of day", "03-03T12:00 03-04T00:00 -"),
        ("due: end of next business day", "03-03T12:00 03-05T00:00 -"),
        ("opens: 90 days before", "2025-12-03T12:00 - -"),
    ],
)
def test_offsets_count_from_the_anchor(timing: str, expected: str) -> None:
    """Opening, due and expiry are all counted from the anchor, each by itself."""
    history = [
        event("03-01T09:00", "interview.scheduled", interview="i1", start="2026-03-03T10:00:00Z"),
        met("03-03T12:00", "i1", end="2026-03-03T11:00:00Z"),
    ]
    assert times(timing, history, now="03-03T12:00") == [expected]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-05-01", "05-01T04:00"), ("2026-05-01T10:00:00Z", "05-01T10:00"), (None, "-")],
)
def test_a_date_is_its_first_instant(day: str | None, expected: str) -> None:
    """`event.<field>` counts from the field: a date's first instant in the anchor's zone; missing, it is no anchor."""
    history = [event("03-03T12:00", "offer.extended", zone="America/New_York", **({"deadline": day} if day else {}))]
    found = times("from: event.deadline", history, when="offer.extended", now="03-04T00:00")
    assert found == [f"{expected} - -"]


@pytest.mark.parametrize(
    ("more", "opens"),
    [
        ([], "- wait no_anchor"),
        (
            [event("03-02T09:00", "interview.rescheduled", interview="i1", end="2026-03-09T11:00:00Z")],
            "03-09T11:00 wait not_yet",
        ),
        ([met("03-03T11:00", "i1")], "03-03T11:00 now triggered"),
        ([met("03-03T11:00", "i1"), met("03-03T12:00", "i1", end="2026-03-03T10:30:00Z")], "03-03T10:30 now triggered"),
        ([met("03-03T11:00", "i2")], "- wait no_anchor"),
    ],
)
def test_an_anchor_is_live(more: list, opens: str) -> None:
    """Without an anchor advice waits, its opening unknown; a corrected end moves it."""
    of = policy(f"{THANKS}, when: interview.scheduled, recipients: interviewers, timing: {{from: interview.end}}")
    history = [event("03-01T09:00", "interview.scheduled", interview="i1", interviewers=[DANA]), *more]
    assert shows(of, history, "03-05T00:00", "opens verdict code") == [opens]


def test_the_interview_of_a_rule_for_the_case() -> None:
    """It is that which the trigger is about, else the latest completed by then, else the next."""
    of = policy(f"{CHECK}, when: message.sent, recipients: main_contact, timing: {{from: interview.end}}")
    first, second = met("03-03T10:00", "i1"), met("03-05T10:00", "i2")
    for history, opens in [
        ([first, sent("03-03T12:00"), second], "03-03T10:00"),
        ([first, second, sent("03-06T12:00")], "03-05T10:00"),
        ([first, second, sent("03-06T12:00", about="i1")], "03-03T10:00"),
        ([sent("03-01T12:00"), first, second], "03-03T10:00"),
        ([first, sent("03-03T12:00", about="i2"), second], "03-05T10:00"),
    ]:
        assert shows(of, history, "03-09T00:00", "opens") == [opens]


@pytest.mark.parametrize(
    ("window", "moment", "opens", "due"),
    [
        ("days: business", "03-06T10:00", "03-06T10:00", "03-06T11:00"),
        ("days: business", "03-07T10:00", "03-09T00:00", "03-09T01:00"),
        ("days: [sat], from: '08:00'", "03-03T10:00", "03-07T08:00", "03-07T09:00"),
        ("from: '08:00', until: '18:00'", "03-03T18:00", "03-04T08:00", "03-04T09:00"),
        ("from: '08:00', until: '18:00'", "03-03T17:59", "03-03T17:59", "03-03T18:59"),
        ("from: '22:00', until: '06:00'", "03-03T05:00", "03-03T05:00", "03-03T06:00"),
        ("from: '22:00', until: '06:00'", "03-03T06:00", "03-03T22:00", "03-03T23:00"),
    ],
)
def test_a_window_moves_opening_and_due(window: str, moment: str, opens: str, due: str) -> None:
    """The opening moves forward into the window, due as much, and the expiry stays; a window is half-open."""
    timing = f"due: 1 hour, expires: 9 days, window: {{{window}}}"
    history = [got("03-01T00:00"), sent(moment)]
    expiry = f"03-{int(moment[3:5]) + 9:02}{moment[5:]}"
    assert times(timing, history, when="message.sent", now=moment) == [f"{opens} {due} {expiry}"]
    state = "now triggered" if opens == moment else "wait window"
    of = policy(f"{CHECK}, when: message.sent, recipients: main_contact, timing: {{{timing}}}")
    assert shows(of, history, moment, "verdict code") == [state]


def test_no_moment_in_the_window() -> None:
    """Advice that finds no moment in its window within 400 days waits, its opening unknown; its expiry stays."""
    sundays = [(dt.date(2026, 3, 8) + dt.timedelta(weeks=week)).isoformat() for week in range(60)]
    calendar = f"calendar: {{weekend: [mon, tue, wed, thu, fri, sat], holidays: [{', '.join(sundays)}]}}"
    of = policy(
        f"{CHECK}, when: message.received, recipients: main_contact, "
        "timing: {due: 1 day, expires: 300 days, window: {days: business}}",
        calendar,
    )
    found = shows(of, [got("03-03T10:00")], "03-04T00:00", "verdict code opens due expires")
    assert found == ["wait window - - 12-28T10:00"]
    assert shows(of, [got("03-03T10:00")], "12-28T10:00", "verdict code") == ["expired expired"]


HOLD = "holds: {h: {when: decision.promised, until: event.by, because: b}}"


@pytest.mark.parametrize(
    ("timing", "until", "expected"),
    [
        ("opens: 2 days, due: 3 days, expires: 9 days", "2026-03-04T10:00:00Z", "03-05T10:00 03-06T10:00 03-12T10:00"),
        ("opens: 2 days, due: 3 days, expires: 9 days", "2026-03-07T12:00:00Z", "03-07T12:00 03-08T12:00 03-12T10:00"),
        ("due: 1 hour, window: {days: business}", "2026-03-07T12:00:00Z", "03-09T00:00 03-09T01:00 -"),
        ("opens: 1 day, window: {from: '08:00', until: '09:00'}", "2026-03-04T07:00:00Z", "03-05T08:00 - -"),
        ("due: 1 hour, window: {from: '08:00', until: '09:00'}", "2026-03-04T09:00:00Z", "03-05T08:00 03-05T09:00 -"),
    ],
)
def test_holds_then_the_window(timing: str, until: str, expected: str) -> None:
    """The opening is the latest of its own and the ends of holds, and only then moved into the window."""
    history = [got("03-03T10:00"), event("03-03T11:00", "decision.promised", by=until)]
    assert times(timing, history, when="message.received", now="03-03T12:00", more=(HOLD,)) == [expected]


def test_expired_before_it_opens() -> None:
    """What moves the opening leaves the expiry: held too long, advice expires unopened."""
    of = policy(f"{CHECK}, when: message.received, recipients: main_contact, timing: {{expires: 2 days}}", HOLD)
    history = [got("03-03T10:00"), event("03-03T11:00", "decision.promised", by="2026-03-09")]
    assert shows(of, history, "03-05T09:59", "verdict") == ["wait"]
    assert shows(of, history, "03-05T10:00", "verdict code") == ["expired expired"]


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("03-03T10:59", "wait not_yet"),
        ("03-03T11:00", "now triggered"),
        ("03-03T11:59:59", "now triggered"),
        ("03-03T12:00", "late overdue"),
        ("03-03T13:00", "expired expired"),
    ],
)
def test_times_are_half_open(moment: str, state: str) -> None:
    """It is now from the opening, late at its due, and expired at its expiry."""
    of = policy(
        f"{CHECK}, when: message.received, recipients: main_contact, "
        "timing: {opens: 1 hour, due: 2 hours, expires: 3 hours}"
    )
    assert shows(of, [got("03-03T10:00")], moment, "verdict code") == [state]


NEW_YORK, BERLIN, TOKYO = "America/New_York", "Europe/Berlin", "Asia/Tokyo"


@pytest.mark.parametrize(
    ("anchor", "earlier", "head", "midnight"),
    [
        (got("2026-03-03T10:00:00+05:30", zone=TOKYO), [sent("03-01T10:00", zone=BERLIN)], (NEW_YORK,), "03-03T15:00"),
        (got("2026-03-03T10:00:00+05:30"), [sent("03-01T10:00", zone=BERLIN)], (NEW_YORK,), "03-03T23:00"),
        (got("2026-03-03T10:00:00+05:30"), [got("03-01T10:00", zone=BERLIN)], (NEW_YORK,), "03-03T18:30"),
        (got("2026-03-03T10:00:00+05:30"), [sent("03-04T10:00", zone=BERLIN)], (NEW_YORK,), "03-03T18:30"),
        (got("2026-03-03T10:00:00+05:30", zone="Nowhere/Never"), [], (NEW_YORK,), "03-03T18:30"),
        (got("2026-03-03T10:00:00+00:00"), [], (NEW_YORK,), "03-04T00:00"),
        (got("2026-03-03T10:00:00Z"), [], (NEW_YORK,), "03-04T05:00"),
        (got("2026-03-03T10:00:00Z"), [], (), "03-04T00:00"),
        (
            got("2026-03-03T10:00:00Z"),
            [sent("03-01T10:00", zone=TOKYO), event("03-02T10:00", "case.paused", zone=BERLIN)],
            (),
            "03-03T23:00",
        ),
    ],
)
def test_the_zone_of_an_anchor(anchor: dict, earlier: list, head: tuple, midnight: str) -> None:
    """The event's own zone, else the candidate's latest in the case, else the offset, else the policy's, else UTC."""
    of = policy(
        f"{CHECK}, when: message.received, if: {{event.subject: x}}, recipients: main_contact, "
        "timing: {due: end of day}",
        *(f"timezone: {zone}" for zone in head),
    )
    anchor = anchor | {"data": anchor["data"] | {"subject": "x"}}
    assert shows(of, [*earlier, anchor], "03-20T00:00", "due") == [midnight]


def test_the_zone_of_an_interview_is_that_of_the_event_that_gave_the_time() -> None:
    """An anchor's zone comes from the event which set it, not from the trigger."""
    history = [
        event("03-01T09:00", "interview.scheduled", interview="i1", start="2026-03-03T10:00:00Z", zone=TOKYO),
        met("03-03T12:00", "i1", zone=BERLIN),
    ]
    assert times("from: interview.start, due: end of day", history, now="03-04T00:00") == ["03-03T10:00 03-03T15:00 -"]
    assert times("from: interview.end, due: end of day", history, now="03-04T00:00") == ["03-03T12:00 03-03T23:00 -"]


@pytest.mark.parametrize(
    ("written", "opens"),
    [
        ([], "03-03T13:00"),
        ([got("03-01T10:00", DANA, zone=TOKYO)], "03-03T23:00"),
        ([got("03-01T10:00", DANA, zone=TOKYO), got("03-02T10:00", DANA, zone=BERLIN)], "03-04T07:00"),
        ([got("03-01T10:00", DANA, zone=TOKYO), got("03-02T10:00", DANA)], "03-03T23:00"),
        ([got("03-01T10:00", EMIL, zone=TOKYO)], "03-03T13:00"),
        ([got("03-04T10:00", DANA, zone=BERLIN)], "03-04T07:00"),
    ],
)
def test_a_window_in_the_recipients_zone(written: list, opens: str) -> None:
    """It is the zone of the latest event which that person sent from one, else the anchor's."""
    history = [*written, met("03-03T12:00", "i1", DANA, zone=NEW_YORK)]
    timing = "window: {from: '08:00', until: '09:00', zone: recipient}"
    assert times(timing, history, now="03-05T00:00") == [f"{opens} - -"]


@pytest.mark.parametrize(
    ("offset", "opens"),
    [("24 hours", "03-08T15:00"), ("1 day", "03-08T14:00"), ("1 month", "04-07T14:00")],
)
def test_days_keep_the_wall_clock_and_hours_do_not(offset: str, opens: str) -> None:
    """Over a change of the clocks a day keeps the time of day in the anchor's zone, and hours are elapsed time."""
    history = [got("03-07T15:00", zone=NEW_YORK)]
    assert times(f"opens: {offset}", history, when="message.received", now="03-08T00:00") == [f"{opens} - -"]
