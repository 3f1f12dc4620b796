"""The adapter to the engine: its known traps, each of which a naive encoding falls into."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.conditions import durable
from tactful.conditions.lowering import Earlier
from tactful.conditions.matcher import Matcher
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Value
from tactful.conditions.tree import Test as FactTest

pytestmark = pytest.mark.skipif(not durable.installed(), reason="`durable_rules` is not installed")


def text(operator: Operator, value: Value | tuple[Value, ...], fact: str = "x") -> FactTest:
    return FactTest(fact, FactType.TEXT, operator, value)


def number(operator: Operator, value: Value | tuple[Value, ...], fact: str = "x") -> FactTest:
    return FactTest(fact, FactType.NUMBER, operator, value)


def yes(fact: str) -> FactTest:
    return FactTest(fact, FactType.YES_NO, Operator.IS, True)


def decide(conditions: list[Condition], *values: Value | None) -> tuple[int, ...]:
    matcher = Matcher(conditions, lowering="durable")
    found = matcher.match(values)
    assert (matcher.asked, matcher.fallbacks) == (1, 0)
    matcher.close()
    return found


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (number(Operator.IS, 2**53), 2**63 + 4, False),
        (number(Operator.MORE_THAN, 2**53), 2**64, True),
        (number(Operator.IS, 1e-07), 1e-07, True),
        (number(Operator.MORE_THAN, 1e-07), 1e-07, False),
        (number(Operator.AT_LEAST, 5e-324), 5e-324, True),
        (number(Operator.AT_LEAST, 1), float("inf"), True),
        (number(Operator.AT_LEAST, 1), -float("inf"), False),
        (number(Operator.EXISTS, True), float("nan"), False),
        (number(Operator.IS, 5), "5", False),
        (number(Operator.IS, 1), True, False),
        (text(Operator.IS, "5"), 5, False),
        (text(Operator.IS, ""), 5, False),
        (text(Operator.IS, "true"), True, False),
        (text(Operator.IS, ""), "", True),
        (text(Operator.IS, "a" * 65_535), "a" * 65_535, True),
        (text(Operator.IS, "a" * 65_535), "a" * 65_534 + "b", False),
        (text(Operator.IS, "ab"), "ab" + "x" * 65_534, False),
        (text(Operator.IS, "ab"), "ab" + "x" * 65_536, False),
        (text(Operator.IS, "ab"), "x" * 17_000_000, False),
        (text(Operator.IS, '"\\'), '"\\', True),
        (text(Operator.IS, "\x00"), "\x00", True),
        (text(Operator.IS, "\u00e9"), "\u00e9", True),
        (text(Operator.IS, "\u00e9"), "e\u0301", False),
        (text(Operator.IS, "\\u00e9"), "\u00e9", False),
        (text(Operator.IS, "\U0001f600"), "\U0001f600", True),
        (text(Operator.IS, "a"), "\ud800", False),
        (text(Operator.IS_NOT, "a"), None, True),
        (text(Operator.IS_NOT, "a"), "b", True),
        (text(Operator.NONE_OF, ("a", "b")), None, True),
        (text(Operator.NONE_OF, ("a", "b")), "b", False),
        (text(Operator.EXISTS, False), None, True),
        (text(Operator.EXISTS, False), "a", False),
        (NoneOf((number(Operator.AT_LEAST, 3),)), None, True),
        (NoneOf((number(Operator.AT_LEAST, 3),)), 2, True),
        (NoneOf((number(Operator.AT_LEAST, 3),)), 3, False),
        (text(Operator.MATCHES, ".*a.{3}"), "aaaaaaaaaa", True),
        (text(Operator.MATCHES, ".*z"), "x" * 1_000_000 + "z", True),
        (text(Operator.MATCHES, r"^\d+$"), "42", True),
    ],
)
def test_traps_of_one_value(test: Condition, value: Value | None, expected: bool) -> None:
    """What the engine by itself reads wrongly is decided rightly, and by the engine."""
    assert decide([test], value) == ((0,) if expected else ())


def test_a_long_literal_beside_a_short_one() -> None:
    """Two literals whose lengths as JSON are equal in 16 bits are told apart."""
    long, short = "\\" * 32_769, "\\"
    conditions: list[Condition] = [text(Operator.IS, long), text(Operator.IS, short)]
    assert decide(conditions, long) == (0,)
    assert decide(conditions, short) == (1,)


@pytest.mark.parametrize("name", ["id", "sid", "$s", "a.b", "_k", "$and", "f0", "", "\u00e9\"'"])
def test_no_name_of_a_fact_reaches_the_engine(name: str) -> None:
    """A fact may have any name at all."""
    assert decide([number(Operator.IS, 1, name), number(Operator.IS, 2, name)], 1) == (0,)


def test_names_that_collide_in_the_engine() -> None:
    """Facts whose names have one hash stay two facts."""
    for first, second in (("costarring", "liquid"), ("altarage", "zinke")):
        assert durable.fnv1a(first) == durable.fnv1a(second)
        assert decide([number(Operator.IS, 1, first), number(Operator.IS, 1, second)], 1, 2) == (0,)


def test_field_names_are_apart() -> None:
    """Names of the engine's fields differ in hash from each other and from its own words."""
    names = durable.field_names([Earlier(place) for place in range(70_000)]).values()
    hashes = {durable.fnv1a(name) for name in names}
    assert len(hashes) == 70_000
    assert not hashes & {durable.fnv1a(word) for word in ("id", "sid", "$s", "_k", "$and", "$or", "$nex")}


def test_many_conditions_at_once() -> None:
    """More than 64 conditions can hold at a time, and more than 512 different ones can be there."""
    conditions = [number(Operator.AT_LEAST, place) for place in range(600)]
    assert decide(list(conditions), 599) == tuple(range(600))


def test_many_equal_conditions() -> None:
    """300 identical conditions all hold."""
    assert decide([number(Operator.IS, 1)] * 300, 1) == tuple(range(300))


def test_many_missing_facts() -> None:
    """129 tests for missing facts stand side by side."""
    conditions: list[Condition] = [number(Operator.EXISTS, False, f"n{place:03}") for place in range(129)]
    assert decide(conditions, *[None] * 129) == tuple(range(129))


def test_more_facts_than_a_fact_of_the_engine_holds() -> None:
    """One condition may read 300 facts."""
    names = [f"n{place:03}" for place in range(300)]
    conditions: list[Condition] = [All(tuple(map(yes, names))), AnyOf(tuple(map(yes, names)))]
    assert decide(conditions, *[True] * 300) == (0, 1)
    assert decide(conditions, *[True] * 299, False) == (1,)
    assert decide(conditions, *[False] * 300) == ()


def test_alternatives_that_multiply() -> None:
    """Thirty pairs of alternatives do not become a billion ways to fire."""
    pairs = tuple(AnyOf((yes(f"a{place:02}"), yes(f"b{place:02}"))) for place in range(30))
    assert decide([All(pairs)], *[True] * 60) == (0,)
    assert decide([All(pairs)], *[True] * 29, False, *[True] * 29, False) == ()


def test_deep_conditions() -> None:
    """Conditions nested beyond the length of the engine's expressions are decided."""
    deep: Condition = yes("x")
    for place in range(60):
        deep = All((yes(f"y{place:02}"), AnyOf((yes("z"), NoneOf((deep,))))))
    names = Matcher([deep], lowering="plain").facts
    facts = [name.startswith("y") for name in names]
    expected = Matcher([deep], lowering="plain").match(facts)
    assert decide([deep], *facts) == expected


@pytest.mark.parametrize("condition", [All(()), AnyOf(()), NoneOf(()), NoneOf((All(()),))])
def test_empty_conditions(condition: Condition) -> None:
    """Conditions without tests need no engine, which would hang on them."""
    matcher = Matcher([condition], lowering="durable")
    assert matcher.match(()) == Matcher([condition], lowering="plain").match(())
    assert matcher.fallbacks == 0


def test_freeing_what_never_fired() -> None:
    """A rule set in which no rule ever fired is freed without harm to memory."""
    program = (
        "from tactful.conditions.matcher import Matcher\n"
        "from tactful.conditions.tree import FactType, Operator, Test\n"
        "for turn in range(300):\n"
        "    tests = [Test('x', FactType.NUMBER, Operator.IS, n) for n in range(turn % 40 + 1)]\n"
        "    matcher = Matcher(tests, lowering='durable')\n"
        "    assert matcher.match([-1]) == () and matcher.fallbacks == 0\n"
        "    matcher.close()\n"
    )
    path = durable.__file__.removesuffix("tactful/conditions/durable.py")
    done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-(2**53), max_value=2**53))
def test_every_float_literal_is_carried_exactly(literal: float) -> None:
    """A float equals itself in the engine, and neither of its neighbours."""
    assert decide([number(Operator.IS, literal), number(Operator.AT_LEAST, literal)], literal) == (0, 1)


def test_a_failing_set_answers_again() -> None:
    """After an engine error the set is reset and the next question is answered."""
    rules = {"r0": {"all": [{"m": {"$and": [{"_k": 1}, {"f0": 1}]}}]}}
    rule_set = durable.RuleSet(rules)
    assert rule_set.ask({"f0": 1}) == {"r0"}
    with pytest.raises(durable.EngineError):
        rule_set.ask({"f0": 1, **{f"g{place}": 1 for place in range(300)}})
    assert rule_set.ask({"f0": 1}) == {"r0"}
    assert rule_set.ask({"f0": 2}) == set()
    rule_set.close()
    with pytest.raises(durable.EngineError, match="closed"):
        rule_set.ask({"f0": 1})
