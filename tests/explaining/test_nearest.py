"""The nearest change: the fewest facts that would have to be otherwise."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.conditions.plain import holds, passes
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator
from tactful.conditions.tree import Test as Single
from tactful.explaining.nearest import nearest_change

TEXT, NUMBER, YES_NO = FactType.TEXT, FactType.NUMBER, FactType.YES_NO


def single(fact: str, operator: str, value: Any, kind: FactType = NUMBER) -> Single:
    return Single(fact, kind, Operator(operator), value)


N1 = single("n", "at_least", 1)
ACTIVE = single("status", "is", "active", TEXT)
THANKS = single("purpose", "is", "thank-you", TEXT)
TABLE: dict[str, tuple[Condition, dict[str, Any], list[str] | None]] = {
    "holds already": (N1, {"n": 1}, []),
    "a number": (N1, {"n": 0}, ["`n` is 0, needs at least 1"]),
    "missing": (N1, {}, ["`n` is missing, needs at least 1"]),
    "both": (All((N1, ACTIVE)), {"n": 0}, ["`n` is 0, needs at least 1", "`status` is missing, needs `active`"]),
    "one of both": (All((N1, ACTIVE)), {"n": 0, "status": "active"}, ["`n` is 0, needs at least 1"]),
    "either": (AnyOf((All((N1, ACTIVE)), THANKS)), {"n": 0}, ["`purpose` is missing, needs `thank-you`"]),
    "none": (NoneOf((ACTIVE,)), {"status": "active"}, ["`status` is `active`, needs anything but `active`"]),
    "between": (
        All((single("n", "more_than", 2), single("n", "less_than", 5))),
        {"n": 9},
        ["`n` is 9, needs more than 2 and less than 5"],
    ),
    "one of": (single("f", "one_of", ("a", "b"), TEXT), {"f": "c"}, ["`f` is `c`, needs one of `a` or `b`"]),
    "a pattern": (single("f", "matches", "x+", TEXT), {"f": "a"}, ["`f` is `a`, needs a match of `x+`"]),
    "yes": (single("f", "is", True, YES_NO), {"f": False}, ["`f` is no, needs yes"]),
    "there": (single("f", "exists", True, TEXT), {}, ["`f` is missing, needs a value"]),
    "not there": (single("f", "exists", False, TEXT), {"f": "x"}, ["`f` is `x`, needs none at all"]),
    "never": (All((single("n", "is", 1), single("n", "is", 2))), {"n": 1}, None),
    "nothing at all": (AnyOf(()), {}, None),
}


@pytest.mark.parametrize(("condition", "facts", "wanted"), TABLE.values(), ids=TABLE)
def test_in_words(condition: Condition, facts: dict[str, Any], wanted: list[str] | None) -> None:
    """Each change says what a fact is and what it needs; None where nothing would do."""
    found = nearest_change(condition, facts)
    assert (None if found is None else [change.said(dt.UTC) for change in found]) == wanted


def test_a_large_condition_takes_bounded_time() -> None:
    """Of a condition that could be met in ever so many ways some change is found or none, but soon."""
    parts = tuple(All(tuple(single(f"f{i}.{j}", "at_least", j) for j in range(1, 9))) for i in range(8))
    assert nearest_change(NoneOf((NoneOf(parts),)), {}) is None
    wide = All(tuple(single(f"f{i}", "at_least", 1) for i in range(300)))
    assert len(nearest_change(wide, {}) or ()) == 300


FACTS = ("a", "b", "c")
tests_on_facts = st.builds(
    single,
    st.sampled_from(FACTS),
    st.sampled_from(["is", "is_not", "at_least", "at_most", "more_than", "less_than"]),
    st.integers(0, 3),
) | st.builds(single, st.sampled_from(FACTS), st.just("exists"), st.booleans())
conditions: st.SearchStrategy[Condition] = st.recursive(
    tests_on_facts,
    lambda parts: st.one_of(*(st.lists(parts, max_size=3).map(tuple).map(kind) for kind in (All, AnyOf, NoneOf))),
    max_leaves=6,
)
values = st.none() | st.integers(-1, 4)


@given(conditions, st.fixed_dictionaries(dict.fromkeys(FACTS, values)))
def test_the_change_is_the_smallest_and_would_do(condition: Condition, facts: dict[str, Any]) -> None:
    """Whatever values do as the changes say, the condition holds; there are such values, which no fact has now;
    no fewer facts could; and None is said only where no values at all could."""
    possible = [None, *(half / 2 for half in range(-2, 9))]
    ways = (
        len(chosen)
        for size in range(len(FACTS) + 1)
        for chosen in combinations(FACTS, size)
        for picked in product(possible, repeat=size)
        if holds(condition, facts | dict(zip(chosen, picked, strict=True)))
    )
    fewest = next(ways, None)
    found = nearest_change(condition, facts)
    assert (None if found is None else len(found)) == fewest
    if found is None:
        return
    for picked in product(possible, repeat=len(found)):
        changed = dict(zip([change.fact for change in found], picked, strict=True))
        if all(passes(test, changed[change.fact]) is out for change in found for test, out in change.tests):
            assert holds(condition, facts | changed)
    for change in found:
        assert any(passes(test, facts[change.fact]) is not out for test, out in change.tests)
        assert any(all(passes(test, value) is out for test, out in change.tests) for value in possible)
