"""Drafts for people: what each is for and by when, then the text as it can be copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tactful.commands.drafting import Drafting
from tactful.commands.failures import printable
from tactful.commands.plan_text import entry_lines
from tactful.commands.text import Paper, day_said
from tactful.drafting import Draft
from tactful.drafting.mail import unusable
from tactful.planning import Advice
from tactful.timing import Instant, local


def draft_lines(drafts: Sequence[Draft], policy: str, at: Instant, zone: dt.tzinfo, paper: Paper) -> Iterator[str]:
    """Yield the lines of drafts. The heading shows `at` in the zone."""
    yield paper.paint(printable(f"{_moment(at, zone)}, policy {policy}"), "heading")
    for number, draft in enumerate(drafts):
        if number:
            yield ""
            yield paper.paint("-" * paper.width, "faint")
        yield ""
        yield from _entries(draft.advice, at, paper)
        yield ""
        yield from str(draft).splitlines()
        if draft.gaps:
            yield ""
            yield paper.paint(_gaps(len(draft.gaps)), "faint")


def remark_lines(done: Drafting, rule: str, case: str, at: Instant, zone: dt.tzinfo, paper: Paper) -> Iterator[str]:
    """Yield what is to be said beside the drafts: what is left out, and where nothing is written, why."""
    if done.left_out:
        yield "left out of the calendar, since there is no time as yet:"
        yield from _entries(done.left_out, at, paper)
    elif not done.drafts and not done.calendar:
        moment = f"in `{printable(case)}` on {_moment(at, zone)}"
        if done.advice:
            yield f"`{rule}` advises nothing to write {moment}:"
            yield from _entries(done.advice, at, paper)
        else:
            yield f"there is no advice of `{rule}` {moment}; `tactful explain` with the same options says why"
    for draft in done.drafts:
        for address in unusable(draft):
            yield f"`{printable(address)}` cannot stand in an e-mail as an address: it is left out"


def _entries(advice: Sequence[Advice], at: Instant, paper: Paper) -> Iterator[str]:
    for one in advice:
        yield from entry_lines(one.to_dict(), at, paper)


def _gaps(count: int) -> str:
    return "one gap to fill in" if count == 1 else f"{count} gaps to fill in"


def _moment(at: Instant, zone: dt.tzinfo) -> str:
    moment = local(at, zone)
    return f"{day_said(moment.date())} {moment:%H:%M} {zone}"
