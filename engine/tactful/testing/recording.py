"""A real case turned into a policy test: its events with everybody disguised, and what is advised on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tactful.decisions import Decision
from tactful.errors import EventError, Position
from tactful.events.event import Event, in_order
from tactful.planning import Advice, panel_of
from tactful.planning.plan import HIDDEN
from tactful.policy import Policy
from tactful.replaying import by_partition, replay_partition
from tactful.testing.disguise import Disguise
from tactful.testing.retelling import CASE, Retelling
from tactful.testing.run import run_suite
from tactful.testing.stages import Stage, advice_at
from tactful.testing.suite import Expectation, parse_suite
from tactful.testing.writing import flow, test_text, written
from tactful.timing import Instant

_ENDED = ("done", "stopped", "expired")


@dataclass(frozen=True, slots=True)
class Recording:
    """The text of a test file. `faithful` says whether the policy advises the same on it as on the real case."""

    text: str
    faithful: bool


def record(
    policy: Policy, reference: str, events: Sequence[Event], case: str, moments: Sequence[Instant] = ()
) -> Recording:
    """Turn a case into a test that passes.

    `events` are all of the case's partition, `reference` is how the test file names the policy. What is expected is
    told at the moments, else wherever a decision changes. Other cases of the candidate are told only where what is
    known from them matters here.
    Raises EventError where there is no such case.
    """
    own = [event for event in events if event.case == case]
    if not own:
        raise EventError(f"no event is of case `{case}`", "unknown_case")
    real = _decisions(policy, events, case)
    recording = None
    for scope in (own, events) if len(own) < len(events) else (own,):
        for texts in (False, True):
            disguise = Disguise(policy, sorted(scope, key=in_order), texts=texts)
            recording = _recorded(policy, reference, Retelling(policy, scope, case, disguise), real, moments)
            if recording.faithful:
                return recording
    assert recording is not None
    return recording


def _recorded(
    policy: Policy, reference: str, told: Retelling, real: Sequence[Decision], moments: Sequence[Instant]
) -> Recording:
    events = told.events()
    place = told.zone
    shell = test_text(reference, told.zone_name, events, [f"{{at: {written(0, place)}, advice: []}}"])
    (test,) = parse_suite(shell, "recorded", policy).tests
    decided = _decisions(policy, test.events, CASE)
    instants = sorted(set(moments) or {decision.time for decision in decided} or {test.events[-1].known})
    expected = [_expectation(policy, test.events, at, decided, place) for at in instants]
    text = test_text(reference, told.zone_name, events, expected)
    (result,) = run_suite(parse_suite(text, "recorded", policy))
    assert result.passed, result.failures[0].text
    same = sorted(_mark(one, told.disguise) for one in real) == sorted(_mark(one, None) for one in decided)
    return Recording(text, same)


def _decisions(policy: Policy, events: Sequence[Event], case: str) -> list[Decision]:
    panel = panel_of(policy)
    return [
        decision
        for key, known in by_partition(policy, events).items()
        for decision in replay_partition(panel, key, known)
        if decision.subject == case
    ]


def _mark(decision: Decision, disguise: Disguise | None) -> tuple[Any, ...]:
    """Return what a decision says, as it compares: by other names the same."""
    advice = decision.advice
    to, meant = (
        sorted(str(disguise.address(one) if disguise is not None else one) for one in people)
        for people in (advice.addresses, advice.meant)
    )
    times = [str(instant) for instant in (advice.opens, advice.due, advice.expires)]
    return (decision.time, decision.type, advice.rule, to, meant, times, advice.reason.code)


def _expectation(
    policy: Policy, events: Sequence[Event], at: Instant, decided: Sequence[Decision], place: dt.tzinfo
) -> str:
    partitions = {key: [e for e in known if e.known <= at] for key, known in by_partition(policy, events, at).items()}
    stage = Stage(Expectation(Position("recorded"), at, at, CASE, None, None), partitions)
    ended = {one.advice.verdict for one in decided if one.time == at and one.advice.verdict in _ENDED}
    advice = [one for one in advice_at(panel_of(policy), stage) if one.verdict not in HIDDEN or one.verdict in ended]
    lines = [_advice(one, place) for one in advice]
    if len(lines) < 2:
        return f"{{at: {written(at, place)}, advice: [{''.join(lines)}]}}"
    return "".join([f"at: {written(at, place)}\n        advice:", *(f"\n          - {line}" for line in lines)])


def _advice(advice: Advice, place: dt.tzinfo) -> str:
    told: dict[str, Any] = {"rule": advice.rule, "purpose": advice.purpose}
    if advice.strength == "must_not":
        told["strength"] = advice.strength
    if advice.to:
        told["to"] = advice.addresses[0] if len(advice.to) == 1 else list(advice.addresses)
    if advice.for_:
        told["for"] = advice.meant[0] if len(advice.for_) == 1 else list(advice.meant)
    told["verdict"] = advice.verdict
    live = advice.verdict not in HIDDEN
    if live and (advice.verdict == "wait" or advice.reason.code.startswith(("held", "limited"))):
        told["opens"] = None if advice.opens is None else written(advice.opens, place, bare=True)
    for name in ("due", "expires") if live else ():
        instant = getattr(advice, name)
        if instant is not None:
            told[name] = written(instant, place, bare=True)
    if advice.reason.code not in ("triggered", "not_yet", "overdue", "sent", "expired"):
        told["reason"] = advice.reason.code
    return flow(told)
