"""A condition with what each of its tests saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tactful.conditions.plain import holds
from tactful.conditions.tree import All, AnyOf, Condition, Operator, Test, Value
from tactful.explaining.words import needs_said, plain_value, value_said


@dataclass(frozen=True, slots=True)
class Marked:
    """A condition, whether it held, and its parts; of a test, the value that it saw."""

    condition: Condition
    holds: bool
    saw: Value | None
    parts: tuple[Marked, ...]

    def to_dict(self, zone: dt.tzinfo) -> dict[str, Any]:
        """Return it as plain data: a test, or `all`, `any` or `none` with a list."""
        condition = self.condition
        if not isinstance(condition, Test):
            word = "all" if isinstance(condition, All) else "any" if isinstance(condition, AnyOf) else "none"
            return {"holds": self.holds, word: [part.to_dict(zone) for part in self.parts]}
        value = condition.value
        kind = condition.type
        if condition.operator is Operator.EXISTS:
            shown: Any = value
        elif isinstance(value, tuple):
            shown = [plain_value(one, kind, zone) for one in value]
        else:
            shown = plain_value(value, kind, zone)
        return {
            "holds": self.holds,
            "fact": condition.fact,
            "test": condition.operator.value,
            "value": shown,
            "saw": plain_value(self.saw, kind, zone),
            "text": test_said(condition, self.saw, self.holds, zone),
            "where": None if condition.where is None else str(condition.where),
        }


def mark(condition: Condition, facts: Mapping[str, Value | None]) -> Marked:
    """Return a condition with the facts that it sees."""
    if isinstance(condition, Test):
        return Marked(condition, holds(condition, facts), facts.get(condition.fact), ())
    return Marked(condition, holds(condition, facts), None, tuple(mark(part, facts) for part in condition.parts))


def test_said(test: Test, saw: Value | None, passed: bool, zone: dt.tzinfo) -> str:
    """Say what a test saw, and what it needs where that is something else."""
    seen = value_said(saw, test.type, zone)
    needs = needs_said(test, True, zone)
    if not passed:
        return f"`{test.fact}` is {seen}, needs {needs}"
    if seen == needs or test.operator is Operator.EXISTS:
        return f"`{test.fact}` is {seen}"
    return f"`{test.fact}` is {seen}, {needs}"
