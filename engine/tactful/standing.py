"""Whether advice that was given still stands: the question to ask just before somebody acts on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tactful.decisions import Decision
from tactful.moments import Moment
from tactful.planning import Advice, Plan, Policies
from tactful.replaying import EventLike, plan

_TO_BE_DONE = frozenset(("now", "late"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an advice still stands, and in `why` for what reason. `advice` is as it is at the moment, if at all."""

    valid: bool
    why: str
    advice: Advice | None

    def __bool__(self) -> bool:
        """Say whether it stands."""
        return self.valid

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        advice = None if self.advice is None else self.advice.to_dict()
        return {"valid": self.valid, "why": self.why, "advice": advice}


def still_valid(policy: Policies, history: Iterable[EventLike], advice: Advice | Decision, now: Moment) -> Standing:
    """Say whether an advice may be acted on at a moment: it is `now` or `late`, and to the same people as it was.

    All of the history counts, whenever it became known. Raise EventError for an event that cannot be taken.
    """
    given = advice.advice if isinstance(advice, Decision) else advice
    return standing_in(plan(policy, history, now, known="9999-12-31T00:00:00Z"), given.id, given.policy, given)


def standing_in(plan: Plan, advice: str, policy: str | None = None, given: Advice | None = None) -> Standing:
    """Say whether an advice stands in a plan, by its id. `policy` may be None where the id alone is known.

    With `given`, as it was given, it stands only if it is still to the same people.
    """
    found = [one for one in plan if one.id == advice and policy in (None, one.policy)]
    if not found:
        return Standing(False, "it is advised no longer", None)
    one = next((one for one in found if one.verdict in _TO_BE_DONE), found[0])
    if one.verdict not in _TO_BE_DONE:
        return Standing(False, f"it is {one.verdict}: {one.reason.text}", one)
    if given is not None and (given.addresses, given.meant) != (one.addresses, one.meant):
        return Standing(False, "it is to somebody else, or to another address", one)
    return Standing(True, one.reason.text, one)
