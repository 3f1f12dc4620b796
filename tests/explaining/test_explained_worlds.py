"""What an explanation says is true: in random worlds its sums, marks and changes agree with the plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from histories import at, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from tactful.conditions import tree
from tactful.conditions.plain import holds, passes
from tactful.explaining.marked import Marked
from tactful.explaining.nearest import Change
from tactful.replaying import by_partition

ENGINE = Path(__file__).parents[1] / "engine"
WORLDS = [tactful.load(ENGINE / name) for name in ("world.yaml", "limited.yaml")]
worlds = st.sampled_from(WORLDS)
slow = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cases(world: tactful.Policy, history: list[dict[str, Any]]) -> list[str]:
    """Return the cases of the events that count."""
    return sorted({event.case for events in by_partition(world, history).values() for event in events})


def explanations(world: tactful.Policy, history: list[dict[str, Any]], step: int) -> Iterator[tactful.Explanation]:
    """Explain each case of a history at a moment."""
    for case in cases(world, history):
        yield tactful.explain(world, history, case, at(step))


def marked_tests(marked: Marked) -> Iterator[Marked]:
    if isinstance(marked.condition, tree.Test):
        yield marked
    for part in marked.parts:
        yield from marked_tests(part)


@slow
@given(worlds, histories(), st.integers(0, 40))
def test_all_advice_is_explained(world: tactful.Policy, history: list[dict[str, Any]], step: int) -> None:
    """The explanations hold the advice of the plan, all of it and in its order, and no other."""
    plan = tactful.plan(world, history, at(step))
    for explanation in explanations(world, history, step):
        wanted = [one.to_dict() for case in plan.cases if case.case == explanation.case for one in case.advice]
        assert [account.advice.to_dict() for account in explanation.accounts] == wanted
        spoke = {account.advice.rule for account in explanation.accounts}
        assert [one.rule.name for one in explanation.silences] == [
            rule.name for rule in world.rules if rule.name not in spoke
        ]


@slow
@given(worlds, histories(), st.integers(0, 40))
def test_every_sum_ends_in_the_time(world: tactful.Policy, history: list[dict[str, Any]], step: int) -> None:
    """The last term of each sum is the time of the advice, and a time without a sum is none at all."""
    for explanation in explanations(world, history, step):
        for account in explanation.accounts:
            advice = account.advice
            results = {one.of: one.result for one in account.sums}
            times = {"opens": advice.opens, "due": advice.due, "expires": advice.expires}
            assert {of: results.get(of) for of in times} == times


@slow
@given(worlds, histories(), st.integers(0, 40))
def test_marks_are_true(world: tactful.Policy, history: list[dict[str, Any]], step: int) -> None:
    """Advice was triggered by a condition that held; each mark is what the plain lowering says of the value shown; and
    of the events that a silent rule looked at, the marked condition held just where the engine says so."""
    for explanation in explanations(world, history, step):
        for account in explanation.accounts:
            assert account.condition is None or account.condition.holds
        looks = [look for silence in explanation.silences for look in silence.looks]
        for look in looks:
            assert look.held is (look.marked is None or look.marked.holds)
        for marked in [look.marked for look in looks] + [account.condition for account in explanation.accounts]:
            for one in marked_tests(marked) if marked is not None else ():
                assert isinstance(one.condition, tree.Test)
                assert one.holds is passes(one.condition, one.saw)


@slow
@given(worlds, histories(), st.integers(0, 40))
def test_the_nearest_change_would_do(world: tactful.Policy, history: list[dict[str, Any]], step: int) -> None:
    """Where a condition failed, the changes name what each fact is, and with facts that pass as they say it holds."""
    for explanation in explanations(world, history, step):
        for silence in explanation.silences:
            for look in silence.looks:
                if look.held:
                    continue
                assert look.nearest
                facts = dict(look.trial.facts)
                assert all(change.saw == facts.get(change.fact) for change in look.nearest)
                condition = look.trial.clause.trigger.condition
                assert condition is not None
                changed = facts | {change.fact: fitting(change) for change in look.nearest}
                assert not holds(condition, facts)
                assert holds(condition, changed)


VALUES: list[tree.Value | None] = [
    None,
    *range(-1, 5),
    "active",
    "check-in",
    "onsite",
    "bo@a.example",
    "other",
    True,
    False,
]


def fitting(change: Change) -> tree.Value | None:
    """Return a value for which the tests come out as a change says."""
    return next(value for value in VALUES if all(passes(test, value) is wanted for test, wanted in change.tests))


@slow
@given(worlds, histories(), st.integers(0, 40), st.integers(0, 40))
def test_later_knowledge_counts_as_in_a_plan(
    world: tactful.Policy, history: list[dict[str, Any]], step: int, later: int
) -> None:
    """`known` means what it means in a plan, and the whole is plain data that looks the same each time."""
    known = at(max(step, later))
    plan = tactful.plan(world, history, at(step), known=known)
    for case in cases(world, history):
        told = tactful.explain(world, history, case, at(step), known=known).to_dict()
        wanted = [one.id for planned in plan.cases if planned.case == case for one in planned.advice]
        assert [one["advice"] for one in told["advice"]] == wanted
        assert tactful.explain(world, history, case, at(step), known=known).to_dict() == told
