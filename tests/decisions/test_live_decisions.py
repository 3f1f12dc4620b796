"""The live engine: what it says event by event, within an instant, and after a pause."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from ledger import DANA, EMIL, REPLY, at, event, got, lines, met, numbered, policy, sent

import tactful

TIMED = policy(
    f"{REPLY}, source: [a, b], tone: {{voice: [brief]}}, timing: {{opens: 1 day, due: 2 days}}",
    "stops: {s: {when: case.paused, because: b}}",
    "holds: {h: {when: decision.promised, until: event.by, because: b}}",
)


def test_each_event_is_answered_at_once() -> None:
    """What time changed before an event is said before what the event changes."""
    engine = tactful.Engine(TIMED)
    first, second = numbered([got("03T10:00"), sent("09T10:00")])
    assert lines(engine.process(first)) == ["03T10:00 planned not_yet"]
    assert lines(engine.process(second)) == ["04T10:00 opened triggered", "05T10:00 late overdue", "09T10:00 done sent"]


def test_more_within_an_instant_ends_in_what_the_replay_says() -> None:
    """A live engine may say more within an instant; its last word is the replay's only one."""
    history = numbered(
        [got("03T10:00"), event("03T10:00", "decision.promised", by="2026-03-09"), event("03T10:00", "case.paused")]
    )
    engine = tactful.Engine(TIMED)
    live = [one for record in history for one in engine.process(record)]
    assert lines(live) == ["03T10:00 planned not_yet", "03T10:00 planned held:h", "03T10:00 stopped stopped:s"]
    assert live[-1].to_json() == tactful.replay(TIMED, history)[-1].to_json()
    assert lines(tactful.replay(TIMED, history)) == ["03T10:00 stopped stopped:s"]


def test_the_answer_to_an_event_is_sorted() -> None:
    """What an event ends and what it opens is said in the order of the rules."""
    of = policy({"a": f"{REPLY}, stop: case.resumed", "b": REPLY.replace("message.received", "case.resumed")})
    engine = tactful.Engine(of)
    first, second = numbered([got("03T10:00"), event("04T10:00", "case.resumed")])
    engine.process(first)
    assert lines(engine.process(second)) == ["04T10:00 stopped stopped:a", "04T10:00 opened triggered"]


def test_next_due() -> None:
    """`next_due` is the next instant at which time changes something, None where nothing waits."""
    engine = tactful.Engine(TIMED)
    assert engine.next_due is None
    engine.process(numbered([got("03T10:00")])[0])
    assert engine.next_due == dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
    engine.advance(engine.next_due)
    assert engine.next_due == dt.datetime(2026, 3, 5, 10, tzinfo=dt.UTC)
    engine.advance(engine.next_due)
    assert engine.next_due is None


def test_next_due_is_also_that_of_an_event_ahead() -> None:
    """A known event whose time lies ahead is waited for."""
    engine = tactful.Engine(TIMED)
    assert engine.process(numbered([got("03T10:00", learnt="01T10:00")])[0]) == []
    assert engine.next_due == dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
    assert lines(engine.advance(at("03T10:00"))) == ["03T10:00 planned not_yet"]


@pytest.mark.parametrize(
    ("recorded", "learnt", "taken"),
    [(None, None, "03T10:00"), (None, "04T09:00", "04T09:00"), ("04T08:00", "04T09:00", "04T08:00")],
)
def test_when_an_event_is_taken_in(recorded: str | None, learnt: str | None, taken: str) -> None:
    """It is known at its `recordedtime`, else when the caller learnt it, else at its time."""
    engine = tactful.Engine(TIMED)
    found = engine.process(numbered([got("03T10:00", learnt=recorded)])[0], learnt=learnt and at(learnt))
    assert lines(found) == [f"{taken} planned not_yet"]


def test_an_event_from_before_the_clock() -> None:
    """The clock never runs back: an event known earlier is taken in now."""
    engine = tactful.Engine(TIMED)
    engine.advance(at("03T18:00"))
    assert lines(engine.process(numbered([got("03T10:00")])[0])) == ["03T18:00 planned not_yet"]
    assert engine.clock == dt.datetime(2026, 3, 3, 18, tzinfo=dt.UTC)


def test_a_copy_is_counted_and_another_event_under_a_used_id_is_refused() -> None:
    """Identical copies say nothing; a different one leaves the engine as it was."""
    engine = tactful.Engine(TIMED)
    (record,) = numbered([got("03T10:00")])
    engine.process(record)
    before = engine.snapshot()
    assert (engine.process(record), engine.copies) == ([], 1)
    with pytest.raises(tactful.EventError, match="used id `e0`") as caught:
        engine.process(record | {"type": "message.sent", "data": {"to": [DANA]}})
    assert caught.value.code == "used_id"
    assert engine.snapshot() == before


@pytest.mark.parametrize(
    ("now", "said"),
    [("05T10:00", ["05T10:00 late overdue"]), ("06T10:00", ["06T10:00 moved corrected"])],
)
def test_of_one_id_the_earliest_recorded_counts(now: str, said: list[str]) -> None:
    """Another event under a used id that was recorded earlier takes the place of the first."""
    engine = tactful.Engine(TIMED)
    engine.process(got("03T10:00", name="e", learnt="05T10:00"))
    engine.advance(at(now))
    other = got("03T10:00", EMIL, name="e", learnt="04T10:00")
    assert lines(engine.process(other)) == said
    assert [one.addresses for one in engine.plan()] == [("emil@x.example",)]
    assert engine.plan().to_dict() == tactful.plan(TIMED, [other], at(now)).to_dict()


@pytest.mark.parametrize(
    "record", ["{", b"\xff", "[]", {}, {"id": "x"}, 3, None, {"id": "a", "type": "t", "subject": "s", "time": "x"}]
)
def test_a_bad_event_leaves_the_engine_as_it_was(record: object) -> None:
    """What cannot be read is refused with EventError."""
    engine = tactful.Engine(TIMED)
    engine.process(numbered([got("03T10:00")])[0])
    before = engine.snapshot()
    with pytest.raises(tactful.EventError):
        engine.process(record)  # type: ignore[arg-type]
    assert engine.snapshot() == before


def test_a_snapshot_is_plain_json_and_goes_on_where_it_was() -> None:
    """Restored, an engine says what the first would have said."""
    history = numbered([got("03T10:00"), met("03T12:00", EMIL), sent("09T10:00")])
    engine = tactful.Engine(TIMED)
    for record in history[:2]:
        engine.process(record)
    state = engine.snapshot()
    assert json.loads(json.dumps(state)) == state
    again = tactful.Engine.restore(TIMED, state)
    assert (again.clock, again.next_due, again.snapshot()) == (engine.clock, engine.next_due, state)
    assert [one.to_json() for one in again.process(history[2])] == [one.to_json() for one in engine.process(history[2])]
    assert again.plan().to_dict() == engine.plan().to_dict()


@pytest.mark.parametrize(
    "state",
    [
        {},
        [],
        None,
        {"tactful_snapshot": 99},
        {"tactful_snapshot": 1},
        {"tactful_snapshot": 1, "clock": 3, "policy_digest": "x", "events": [], "said": []},
        {"tactful_snapshot": 1, "clock": None, "policy_digest": "x", "events": 3, "said": []},
        {"tactful_snapshot": 1, "clock": None, "policy_digest": "x", "events": [3], "said": []},
        {
            "tactful_snapshot": 1,
            "clock": None,
            "policy_digest": "x",
            "events": [{"known": "x", "event": {}}],
            "said": [],
        },
        {"tactful_snapshot": 1, "clock": None, "policy_digest": "x", "events": [], "said": [3]},
        {"tactful_snapshot": 1, "clock": None, "policy_digest": "x", "events": [], "said": [{"speech": {}}]},
    ],
)
def test_what_is_no_snapshot_is_refused(state: object) -> None:
    """A damaged snapshot raises EventError and nothing else."""
    with pytest.raises(tactful.EventError):
        tactful.Engine.restore(TIMED, state)  # type: ignore[arg-type]


def test_another_version_of_an_event_ahead_beside_others() -> None:
    """Of events that lie ahead at one instant, one may be put in another's place like any other."""
    engine = tactful.Engine(TIMED)
    first, second = got("09T10:00", learnt="03T10:00", name="a"), got("09T10:00", EMIL, learnt="03T10:00", name="b")
    engine.process(first)
    engine.process(second)
    engine.process({**first, "recordedtime": at("02T10:00"), "data": {"from": EMIL}})
    assert lines(engine.advance(at("09T10:00"))) == ["09T10:00 planned not_yet"]
