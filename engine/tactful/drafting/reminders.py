"""Advice as a calendar (RFC 5545): an event for each, which the calendar of a later moment moves or cancels."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import icalendar

from tactful.decisions import Decision
from tactful.decisions.decision import RETRACTED
from tactful.drafting.drafts import Draft, Standing
from tactful.drafting.facts import clean, said
from tactful.events.event import Event
from tactful.planning import Advice, Recipient, panel_of
from tactful.planning.plan import HIDDEN
from tactful.planning.verdict import BLOCKED
from tactful.policy.model import Policy
from tactful.replaying import as_known, replay_partition
from tactful.timing import Instant, local

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
_PRODUCT = "-//Tactful//tactful draft//EN"


class Reminder(NamedTuple):
    """One event of a calendar. `revision` counts how often its times, status or people have changed so far."""

    advice: Advice
    opens: Instant
    due: Instant | None
    status: str
    revision: int
    company: str | None
    draft: Draft | None


def decisions_of(
    policy: Policy, partitions: Mapping[str, Sequence[Event]], case: str, rule: str, at: Instant, known: Instant | None
) -> Mapping[str, Sequence[Decision]]:
    """Return all decisions so far about the advice of a rule in a case, by advice, on what was known at `known`."""
    panel = panel_of(policy)
    found: defaultdict[str, list[Decision]] = defaultdict(list)
    for key, events in sorted(partitions.items()):
        learnt = sorted((event for event in events if known is None or event.known <= known), key=as_known)
        until = max([at, *(event.known for event in learnt)])
        for decision in replay_partition(panel, key, learnt, until):
            if decision.advice.case == case and decision.advice.rule == rule:
                found[decision.advice.id].append(decision)
    return found


def reminders_of(
    found: Sequence[Standing],
    decided: Mapping[str, Sequence[Decision]],
    drafts: Iterable[Draft],
) -> tuple[list[Reminder], list[Advice]]:
    """Return a reminder for each advice that a rule has or had in a case, and the live advice without a time as yet.

    `decided` is what was decided about it so far. What has ended, is withheld or was retracted is cancelled.
    """
    company = next((said(one.case.company) for one in found), None)
    draft_of = {advice.id: draft for draft in drafts for advice in draft.advice}
    states = {one.advice.id: (one.advice, status_of(one.advice)) for one in found}
    for name, decisions in decided.items():
        if name not in states and decisions[-1].type == RETRACTED:
            states[name] = (decisions[-1].advice, CANCELLED)
    reminders: list[Reminder] = []
    timeless: list[Advice] = []
    for name, (advice, status) in states.items():
        decisions = decided.get(name, [])
        opens, due = _times(advice, decisions) if status == CANCELLED else (advice.opens, advice.due)
        if opens is not None:
            revision = _changes(decisions)
            reminders.append(Reminder(advice, opens, due, status, revision, company, draft_of.get(name)))
        elif status != CANCELLED:
            timeless.append(advice)
    return reminders, timeless


def as_calendar(reminders: Iterable[Reminder], policy: Policy, at: Instant) -> bytes:
    """Return a calendar of the reminders, stamped with the moment that they are of: the same bytes each time."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for reminder in reminders:
        calendar.add_component(_event(reminder, policy.name, _moment(at)))
    return bytes(calendar.to_ical())


def status_of(advice: Advice) -> str:
    """Return what an advice is in a calendar: cancelled where `advise` would not list it."""
    if advice.verdict in HIDDEN:
        return CANCELLED
    return TENTATIVE if advice.verdict == BLOCKED else CONFIRMED


def _event(reminder: Reminder, policy: str, stamp: dt.datetime) -> icalendar.Event:
    opens = _moment(reminder.opens)
    due = None if reminder.due is None else _moment(reminder.due)
    event = icalendar.Event()
    event.add("uid", f"{reminder.advice.id}.{policy}@tactful")
    event.add("sequence", reminder.revision)
    event.add("dtstamp", stamp)
    event.add("status", reminder.status)
    event.add("dtstart", opens)
    if due is not None and due > opens:
        event.add("dtend", due)
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(reminder))
    event.add("description", _description(reminder))
    if reminder.status == CONFIRMED:
        event.add_component(_alarm("START", _summary(reminder)))
        if "dtend" in event:
            event.add_component(_alarm("END", f"due: {_summary(reminder)}"))
    return event


def _alarm(related: str, text: str) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", dt.timedelta(0), parameters={"RELATED": related})
    alarm.add("description", text)
    return alarm


def _summary(reminder: Reminder) -> str:
    advice = reminder.advice
    to, meant = _named(advice.to), _named(advice.for_)
    text = advice.purpose + (f" to {to}" if to else "") + (f" for {meant}" if meant else "")
    return f"{text} ({reminder.company})" if reminder.company else text


def _description(reminder: Reminder) -> str:
    advice = reminder.advice
    parts = [f"{advice.strength}: {' '.join(advice.because.split())}"]
    if reminder.status != CONFIRMED:
        parts.append(advice.reason.text)
    if reminder.draft is not None:
        parts.append(str(reminder.draft))
    return clean("\n\n".join(parts)).strip()


def _named(people: Sequence[Recipient]) -> str:
    names = (said(person.name) or said(person.email) for person in people)
    return ", ".join(name for name in names if name is not None)


def _times(advice: Advice, decisions: Sequence[Decision]) -> tuple[Instant | None, Instant | None]:
    """Return the times that an advice has, or had before it ended."""
    told = (one for one in (advice, *(decision.advice for decision in reversed(decisions))) if one.opens is not None)
    last = next(told, advice)
    return last.opens, last.due


def _changes(decisions: Sequence[Decision]) -> int:
    return sum(before != after for before, after in pairwise(_shown(decision) for decision in decisions))


def _shown(decision: Decision) -> tuple[object, ...]:
    advice = decision.advice
    status = CANCELLED if decision.type == RETRACTED else status_of(advice)
    return advice.opens, advice.due, advice.addresses, status


def _moment(instant: Instant) -> dt.datetime:
    """Return an instant as calendars hold it, in whole seconds."""
    return local(instant, dt.UTC).replace(microsecond=0)
