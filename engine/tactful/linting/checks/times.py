"""Times that cannot be kept, and advice that nothing ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tactful.diagnostics import Finding
from tactful.linting.offsets import comes_first, no_later
from tactful.linting.subject import Subject, finding, meets
from tactful.policy.model import Moment, Rule, Timing
from tactful.timing import Calendar, first_instant

_DAY = dt.timedelta(days=1)
_HORIZON = dt.timedelta(days=403)


def due_before_opening(subject: Subject) -> Iterator[Finding]:
    """Find deadlines that are passed when the advice opens, wherever it is counted from.

    Whatever moves the opening, a hold or a window, moves the deadline as much.
    """
    for rule in subject.tasks:
        timing = rule.timing
        if timing.due and comes_first(timing.due, timing.opens):
            message = (
                f"the advice of `{rule.name}` is late when it opens: due {_at(timing.due)}, open {_opening(timing)}"
            )
            where = subject.where(("rules", rule.name, "timing", "due"))
            yield finding("due-before-opening", where, message, "let `due` lie after `opens`, or leave it out")


def expires_before_opening(subject: Subject) -> Iterator[Finding]:
    """Find advice and prohibitions that have expired when they open."""
    for rule in subject.policy.rules:
        timing = rule.timing
        if timing.expires and comes_first(timing.expires, timing.opens):
            what = f"expires {_at(timing.expires)}, opens {_opening(timing)}"
            message = f"the advice of `{rule.name}` is over before it opens: it {what}"
            where = subject.where(("rules", rule.name, "timing", "expires"))
            yield finding("expires-before-opening", where, message, "let `expires` lie after `opens`, or leave it out")


def never_earliest(subject: Subject) -> Iterator[Finding]:
    """Find moments that are never the earliest of theirs, since another of the same anchor comes no later."""
    for rule in subject.policy.rules:
        for key, moments in rule.timing.times.items():
            for number, moment in enumerate(moments):
                first = next((one for one in moments[:number] if no_later(one, moment)), None) or next(
                    (one for one in moments[number + 1 :] if no_later(one, moment) and not no_later(moment, one)), None
                )
                if first is not None:
                    message = f"`{moment}` is never the earliest in `{key}` of `{rule.name}`: `{first}` comes no later"
                    yield finding("never-earliest", moment.where or rule.where, message, "leave it out")


def window_never_opens(subject: Subject) -> Iterator[Finding]:
    """Find windows on business days where the holidays leave none for so long that they do not open."""
    first = _without_business_days(subject.policy.calendar)
    if first is None:
        return
    begin = first_instant(first + _DAY, dt.UTC)  # a window of the day before may pass midnight
    for rule in subject.policy.rules:
        window = rule.timing.window
        if window is not None and window.next(begin, dt.UTC, subject.policy.calendar) is None:
            message = (
                f"the window of `{rule.name}` does not open for more than 400 days from {first}: none is a business day"
            )
            where = subject.where(("rules", rule.name, "timing", "window"))
            yield finding("window-never-opens", where, message, "name other days, or mend the calendar")


def open_for_ever(subject: Subject) -> Iterator[Finding]:
    """Find advice that has no expiry, no stop of its own and none that selects it."""
    for rule in subject.policy.rules:
        if rule.timing.expires or (rule.stop is not None and not subject.never(rule.stop)):
            continue
        if rule.forbids is not None:
            message = f"the prohibition `{rule.name}` lasts for ever: it has no `stop` and does not expire"
            help_text = "only a `stop` of its own, `expires` or a dismissal ends a prohibition"
            yield finding("open-for-ever", rule.where, message, help_text)
        elif not _is_stopped(subject, rule):
            message = f"nothing ends the advice of `{rule.name}` but its own message"
            help_text = "add `expires`, a `stop`, or `extends: [ground-rules]`, whose stops end what is settled"
            yield finding("open-for-ever", rule.where, message, help_text)


def _is_stopped(subject: Subject, rule: Rule) -> bool:
    return any(meets(rule, stop.selects) and not subject.never(stop.trigger) for stop in subject.policy.stops)


def _without_business_days(calendar: Calendar) -> dt.date | None:
    """Return the first day of a time without business days that is longer than a window looks ahead."""
    if isinstance(calendar.holidays, str) or not calendar.holidays:
        return None
    business: dt.date | None = None
    for day in sorted(day for day in calendar.holidays if day.weekday() not in calendar.weekend):
        if business is not None and day < business:
            continue
        begin = business = day
        while not calendar.is_business_day(business):
            if business - begin > _HORIZON:
                return begin
            if business == dt.date.max:
                return None
            business += _DAY
    return None


def _at(moments: Sequence[Moment]) -> str:
    texts = [f"`{moment}`" for moment in moments]
    return texts[0] if len(texts) == 1 else f"at the earliest of {', '.join(texts)}"


def _opening(timing: Timing) -> str:
    return _at(timing.opens) if timing.opens else "at its anchor"
