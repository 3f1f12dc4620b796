"""Revisions: several records of one interview, by sequence, then time, field by field."""

from __future__ import annotations

import pytest
from worlds import ANA, BO, Event, advised, event, interviewed, moment, notes, sent, told

PREPARE = """
rules:
  prepare:
    because: get ready
    when: [interview.scheduled, interview.rescheduled]
    strength: should
    purpose: prepare
    recipients: {who: interviewers, each: true}
    timing: {from: interview.start}
  thank:
    because: thanks
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end}
"""


def scheduled(time: str, *, again: bool = False, **data: object) -> Event:
    kind = "interview.rescheduled" if again else "interview.scheduled"
    data = {"interview": "i1", **data}
    if "start" in data:
        data["start"] = moment(str(data["start"]))
    return event(kind, time, **data)


def starts(history: list[Event], now: str) -> list[str | None]:
    return [one.times()["opens"] for one in told(PREPARE, history, now) if one.rule == "prepare"]


FIRST = scheduled("03-02 10:00", start="03-10 10:00", interviewers=[ANA], sequence=1)


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        (scheduled("03-03 10:00", again=True, start="03-11 10:00", sequence=2), "2026-03-11T10:00:00+00:00"),
        (scheduled("03-03 10:00", again=True, start="03-11 10:00", sequence=1), "2026-03-11T10:00:00+00:00"),
        (scheduled("03-03 10:00", again=True, start="03-11 10:00"), "2026-03-11T10:00:00+00:00"),
        (scheduled("03-03 10:00", again=True, start="03-11 10:00", sequence=0), "2026-03-10T10:00:00+00:00"),
        (scheduled("03-02 10:00", again=True, start="03-11 10:00", sequence=0), "2026-03-10T10:00:00+00:00"),
        (scheduled("03-02 10:00", again=True, start="03-11 10:00", sequence=2), "2026-03-11T10:00:00+00:00"),
        (scheduled("03-01 10:00", start="03-11 10:00", sequence=0), "2026-03-10T10:00:00+00:00"),
        (scheduled("03-01 10:00", start="03-11 10:00", sequence=2), "2026-03-11T10:00:00+00:00"),
        (scheduled("03-03 10:00", again=True, sequence=2), "2026-03-10T10:00:00+00:00"),
    ],
    ids=["higher", "equal", "none", "lower", "lower-at-once", "higher-at-once", "before", "newer-before", "no-start"],
)
def test_revisions_count_by_sequence_then_time(revision: Event, expected: str) -> None:
    """Events of one interview count by sequence, then time, field by field; a lower one than known is stale."""
    assert starts([FIRST, revision], "03-04 10:00") == [expected] * (len(revision["data"].get("interviewers", [])) or 1)


def test_no_sequence_has_the_highest_known_by_then() -> None:
    """An event without a sequence has the highest at or before its time, so that a later one of lower sequence is
    stale and one of the same counts."""
    history = [
        scheduled("03-02 10:00", start="03-10 10:00", interviewers=[ANA], sequence=5),
        scheduled("03-03 10:00", again=True, start="03-11 10:00"),
    ]
    lower = scheduled("03-04 10:00", again=True, start="03-12 10:00", sequence=4)
    same = scheduled("03-04 10:00", again=True, start="03-12 10:00", sequence=5)
    assert starts([*history, lower], "03-05 10:00") == ["2026-03-11T10:00:00+00:00"]
    assert starts([*history, same], "03-05 10:00") == ["2026-03-12T10:00:00+00:00"]


def test_a_late_newer_revision_makes_the_older_stale() -> None:
    """Sequence decides by when things happened, not by when they became known."""
    older = scheduled("03-04 10:00", again=True, start="03-12 10:00", sequence=2)
    newer = scheduled("03-03 10:00", again=True, start="03-11 10:00", sequence=3, known="03-06 10:00")
    assert starts([FIRST, older, newer], "03-05 10:00") == ["2026-03-12T10:00:00+00:00"]
    assert starts([FIRST, older, newer], "03-06 10:00") == ["2026-03-11T10:00:00+00:00"]


STALE = """
rules:
  moved:
    because: it was moved
    when: [interview.rescheduled, interview.cancelled, interview.no_show]
    strength: may
    purpose: check-in
    recipients: everyone
    per: case
  count:
    because: how often
    when: case.resumed
    if: {case.count.interview.rescheduled: {at_least: 1}}
    strength: may
    purpose: count
    recipients: everyone
  quiet:
    because: nothing was heard
    when: case.resumed
    if: {case.unanswered.any: 1}
    strength: may
    purpose: quiet
    recipients: everyone
  leads:
    because: for the lead
    when: case.resumed
    strength: may
    purpose: lead
    recipients: lead
"""


@pytest.mark.parametrize("kind", ["interview.rescheduled", "interview.cancelled", "interview.no_show"])
def test_a_stale_revision_sets_and_triggers_nothing(kind: str) -> None:
    """A stale revision triggers nothing, is not counted, is no word of theirs, and leaves what is known of people."""
    stale = event(kind, "03-04 10:00", interview="i1", sequence=0, interviewers=[ANA | {"role": "staff"}])
    history = [
        scheduled("03-02 10:00", interviewers=[ANA | {"role": "lead"}], sequence=1),
        sent("03-03 10:00", [ANA], "x"),
        stale,
        event("case.resumed", "03-05 10:00"),
    ]
    assert advised(STALE, history, "03-06 10:00") == [
        "leads ana@x.example now",
        "quiet ana@x.example now",
    ]
    assert notes(STALE, history, "03-06 10:00") == ["stale"]


def test_fields_come_each_from_the_last_that_gave_it() -> None:
    """What a revision leaves out stays; an empty list says that there is nobody."""
    held = event("interview.completed", "03-10 11:00", interview="i1")
    assert advised(PREPARE, [FIRST, held], "03-10 11:00") == ["prepare ana@x.example now", "thank ana@x.example now"]
    nobody = event("interview.completed", "03-10 11:00", interview="i1", interviewers=[])
    assert advised(PREPARE, [FIRST, nobody], "03-10 11:00") == ["prepare withheld", "thank withheld"]
    changed = event("interview.completed", "03-10 11:00", interview="i1", interviewers=[BO])
    assert advised(PREPARE, [FIRST, changed], "03-10 11:00") == ["prepare bo@x.example now", "thank bo@x.example now"]


@pytest.mark.parametrize(
    ("end", "expected"),
    [(None, "2026-03-10T11:30:00+00:00"), ("2026-03-10T11:15:00Z", "2026-03-10T11:15:00+00:00")],
)
def test_a_default_is_a_value(end: str | None, expected: str) -> None:
    """`interview.completed` without `end` ended at its time, whatever was planned or said before."""
    history = [
        scheduled("03-02 10:00", start="03-10 10:00", end="2026-03-10T11:00:00Z", interviewers=[ANA]),
        interviewed("03-10 11:20", end="2026-03-10T11:10:00Z"),
        event("interview.completed", "03-10 11:30", interview="i1", **({"end": end} if end else {})),
    ]
    assert [one.times()["opens"] for one in told(PREPARE, history, "03-10 12:00") if one.rule == "thank"] == [expected]


CALLED_OFF = [event(kind, "03-09 10:00", interview="i1") for kind in ("interview.cancelled", "interview.no_show")]


@pytest.mark.parametrize("off", CALLED_OFF, ids=["cancelled", "no-show"])
@pytest.mark.parametrize(
    ("more", "ghost"),
    [
        ([], True),
        ([scheduled("03-09 12:00", again=True)], False),
        ([scheduled("03-09 12:00")], False),
        ([scheduled("03-08 12:00", again=True)], True),
        ([scheduled("03-09 12:00", again=True, sequence=0)], True),
        ([scheduled("03-10 12:00", again=True)], True),
    ],
    ids=["alone", "rescheduled", "scheduled", "scheduled-before", "stale-schedule", "scheduled-after-it"],
)
def test_ghosts(off: Event, more: list[Event], ghost: bool) -> None:
    """A completion after a cancellation or no-show without a later schedule is noted and triggers nothing."""
    history = [FIRST, off, *more, interviewed("03-10 11:00")]
    thanks = [row for row in advised(PREPARE, history, "03-11 10:00") if row.startswith("thank")]
    assert thanks == ([] if ghost else ["thank ana@x.example now"])
    assert ("ghost" in notes(PREPARE, history, "03-11 10:00")) is ghost


def test_a_late_cancellation_makes_a_ghost() -> None:
    """A cancellation that is learnt late takes back the advice of the interview that never was."""
    off = event("interview.cancelled", "03-09 10:00", interview="i1", known="03-10 12:00")
    history = [FIRST, off, interviewed("03-10 11:00")]
    assert "thank ana@x.example now" in advised(PREPARE, history, "03-10 11:30")
    assert "thank ana@x.example now" not in advised(PREPARE, history, "03-10 12:00")


def test_a_cancellation_of_another_interview_makes_no_ghost() -> None:
    """Only its own interview's cancellation makes a completion a ghost."""
    off = event("interview.cancelled", "03-09 10:00", interview="i2")
    assert advised(PREPARE, [off, interviewed("03-10 11:00")], "03-10 11:00") == ["thank ana@x.example now"]
