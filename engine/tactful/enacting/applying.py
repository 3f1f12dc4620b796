"""A planned change put in force: exactly what was planned, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tactful.enacting.effect import Effect, work_out
from tactful.enacting.planned import PlannedChange, planned_change, policies_of
from tactful.errors import EventError, StoreError
from tactful.service.desk import Desk
from tactful.service.enactments import Enactment
from tactful.stores.store import Transaction
from tactful.timing.texts import quoted

_SHARE = re.compile(r"(0*[0-9]{1,2}|0*100)%")
_COUNT = re.compile(r"[0-9]{1,12}")
_ATTEMPTS = 10


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
        expected = "expected a number of cases such as `25`, or a share such as `5%`, at most `100%`"
        raise EventError(f"found {quoted(text)}, {expected}", "bad_max")

    def __str__(self) -> str:
        return f"{self.most}%" if self.is_share else str(self.most)

    def check(self, found: PlannedChange | Effect) -> None:
        """Raise EventError, `too_many_changed`, where a change reaches further."""
        changed, cases = found.changed, found.cases
        if changed * 100 > self.most * (cases if self.is_share else 100):
            text = f"{changed} of {cases} cases would get other advice, at most {self} may"
            raise EventError(f"{text}; `tactful plan-change` shows which", "too_many_changed")


async def apply(desk: Desk, name: str, max_changed: MaxChanged | None = None) -> Enactment:
    """Put a planned change in force by its id.

    Raises EventError where there is none, where lint found errors in its policies (`lint_errors`), where something else
    is in force by now (`moved_on`), where it would no longer change the same advice (`plan_differs`), or where it
    changes too much. Raises StoreError, `store_busy`, where the cases move faster than they can be compared.
    """
    planned = await planned_change(desk, name)
    if errors := planned.errors:
        text = f"lint finds what must be mended, or allowed in the file with a reason: {errors[0].problem}"
        raise EventError(f"{text}; then plan it again", "lint_errors")
    policies = await policies_of(desk, [digest for _, digest in planned.policies])
    effect = await work_out(desk, policies)
    if effect.base != planned.base:
        raise _moved_on()

    def allow(found: Effect) -> None:
        if found.id != planned.id:
            told = f"{planned.changed} of {planned.cases} cases then, {found.changed} of {found.cases} now"
            raise EventError(f"the change would no longer be the one planned: {told}; plan it again", "plan_differs")
        if max_changed is not None:
            max_changed.check(found)

    return await enact(desk, effect, planned.id, allow)


async def enact(desk: Desk, effect: Effect, by: str, allow: Callable[[Effect], None]) -> Enactment:
    """Put the policies of an effect in force, once it is what it is at that very moment and `allow` has not raised.

    Whatever moved meanwhile is compared first. Raises EventError, `moved_on`, where other policies are in force than
    those that the effect was worked out against, and StoreError, `store_busy`, where that does not come to an end.
    """

    async def step(tx: Transaction) -> Enactment | None:
        in_force = await desk.core.enactments.current(tx)
        if (0 if in_force is None else in_force.number) != effect.base:
            raise _moved_on()
        if not (await effect.look(tx, desk.core.clock()) and await effect.catch_up(tx)):
            return None
        allow(effect)
        return await desk.core.enactments.enact(tx, effect.policies, desk.core.clock(), by, base=effect.base)

    for _ in range(_ATTEMPTS):
        if (done := await desk.core.change(step)) is not None:
            return done
        await effect.bring_up(desk)
    text = f"the cases moved on {_ATTEMPTS} times while they were compared, expected a calmer moment"
    raise StoreError(text, "store_busy", again=True)


def _moved_on() -> EventError:
    return EventError("another policy is in force than the change was planned against; plan it again", "moved_on")
