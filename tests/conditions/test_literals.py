"""Literals of tests: typed by the fact, and refused with a reason where they do not fit."""

from __future__ import annotations

import datetime as dt

import pytest

from tactful.conditions.facts import parse_test
from tactful.conditions.tree import FactType, Operator

ORDERING = [Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN]


@pytest.mark.parametrize(
    ("fact_type", "operator", "raw", "expected"),
    [
        (FactType.TEXT, "is", "phone", "phone"),
        (FactType.TEXT, "is", "5", "5"),
        (FactType.TEXT, "is", "", ""),
        (FactType.TEXT, "one_of", ["a", "b"], ("a", "b")),
        (FactType.TEXT, "none_of", [], ()),
        (FactType.TEXT, "matches", "(?i)^re:", "(?i)^re:"),
        (FactType.TEXT, "exists", False, False),
        (FactType.NUMBER, "is", "3", 3),
        (FactType.NUMBER, "is", "-3.5", -3.5),
        (FactType.NUMBER, "at_least", "007", 7),
        (FactType.NUMBER, "less_than", "1e-7", 1e-7),
        (FactType.NUMBER, "is", "9007199254740992", 2**53),
        (FactType.YES_NO, "is", True, True),
        (FactType.YES_NO, "is_not", False, False),
        (FactType.DATE, "at_most", "2026-03-01", dt.date(2026, 3, 1).toordinal()),
        (FactType.INSTANT, "more_than", "1970-01-01T01:00:00+01:00", 0),
        (FactType.INSTANT, "is", "1970-01-01T00:00:00.000001Z", 1),
    ],
)
def test_literals_are_typed_by_the_fact(fact_type: FactType, operator: str, raw: object, expected: object) -> None:
    """The fact's type says how a literal is read."""
    test = parse_test("x", fact_type, operator, raw)
    assert test.value == expected
    assert type(test.value) is type(expected)
    assert test.operator is Operator(operator)


@pytest.mark.parametrize(
    ("fact_type", "operator", "raw", "text"),
    [
        (FactType.TEXT, "is", True, "found `true`, expected text"),
        (FactType.TEXT, "is", None, "`exists: false`"),
        (FactType.TEXT, "is", ["a"], "found a list for `is`"),
        (FactType.TEXT, "one_of", "a", "found `a` for `one_of`, expected a list"),
        (FactType.TEXT, "one_of", ["a", None], "found null"),
        (FactType.TEXT, "one_of", [["a"]], "found a list, expected text"),
        (FactType.TEXT, "at_leest", "3", "did you mean `at_least`"),
        (FactType.TEXT, "matches", "(a", "RE2 syntax"),
        (FactType.TEXT, "matches", "a(?=b)", "RE2 syntax"),
        (FactType.TEXT, "matches", "a{900}{900}", "RE2 syntax"),
        (FactType.TEXT, "matches", "x" * 60_000, "expected one of at most"),
        (FactType.TEXT, "matches", "\ud800", "lone surrogate"),
        (FactType.TEXT, "is", "\ud800", "lone surrogate"),
        (FactType.TEXT, "is", "\u00e9" * 32_768, "found a text of 65536 bytes"),
        (FactType.TEXT, "exists", "yes", "expected `true` or `false`"),
        (FactType.NUMBER, "is", "three", "found `three`, expected a number"),
        (FactType.NUMBER, "is", "", "expected a number"),
        (FactType.NUMBER, "is", "1_000", "expected a number"),
        (FactType.NUMBER, "is", "\u0663", "expected a number"),
        (FactType.NUMBER, "is", "inf", "expected a number"),
        (FactType.NUMBER, "is", "nan", "expected a number"),
        (FactType.NUMBER, "is", "1e999", "between"),
        (FactType.NUMBER, "is", "9" * 100_000, "between"),
        (FactType.NUMBER, "is", "9007199254740993", "between"),
        (FactType.NUMBER, "is", True, "found `true`, expected a number"),
        (FactType.YES_NO, "is", "yes", "found `yes`, expected `true` or `false`"),
        (FactType.YES_NO, "is", "true", "expected `true` or `false`"),
        (FactType.DATE, "is", "2026-02-30", "2026-02-30"),
        (FactType.DATE, "is", "tomorrow", "tomorrow"),
        (FactType.INSTANT, "is", "2026-03-01T09:00:00", "2026-03-01T09:00:00"),
    ],
)
def test_a_literal_that_does_not_fit_is_refused(fact_type: FactType, operator: str, raw: object, text: str) -> None:
    """What does not fit is an error that says what was found and expected, at no great length."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_test("x", fact_type, operator, raw)
    assert text in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("operator", ORDERING)
@pytest.mark.parametrize("fact_type", [FactType.TEXT, FactType.YES_NO])
def test_only_what_has_an_order_can_be_ordered(fact_type: FactType, operator: Operator) -> None:
    """`at_least` and its like are for numbers, dates and instants."""
    with pytest.raises(ValueError, match="expected a number, a date or an instant"):
        parse_test("x", fact_type, operator, "a")


@pytest.mark.parametrize("fact_type", [kind for kind in FactType if kind is not FactType.TEXT])
def test_only_text_matches(fact_type: FactType) -> None:
    """`matches` is for text."""
    with pytest.raises(ValueError, match="expected text"):
        parse_test("x", fact_type, Operator.MATCHES, "a")
