"""Replaying a history on a virtual clock: every decision, each at the instant at which it became known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tactful.decisions import Decision, Partition
from tactful.errors import EventError
from tactful.events.duplicates import settle
from tactful.events.event import Event, Reader
from tactful.moments import Moment, instant_from
from tactful.planning import Panel, Plan, Policies, panel_of
from tactful.planning.plan import plan_of
from tactful.policy.model import Policy

EventLike = Event | Mapping[str, Any] | bytes | str
"""An event that was read, a CloudEvent as a mapping, or as JSON."""


def replay(policy: Policies, history: Iterable[EventLike], *, until: Moment | None = None) -> list[Decision]:
    """Return all decisions over a history, in order of time; up to `until`, else until time changes nothing more.

    Several policies advise together: a prohibition of one binds all, and of advice for one purpose and the same people
    the highest priority is shown, then that of the policy given first. Of several events with one id the earliest
    recorded counts. Raise EventError for an event that cannot be taken.
    """
    panel = panel_of(policy)
    end = None if until is None else instant_from(until)
    found: list[Decision] = []
    for key, events in by_partition(panel, history).items():
        found += replay_partition(panel, key, events, end)
    found.sort(key=lambda decision: decision.order)
    return found


def plan(
    policy: Policies,
    history: Iterable[EventLike],
    now: Moment,
    *,
    known: Moment | None = None,
) -> Plan:
    """Return what is advised at a moment: a pure function of policy, history and moment.

    Several policies advise together, as in `replay`.
    What was known at `now` counts, or at `known` where that is given: with a later `known`, what is right at `now` on
    what has been learnt since. Raise EventError for an event that cannot be taken.
    """
    at = instant_from(now)
    knowledge = at if known is None else instant_from(known)
    panel = panel_of(policy)
    partitions = {
        key: [event for event in events if event.known <= knowledge]
        for key, events in by_partition(panel, history, knowledge).items()
    }
    return plan_of(panel, partitions, at)


def by_partition(
    policy: Policy | Panel, history: Iterable[EventLike], known: int | None = None
) -> dict[str, list[Event]]:
    """Read a history, settle events that share an id, and return it by partition, in the order of knowledge."""
    if isinstance(history, Mapping | str | bytes):
        raise EventError("found one event, expected a list of events", "bad_history")
    reader = Reader(policy.vocabulary)
    by_id: dict[tuple[str, str], list[Event]] = {}
    for record in history:
        event = record if isinstance(record, Event) else reader.read(record)
        if known is None or event.known <= known:
            by_id.setdefault((event.source, event.id), []).append(event)
    partitions: dict[str, list[Event]] = {}
    for rivals in by_id.values():
        event = rivals[0] if len(rivals) == 1 else settle(rivals)[0]
        partitions.setdefault(event.partition, []).append(event)
    for events in partitions.values():
        events.sort(key=as_known)
    return partitions


def replay_partition(panel: Panel, key: str, events: Sequence[Event], until: int | None = None) -> list[Decision]:
    """Return the decisions over one partition, whose events are in the order of knowledge."""
    partition = Partition(panel, key)
    found: list[Decision] = []
    place, count = 0, len(events)
    while True:
        wake = partition.next_due
        if place < count:
            now = events[place].known
            if wake is not None and wake < now:
                now = wake
        elif wake is not None:
            now = wake
        else:
            return found
        if until is not None and now > until:
            return found
        first = place
        while place < count and events[place].known == now:
            place += 1
        found += partition.at(now, events[first:place])


def as_known(event: Event) -> tuple[int, int, str, str]:
    """The key of the order in which events became known."""
    return (event.known, event.time, event.source, event.id)
