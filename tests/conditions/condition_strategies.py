"""Conditions and facts at random, chosen to meet: literals, near misses, and values nobody expects."""

from __future__ import annotations

from hypothesis import strategies as st

from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator, Value
from tactful.conditions.tree import Test as FactTest

TEXTS = [
    *["", "a", "A", "ab", "ab!", "\u00e9", "e\u0301", "\U0001f600", "\U0001f468\u200d\U0001f469", "\u2028"],
    *[
        '"',
        "'",
        "\\",
        '\\"',
        "\\u00e9",
        "\x00",
        "\n",
        "\x7f",
        "{",
        "5",
        "0",
        "true",
        "null",
        "other",
        "other*",
    ],
    *["x" * 1_500, "x" * 1_501, "\\" * 40_000],
]
NUMBERS: list[int | float] = [
    *[-(2**53), -1, -0.0, 0, 1, 1.0, 2, 3, 2**53 - 1, 2**53],
    *[0.1, 0.5, 1e-07, -1e-10, 1.5e-09, 5e-324, 1e15],
]
PATTERNS = ["", "^a", "(?i)A", "x+$", r"\d", "[^a]", "(a+)+$", "\u00e9"]
LITERALS: dict[FactType, list[Value]] = {
    FactType.TEXT: list(TEXTS),
    FactType.NUMBER: list(NUMBERS),
    FactType.YES_NO: [True, False],
    FactType.DATE: list(range(739_000, 739_006)),
    FactType.INSTANT: [1_790_000_000_000_000 + step for step in (0, 1, 2, 1_000)],
}
# `mixed` has two types: fields of different events may share a name.
FACTS = [(f"{kind}.{number}", kind) for kind in FactType for number in (1, 2)]
FACTS += [("mixed", FactType.TEXT), ("mixed", FactType.NUMBER)]

ORDERED = [Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN]
WILD: list[Value] = [True, False, 1, 1.0, "5", float("nan"), float("inf"), -float("inf")]
WILD += [10**400, -(10**30), 2**63, 2**64, 1e22, 1e-320, "\ud800", "y" * 100_000, "\\" * 70_000]


@st.composite
def single_tests(draw: st.DrawFn) -> FactTest:
    fact, kind = draw(st.sampled_from(FACTS))
    operators = [Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF, Operator.EXISTS]
    operators += {FactType.TEXT: [Operator.MATCHES], FactType.YES_NO: []}.get(kind, ORDERED)
    operator = draw(st.sampled_from(operators))
    literals = st.sampled_from(LITERALS[kind])
    match operator:
        case Operator.EXISTS:
            return FactTest(fact, kind, operator, draw(st.booleans()))
        case Operator.MATCHES:
            return FactTest(fact, kind, operator, draw(st.sampled_from(PATTERNS)))
        case Operator.ONE_OF | Operator.NONE_OF:
            return FactTest(fact, kind, operator, tuple(draw(st.lists(literals, max_size=12))))
    return FactTest(fact, kind, operator, draw(literals))


def conditions() -> st.SearchStrategy[Condition]:
    def joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(parts, max_size=6).map(tuple)
        return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(NoneOf, several)

    return st.recursive(single_tests(), joined, max_leaves=40)


def values(fact: str) -> st.SearchStrategy[Value | None]:
    kinds = [kind for name, kind in FACTS if name == fact]
    near = [value + step for value in NUMBERS for step in (-1, 0.25, 1)]
    return st.one_of(
        st.none(),
        *(st.sampled_from(LITERALS[kind]) for kind in kinds),
        st.sampled_from(near) if FactType.NUMBER in kinds else st.text(max_size=4),
        st.sampled_from(WILD),
    )
