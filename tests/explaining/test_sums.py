"""The sum behind each time, written out."""

from __future__ import annotations

from typing import Any

import pytest
from stage import CHECK, THANKS, at, event, got, met, numbered, policy, sent

import tactful

TO = "recipients: main_contact"
HOLDS = [
    "holds:",
    "  promised: {when: decision.promised, until: event.by, plus: 1 day, because: b}",
    "  paused: {when: case.paused, until: event.until, release: case.resumed, because: b}",
]
CALENDAR = "calendar: {holidays: [2026-03-05, 2026-03-06]}"


def sums(rule: str, history: list[dict[str, object]], now: str, *more: str) -> list[str]:
    """Return the sums of the last advice of a rule, each after the name of its time."""
    explanation = tactful.explain(policy(rule, *more), numbered(history), "c1", at(now))
    return [f"{one.of}: {one.text}" for one in explanation.accounts[-1].sums]


LIMITS = [
    "limits:",
    "  few: {because: b, per: candidate, max: 1, within: 1 week}",
]


def check_in(timing: str) -> str:
    return f"when: message.received, {CHECK}, {TO}, timing: {{{timing}}}"


TIMES: dict[str, tuple[str, str, list[str]]] = {
    "nothing": ("", "UTC", ["opens: Tue 3 Mar 10:34"]),
    "weeks": ("opens: 2 weeks", "UTC", ["opens: Tue 3 Mar 10:34 + 2 weeks = Tue 17 Mar 10:34"]),
    "another year": ("opens: 1 year", "UTC", ["opens: Tue 3 Mar 10:34 + 1 year = Wed 3 Mar 2027 10:34"]),
    "all three": (
        "opens: 1 day, due: 2 days, expires: 1 week",
        "UTC",
        [
            "opens: Tue 3 Mar 10:34 + 1 day = Wed 4 Mar 10:34",
            "due: Tue 3 Mar 10:34 + 2 days = Thu 5 Mar 10:34",
            "expires: Tue 3 Mar 10:34 + 1 week = Tue 10 Mar 10:34",
        ],
    ),
    "end of day": (
        "due: end of day",
        "UTC",
        ["opens: Tue 3 Mar 10:34", "due: Tue 3 Mar 10:34 to the end of day = Wed 4 Mar"],
    ),
    "business days": (
        "opens: 3 business days",
        "UTC",
        [
            "opens: Tue 3 Mar 10:34 + 3 business days = Tue 10 Mar 10:34 "
            "(skipping 2 weekend days and the holidays Thu 5 Mar and Fri 6 Mar)"
        ],
    ),
    "end of a business day": (
        "opens: end of next business day",
        "UTC",
        ["opens: Tue 3 Mar 10:34 to the end of next business day = Thu 5 Mar"],
    ),
    "clocks": (
        "opens: 1 week",
        "America/New_York",
        [
            "opens: Tue 3 Mar 05:34 + 1 week = Tue 10 Mar 05:34 "
            "(the clocks change from UTC-05:00 to UTC-04:00 in between)"
        ],
    ),
    "window": (
        "opens: 4 days, due: 5 days, window: {days: business, from: 09:00, until: 17:00}",
        "UTC",
        [
            "opens: Tue 3 Mar 10:34 + 4 days = Sat 7 Mar 10:34, moved to Mon 9 Mar 09:00, "
            "into the window (business days 09:00-17:00)",
            "due: Tue 3 Mar 10:34 + 5 days = Sun 8 Mar 10:34, "
            "moved 1 day 22 hours 26 minutes with the opening to Tue 10 Mar 09:00",
        ],
    ),
    "in the window": (
        "opens: 1 day, window: {days: [wed, thu]}",
        "UTC",
        ["opens: Tue 3 Mar 10:34 + 1 day = Wed 4 Mar 10:34"],
    ),
}


@pytest.mark.parametrize(("timing", "zone", "wanted"), TIMES.values(), ids=TIMES)
def test_a_sum(timing: str, zone: str, wanted: list[str]) -> None:
    """Anchor, offset, window and what moves with it are said one after another, on the clock of the zone."""
    assert (
        sums(check_in(timing), [got("03-03T10:34", zone=None)], "03-03T11:00", CALENDAR, f"timezone: {zone}") == wanted
    )


OFFER = "when: offer.extended, " + CHECK + ", " + TO + ", timing: {{{}}}"
MOMENTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "an anchor of its own": (
        "due: {from: event.deadline, plus: 1 day before}",
        {"deadline": "2026-03-09T15:00:00Z"},
        "due: `event.deadline` Mon 9 Mar 15:00 - 1 day = Sun 8 Mar 15:00",
    ),
    "the anchor itself": (
        "due: {from: event.deadline}",
        {"deadline": "2026-03-09"},
        "due: `event.deadline` Mon 9 Mar",
    ),
    "missing": ("due: {from: event.deadline, plus: 1 day}", {}, "due: `event.deadline` is not known yet"),
    "the first is the earliest": (
        "due: {earliest: [24 hours, {from: event.deadline}]}",
        {"deadline": "2026-03-09"},
        "due: the earliest of (Tue 3 Mar 10:34 + 24 hours = Wed 4 Mar 10:34; "
        "`event.deadline` Mon 9 Mar, which is later) = Wed 4 Mar 10:34",
    ),
    "another is the earliest": (
        "due: {earliest: [24 hours, {from: event.deadline}, {from: interview.end}]}",
        {"deadline": "2026-03-04"},
        "due: the earliest of (Tue 3 Mar 10:34 + 24 hours = Wed 4 Mar 10:34, which is later; "
        "`event.deadline` Wed 4 Mar; `interview.end` is not known yet) = Wed 4 Mar",
    ),
    "at once": (
        "due: {earliest: [1 day, 24 hours]}",
        {},
        "due: the earliest of (Tue 3 Mar 10:34 + 1 day = Wed 4 Mar 10:34; "
        "Tue 3 Mar 10:34 + 24 hours = Wed 4 Mar 10:34) = Wed 4 Mar 10:34",
    ),
    "none is known": (
        "due: {earliest: [{from: interview.end, plus: 1 day}, {from: event.deadline}]}",
        {},
        "due: the earliest of (`interview.end` is not known yet; `event.deadline` is not known yet)",
    ),
    "moved": (
        "due: {earliest: [24 hours, {from: event.deadline}]}, window: {from: 12:00, until: 13:00}",
        {"deadline": "2026-03-04"},
        "due: the earliest of (Tue 3 Mar 10:34 + 24 hours = Wed 4 Mar 10:34, which is later; "
        "`event.deadline` Wed 4 Mar) = Wed 4 Mar, moved 1 hour 26 minutes with the opening to Wed 4 Mar 01:26",
    ),
}


@pytest.mark.parametrize(("timing", "data", "wanted"), MOMENTS.values(), ids=MOMENTS)
def test_moments(timing: str, data: dict[str, Any], wanted: str) -> None:
    """What a moment counts from is named where it is its own; of several, all are counted and the later told."""
    found = sums(OFFER.format(timing), [event("03-03T10:34", "offer.extended", **data)], "03-03T11:00")
    assert found[-1] == wanted


def test_an_opening_that_is_not_known_yet() -> None:
    """What the opening waits for is said, and that it is not known how far `due` moves with it."""
    timing = "opens: {earliest: [{from: interview.end}, {from: event.deadline, plus: 1 day}]}, due: 1 week"
    assert sums(OFFER.format(timing), [event("03-03T10:34", "offer.extended")], "03-03T11:00") == [
        "opens: the earliest of (`interview.end` is not known yet; `event.deadline` is not known yet)",
        "due: Tue 3 Mar 10:34 + 1 week = Tue 10 Mar 10:34, moved as much as the opening, which is not known yet",
    ]


def test_an_anchor_in_another_zone() -> None:
    """Where an anchor of its own is told in another zone, that zone stands behind it."""
    rule = f"when: interview.completed, {THANKS}, {TO}, timing: {{due: {{from: interview.start, plus: end of day}}}}"
    scheduled = event(
        "03-01T09:00", "interview.scheduled", interview="i1", start=at("03-03T10:00"), zone="Europe/Berlin"
    )
    assert sums(rule, [scheduled, met("03-03T12:00", zone="America/New_York")], "03-03T13:00") == [
        "opens: Tue 3 Mar 07:00",
        "due: `interview.start` Tue 3 Mar 11:00 (Europe/Berlin) to the end of day = Wed 4 Mar",
    ]


def test_moments_as_data() -> None:
    """The earliest of several is one term, with the terms of each moment; its `at` is the time."""
    history = numbered([event("03-03T10:34", "offer.extended", deadline="2026-03-04")])
    of = policy(OFFER.format("due: {earliest: [1 hour, {from: event.deadline}]}"))
    (account,) = tactful.explain(of, history, "c1", at("03-03T11:00")).to_dict()["advice"]
    (term,) = account["sums"][1]["terms"]
    assert (term["kind"], term["at"]) == ("earliest", account["due"])
    assert [[(one["kind"], one["by"], one["at"]) for one in moment] for moment in term["moments"]] == [
        [("anchor", "", "2026-03-03T10:34:00+00:00"), ("offset", "1 hour", "2026-03-03T11:34:00+00:00")],
        [("anchor", "event.deadline", "2026-03-04T00:00:00+00:00")],
    ]


CLOCKS = {
    "skipped": (
        "03-07T07:30",
        "Sat 7 Mar 02:30 + 1 day = Sun 8 Mar 03:30 (02:30 does not exist that day, the clocks skip it; "
        "the clocks change from UTC-05:00 to UTC-04:00 in between)",
    ),
    "twice": (
        "10-31T05:30",
        "Sat 31 Oct 01:30 + 1 day = Sun 1 Nov 01:30 (01:30 comes twice that day, the first counts)",
    ),
}


@pytest.mark.parametrize(("moment", "wanted"), CLOCKS.values(), ids=CLOCKS)
def test_a_local_time_that_is_skipped_or_comes_twice(moment: str, wanted: str) -> None:
    """What the clocks do to a local time is said."""
    found = sums(check_in("opens: 1 day"), [got(moment)], moment, "timezone: America/New_York")
    assert found == [f"opens: {wanted}"]


def test_from_the_interview() -> None:
    """What timing counts from is named where it is not the event; before counts backwards."""
    rule = f"when: interview.scheduled, {THANKS}, {TO}, timing: {{from: interview.start, opens: 1 day before}}"
    scheduled = event("03-03T10:00", "interview.scheduled", interview="i1", start=at("03-10T09:00"))
    assert sums(rule, [scheduled], "03-04T10:00") == [
        "opens: `interview.start` Tue 10 Mar 09:00 - 1 day = Mon 9 Mar 09:00"
    ]
    unknown = event("03-03T10:00", "interview.scheduled", interview="i1")
    assert sums(rule, [unknown], "03-04T10:00") == ["opens: `interview.start` is not known yet"]


def test_holds() -> None:
    """A hold says to when, what it moves moves `due`, and one without an end says what releases it."""
    rule = check_in("opens: 1 day, due: 2 days")
    promise = event("03-03T11:00", "decision.promised", by="2026-03-09")
    assert sums(rule, [got("03-03T10:00"), promise], "03-03T12:00", *HOLDS) == [
        "opens: Tue 3 Mar 10:00 + 1 day = Wed 4 Mar 10:00, held to Tue 10 Mar by `promised`",
        "due: Tue 3 Mar 10:00 + 2 days = Thu 5 Mar 10:00, moved 5 days 14 hours with the opening to Wed 11 Mar",
    ]
    pause = event("03-03T11:00", "case.paused")
    assert sums(rule, [got("03-03T10:00"), pause], "03-03T12:00", *HOLDS) == [
        "opens: Tue 3 Mar 10:00 + 1 day = Wed 4 Mar 10:00, held by `paused` (until `case.resumed`)",
        "due: Tue 3 Mar 10:00 + 2 days = Thu 5 Mar 10:00, moved as much as the opening, which is not known yet",
    ]


def test_a_hold_that_has_passed_and_one_that_is_longer() -> None:
    """Each hold that moves the opening on is a term, the snooze among them."""
    history = [
        got("03-03T10:00"),
        event("03-03T11:00", "decision.promised", by="2026-03-09"),
        event("03-03T12:00", "advice.snoozed", purpose="check-in", until="2026-03-12"),
    ]
    assert sums(check_in("opens: 1 day"), history, "03-03T13:00", *HOLDS) == [
        "opens: Tue 3 Mar 10:00 + 1 day = Wed 4 Mar 10:00, held to Tue 10 Mar by `promised`, "
        "held to Thu 12 Mar by a snooze"
    ]
    later = [*history, event("03-13T10:00", "case.paused", until="2026-03-20")]
    assert sums(check_in("opens: 1 day"), later, "03-13T13:00", *HOLDS) == [
        "opens: Tue 3 Mar 10:00 + 1 day = Wed 4 Mar 10:00, held to Thu 12 Mar by a snooze, "
        "held to Fri 20 Mar by `paused`"
    ]


def test_the_sum_of_what_has_ended_stays() -> None:
    """What happens to holds after the end does not change the sum."""
    history = [
        met("03-03T09:00"),
        got("03-03T10:00"),
        event("03-03T11:00", "decision.promised", by="2026-03-09"),
        sent("03-11T09:00", "check-in"),
        event("03-12T11:00", "decision.promised", by="2026-03-29"),
    ]
    assert sums(check_in("opens: 1 day"), history, "03-20T13:00", *HOLDS) == [
        "opens: Tue 3 Mar 10:00 + 1 day = Wed 4 Mar 10:00, held to Tue 10 Mar by `promised`"
    ]


def test_a_window_that_never_opens() -> None:
    """Where there is no moment in the window, that is said, and neither time is known."""
    rule = check_in("opens: 1 day, due: 2 days, window: {days: business}")
    calendar = "calendar: {weekend: [mon, tue, wed, thu, fri, sat], holidays: ["
    sundays = ", ".join(f"2026-{month:02}-{day:02}" for month in range(3, 13) for day in range(1, 29))
    more = ", ".join(f"2027-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29))
    rest = "2026-03-29, 2026-05-31, 2026-08-30, 2026-11-29, 2027-01-31, 2027-05-30, 2027-08-29, 2027-10-31"
    opens, due = sums(rule, [got("03-03T10:00")], "03-03T12:00", f"{calendar}{sundays}, {more}, {rest}]}}")
    assert opens.endswith("but the window (business days 00:00-24:00) does not open within 400 days")
    assert due.endswith("moved as much as the opening, which is not known yet")


def test_a_limit_is_a_term() -> None:
    """What a limit keeps back is in the sums, with what it allows, and the message that takes up the room is named."""
    of = policy(check_in("due: 2 days"), *LIMITS)
    history = numbered([sent("03-02T10:00", "other", case="c2"), got("03-03T10:34")])
    (account,) = tactful.explain(of, history, "c1", at("03-03T10:34")).accounts
    assert [one.text for one in account.sums] == [
        "Tue 3 Mar 10:34, kept back to Mon 9 Mar 10:00 by `few` (at most 1 in all within 1 week)",
        "Tue 3 Mar 10:34 + 2 days = Thu 5 Mar 10:34, moved 5 days 23 hours 26 minutes with the opening to "
        "Wed 11 Mar 10:00",
    ]
    assert [(one.kind, one.name, one.event) for one in account.bearings] == [("limit", "few", "e0")]
    assert [(shown.event.id, *shown.did) for shown in account.events] == [
        ("e0", "takes up the room, in `c2`"),
        ("e1", "triggered it"),
    ]
    (account,) = tactful.explain(of, history, "c1", at("03-09T10:00")).accounts
    assert account.events[0].did == ("took up the room, in `c2`",)


def test_what_triggered_the_advice_that_takes_up_the_room() -> None:
    """Where an advice not yet done takes up the room, the event that triggered that one is named."""
    history = numbered([got("03-03T10:00", case="c2"), got("03-03T10:34")])
    (account,) = tactful.explain(policy(check_in(""), *LIMITS), history, "c1", at("03-03T10:34")).accounts
    assert [(shown.event.id, *shown.did) for shown in account.events] == [
        ("e0", "triggered what takes up the room, in `c2`"),
        ("e1", "triggered it"),
    ]
