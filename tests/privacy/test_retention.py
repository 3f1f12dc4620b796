"""What is forgotten after some days, and what never."""

from __future__ import annotations

from typing import Any

import pytest
from histories import histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import WORLD, Clock, event, everything, look

import tactful
from tactful.errors import EventError
from tactful.privacy import Pruned, Retention, keep_for, kept_for, prune
from tactful.service import Service
from tactful.service.driving import drive
from tactful.sinks import FunctionSink


def closed(key: str, day: int) -> list[dict[str, Any]]:
    """A case that is over, in a partition of its own."""
    told = [
        event(f"{key}1", "application.submitted", day, key),
        event(f"{key}2", "application.rejected", day, key, hour=12),
    ]
    return [{**one, "partitionkey": key} for one in told]


SMALL = """
tactful: 1
policy: small
rules:
  hello:
    because: a greeting is in order
    when: application.submitted
    strength: should
    purpose: check-in
    recipients: everyone
    timing: {opens: 1 hour, expires: 2 days}
"""


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-03-01T00:00:00+00:00")


def cases_of(clock: Clock, *sinks: FunctionSink) -> Service:
    service = Service(tactful.loads(SMALL), store="memory:", clock=clock, sinks=sinks)
    clock.on(days=9)
    service.process_all(closed("old", 1))
    clock.on(days=20)
    service.process_all(closed("young", 20))
    return service


def test_idle_cases_are_forgotten(clock: Clock) -> None:
    """A partition goes where nothing waits in it and nothing changed for so many days."""
    with cases_of(clock) as service:
        assert drive(prune(service.desk, Retention(idle_cases=60))) == Pruned()
        clock.on(days=45)
        service.advance()
        assert drive(prune(service.desk, Retention(idle_cases=60))) == Pruned(0, 1)
        assert look(service, lambda tx: tx.partitions("", 9)) == ["young"]
        assert service.process_all(closed("old", 1)).refused == []


def test_what_a_sink_waits_for_is_kept(clock: Clock) -> None:
    """Neither decisions nor partitions go before all sinks have got their decisions."""
    arrived: list[str] = []
    with cases_of(clock, FunctionSink("calls", lambda one: arrived.append(one.id))) as service:
        clock.on(days=100)
        service.advance()
        days = Retention(decisions=1, idle_cases=1)
        assert drive(prune(service.desk, Retention(decisions=1))) == Pruned()
        count = len(service.decisions(limit=1_000))
        assert count > 0
        assert drive(prune(service.desk, days)) == Pruned()
        while service.deliver().delivered:
            pass
        assert len(arrived) == count
        assert drive(prune(service.desk, Retention(decisions=1))) == Pruned(count)
        assert drive(prune(service.desk, days)) == Pruned(partitions=2)
        assert service.decisions() == []


def test_a_case_that_another_policy_has_still_to_see_is_kept(clock: Clock) -> None:
    """Where another policy was put in force, a partition is decided under it before it can be idle."""
    with cases_of(clock) as service:
        store = service.desk.core.store
        clock.on(days=300)
        service.advance()
        with Service(tactful.loads(SMALL.replace("2 days", "9 days")), store=store, clock=clock) as other:
            assert drive(prune(other.desk, Retention(idle_cases=1))) == Pruned()
            other.advance()
            clock.on(days=300)
            other.advance()
            assert drive(prune(other.desk, Retention(idle_cases=1))).partitions == 2


def test_days_are_kept_in_the_store(clock: Clock) -> None:
    """What was set is in force until it is set anew; nothing is forgotten where nothing was said."""
    with cases_of(clock) as service:
        assert drive(kept_for(service.desk)) == Retention()
        clock.on(days=500)
        service.advance()
        before = everything(service)
        assert drive(prune(service.desk)) == Pruned()
        assert everything(service) == before
        drive(keep_for(service.desk, Retention(30, 60)))
        assert drive(kept_for(service.desk)) == Retention(30, 60)
        assert drive(prune(service.desk)).partitions == 2


@pytest.mark.parametrize("days", [0, -1, 100_001])
def test_days_that_are_none(days: int) -> None:
    """A number of days is from 1 to 100000."""
    with pytest.raises(EventError, match="expected from 1 to 100000"):
        Retention(idle_cases=days)
    with pytest.raises(EventError):
        Retention(decisions=days)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories(), histories(), st.integers(1, 20), st.integers(1, 20))
def test_pruning_changes_no_advice_of_what_remains(
    first: list[dict[str, Any]], second: list[dict[str, Any]], later: int, days: int
) -> None:
    """Cases that remain are advised as before, and later as in a store that was never pruned."""
    answers = []
    for pruned in (False, True):
        clock = Clock()
        with Service(WORLD, store="memory:", clock=clock) as service:
            service.process_all(first)
            clock.on(days=later)
            service.process_all(
                [{**one, "partitionkey": f"{one.get('partitionkey')}2", "id": f"{one['id']}b"} for one in second]
            )
            service.advance()
            if pruned:
                drive(prune(service.desk, Retention(days, days)))
            answers.append({key: told(service, key, clock) for key in look(service, lambda tx: tx.partitions("", 99))})
    whole, rest = answers
    assert rest == {key: whole[key] for key in rest}


def told(service: Service, key: str, clock: Clock) -> Any:
    """Return a partition's events, what was said of it, and how it goes on."""
    return look(service, lambda tx: tx.said(key)), look(service, lambda tx: tx.heads([key]))
