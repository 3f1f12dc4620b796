"""The advice of all cases, page by page. It is computed; what the store says was reported tells where to look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tactful.errors import EventError
from tactful.planning import Advice, Panel
from tactful.planning.plan import policies_told
from tactful.service.asking import plan_over
from tactful.service.core import Core
from tactful.service.saying import advice_from
from tactful.stores.store import Listed, Question, Transaction
from tactful.timing.texts import quoted

MOST = 1_000
"""The most advice on one page."""

STRENGTHS = ("must", "should", "may", "must_not")
VERDICTS = ("wait", "now", "late", "blocked", "withheld", "done", "stopped", "expired")

_READ_AT_ONCE = 200
_READ = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the advice that a question over all cases found, by case, policy and advice.

    `after` is what to ask for the next page with, None on the last. `settled` is False while changes that time or
    another policy brought are still to be reported: what they change may be missing here. So a page may hold less than
    was asked for, or nothing, and there is a next one all the same.
    """

    advice: tuple[Advice, ...]
    after: str | None
    settled: bool
    policies: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; each advice with its case."""
        return {
            **policies_told(self.policies),
            "advice": [{"case": one.case, **one.to_dict()} for one in self.advice],
            "after": self.after,
            "settled": self.settled,
        }


async def page(core: Core, question: Question, strengths: Collection[str] | None, now: int) -> Page:
    """Return a page of the advice of all cases. Raises EventError, `bad_filter`, for a word that is none."""
    _check("verdicts", question.verdicts, VERDICTS)
    _check("strengths", strengths, STRENGTHS)
    if question.limit < 1:
        raise EventError(f"found {question.limit} as the limit, expected from 1 to {MOST:,}", "bad_filter")
    question = replace(question, limit=min(question.limit, MOST))

    async def step(tx: Transaction) -> Page:
        in_force = await core.enactments.latest(tx)
        wake = await tx.next_wake(in_force.number)
        shown, after = await _listed(tx, question, strengths, in_force.panel)
        plan = await plan_over(core, tx, sorted({row.partition for row in shown}), in_force, now)
        found = {(one.case, one.policy, one.id): one for one in plan}
        advice = [found[name] for name in map(_name, shown) if name in found]
        return Page(
            tuple(one for one in advice if _answers(one, question) and _among(one.strength, strengths)),
            None if after is None else "\n".join(after).encode().hex(),
            wake is None or wake > now,
            in_force.panel.policies,
        )

    return await core.look(step)


def allowed(values: Iterable[str] | None) -> frozenset[str] | None:
    """Return the words that a filter lets pass; None for all. Raises EventError for a text in place of a list."""
    if isinstance(values, str):
        raise EventError(f"found the text {quoted(values)} as a filter, expected a list of texts", "bad_filter")
    return None if values is None else frozenset(values)


def place_of(text: str) -> tuple[str, str, str]:
    """Read the `after` of a page. Raises EventError."""
    try:
        case, policy, advice = bytes.fromhex(text).decode().rsplit("\n", 2)
    except (ValueError, TypeError):
        raise EventError("found an `after` that no page gave", "bad_page") from None
    return (case, policy, advice)


async def _listed(
    tx: Transaction, question: Question, strengths: Collection[str] | None, panel: Panel
) -> tuple[list[Listed], tuple[str, str, str] | None]:
    """Return what one page shows, and the place after which the next begins.

    Stores do not list by strength: where that is asked for, it reads on until the page is full, though not for ever.
    """
    limit, after = question.limit, question.after
    at_once = limit + 1 if strengths is None else max(limit + 1, _READ_AT_ONCE)
    found: list[Listed] = []
    for _ in range(0, _READ, at_once):
        rows = await tx.listed(replace(question, after=after, limit=at_once))
        found += [row for row in rows if strengths is None or advice_from(row.said, panel).strength in strengths]
        if len(found) > limit:
            return found[:limit], _name(found[limit - 1])
        if len(rows) < at_once:
            return found, None
        after = _name(rows[-1])
    return found, after


def _answers(one: Advice, question: Question) -> bool:
    due = question.due_before
    return (
        _among(one.verdict, question.verdicts)
        and _among(one.purpose, question.purposes)
        and _among(one.policy, question.policies)
        and (due is None or (one.due is not None and one.due < due))
    )


def _among(value: str, words: Collection[str] | None) -> bool:
    return words is None or value in words


def _name(row: Listed) -> tuple[str, str, str]:
    return (row.said.case, row.said.policy, row.said.advice)


def _check(name: str, values: Collection[str] | None, known: Sequence[str]) -> None:
    for value in sorted(set(values or ()) - set(known)):
        raise EventError(f"`{name}`: found {quoted(value)}, expected some of {', '.join(known)}", "bad_filter")
