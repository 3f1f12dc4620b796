"""Questions to a service. All answers are computed; what the store says was reported only tells where to look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tactful.decisions import Decision
from tactful.errors import EventError
from tactful.explaining import Explanation, explain_events
from tactful.lookup import unknown_case
from tactful.planning import Advice, Plan
from tactful.planning.plan import plan_of, policies_told
from tactful.service.core import Core
from tactful.service.enactments import InForce
from tactful.standing import Standing, standing_in
from tactful.stores.store import Listed, Question, Transaction
from tactful.timing.texts import quoted

MOST = 1_000
"""The most advice on one page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the advice that a question over all cases found, by case, policy and advice.

    `after` is what to ask for the next page with, None on the last. `settled` is False while changes that time or
    another policy brought are still to be reported: what they change may be missing here.
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


async def plan_for(core: Core, case: str, now: int) -> Plan:
    """Return the plan of one case. Raises EventError, `unknown_case`, where there is no event of it."""

    async def step(tx: Transaction) -> Plan:
        in_force = await core.enactments.latest(tx)
        plan = await _plan(core, tx, await _partitions(tx, case), in_force, now)
        return Plan(plan.at, plan.policies, tuple(one for one in plan.cases if one.case == case))

    return await core.look(step)


async def explanation(core: Core, case: str, now: int, rule: str | None) -> Explanation:
    """Explain the advice of a case. Raises EventError for a case or a rule that is not there."""

    async def step(tx: Transaction) -> Explanation:
        in_force = await core.enactments.latest(tx)
        keys = await _partitions(tx, case)
        heads = await tx.heads(keys)
        events = {key: await core.loader.events(tx, key, head, in_force) for key, head in sorted(heads.items())}
        return explain_events(in_force.policies, events, case, now, None, rule)

    return await core.look(step)


async def standing(core: Core, advice: Advice | Decision | str, now: int, case: str | None) -> Standing:
    """Say whether an advice, or the one of an id, may be acted on now.

    Of advice that nobody was told of yet the `case` must be named. Raises EventError, `unknown_advice`, for an id that
    the store knows nothing of.
    """
    given = advice.advice if isinstance(advice, Decision) else None if isinstance(advice, str) else advice
    name = advice if isinstance(advice, str) else (given.id if given is not None else "")
    asked = case if given is None else given.case

    async def step(tx: Transaction) -> Standing:
        in_force = await core.enactments.latest(tx)
        keys = await tx.partition_of_advice(name) if asked is None else await tx.partitions_of(asked)
        if not keys:
            raise EventError(f"there is no advice {quoted(name)}", "unknown_advice")
        plan = await _plan(core, tx, keys, in_force, now)
        return standing_in(plan, name, None if given is None else given.policy, given)

    return await core.look(step)


async def page(core: Core, question: Question, now: int) -> Page:
    """Return a page of the advice of all cases."""
    limit = max(1, min(question.limit, MOST))

    async def step(tx: Transaction) -> Page:
        in_force = await core.enactments.latest(tx)
        wake = await tx.next_wake(in_force.number)
        rows = await tx.listed(_limited(question, limit + 1))
        shown = rows[:limit]
        plan = await _plan(core, tx, sorted({row.partition for row in shown}), in_force, now)
        found = {(one.case, one.policy, one.id): one for one in plan}
        advice = [found[name] for name in map(_name, shown) if name in found]
        return Page(
            tuple(one for one in advice if _answers(one, question)),
            cursor(shown[-1]) if len(rows) > limit else None,
            wake is None or wake > now,
            in_force.panel.policies,
        )

    return await core.look(step)


def cursor(row: Listed) -> str:
    """Return the text that stands for a place in the list of all advice."""
    return "\n".join(_name(row)).encode().hex()


def place_of(text: str) -> tuple[str, str, str]:
    """Read what `cursor` wrote. Raises EventError."""
    try:
        case, policy, advice = bytes.fromhex(text).decode().rsplit("\n", 2)
    except (ValueError, TypeError):
        raise EventError("found an `after` that no page gave", "bad_page") from None
    return (case, policy, advice)


def _answers(one: Advice, question: Question) -> bool:
    due = question.due_before
    return (
        _among(one.verdict, question.verdicts)
        and _among(one.purpose, question.purposes)
        and _among(one.policy, question.policies)
        and (due is None or (one.due is not None and one.due < due))
    )


def _among(value: str, allowed: Collection[str] | None) -> bool:
    return allowed is None or value in allowed


def _limited(question: Question, limit: int) -> Question:
    return Question(question.verdicts, question.purposes, question.policies, question.due_before, question.after, limit)


def _name(row: Listed) -> tuple[str, str, str]:
    return (row.said.case, row.said.policy, row.said.advice)


async def _partitions(tx: Transaction, case: str) -> list[str]:
    keys = await tx.partitions_of(case)
    if not keys:
        raise unknown_case(case, ())
    return keys


async def _plan(core: Core, tx: Transaction, keys: Collection[str], in_force: InForce, now: int) -> Plan:
    heads = await tx.heads(keys)
    events = {key: await core.loader.events(tx, key, head, in_force) for key, head in heads.items()}
    return plan_of(in_force.panel, events, now)
