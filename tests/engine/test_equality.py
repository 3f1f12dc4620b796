"""Incremental is from scratch: the live engine, the replay and the plan agree, in whatever order events come."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from histories import START, at, histories
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st

import tactful

WORLD, LIMITED = (tactful.load(Path(__file__).with_name(name)) for name in ("world.yaml", "limited.yaml"))
OTHER = tactful.loads("""
tactful: 1
policy: other
title: Another policy
rules:
  thank-each:
    because: each who was met is thanked
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: met, each: true}
    timing: {due: 2 days}
""")
WORLDS: list[tactful.Policy | list[tactful.Policy]] = [WORLD, LIMITED, [OTHER, LIMITED]]
END = "2027-06-01T00:00:00+00:00"
VERDICT = {
    "advice.planned": {"wait"},
    "advice.opened": {"now"},
    "advice.late": {"late"},
    "advice.blocked": {"blocked"},
    "advice.withheld": {"withheld"},
    "advice.done": {"done"},
    "advice.stopped": {"stopped"},
    "advice.expired": {"expired"},
    "advice.moved": {"wait", "now", "late", "blocked", "withheld"},
    "advice.reopened": {"wait", "now", "late", "blocked", "withheld"},
}
worlds = st.sampled_from(WORLDS)
slow = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def applied(id_: str, time: str, known: str, kind: str = "application.submitted", **data: Any) -> dict[str, Any]:
    """Return an event of the case c1, all of whose times are of one day in UTC."""
    record = {"id": id_, "type": kind, "subject": "c1", "time": f"2026-03-04T{time}Z"}
    return {**record, "recordedtime": f"2026-03-04T{known}Z", "data": data}


ENDED_WHILE_ABSENT = [
    applied("0", "09:00:00", "09:00:20"),
    applied("1", "17:00:00", "18:00:20", contacts=[{"name": "Ana", "email": "ana@a.example", "role": "lead"}]),
    applied("2", "18:00:00", "18:00:20", kind="application.rejected"),
]
"""Advice to nobody is said; then, at one instant, it turns out to whom it is, and that all is over."""


def by_knowledge(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort events as they became known."""
    return sorted(history, key=lambda event: event["recordedtime"])


def feed(engine: tactful.Engine, event: dict[str, Any]) -> list[tactful.Decision]:
    """Process an event; one under a used id is refused and changes nothing."""
    try:
        return engine.process(event)
    except tactful.EventError as error:
        assert error.code == "used_id"  # noqa: PT017
        return []


def name_of(advice: tactful.Advice) -> tuple[str, str]:
    """Return the name of an advice, which is unique within its policy."""
    return (advice.policy, advice.id)


def assert_agrees(decisions: list[tactful.Decision], plan: tactful.Plan, name: Any = name_of) -> None:
    """The last decision on every advice is its state in the plan, and what is retracted is not in it."""
    states = {name(advice): advice for advice in plan}
    said = {name(decision.advice): decision for decision in decisions}
    for which, decision in said.items():
        if decision.type == "advice.retracted":
            assert which not in states
        else:
            assert states[which].verdict in VERDICT[decision.type]
            assert decision.advice.verdict == states[which].verdict
    assert set(states) <= set(said)


@slow
@given(worlds, histories())
@example(WORLD, ENDED_WHILE_ABSENT)
def test_last_decision_per_instant_is_the_replays(world: Any, history: list[dict[str, Any]]) -> None:
    """In the order of knowledge, the live engine's last decision per advice and instant is the replay's."""
    history = by_knowledge(history)
    engine = tactful.Engine(world)
    live = [decision for event in history for decision in feed(engine, event)]
    live += engine.advance(END)
    replayed = tactful.replay(world, history, until=END)
    said = {(*name_of(decision.advice), decision.time): decision.to_dict() for decision in live}
    for decision in replayed:
        note(f"replay: {decision.type} {decision.time} {decision.advice.rule} {decision.advice.reason}")
        assert said[(*name_of(decision.advice), decision.time)] == decision.to_dict()
    assert_agrees(live, engine.plan())
    assert_agrees(replayed, engine.plan())
    assert engine.plan().to_dict(everything=True) == tactful.plan(world, history, END).to_dict(everything=True)


@slow
@given(worlds, histories(), st.randoms(use_true_random=False), st.data())
def test_any_order_ends_in_the_same_plan(
    world: Any, history: list[dict[str, Any]], shuffler: Any, data: st.DataObject
) -> None:
    """In any order of arrival, with pauses and restarts anywhere, the final plan is the one computed from scratch."""
    shuffler.shuffle(history)
    engine = tactful.Engine(world)
    live: list[tactful.Decision] = []
    for event in history:
        live += feed(engine, event)
        if data.draw(st.booleans(), label="restart"):
            engine = tactful.Engine.restore(world, json.loads(json.dumps(engine.snapshot())))
        if engine.next_due is not None and data.draw(st.booleans(), label="go on"):
            live += engine.advance(engine.next_due)
    live += engine.advance(END)
    scratch = tactful.plan(world, history, END)
    assert engine.plan().to_dict(everything=True) == scratch.to_dict(everything=True)
    assert_agrees(live, scratch)


@slow
@given(worlds, histories())
def test_many_at_once_decide_as_a_replay(world: Any, history: list[dict[str, Any]]) -> None:
    """Taken in together, events are decided once at each instant: the replay's decisions, to the byte."""
    history = list({event["id"]: event for event in by_knowledge(history)}.values())
    engine = tactful.Engine(world)
    decisions = engine.process_all(history) + engine.advance(END)
    assert [one.to_json() for one in decisions] == [one.to_json() for one in tactful.replay(world, history, until=END)]


@slow
@given(worlds, histories(), st.integers(0, 40))
def test_replay_until_a_moment_is_the_plan_of_it(world: Any, history: list[dict[str, Any]], step: int) -> None:
    """At every moment the decisions so far say of each advice what the plan says."""
    moment = at(step)
    assert_agrees(tactful.replay(world, history, until=moment), tactful.plan(world, history, moment))


@slow
@given(worlds, histories(), st.integers(1, 30))
def test_next_due_is_when_time_alone_changes_something(world: Any, history: list[dict[str, Any]], step: int) -> None:
    """Between now and `next_due` the plan does not change but for the moment itself."""
    engine = tactful.Engine(world)
    for event in by_knowledge(history):
        feed(engine, event)
    due = engine.next_due or START.replace(year=2028)
    before = engine.plan().to_dict(everything=True)
    just_before = due - dt.timedelta(microseconds=1)
    assert engine.advance(just_before) == []
    after = engine.plan().to_dict(everything=True)
    assert {**after, "at": None} == {**before, "at": None}


@slow
@given(worlds, histories())
def test_changed_policy_is_reported_once(world: Any, history: list[dict[str, Any]]) -> None:
    """Restored under another policy, the engine says once what that changed, and ends in the new policy's plan."""
    engine = tactful.Engine(world)
    live = [decision for event in by_knowledge(history) for decision in feed(engine, event)]
    state = json.loads(json.dumps(engine.snapshot()))
    engine = tactful.Engine.restore(OTHER, state)
    clock = engine.clock
    assert clock is not None
    changes = engine.advance(clock)
    assert {decision.advice.reason.code for decision in changes} <= {"policy_changed"}
    assert engine.advance(clock) == []
    followed = name_of if isinstance(world, list) else lambda advice: advice.id
    assert_agrees(live + changes, tactful.plan(OTHER, history, clock), followed)


def test_a_clock_never_runs_back() -> None:
    """Going back in time is refused, and the engine stays as it was."""
    engine = tactful.Engine(WORLDS[0])
    engine.advance(END)
    with pytest.raises(tactful.EventError, match="before the clock") as caught:
        engine.advance(at(0))
    assert caught.value.code == "clock_runs_back"
