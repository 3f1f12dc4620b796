"""Rules, holds and stops: checked against the vocabulary and put into the form that the engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tactful.policy.clauses import HoldDocument, RuleDocument, StopDocument
from tactful.policy.model import Again, Hold, Rule, Selection, Stop, Strength
from tactful.policy.recipients import ALL_PURPOSES, recipients, selection
from tactful.policy.report import Path, either, near
from tactful.policy.times import IMMEDIATE, offset, timing, until
from tactful.policy.tones import tone_of
from tactful.policy.triggers import Context, items, known_events, many, trigger
from tactful.timing.texts import quoted

CASE = "case"
INTERVIEW = "interview"


def rule(
    name: str, form: RuleDocument, context: Context, *, order: int, layer: int, beneath: Mapping[str, Any]
) -> Rule | None:
    """Compile a rule; None where it names no known event. All that does not hang on the events is checked then too.

    `beneath` is the policy's tone, which is that of every message.
    """
    path: Path = ("rules", name)
    started = trigger(form, path, context)
    if form.source is not None:
        _check_sources(form, path, context)
    events = known_events(form.when, context)
    forbids = strength_of(form) is Strength.MUST_NOT
    people = None
    if forbids:
        _check_prohibition(form, path, context)
    else:
        _check_task(form, path, context)
        if form.recipients is not None:
            people = recipients(form.recipients, (*path, "recipients"), events, context)
    selects = None
    if forbids:
        selects = _selection(form, path, events, context)
        people = selects.recipients
    channels = many(form.channel) if form.channel is not None else None if forbids else ("email",)
    stopped = None if form.stop is None else trigger(form.stop, (*path, "stop"), context)
    clocked = IMMEDIATE if form.timing is None else timing(form.timing, (*path, "timing"), events, context)
    toned = tone_of(form, path, context, {} if forbids else beneath)
    per = _per(form, path, events, context)
    if started is None:
        return None
    return Rule(
        name=name,
        order=order,
        layer=layer,
        because=form.because,
        source=() if form.source is None else many(form.source),
        trigger=started,
        strength=strength_of(form),
        purpose=", ".join(many(form.purpose)) if form.purpose is not None else ALL_PURPOSES,
        recipients=people,
        channels=channels,
        timing=clocked,
        again=Again.IGNORE if form.again is None else Again(form.again),
        per=per,
        priority=form.priority or 0,
        stop=stopped,
        tone=toned,
        forbids=selects,
        where=context.report.where(path, key=True),
    )


def hold(name: str, form: HoldDocument, context: Context) -> Hold | None:
    """Compile a hold; None where it names no known event."""
    path: Path = ("holds", name)
    started = trigger(form, path, context)
    lost = context.report.lost
    if form.until is None and form.release is None and not {(*path, "until"), (*path, "release")} & lost:
        text = f"the hold {quoted(name)} lacks both `until` and `release`, so it would never end"
        context.report.add(path, "missing-key", text, key=True)
    released = None if form.release is None else trigger(form.release, (*path, "release"), context)
    events = known_events(form.when, context)
    end = until(form, path, events, context)
    plus = offset(form.plus, (*path, "plus"), context)
    selects = _selection(form, path, events, context)
    if started is None:
        return None
    where = context.report.where(path, key=True)
    return Hold(name, started, end, plus, released, selects, form.because, where)


def stop(name: str, form: StopDocument, context: Context) -> Stop | None:
    """Compile a stop; None where it names no known event."""
    path: Path = ("stops", name)
    started = trigger(form, path, context)
    selects = _selection(form, path, known_events(form.when, context), context)
    if started is None:
        return None
    return Stop(name, started, selects, form.because, context.report.where(path, key=True))


def strength_of(form: RuleDocument) -> Strength:
    """Return how binding a rule is."""
    return Strength(form.strength)


def _selection(
    form: RuleDocument | HoldDocument | StopDocument, path: Path, events: tuple[str, ...], context: Context
) -> Selection:
    return selection(path, context, events, purpose=form.purpose, people=form.recipients, channel=form.channel)


def _check_task(form: RuleDocument, path: Path, context: Context) -> None:
    report = context.report
    if (*path, "strength") in report.lost:
        return
    for key, value in (("purpose", form.purpose), ("recipients", form.recipients)):
        if value is None and (*path, key) not in report.lost:
            text = f"the rule {quoted(str(path[1]))} lacks `{key}`, which only a prohibition may leave out"
            report.add(path, "missing-key", text, key=True)
    at = (*path, "purpose")
    if isinstance(form.purpose, list):
        text = "expected one purpose, found a list, which only a prohibition may have"
        report.add(at, "wrong-type", text, "write a rule for each")
    elif form.purpose == ALL_PURPOSES:
        report.add(at, "bad-name", f"`{ALL_PURPOSES}` stands for all purposes and cannot be that of a message")


def _check_prohibition(form: RuleDocument, path: Path, context: Context) -> None:
    if form.timing is not None and form.timing.due is not None:
        text = "a prohibition is never due: nothing is to be done"
        context.report.add((*path, "timing", "due"), "not-here", text, "`expires` says when it ends", key=True)


def _check_sources(form: RuleDocument, path: Path, context: Context) -> None:
    for text, at in items(form.source or (), (*path, "source")):
        key = (text.split(maxsplit=1) or [""])[0]
        if context.sources and key not in context.sources:
            context.report.unknown(at, "unknown-source", "source", key, context.sources)


def _per(form: RuleDocument, path: Path, events: tuple[str, ...], context: Context) -> str:
    if not events:
        return form.per or CASE
    types = context.types(events)
    keys = {type_.key for type_ in types}
    shared = next(iter(keys)) if len(keys) == 1 else None
    if form.per is None:
        return shared or CASE
    possible = {CASE, shared} - {None}
    if all(type_.key == INTERVIEW or "about" in type_.fields for type_ in types):
        possible.add(INTERVIEW)
    if form.per not in possible:
        known = sorted(name for name in possible if name is not None)
        text = f"{quoted(form.per)} is not a key that all triggers of the rule have"
        hint = near(form.per, known) or f"expected {either(f'`{name}`' for name in known)}"
        context.report.add((*path, "per"), "unknown-per", text, hint)
    return form.per
