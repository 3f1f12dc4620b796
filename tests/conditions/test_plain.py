"""The plain lowering, test by test: the meaning that everything else is held to."""

from __future__ import annotations

import pytest

from tactful.conditions.plain import holds, passes
from tactful.conditions.tree import All, AnyOf, FactType, NoneOf, Operator, Value
from tactful.conditions.tree import Test as FactTest

YES = FactTest("yes", FactType.YES_NO, Operator.IS, True)
NO = FactTest("no", FactType.YES_NO, Operator.IS, True)
FACTS = {"yes": True, "no": False}


@pytest.mark.parametrize(
    ("operator", "expected", "value", "answer"),
    [
        (Operator.IS, 3, 3, True),
        (Operator.IS, 3, 3.0, True),
        (Operator.IS, 1, True, False),
        (Operator.IS, 3, "3", False),
        (Operator.IS_NOT, 3, 4, True),
        (Operator.IS_NOT, 3, 3, False),
        (Operator.ONE_OF, (1, 2), 2.0, True),
        (Operator.ONE_OF, (), 2, False),
        (Operator.NONE_OF, (1, 2), 3, True),
        (Operator.NONE_OF, (), 3, True),
        (Operator.AT_LEAST, 3, 3, True),
        (Operator.AT_LEAST, 3, 2, False),
        (Operator.AT_MOST, 3, 3, True),
        (Operator.AT_MOST, 3, 3.5, False),
        (Operator.MORE_THAN, 3, 3, False),
        (Operator.MORE_THAN, 3, 10**400, True),
        (Operator.LESS_THAN, 3, 3, False),
        (Operator.LESS_THAN, 3, -float("inf"), True),
        (Operator.EXISTS, True, 0, True),
        (Operator.EXISTS, False, 0, False),
    ],
)
def test_tests_on_numbers(operator: Operator, expected: Value | tuple[Value, ...], value: Value, answer: bool) -> None:
    """Numbers are compared by value; a bool or a text is no number."""
    assert passes(FactTest("n", FactType.NUMBER, operator, expected), value) is answer


@pytest.mark.parametrize("value", [None, True, "3", float("nan")])
@pytest.mark.parametrize(
    ("operator", "expected", "answer"),
    [
        (Operator.IS, 3, False),
        (Operator.IS_NOT, 3, True),
        (Operator.ONE_OF, (3,), False),
        (Operator.NONE_OF, (3,), True),
        (Operator.AT_LEAST, 3, False),
        (Operator.AT_MOST, 3, False),
        (Operator.MORE_THAN, 3, False),
        (Operator.LESS_THAN, 3, False),
        (Operator.EXISTS, True, False),
        (Operator.EXISTS, False, True),
    ],
)
def test_missing_passes_only_negative_tests(
    operator: Operator, expected: Value | tuple[Value, ...], answer: bool, value: Value | None
) -> None:
    """On a missing fact only `is_not`, `none_of` and `exists: false` are true; a misfit is missing."""
    assert passes(FactTest("n", FactType.NUMBER, operator, expected), value) is answer


@pytest.mark.parametrize("value", ["abc", None, 5])
def test_matches_is_for_text(value: Value | None) -> None:
    """A pattern is found in a text, and in nothing else."""
    assert passes(FactTest("t", FactType.TEXT, Operator.MATCHES, "b"), value) is (value == "abc")


def test_joins() -> None:
    """`all`, `any` and `none` are and, or, and not-or; empty ones are true, false and true."""
    assert holds(All((YES, YES)), FACTS)
    assert not holds(All((YES, NO)), FACTS)
    assert holds(AnyOf((NO, YES)), FACTS)
    assert not holds(AnyOf((NO, NO)), FACTS)
    assert holds(NoneOf((NO, NO)), FACTS)
    assert not holds(NoneOf((NO, YES)), FACTS)
    assert holds(All(()), {})
    assert not holds(AnyOf(()), {})
    assert holds(NoneOf(()), {})


def test_none_negates_a_missing_test() -> None:
    """`none` turns a test that is false for want of a fact into true."""
    assert holds(NoneOf((FactTest("n", FactType.NUMBER, Operator.AT_LEAST, 3),)), {})
