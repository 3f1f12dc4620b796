"""Programs for the engine: within its limits, constants folded, equal conditions shared."""

from __future__ import annotations

from collections.abc import Iterator

from condition_strategies import conditions
from hypothesis import given
from hypothesis import strategies as st

from tactful.conditions.lowering import Atom, Earlier, Listed, Program, Rule, fields, lower
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator
from tactful.conditions.tree import Test as FactTest


def number_is(name: str, value: int = 1) -> FactTest:
    return FactTest(name, FactType.NUMBER, Operator.IS, value)


def junctions(rule: Rule) -> int:
    return 0 if isinstance(rule, Atom) else 1 + sum(map(junctions, rule.parts))


def paths(rule: Rule) -> int:
    if isinstance(rule, Atom):
        return 1
    total = 0 if rule.kind == "$or" else 1
    for part in rule.parts:
        total = total + paths(part) if rule.kind == "$or" else total * paths(part)
    return total


def nodes(rule: Rule) -> Iterator[Rule]:
    yield rule
    if not isinstance(rule, Atom):
        for part in rule.parts:
            yield from nodes(part)


def check(program: Program) -> None:
    """Hold a program to the limits that were measured on the engine."""
    asked: set[int] = set()
    for pack in program.sets:
        rules = [program.rules[number] for number in pack]
        assert sum(isinstance(node, Atom) for rule in rules for node in nodes(rule)) <= 60
        assert len({field for rule in rules for field in fields(rule)}) <= 240
        assert all(2 * (junctions(rule) + 1) < 31 for rule in rules)
        assert all(paths(rule) <= 50 for rule in rules)
        assert all(field.rule in asked for rule in rules for field in fields(rule) if isinstance(field, Earlier))
        for rule in rules:
            for node in nodes(rule):
                assert isinstance(node, Atom) or len(node.parts) > 1
        asked.update(pack)
    assert sorted(asked) == list(range(len(program.rules)))


@given(st.lists(conditions(), max_size=30))
def test_every_program_is_within_the_limits(several: list[Condition]) -> None:
    """Whatever the conditions, no rule set meets a limit, and a set reads only earlier results."""
    check(lower(several))


def test_big_conditions_are_split() -> None:
    """Wide, deep and combinatorial conditions become rules of several stages within the limits."""
    wide = All(tuple(number_is(f"f{place}") for place in range(1_000)))
    either = AnyOf(tuple(number_is(f"f{place}") for place in range(1_000)))
    product = All(tuple(AnyOf((number_is(f"a{place}"), number_is(f"b{place}"))) for place in range(30)))
    deep: Condition = number_is("deep")
    for place in range(60):
        deep = All((number_is(f"x{place}"), AnyOf((number_is(f"y{place}"), NoneOf((deep,))))))
    for big in (wide, either, product, deep):
        program = lower([big])
        check(program)
        assert len(program.sets) > 1


def test_constants_are_folded() -> None:
    """What is always true or always false needs no rule, wherever it stands."""
    some = number_is("n")
    always = [
        All(()),
        NoneOf(()),
        NoneOf((AnyOf(()),)),
        AnyOf((some, All(()))),
        NoneOf((All((some, AnyOf(()))),)),
    ]
    never = [
        AnyOf(()),
        NoneOf((All(()),)),
        All((some, AnyOf(()))),
        FactTest("n", FactType.NUMBER, Operator.ONE_OF, ()),
    ]
    program = lower([*always, *never])
    assert program.outcomes == (True,) * len(always) + (False,) * len(never)
    assert program.rules == ()


def test_equal_conditions_share_a_rule() -> None:
    """Conditions that come to the same are asked once."""
    program = lower([number_is("n"), All((number_is("n"),)), NoneOf((NoneOf((number_is("n"),)),))] * 100)
    assert len(program.rules) == 1
    assert set(program.outcomes) == {0}


def test_long_lists_and_long_texts_become_booleans() -> None:
    """The engine never sees a text of more than 1,000 characters, nor a list of more than eight values."""
    many = FactTest("t", FactType.TEXT, Operator.ONE_OF, tuple(f"v{place}" for place in range(9)))
    long = FactTest("t", FactType.TEXT, Operator.IS_NOT, "x" * 1_001)
    for test in (many, long):
        (rule,) = lower([test]).rules
        assert isinstance(rule, Atom)
        assert isinstance(rule.field, Listed)
