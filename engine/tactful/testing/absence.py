"""Why an expected advice is not there: it is in another state, or its rule did not speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tactful.conditions.tree import Value
from tactful.errors import did_you_mean
from tactful.history import Case, Happening, Person
from tactful.planning import Advice, Panel, Program
from tactful.planning.program import Clause
from tactful.policy import Policy, Recipients, Rule
from tactful.testing.expected import Expected, given
from tactful.testing.stages import Stage, advice_at
from tactful.testing.wording import culprits, said, value_said

_RULES_TOLD = 3
_TELLING = ("rule", "purpose", "to")


class _Trial(NamedTuple):
    happening: Happening
    facts: Mapping[str, Value | None]
    held: bool


class _Trials:
    """A watch that keeps how each rule was decided last in one case; what held outlasts what did not."""

    def __init__(self, case: str) -> None:
        self.case = case
        self.latest: dict[str, _Trial] = {}

    def decided(
        self,
        role: str,
        clause: Clause,
        case: Case,
        happening: Happening,
        facts: Mapping[str, Value | None],
        held: bool,
    ) -> None:
        if role == "rules" and case.name == self.case:
            known = self.latest.get(clause.name)
            if held or known is None or not known.held:
                self.latest[clause.name] = _Trial(happening, facts, held)

    def chosen(
        self,
        recipients: Recipients,
        case: Case,
        happening: Happening,
        person: Person,
        facts: Mapping[str, Value | None],
        held: bool,
    ) -> None:
        """Recipients say nothing of whether a rule speaks."""


class Absences:
    """Explains what is missing at one moment of a test."""

    def __init__(self, policy: Policy, stage: Stage) -> None:
        self._policy = policy
        self._case = stage.expectation.case
        trials = _Trials(self._case)
        self._advice = advice_at(Panel([Program(policy, watch=trials)]), stage)
        self._trials = trials.latest
        self._empty = not stage.partitions

    def why(self, expected: Expected) -> str:
        """Say why an advice is not there as expected."""
        if self._empty:
            return f"nothing is known of case `{self._case}` by then"
        alike = [one for one in self._advice if all(_agrees(expected, one, name) for name in _TELLING)]
        states = dict.fromkeys(f"it is {one.verdict}: {one.reason.text}" for one in alike)
        if states:
            return "; ".join(states)
        rules = [rule for rule in self._policy.rules if _could(rule, expected)]
        if not rules:
            return self._no_rule(expected)
        told = [self._of_rule(rule) for rule in rules[:_RULES_TOLD]]
        more = len(rules) - len(told)
        return "; ".join(told) + (f"; and {more} more rules did not" if more else "")

    def _of_rule(self, rule: Rule) -> str:
        trial = self._trials.get(rule.name)
        if trial is None:
            events = " or ".join(f"`{event}`" for event in rule.trigger.events)
            return f"rule `{rule.name}` did not speak: no {events} by then ({rule.where})"
        if trial.held:
            of_rule = [one for one in self._advice if one.rule == rule.name]
            whom = dict.fromkeys(address or "nobody" for one in of_rule for address in one.addresses)
            return f"rule `{rule.name}` spoke, to {', '.join(whom) or 'nobody'} ({rule.where})"
        reasons = "; ".join(_failed(rule, trial))
        return f"rule `{rule.name}` did not speak at {trial.happening.type} `{trial.happening.id}`: {reasons}"

    def _no_rule(self, expected: Expected) -> str:
        for name, known in (
            ("rule", [rule.name for rule in self._policy.rules]),
            ("purpose", [rule.purpose for rule in self._policy.rules]),
        ):
            found = expected.fields.get(name)
            if isinstance(found, str) and found not in known:
                hint = did_you_mean(found, known)
                what = f"the policy has no rule `{found}`" if name == "rule" else f"no rule has the purpose `{found}`"
                return f"{what}; {hint}" if hint else what
        return "no rule is like that"


def _agrees(expected: Expected, advice: Advice, name: str) -> bool:
    return name not in expected.fields or bool(expected.fields[name] == given(advice, name))


def _could(rule: Rule, expected: Expected) -> bool:
    fields = expected.fields
    return bool(fields.get("rule", rule.name) == rule.name and fields.get("purpose", rule.purpose) == rule.purpose)


def _failed(rule: Rule, trial: _Trial) -> Iterator[str]:
    condition = rule.trigger.condition
    if condition is not None:
        for test, wanted in culprits(condition, trial.facts):
            found = value_said(trial.facts.get(test.fact), test.type)
            place = f" ({test.where})" if test.where is not None else ""
            yield f"`{said(test)}` {'failed' if wanted else 'held'}, {test.fact} was `{found}`{place}"
