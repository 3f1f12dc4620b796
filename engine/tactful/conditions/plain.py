"""The plain lowering: conditions decided by Python itself, one test at a time."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.conditions.patterns import compile_pattern
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Test, Value


def holds(condition: Condition, facts: Mapping[str, Value | None]) -> bool:
    """Return whether a condition holds. A fact that is not there, None, NaN or of another type is missing."""
    match condition:
        case Test():
            return passes(condition, facts.get(condition.fact))
        case All(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case NoneOf(parts):
            return not any(holds(part, facts) for part in parts)


def passes(test: Test, value: Value | None) -> bool:
    """Return whether a value passes a test. Missing passes `is_not`, `none_of` and `exists: false` only."""
    known = value if value is not None and _fits(value, test.type) else None
    expected = test.value
    match test.operator:
        case Operator.EXISTS:
            return (known is not None) is expected
        case Operator.IS:
            return known is not None and known == expected
        case Operator.IS_NOT:
            return known is None or known != expected
        case Operator.ONE_OF:
            return known is not None and isinstance(expected, tuple) and known in expected
        case Operator.NONE_OF:
            return known is None or not (isinstance(expected, tuple) and known in expected)
        case Operator.MATCHES:
            return isinstance(known, str) and compile_pattern(str(expected))(known)
    if not isinstance(known, (int, float)) or not isinstance(expected, (int, float)):
        return False
    match test.operator:
        case Operator.AT_LEAST:
            return known >= expected
        case Operator.AT_MOST:
            return known <= expected
        case Operator.MORE_THAN:
            return known > expected
        case Operator.LESS_THAN:
            return known < expected


def _fits(value: Value, fact_type: FactType) -> bool:
    if fact_type is FactType.TEXT:
        return isinstance(value, str)
    if fact_type is FactType.YES_NO:
        return isinstance(value, bool)
    # NaN is the one number that is not itself, and no test could say anything about it.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
