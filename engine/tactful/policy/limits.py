"""Limits: how many messages are too many, over all cases of one candidate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.policy.clauses import LimitDocument, RecipientsDocument
from tactful.policy.model import Limit, Per, Then
from tactful.policy.recipients import selection
from tactful.policy.report import Path
from tactful.policy.times import NEVER, offset
from tactful.policy.triggers import Context, items
from tactful.timing import Offset
from tactful.timing.texts import quoted


def limit(name: str, form: LimitDocument, context: Context) -> Limit | None:
    """Compile a limit; None where its time is wrong."""
    path: Path = ("limits", name)
    within = _within(form.within, (*path, "within"), context)
    _check_events(form.recipients, (*path, "recipients"), context)
    selects = selection(path, context, (), purpose=form.purpose, people=form.recipients, channel=form.channel)
    if within is None:
        return None
    where = context.report.where(path, key=True)
    then = Then.DELAY if form.then is None else Then(form.then)
    per = Per(form.per)
    return Limit(name, per, form.max, within, then, selects, form.because or said(per, form.max, within), where)


def said(per: Per, most: int, within: Offset) -> str:
    """Say how many messages a limit allows."""
    whom = {Per.PERSON: "to one person", Per.COMPANY: "to one company", Per.CANDIDATE: "in all"}[per]
    return f"at most {most} {whom} within {within}"


def _within(text: str, path: Path, context: Context) -> Offset | None:
    if text == NEVER:
        problem = f"`within: {NEVER}` leaves nothing to count"
        context.report.add(path, "bad-offset", problem, "remove the limit, or write how long to look back")
        return None
    found = offset(text, path, context)
    if found is None:
        return None
    parts = (found.months, found.days, found.business_days, found.microseconds)
    if found.end is None and (min(parts) < 0 or not any(parts)):
        problem = f"expected a time that goes forward, found {quoted(text)}"
        context.report.add(path, "bad-offset", problem, "write how long to look back, such as `3 days`")
        return None
    return found


def _check_events(people: Any, path: Path, context: Context) -> None:
    """Refuse what asks for an event: a limit counts what was sent, and no one event begins it."""
    if people is None:
        return
    text = "{} is of an event, but none begins a limit"
    names = people.who if isinstance(people, RecipientsDocument) else people
    at = (*path, "who") if isinstance(people, RecipientsDocument) else path
    for name, where in items(names, at):
        if name.startswith("event."):
            context.report.add(where, "not-here", text.format(quoted(name)))
    if isinstance(people, RecipientsDocument):
        for fact, where in _facts(people.if_ or {}, (*path, "if")):
            if fact.startswith(("event.", "message.")):
                context.report.add(where, "not-here", text.format(quoted(fact)), key=True)


def _facts(form: Any, path: Path) -> Iterator[tuple[str, Path]]:
    for key, value in form.items() if isinstance(form, dict) else ():
        if isinstance(value, list) and key in ("all", "any", "none"):
            for number, item in enumerate(value):
                yield from _facts(item, (*path, key, number))
        else:
            yield str(key), (*path, key)
