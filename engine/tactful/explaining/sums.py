"""The sum behind each time of an advice, written out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tactful.errors import Position
from tactful.explaining.words import all_of, any_of, day_said, span_said, ticked, time_said
from tactful.history import Happening
from tactful.planning.episode import Episode, Kept, Span
from tactful.planning.trace import Counted, Step
from tactful.policy.limits import said
from tactful.policy.model import Anchor, Hold, Policy
from tactful.timing import WEEKDAYS, Calendar, Instant, Offset, Window, format_instant, instant_of, local

_MOST_SKIPPED = 12


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a sum: what was added, what it came to (None: nothing yet), on the clock of which zone, and remarks
    on business days and on clocks that change. The anchor is added by its name, empty for the event itself; a hold and
    a limit have their place in the policy; the earliest of several moments has the sum of each."""

    kind: Literal["anchor", "offset", "earliest", "hold", "limit", "window", "shift"]
    by: str
    at: Instant | None
    zone: dt.tzinfo
    notes: tuple[str, ...] = ()
    where: Position | None = None
    moments: tuple[tuple[Term, ...], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain data; `moments` is there only for the earliest of several."""
        at = None if self.at is None else format_instant(self.at, self.zone)
        where = None if self.where is None else str(self.where)
        told = {"kind": self.kind, "by": self.by, "at": at, "notes": list(self.notes), "where": where}
        moments = [[term.to_dict() for term in terms] for terms in self.moments]
        return told | {"moments": moments} if moments else told


@dataclass(frozen=True, slots=True)
class Sum:
    """How one time came about. `result` is the last of its terms: the time itself."""

    of: Literal["opens", "due", "expires"]
    terms: tuple[Term, ...]
    text: str

    @property
    def result(self) -> Instant | None:
        return self.terms[-1].at

    def to_dict(self) -> dict[str, Any]:
        """Return the sum as plain data."""
        return {"time": self.of, "text": self.text, "terms": [term.to_dict() for term in self.terms]}


def sums_of(episode: Episode, steps: Sequence[Step], policy: Policy, now: Instant) -> tuple[Sum, ...]:
    """Return the sums behind the opening of an advice, and behind when it is due and expires where it ever does."""
    first = steps[0]
    timing = episode.rule.timing
    found = []
    written = {"opens": True, "due": bool(timing.due), "expires": bool(timing.expires)}
    for of in ("opens", "due", "expires"):
        if not written[of]:
            continue
        terms: list[Term] = []
        for step in steps:
            if step.of == of and isinstance(step.by, tuple):
                terms += _moments(step.by, step, timing.anchor, policy.calendar)
            elif step.of == of:
                terms.append(_term(step, policy))
            elif step.of == "anchor" and of == "opens" and not timing.opens:
                terms.append(Term("anchor", _anchor_name(timing.anchor), first.at, first.zone))
        if of == "due" and episode.due is None and terms[-1].at is not None:
            terms.append(Term("shift", "as much as the opening, which is not known yet", None, episode.zone))
        found.append(Sum(of, tuple(terms), "".join(_text(terms, episode.zone, now))))
    return tuple(found)


def _moments(counted: Sequence[Counted], step: Step, anchor: Anchor, calendar: Calendar) -> Iterator[Term]:
    """Yield the terms of a moment, or of several the one that is the earliest of them."""
    sums = tuple(tuple(_counted(one, anchor, calendar)) for one in counted)
    if len(sums) == 1:
        yield from sums[0]
    else:
        yield Term("earliest", "", step.at, step.zone, moments=sums)


def _counted(one: Counted, anchor: Anchor, calendar: Calendar) -> Iterator[Term]:
    own, plus, zone = one.moment.anchor, one.moment.plus, one.told.zone
    yield Term("anchor", _anchor_name(own or anchor), one.anchor, zone)
    if own is None or plus != Offset():
        notes = tuple(_offset_notes(plus, one.anchor, one.at, zone, calendar))
        yield Term("offset", str(plus), one.at, zone, notes)


def _anchor_name(anchor: Anchor) -> str:
    return "" if anchor.field is None else anchor.of


def _term(step: Step, policy: Policy) -> Term:
    by = step.by
    if isinstance(by, Span):
        hold = hold_of(by, policy)
        notes = () if step.at is not None else (_release(by, policy),)
        return Term("hold", _name(by), step.at, step.zone, notes, None if hold is None else hold.where)
    if isinstance(by, Kept):
        limit = by.limit
        notes = (said(limit.per, limit.max, limit.within),)
        return Term("limit", f"`{limit.name}`", step.at, step.zone, notes, limit.where)
    if isinstance(by, Window):
        return Term("window", window_said(by), step.at, step.zone)
    return Term("shift", span_said(by if isinstance(by, int) else 0), step.at, step.zone)


def _text(terms: Sequence[Term], zone: dt.tzinfo, now: Instant) -> Iterator[str]:
    for place, term in enumerate(terms):
        at = None if term.at is None else time_said(term.at, term.zone, now)
        if term.kind == "anchor":
            counted = "" if term.by == "" else f"`{term.by}` "
            yield f"{counted}is not known yet" if at is None else f"{counted}{at}"
            if at is not None and str(term.zone) != str(zone):
                yield f" ({term.zone})"
            continue
        if term.kind == "earliest":
            yield f"the earliest of ({'; '.join(_moment_said(one, term.at, zone, now) for one in term.moments)})"
            yield f" = {at}" if at is not None else ""
            continue
        if terms[0].at is None:
            return
        if term.kind == "offset":
            yield (
                f" - {term.by.removesuffix(' before')}"
                if term.by.endswith(" before")
                else (f" to the {term.by}" if term.by.startswith("end of") else f" + {term.by}")
            )
            yield f" = {at}"
        elif term.kind == "hold":
            yield f", held to {at} by {term.by}" if at is not None else f", held by {term.by}"
        elif term.kind == "limit":
            yield f", kept back to {at} by {term.by}"
        elif term.kind == "window":
            yield (
                f", moved to {at}, into the window ({term.by})"
                if at is not None
                else (f", but the window ({term.by}) does not open within 400 days")
            )
        elif at is None:
            yield f", moved {term.by}"
        else:
            yield f", moved {term.by} with the opening to {at}"
        if term.notes:
            yield f" ({'; '.join(term.notes)})"
        if place and term.at is None:
            return


def _moment_said(terms: Sequence[Term], earliest: Instant | None, zone: dt.tzinfo, now: Instant) -> str:
    """Say how a moment is counted, and that it is not the earliest where it is later."""
    text = "".join(_text(terms, zone, now))
    return text if terms[-1].at in (None, earliest) else f"{text}, which is later"


def window_said(window: Window) -> str:
    """Say when a window is open."""
    days = (
        "business days"
        if window.days is None
        else (
            "every day" if len(window.days) == len(WEEKDAYS) else " ".join(WEEKDAYS[day] for day in sorted(window.days))
        )
    )
    clock = f"{_clock(window.from_)}-{_clock(window.until)}"
    return f"{days} {clock}{', on the clock of the recipient' if window.of_recipient else ''}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _name(span: Span) -> str:
    return "a snooze" if span.selects is None else f"`{span.code.partition(':')[2]}`"


def hold_of(span: Span, policy: Policy) -> Hold | None:
    """Return the hold of a policy that began an interval; None for a snooze."""
    name = span.code.partition(":")[2]
    return next((hold for hold in policy.holds if hold.name == name), None) if span.selects is not None else None


def _release(span: Span, policy: Policy) -> str:
    hold = hold_of(span, policy)
    events = hold.release.events if hold is not None and hold.release is not None else ()
    return f"until {any_of(ticked(events))}"


def _offset_notes(
    offset: Offset, before: Instant | None, after: Instant | None, zone: dt.tzinfo, calendar: Calendar
) -> Iterator[str]:
    if before is None or after is None:
        return
    start, end = local(before, zone), local(after, zone)
    if offset.business_days or offset.end == "next business day":
        yield from _business_days(offset, start, end, calendar)
    if offset.end is None and (offset.days or offset.months or offset.business_days):
        day = local(after - offset.microseconds, zone)
        if day.replace(tzinfo=None, fold=0).time() != start.time():
            yield f"{start:%H:%M} does not exist that day, the clocks skip it"
        elif not day.fold and instant_of(day.replace(fold=1)) > instant_of(day):
            yield f"{start:%H:%M} comes twice that day, the first counts"
    if start.utcoffset() != end.utcoffset():
        yield f"the clocks change from {_utc(start)} to {_utc(end)} in between"


def _business_days(offset: Offset, start: dt.datetime, end: dt.datetime, calendar: Calendar) -> Iterator[str]:
    """Say which days were passed over: of those stepped through, the weekends and holidays."""
    count = offset.business_days or 1
    one = dt.timedelta(1 if count > 0 else -1)
    day = start.date()
    if offset.months or offset.days:
        day = local(
            Offset(offset.months, offset.days).after(instant_of(start), start.tzinfo or dt.UTC, calendar),
            start.tzinfo or dt.UTC,
        ).date()
    last = calendar.step(day, count)
    weekends, holidays = 0, []
    while day != last:
        day += one
        if calendar.is_holiday(day) and day.weekday() not in calendar.weekend:
            holidays.append(day)
        elif not calendar.is_business_day(day):
            weekends += 1
    told = []
    if weekends:
        told.append(f"{weekends} weekend day{'s' * (weekends > 1)}")
    if holidays:
        shown = [day_said(day) for day in holidays[:_MOST_SKIPPED]] + ["more"] * (len(holidays) > _MOST_SKIPPED)
        told.append(f"the holiday{'s' * (len(holidays) > 1)} {all_of(shown)}")
    if told:
        yield f"skipping {all_of(told)}"


def _utc(moment: dt.datetime) -> str:
    return f"UTC{moment:%z}"[:6] + ":" + f"{moment:%z}"[3:5]


def anchors(episode: Episode, steps: Sequence[Step]) -> Iterator[tuple[Happening, str]]:
    """Yield the happenings that tell what the times of an advice count from, as far as known, with what they tell."""
    for step in steps:
        if isinstance(step.by, Happening) and step.at is not None:
            yield step.by, episode.rule.timing.anchor.of
        elif isinstance(step.by, tuple):
            for one in step.by:
                if one.moment.anchor is not None and one.at == step.at is not None:
                    yield one.told, one.moment.anchor.of
