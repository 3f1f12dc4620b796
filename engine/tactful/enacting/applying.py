"""A planned change put in force: exactly what was planned, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tactful.enacting.planned import PlannedChange, planned_change, policies_of, work_out
from tactful.errors import EventError
from tactful.policy.model import Policy
from tactful.service.desk import Desk
from tactful.service.enactments import Enactment
from tactful.stores.store import Transaction
from tactful.timing.texts import quoted

_SHARE = re.compile(r"([0-9]{1,3})%")
_COUNT = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class MaxChanged:
    """How many cases a change may give other advice: so many, or that many in a hundred where it `is_share`."""

    most: int
    is_share: bool = False

    @classmethod
    def parse(cls, text: str) -> MaxChanged:
        """Read `25` or `5%`. Raises EventError."""
        if match := _SHARE.fullmatch(text):
            return cls(int(match[1]), is_share=True)
        if _COUNT.fullmatch(text):
            return cls(int(text))
        raise EventError(
            f"found {quoted(text)}, expected a number of cases such as `25`, or a share such as `5%`", "bad_max"
        )

    def __str__(self) -> str:
        return f"{self.most}%" if self.is_share else str(self.most)

    def check(self, planned: PlannedChange) -> None:
        """Raise EventError, `too_many_changed`, where a change reaches further."""
        allowed = self.most * planned.cases / 100 if self.is_share else self.most
        if planned.changed > allowed:
            text = f"{planned.changed} of {planned.cases} cases would get other advice, at most {self} may"
            raise EventError(f"{text}; `tactful plan-change` shows which", "too_many_changed")


async def apply(desk: Desk, name: str, max_changed: MaxChanged | None = None) -> Enactment:
    """Put a planned change in force by its id.

    Raises EventError where there is none, where something else is in force by now (`moved_on`), where it would no
    longer change the same advice (`plan_differs`), or where it changes too much.
    """
    planned = await planned_change(desk, name)
    policies = await policies_of(desk, [digest for _, digest in planned.policies])
    await _unmoved(desk, planned)
    found = await work_out(desk, policies)
    if found.id != planned.id:
        told = f"{planned.changed} of {planned.cases} cases then, {found.changed} of {found.cases} now"
        raise EventError(f"the change would no longer be the one planned: {told}; plan it again", "plan_differs")
    if max_changed is not None:
        max_changed.check(found)
    return await enact(desk, policies, planned)


async def enact(desk: Desk, policies: Sequence[Policy], planned: PlannedChange) -> Enactment:
    """Put policies in force in the place of those that they were planned against. Raises EventError, `moved_on`."""

    async def step(tx: Transaction) -> Enactment:
        in_force = await desk.core.enactments.latest(tx)
        if in_force.number != planned.base:
            raise _moved_on()
        return await desk.core.enactments.enact(tx, policies, desk.core.clock(), planned.id)

    return await desk.core.change(step)


async def _unmoved(desk: Desk, planned: PlannedChange) -> None:
    in_force = await desk.core.look(desk.core.enactments.latest)
    if in_force.number != planned.base:
        raise _moved_on()


def _moved_on() -> EventError:
    return EventError("another policy is in force than the change was planned against; plan it again", "moved_on")
