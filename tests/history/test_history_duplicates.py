"""Duplicates: several records under one source and id."""

from __future__ import annotations

import pytest
from worlds import BO, Event, advised, event, interviewed, live, moment, policy, sent, told

import tactful

THANKS = """
rules:
  thank:
    because: a call deserves thanks
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end, due: 1 hour}
"""
EARLY = interviewed("03-02 10:00", id="e", known="03-02 12:00")
LATE = interviewed("03-02 11:00", id="e", known="03-02 13:00")
SMALL = interviewed("03-02 10:00", [{"email": "a@x.example"}], id="e", known="03-02 12:00")
LARGE = interviewed("03-02 10:00", [{"email": "b@x.example"}], id="e", known="03-02 12:00")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([EARLY, LATE], "2026-03-02T10:00:00+00:00"),
        ([EARLY, interviewed("03-02 09:00", id="e", known="03-02 14:00")], "2026-03-02T10:00:00+00:00"),
        ([LATE], "2026-03-02T11:00:00+00:00"),
    ],
)
def test_earliest_recorded_counts(history: list[Event], expected: str) -> None:
    """Of one source and id the earliest recorded counts, whatever happened first."""
    (advice,) = told(THANKS, history, "03-02 15:00")
    assert advice.times()["opens"] == expected


def test_smallest_json_breaks_the_tie() -> None:
    """Of two recorded at one moment the smallest canonical JSON counts."""
    assert advised(THANKS, [LARGE, SMALL], "03-02 12:00") == ["thank a@x.example late"]


def test_only_known_records_compete() -> None:
    """A record under a used id counts until, and only until, an earlier one is known."""
    assert advised(THANKS, [LATE, EARLY], "03-02 12:30") == ["thank ana@x.example late"]
    assert advised(THANKS, [LATE, EARLY], "03-02 11:30", known="03-02 11:59") == []


def test_another_source_is_another_event() -> None:
    """The same id of another source is another event."""
    other = sent("03-02 12:00", BO, "thank-you", id="e", attributes={"source": "mailbox"})
    assert advised(THANKS, [interviewed("03-02 10:00", [BO], id="e"), other], "03-02 13:00") == [
        "thank bo@x.example done"
    ]


def test_identical_copies_are_counted() -> None:
    """Identical copies are ignored and counted; `recordedtime` and written-out defaults make no difference."""
    copies = [
        EARLY,
        dict(reversed(EARLY.items())),
        EARLY | {"recordedtime": moment("03-03 10:00")},
        EARLY | {"source": "local", "specversion": "1.0"},
    ]
    engine = live(THANKS, copies, "03-04 10:00")
    assert engine.copies == 3
    assert advised(THANKS, copies, "03-04 10:00") == ["thank ana@x.example late"]


def test_a_different_event_is_rejected() -> None:
    """A different event under a used id is rejected and changes nothing."""
    engine = live(THANKS, [EARLY], "03-02 12:00")
    before = engine.snapshot()
    with pytest.raises(tactful.EventError) as caught:
        engine.process(LATE)
    assert caught.value.code == "used_id"
    assert engine.snapshot() == before


def test_an_earlier_record_takes_the_place() -> None:
    """A record that was known earlier takes the place of a later one, whichever came in first."""
    engine = tactful.Engine(policy(THANKS))
    engine.process(LATE)
    engine.process(EARLY)
    assert [advice.times()["opens"] for advice in engine.plan()] == ["2026-03-02T10:00:00+00:00"]


def test_the_same_fact_under_two_ids_is_told_twice() -> None:
    """Events of two ids are two events: of an interview two records of one fact, which fires a rule once."""
    twice = [interviewed("03-02 10:00"), event("interview.completed", "03-02 10:00", id="x", interview="i1")]
    assert advised(THANKS, twice, "03-02 10:00") == ["thank ana@x.example now"]
