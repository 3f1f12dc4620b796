"""Timing, windows, and the ends of holds."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tactful.events.vocabulary import Kind
from tactful.policy.clauses import EarliestDocument, HoldDocument, MomentDocument, TimingDocument, WindowDocument
from tactful.policy.model import Anchor, Moment, Timing
from tactful.policy.report import Path, Report, near
from tactful.policy.triggers import Context
from tactful.timing import TIME_OF_DAY_PATTERN, Offset, Window, parse_date, parse_instant, parse_offset
from tactful.timing.texts import quoted

NEVER = "never"
IMMEDIATE = Timing(Anchor("event", None))
"""The timing of a rule that says nothing of it: from its trigger on, without due or expiry."""

_INTERVIEW = {"interview.start": "start", "interview.end": "end"}
_MOMENTS = frozenset({Kind.DATE, Kind.INSTANT})


def timing(form: TimingDocument, path: Path, events: Sequence[str], context: Context) -> Timing:
    """Compile a rule's `timing`."""
    anchor = IMMEDIATE.anchor
    if form.from_ is not None:
        anchor = _anchor(form.from_, (*path, "from"), events, context)
    window = None if form.window is None else _window(form.window, (*path, "window"), context)
    opens, due, expires = (
        tuple(_moments(written, (*path, key), anchor, events, context))
        for key, written in (
            ("opens", form.opens),
            ("due", None if form.due == NEVER else form.due),
            ("expires", None if form.expires == NEVER else form.expires),
        )
    )
    return Timing(anchor, opens, due, expires, window)


def _moments(
    form: str | MomentDocument | EarliestDocument | None,
    path: Path,
    anchor: Anchor,
    events: Sequence[str],
    context: Context,
) -> Iterator[Moment]:
    """Compile the moments of which a time is the earliest; what is wrong is left out, and the anchor of the rule."""
    if isinstance(form, EarliestDocument):
        for number, part in enumerate(form.earliest):
            yield from _moments(part, (*path, "earliest", number), anchor, events, context)
        return
    own: Anchor | None = None
    plus: Offset | None = None
    if isinstance(form, MomentDocument):
        own = _anchor(form.from_, (*path, "from"), events, context)
        plus = Offset() if form.plus is None else offset(form.plus, (*path, "plus"), context)
    elif form is not None:
        plus = offset(form, path, context)
    if plus is not None:
        yield Moment(plus, None if own == anchor else own, context.report.where(path))


def offset(text: str | None, path: Path, context: Context) -> Offset | None:
    """Compile an offset; None where there is none or it is wrong."""
    if text is None:
        return None
    if text == NEVER and isinstance(path[-1], int):
        context.report.add(path, "bad-offset", f"`{NEVER}` is no moment and cannot be the earliest", "leave it out")
        return None
    if text == NEVER:
        message = f"`{NEVER}` can stand for `due` and `expires` only"
        context.report.add(path, "bad-offset", message, "leave the key out, or remove the rule")
        return None
    try:
        return parse_offset(text)
    except ValueError as error:
        context.report.refused(path, "bad-offset", error)
        return None


def until(form: HoldDocument, path: Path, events: Sequence[str], context: Context) -> str | dt.date | int | None:
    """Compile the end of a hold: the name of an event's field, a date, or an instant in microseconds."""
    text = form.until
    if text is None:
        if form.plus is not None:
            report = context.report
            report.add((*path, "plus"), "not-here", "`plus` needs an `until` to be added to", key=True)
        return None
    at = (*path, "until")
    if text.startswith("event."):
        return _field(text, at, events, context)
    with contextlib.suppress(ValueError):
        return parse_date(text)
    with contextlib.suppress(ValueError):
        return parse_instant(text)[0]
    message = f"expected `event.<date field>`, a date or an instant with an offset, found {quoted(text)}"
    context.report.add(at, "bad-until", message, near(f"event.{text}", _known(events, context)))
    return None


def _anchor(text: str, path: Path, events: Sequence[str], context: Context) -> Anchor:
    if text == "event":
        return IMMEDIATE.anchor
    if text in _INTERVIEW:
        return Anchor(text, _INTERVIEW[text])
    if text.startswith("event."):
        return Anchor(text, _field(text, path, events, context))
    known = ("event", *_INTERVIEW, *_known(events, context))
    message = f"expected `event`, `interview.start`, `interview.end` or `event.<date field>`, found {quoted(text)}"
    context.report.add(path, "unknown-anchor", message, near(text, known))
    return IMMEDIATE.anchor


def _field(text: str, path: Path, events: Sequence[str], context: Context) -> str:
    """Return the field's name, which must be a date or an instant of every event."""
    field = text.removeprefix("event.")
    for type_ in context.types(events):
        kind = type_.fields.get(field)
        if kind in _MOMENTS:
            continue
        known = _known(events, context)
        hint = near(text, known)
        if not hint and known:
            hint = f"there is {', '.join(f'`{name}`' for name in known)}"
        found = "has no such field" if kind is None else f"has it as {kind}, not as a date"
        context.report.add(path, "unknown-field", f"{quoted(text)}: {quoted(type_.name)} {found}", hint)
        break
    return field


def _known(events: Sequence[str], context: Context) -> list[str]:
    fields = [{field for field, kind in type_.fields.items() if kind in _MOMENTS} for type_ in context.types(events)]
    return sorted(f"event.{field}" for field in set.intersection(*fields)) if fields else []


def fits(parse: Callable[[Any], object], value: Any, path: Path, code: str, report: Report) -> bool:
    """Tell whether a text or list can be parsed; where not, report it at the first item at fault."""
    for number, item in enumerate(value if isinstance(value, list) else []):
        try:
            parse([item])
        except ValueError as error:
            report.refused((*path, number), code, error)
            return False
    try:
        parse(value)
    except ValueError as error:
        report.refused(path, code, error)
        return False
    return True


def _window(form: WindowDocument, path: Path, context: Context) -> Window | None:
    days, report = form.days, context.report
    parts = (
        fits(lambda days: Window.parse(days=days), days, (*path, "days"), "bad-window", report)
        if days is not None
        else True,
        _fits_time("from", form.from_, path, report),
        _fits_time("until", form.until, path, report),
    )
    if not all(parts):
        return None
    try:
        return Window.parse(days, form.from_, form.until, form.zone)
    except ValueError as error:
        report.refused(path, "bad-window", error)
        return None


def _fits_time(key: str, text: str | None, path: Path, report: Report) -> bool:
    if text is None or re.match(TIME_OF_DAY_PATTERN, text):
        return True
    message = f"{quoted(text)} is no time of day, expected one such as `08:00` or `18:30`"
    report.add((*path, key), "bad-window", message)
    return False
