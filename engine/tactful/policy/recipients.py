"""Whom a rule writes to, and what holds, stops and prohibitions select."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from tactful.events.vocabulary import Kind
from tactful.policy.clauses import RecipientsDocument
from tactful.policy.model import Recipients, Selection
from tactful.policy.report import Path, near
from tactful.policy.triggers import Context, condition, items, many
from tactful.policy.values import ROLES, SELECTORS, WORD_PATTERN
from tactful.timing.texts import quoted

ALL_PURPOSES = "any"

_PEOPLE = frozenset({Kind.PERSON, Kind.PEOPLE})
# Above this likeness a word is taken for a misspelt selector and not for a role of its own.
_TOO_NEAR = 0.8


def recipients(
    form: str | Sequence[str] | RecipientsDocument,
    path: Path,
    events: Sequence[str],
    context: Context,
    *,
    each: bool = False,
    selecting: bool = False,
) -> Recipients:
    """Compile recipients. `each` holds where the form itself does not say, as in a fallback; `selecting` tells that
    nobody is written to."""
    where = context.report.where(path)
    if not isinstance(form, RecipientsDocument):
        return Recipients(_who(form, path, events, context), each, None, None, where)
    each = each if form.each is None else form.each
    filters = None
    if form.if_ is not None:
        filters = condition(form.if_, (*path, "if"), events, context, person=True)
    fallback = None
    if form.fallback is not None:
        fallback = recipients(form.fallback, (*path, "fallback"), events, context, each=each)
    if form.via is not None:
        _who(form.via, (*path, "via"), events, context)
    if form.first and not each and not selecting:
        text = "`first` chooses one of those written to one by one, but `each: true` is missing"
        context.report.add((*path, "first"), "not-here", text, key=True)
    who = _who(form.who, (*path, "who"), events, context)
    return Recipients(who, each, filters, fallback, where, form.via, bool(form.first))


def selection(
    path: Path,
    context: Context,
    events: Sequence[str],
    *,
    purpose: str | Sequence[str] | None,
    people: str | Sequence[str] | RecipientsDocument | None,
    channel: str | Sequence[str] | None,
) -> Selection:
    """Compile what a hold, a stop or a prohibition touches."""
    chosen = None
    if people is not None:
        chosen = recipients(people, (*path, "recipients"), events, context, selecting=True)
    if isinstance(people, RecipientsDocument):
        for key in ("each", "first", "via", "fallback"):
            if getattr(people, key) is not None:
                text = f"`{key}` says how to write to people, but this only selects them"
                context.report.add((*path, "recipients", key), "not-here", text, key=True)
    purposes = None if purpose is None else frozenset(many(purpose))
    if purposes is not None and ALL_PURPOSES in purposes:
        purposes = None
    return Selection(purposes, chosen, None if channel is None else frozenset(many(channel)))


def _who(names: str | Sequence[str], path: Path, events: Sequence[str], context: Context) -> tuple[str, ...]:
    for name, at in items(names, path):
        if name.startswith("event."):
            _check_field(name, at, events, context)
        elif name not in SELECTORS and name not in ROLES:
            _check_role(name, at, context)
    return many(names)


def _check_field(name: str, path: Path, events: Sequence[str], context: Context) -> None:
    if not events:
        return
    fields = {
        f"event.{field}" for type_ in context.types(events) for field, kind in type_.fields.items() if kind in _PEOPLE
    }
    if name not in fields:
        owners = " or ".join(f"`{event}`" for event in events)
        text = f"{quoted(name)} is not a person or people of {owners}"
        hint = near(name, fields)
        if not hint and fields:
            hint = f"there is {', '.join(f'`{field}`' for field in sorted(fields))}"
        context.report.add(path, "unknown-field", text, hint)


def _check_role(name: str, path: Path, context: Context) -> None:
    folded = re.sub(r"[\s_-]+", "_", name.strip().lower())
    alike = difflib.get_close_matches(folded[:100], SELECTORS, n=1, cutoff=_TOO_NEAR)
    if alike:
        text = f"unknown recipients {quoted(name)}"
        context.report.add(path, "unknown-recipients", text, f"did you mean `{alike[0]}`?")
    elif not re.match(WORD_PATTERN, name):
        text = f"{quoted(name)} is neither a selector nor a role, which is a word of `a-z`, `0-9` and `-`"
        context.report.add(path, "unknown-recipients", text, near(folded, (*SELECTORS, *ROLES)))
