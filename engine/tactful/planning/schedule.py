"""When an advice opens, is due and expires: the anchor, the offsets, the holds and the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from tactful.history import Happening
from tactful.planning.episode import Episode, Span
from tactful.planning.trace import Counted, Step
from tactful.policy.model import Anchor, Moment, Selection
from tactful.timing import Calendar, first_instant


def schedule(episode: Episode, spans: Sequence[Span], calendar: Calendar, steps: list[Step] | None = None) -> None:
    """Set the times of a live advice, the zone that they are counted in, and why it waits.

    The steps of the sum are added to `steps` where that is given.
    """
    timing = episode.rule.timing
    anchor, told = _anchor(episode, timing.anchor)
    zone = episode.zone = told.zone
    episode.held_by = None
    if steps is not None:
        steps.append(Step("anchor", told, anchor, zone))
    opens = _time("opens", timing.opens, episode, anchor, calendar, steps) if timing.opens else anchor
    episode.due = _time("due", timing.due, episode, anchor, calendar, steps) if timing.due else None
    episode.expires = _time("expires", timing.expires, episode, anchor, calendar, steps) if timing.expires else None
    if opens is None:
        episode.opens = episode.due = None
        episode.waits = "no_anchor"
        return
    natural = opens
    episode.waits = "not_yet"
    if episode.floor is not None and episode.floor[0] > opens:
        opens, episode.held_by = episode.floor
        if steps is not None:
            steps.append(Step("opens", episode.held_by, opens, zone))
    for span in spans:
        if not binds(span, episode):
            continue
        if span.end is None:
            episode.held_by = span
            episode.waits = span.code
            episode.opens = episode.due = None
            if steps is not None:
                steps.append(Step("opens", span, None, zone))
            return
        if span.end > opens:
            opens, episode.held_by = span.end, span
            if steps is not None:
                steps.append(Step("opens", span, opens, zone))
    if episode.held_by is not None:
        episode.waits = episode.held_by.code
    open_at(episode, natural, opens, calendar, steps)


def open_at(episode: Episode, before: int, opens: int, calendar: Calendar, steps: list[Step] | None = None) -> None:
    """Move the opening from one instant to another and on into the window, and when it is due as much."""
    inside = into_window(episode, opens, calendar, steps)
    if inside is None or inside > opens:
        episode.waits = "window"
    episode.opens = inside
    if inside is None:
        episode.due = None
    elif episode.due is not None and inside != before:
        episode.due += inside - before
        if steps is not None:
            steps.append(Step("due", inside - before, episode.due, episode.zone))


def into_window(episode: Episode, opens: int, calendar: Calendar, steps: list[Step] | None = None) -> int | None:
    """Return the first instant in the window of an advice that has one, no sooner than the one given; None if there is
    none."""
    window = episode.rule.timing.window
    if window is None:
        return opens
    clock = window_zone(episode) or episode.zone
    inside = window.next(opens, clock, calendar)
    if steps is not None and inside != opens:
        steps.append(Step("opens", window, inside, clock))
    return inside


def binds(span: Span, episode: Episode) -> bool:
    """Say whether a hold postpones an advice: one that it selects and that is live within it."""
    if episode.rule.forbids is not None or (span.end is not None and span.end <= max(episode.since.time, span.begin)):
        return False
    if span.selects is None:
        return span.target in (episode.id, episode.rule.purpose, "any")
    return selects(span.selects, span.people, episode) and touches(span.event.interview, episode)


def selects(selection: Selection, people: frozenset[int] | None, episode: Episode) -> bool:
    """Say whether an advice is of a selection's purposes and channels, and for one of the people."""
    rule = episode.rule
    if selection.purposes is not None and rule.purpose not in selection.purposes:
        return False
    if selection.channels is not None and not selection.channels.intersection(rule.channels or ()):
        return False
    return people is None or any(id(person) in people for person in (*episode.recipients, *episode.addressees))


def touches(interview: str | None, episode: Episode) -> bool:
    """Say whether an event that names an interview, or none, may touch an advice."""
    return interview is None or episode.of_interview is None or episode.of_interview == interview


def counted(moments: Sequence[Moment], episode: Episode, calendar: Calendar) -> tuple[Counted, ...]:
    """Count each of some moments of an advice from its anchor."""
    found = []
    for moment in moments:
        anchor, told = _anchor(episode, moment.anchor or episode.rule.timing.anchor)
        at = None if anchor is None else moment.plus.after(anchor, told.zone, calendar)
        found.append(Counted(moment, told, anchor, at))
    return tuple(found)


def earliest(moments: Sequence[Counted]) -> int | None:
    """Return the earliest of the moments whose anchors are known; None where none is."""
    return min((one.at for one in moments if one.at is not None), default=None)


def _time(
    of: Literal["opens", "due", "expires"],
    moments: Sequence[Moment],
    episode: Episode,
    anchor: int | None,
    calendar: Calendar,
    steps: list[Step] | None,
) -> int | None:
    """Return when something opens, is due or expires by its moments; `anchor` is that of the rule."""
    if len(moments) == 1 and moments[0].anchor is None and steps is None:
        return None if anchor is None else moments[0].plus.after(anchor, episode.zone, calendar)
    found = counted(moments, episode, calendar)
    at = earliest(found)
    if steps is not None:
        steps.append(Step(of, found, at, episode.zone))
    return at


def _anchor(episode: Episode, anchor: Anchor) -> tuple[int | None, Happening]:
    """Return the instant of an anchor, None while it is not known, and the happening that tells it."""
    trigger = episode.trigger
    if anchor.field is None:
        return trigger.time, trigger
    if anchor.of.startswith("interview"):
        interview = episode.interview
        told = interview.told.get(anchor.field) if interview is not None else None
        if interview is None or told is None:
            return None, trigger
        return (interview.end if anchor.field == "end" else interview.start), told
    value = trigger.data.get(anchor.field)
    if isinstance(value, dt.date):
        return first_instant(value, trigger.zone), trigger
    return (value if isinstance(value, int) else None), trigger


def window_zone(episode: Episode) -> dt.tzinfo | None:
    """Return the zone of the recipient where the window is in theirs and they wrote from one."""
    window = episode.rule.timing.window
    if window is not None and window.of_recipient:
        for person in episode.addressees:
            if person.zone is not None:
                return person.zone
    return None
