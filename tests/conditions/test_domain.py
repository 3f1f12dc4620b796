"""Classes of values: finite, and all that the tests of a policy can tell apart."""

from __future__ import annotations

import sys

import pytest
from condition_strategies import LITERALS, NUMBERS, PATTERNS, TEXTS, WILD
from hypothesis import given
from hypothesis import strategies as st

from tactful.conditions.domain import MISSING, NumberDomain, TextDomain, YesNoDomain, domain_of
from tactful.conditions.plain import passes
from tactful.conditions.tree import FactType, Operator, Value
from tactful.conditions.tree import Test as FactTest


@given(
    literals=st.lists(st.sampled_from(NUMBERS), max_size=6),
    value=st.one_of(st.none(), st.sampled_from(NUMBERS), st.integers(), st.floats(), st.sampled_from(WILD)),
)
def test_a_number_passes_what_its_representative_passes(literals: list[int | float], value: Value | None) -> None:
    """No test on the literals tells a number from the representative of its class, which is finite."""
    domain = NumberDomain(literals)
    shown = domain.representative(domain.classify(value))
    assert shown is None or abs(shown) <= 2**55
    assert domain.classify(shown) == domain.classify(value)
    for literal in literals:
        for operator in Operator:
            if operator not in (Operator.ONE_OF, Operator.NONE_OF, Operator.MATCHES, Operator.EXISTS):
                test = FactTest("n", FactType.NUMBER, operator, literal)
                assert passes(test, shown) is passes(test, value)


@given(
    literals=st.lists(st.sampled_from(TEXTS), max_size=6),
    patterns=st.lists(st.sampled_from(PATTERNS), max_size=4),
    value=st.one_of(st.none(), st.sampled_from(TEXTS), st.text(), st.sampled_from(WILD)),
)
def test_a_text_passes_what_its_class_passes(literals: list[str], patterns: list[str], value: Value | None) -> None:
    """The class of a text says which literal it is and which patterns it matches."""
    domain = TextDomain(literals, patterns)
    of = domain.classify(value)
    shown = domain.representative(of)
    for literal in literals:
        test = FactTest("t", FactType.TEXT, Operator.IS, literal)
        assert passes(test, shown) is passes(test, value)
    for pattern in patterns:
        assert domain.matches(of, pattern) is passes(FactTest("t", FactType.TEXT, Operator.MATCHES, pattern), value)


@pytest.mark.parametrize(
    ("fact_type", "value"),
    [
        (FactType.NUMBER, True),
        (FactType.NUMBER, "5"),
        (FactType.NUMBER, float("nan")),
        (FactType.TEXT, 5),
        (FactType.YES_NO, 1),
        (FactType.YES_NO, "true"),
        (FactType.DATE, "2026-03-01"),
        (FactType.INSTANT, None),
    ],
)
def test_a_value_of_another_type_is_missing(fact_type: FactType, value: Value | None) -> None:
    """Types are strict: a bool is no number, a digit no text."""
    tests = [FactTest("x", fact_type, Operator.ONE_OF, tuple(LITERALS[fact_type]))]
    assert domain_of(fact_type, tests).classify(value) == MISSING


def test_equal_numbers_are_one_class() -> None:
    """1 and 1.0 are the same number."""
    domain = NumberDomain([1, 1.0, 2])
    assert domain.classify(1) == domain.classify(1.0)


def test_yes_and_no_are_apart_from_missing() -> None:
    """Yes, no and missing are three classes."""
    domain = YesNoDomain()
    assert [domain.representative(domain.classify(value)) for value in (None, False, True)] == [
        None,
        False,
        True,
    ]


def test_texts_seen_are_not_kept() -> None:
    """A stream of texts that nobody expected fills no memory, whether they are short or long."""
    domain = TextDomain(["a"], ["b"])
    for number in range(3_000):
        domain.classify(f"{number} b")
        domain.classify(f"{number}" + "c" * 1_000)
    assert domain._scan_short.cache_info().currsize <= 512
    text = "d" * 10_000_000
    before = sys.getrefcount(text)
    domain.classify(text)
    assert sys.getrefcount(text) == before
