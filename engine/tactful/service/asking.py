"""Questions about one case or one advice. All answers are computed; what was reported only tells where to look."""

from __future__ import annotations

from collections.abc import Collection

from tactful.decisions import Decision
from tactful.errors import EventError
from tactful.explaining import Explanation, explain_events
from tactful.lookup import unknown_case
from tactful.planning import Advice, Plan
from tactful.planning.plan import plan_of
from tactful.service.core import Core
from tactful.service.enactments import InForce
from tactful.standing import Standing, standing_in
from tactful.stores.store import Transaction
from tactful.timing.texts import quoted


async def plan_for(core: Core, case: str, now: int) -> Plan:
    """Return the plan of one case. Raises EventError, `unknown_case`, where there is no event of it."""

    async def step(tx: Transaction) -> Plan:
        in_force = await core.enactments.latest(tx)
        plan = await plan_over(core, tx, await _partitions(tx, case), in_force, now)
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
        plan = await plan_over(core, tx, keys, in_force, now)
        return standing_in(plan, name, None if given is None else given.policy, given)

    return await core.look(step)


async def plan_over(core: Core, tx: Transaction, keys: Collection[str], in_force: InForce, now: int) -> Plan:
    """Return the plan of some partitions."""
    heads = await tx.heads(keys)
    events = {key: await core.loader.events(tx, key, head, in_force) for key, head in heads.items()}
    return plan_of(in_force.panel, events, now)


async def _partitions(tx: Transaction, case: str) -> list[str]:
    keys = await tx.partitions_of(case)
    if not keys:
        raise unknown_case(case, ())
    return keys
