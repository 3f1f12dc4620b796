"""One case in its course: what happened, and at each moment what each policy says anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tactful.decisions import Decision
from tactful.decisions.decision import DONE, EXPIRED, RETRACTED, STOPPED
from tactful.events.event import Event, in_order
from tactful.planning import Recipient
from tactful.policy import Policy
from tactful.timing import Instant, zone

_FORBIDDEN = "must_not"
_OVER = frozenset((DONE, STOPPED, EXPIRED, RETRACTED))


class Told(NamedTuple):
    """An event, and by policy whether its type is declared there."""

    event: Event
    declared: tuple[bool, ...]


class Saying(NamedTuple):
    """What is said at a moment about one message: its purpose, whether it is forbidden, and whom it is for.

    `said` has the decisions of each policy; `standing` the last decisions on what goes on as before.
    """

    purpose: str
    forbidden: bool
    to: tuple[Recipient, ...]
    said: tuple[tuple[Decision, ...], ...]
    standing: tuple[tuple[Decision, ...], ...]


class Entry(NamedTuple):
    """A moment, in microseconds since 1970 UTC, at which something became known or time alone changed advice.

    `zone` is where it is shown.
    """

    time: Instant
    zone: dt.tzinfo
    events: tuple[Told, ...]
    sayings: tuple[Saying, ...]


def timeline(
    policies: Sequence[Policy], histories: Sequence[Iterable[Event]], decisions: Sequence[Iterable[Decision]]
) -> list[Entry]:
    """Return the course of a case from its events as each policy reads them, and the decisions of each policy.

    Advice that is to nobody, as of a rule for those whose address is missing, is left out: nothing comes of it.
    """
    by_time: dict[Instant, tuple[list[Told], list[tuple[int, Decision]]]] = {}
    for told in _events(policies, histories):
        by_time.setdefault(told.event.known, ([], []))[0].append(told)
    for place, found in enumerate(decisions):
        for decision in found:
            if decision.advice.to or decision.advice.strength == _FORBIDDEN:
                by_time.setdefault(decision.time, ([], []))[1].append((place, decision))
    entries = []
    clock = policies[0].zone
    live: list[dict[str, Decision]] = [{} for _ in policies]
    for time, (happened, said) in sorted(by_time.items()):
        clock = _clock(happened, said, clock)
        for place, decision in said:
            live[place].pop(decision.advice.id, None)
        entries.append(Entry(time, clock, tuple(happened), tuple(_sayings(said, live))))
        for place, decision in said:
            if decision.type not in _OVER:
                live[place][decision.advice.id] = decision
    return entries


def _events(policies: Sequence[Policy], histories: Sequence[Iterable[Event]]) -> list[Told]:
    """Return the events of all histories, each once, as the first policy reads it that knows its type, if one does."""
    found: dict[tuple[str, str], Event] = {}
    for knowing in (True, False):
        for policy, history in zip(policies, histories, strict=True):
            for event in history:
                if _declares(policy, event) is knowing:
                    found.setdefault((event.source, event.id), event)
    return [
        Told(event, tuple(_declares(policy, event) for policy in policies))
        for event in sorted(found.values(), key=in_order)
    ]


def _declares(policy: Policy, event: Event) -> bool:
    return event.type in policy.vocabulary


def _clock(happened: Sequence[Told], said: Sequence[tuple[int, Decision]], before: dt.tzinfo) -> dt.tzinfo:
    """Return the zone of a moment: that of its event, else of the advice, else the one before."""
    for told in happened:
        if told.event.zone is not None:
            return zone(told.event.zone)
    if said:
        return said[0][1].advice.zone
    return next((told.event.offset for told in happened if told.event.offset is not None), before)


def _sayings(said: Iterable[tuple[int, Decision]], live: Sequence[Mapping[str, Decision]]) -> Iterator[Saying]:
    """Bring together what the policies say for the same purpose to the same people, and what they said before."""
    found: dict[Hashable, list[tuple[int, Decision]]] = {}
    for place, decision in said:
        found.setdefault(_matter(decision), []).append((place, decision))
    for matter, decisions in found.items():
        advice = decisions[0][1].advice
        yield Saying(
            advice.purpose,
            advice.strength == _FORBIDDEN,
            advice.for_ or advice.to,
            tuple(tuple(one for at, one in decisions if at == place) for place in range(len(live))),
            tuple(tuple(one for one in standing.values() if _matter(one) == matter) for standing in live),
        )


def _matter(decision: Decision) -> Hashable:
    """Return what a decision is about, whatever the policy."""
    advice = decision.advice
    return (advice.purpose, advice.strength == _FORBIDDEN, advice.meant)
