"""Parts of a policy in few words, those of the policy language. What means the same is said alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from tactful.conditions.tree import All, AnyOf, Condition, Test
from tactful.policy import Moment, Recipients, Trigger
from tactful.testing.wording import said
from tactful.timing import WEEKDAYS, Calendar, Instant, Window, format_instant

_MIDNIGHT = 24 * 60


def condition_said(condition: Condition) -> str:
    """Say a condition: tests that must all hold stand with semicolons between them."""
    if isinstance(condition, Test):
        return said(condition)
    told = (
        f"all of ({condition_said(part)})" if isinstance(part, All) else condition_said(part)
        for part in condition.parts
    )
    parts = "; ".join(sorted(told))
    if isinstance(condition, All):
        return parts
    return f"{'any' if isinstance(condition, AnyOf) else 'none'} of ({parts})"


def moments_said(moments: Sequence[Moment]) -> str:
    """Say a moment, or of which several the earliest counts."""
    told = ", ".join(map(str, moments))
    return told if len(moments) == 1 else f"the earliest of ({told})"


def trigger_said(trigger: Trigger) -> str:
    """Say which events set something off, and under which condition."""
    events = events_said(trigger)
    return events if trigger.condition is None else f"{events} if {condition_said(trigger.condition)}"


def events_said(trigger: Trigger) -> str:
    """Say which events set something off."""
    return value_said(frozenset(trigger.events))


def recipients_said(recipients: Recipients) -> str:
    """Say who is meant: the selectors, then each key that is set."""
    told = [value_said(frozenset(recipients.who))]
    for key in fields(recipients):
        value = getattr(recipients, key.name)
        if key.name in ("who", "where") or value is None or value is False:
            continue
        if key.name == "condition":
            told.append(f"if {condition_said(value)}")
        elif key.name == "fallback":
            told.append(f"else {recipients_said(value)}")
        else:
            told.append(key.name if value is True else f"{key.name} {value}")
    return ", ".join(told)


def window_said(window: Window) -> str:
    """Say on which days, at which hours, and on whose clock."""
    told = ["business days" if window.days is None else weekdays_said(window.days)]
    if (window.from_, window.until) != (0, _MIDNIGHT):
        told.append(f"{_clock(window.from_)} to {_clock(window.until)}")
    if window.of_recipient:
        told.append("on the recipient's clock")
    return ", ".join(told)


def weekdays_said(days: frozenset[int]) -> str:
    """Say days of the week, Monday being 0."""
    return "every day" if len(days) == len(WEEKDAYS) else ", ".join(WEEKDAYS[day] for day in sorted(days)) or "none"


def holidays_said(calendar: Calendar) -> str | None:
    """Say which holidays count; None for none."""
    if isinstance(calendar.holidays, str):
        return calendar.holidays
    return ", ".join(day.isoformat() for day in sorted(calendar.holidays)) or None


def until_said(until: str | dt.date | Instant) -> str:
    """Say when a hold ends: at a field of its event, on a date, or at an instant."""
    if isinstance(until, int):
        return format_instant(until, dt.UTC)
    return f"event.{until}" if isinstance(until, str) else until.isoformat()


def value_said(value: Any) -> str:
    """Say a value that a policy holds; a list whose order means nothing in the order of the alphabet."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, list | tuple):
        return ", ".join(map(value_said, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
