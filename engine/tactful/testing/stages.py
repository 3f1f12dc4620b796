"""The moments of a test: at each, what was known, and what a policy advises on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tactful.events.event import Event
from tactful.planning import Advice, Panel
from tactful.planning.plan import case_plans
from tactful.policy import Policy
from tactful.replaying import by_partition
from tactful.testing.suite import Expectation, PolicyTest


@dataclass(frozen=True, slots=True)
class Stage:
    """An expectation, and the events known by then of each partition that holds its case."""

    expectation: Expectation
    partitions: Mapping[str, Sequence[Event]]


def stages(policy: Policy, test: PolicyTest) -> tuple[Stage, ...]:
    """Return a test's expectations in the order written, each with what is known."""
    return tuple(_stage(policy, test, expectation) for expectation in test.expectations)


def advice_at(panel: Panel, stage: Stage) -> list[Advice]:
    """Return all advice to the case of an expectation at its moment, also what is withheld or has ended."""
    expectation = stage.expectation
    return [
        advice
        for key, events in stage.partitions.items()
        for case in case_plans(panel, key, events, expectation.at)
        if case.case == expectation.case
        for advice in case.advice
    ]


def _stage(policy: Policy, test: PolicyTest, expectation: Expectation) -> Stage:
    known = expectation.known
    partitions = {
        key: [event for event in events if known is None or event.known <= known]
        for key, events in by_partition(policy, test.events, known).items()
    }
    case = expectation.case
    return Stage(
        expectation, {key: events for key, events in partitions.items() if any(event.case == case for event in events)}
    )
