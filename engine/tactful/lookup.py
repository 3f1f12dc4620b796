"""Finding what somebody names: a rule or a case, and what was meant where there is no such."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from tactful.errors import EventError, did_you_mean
from tactful.events.event import Event
from tactful.policy.model import Policy, Rule
from tactful.timing.texts import quoted, with_help

_SHOWN = 12


def rule_named(policy: Policy, name: str) -> Rule:
    """Return a rule. Raises EventError, `unknown_rule`, where the policy has none of that name."""
    if not isinstance(policy, Policy):
        raise TypeError(f"found a {type(policy).__name__}, expected a Policy: `tactful.load` reads one")
    for rule in policy.rules:
        if rule.name == name:
            return rule
    raise unknown_rule([policy], name)


def unknown_rule(policies: Sequence[Policy], name: str) -> EventError:
    """Return the error for a rule that none of the policies has."""
    names = " or ".join(f"`{policy.name}`" for policy in policies)
    hints = (_kind_of(name, policy) for policy in policies)
    rules = [rule.name for policy in policies for rule in policy.rules]
    hint = next(filter(None, hints), "") or _near(name, rules, "rules")
    return EventError(with_help(f"there is no rule {quoted(name)} in {names}", hint), "unknown_rule")


def concerning(case: str, partitions: Mapping[str, Sequence[Event]]) -> dict[str, Sequence[Event]]:
    """Return the partitions with events of a case. Raises EventError, `unknown_case`, where there is none."""
    found = {key: events for key, events in partitions.items() if any(event.case == case for event in events)}
    if not found:
        raise unknown_case(case, (event.case for events in partitions.values() for event in events))
    return found


def unknown_case(case: str, known: Iterable[str]) -> EventError:
    """Return the error for a case of which there is no event."""
    return EventError(with_help(f"there is no case {quoted(case)}", _near(case, set(known), "cases")), "unknown_case")


def _near(name: str, known: Collection[str], what: str) -> str:
    hint = did_you_mean(name[:100], known)
    if hint or not known:
        return hint
    shown = [quoted(one) for one in sorted(known)[:_SHOWN]] + ["…"] * (len(known) > _SHOWN)
    return f"the {what} are {', '.join(shown)}"


def _kind_of(name: str, policy: Policy) -> str:
    """Say what else of a policy has a name that was taken for a rule's."""
    if any(name == hold.name for hold in policy.holds):
        return f"{quoted(name)} is a hold"
    if any(name == stop.name for stop in policy.stops):
        return f"{quoted(name)} is a stop"
    if any(name == limit.name for limit in policy.limits):
        return f"{quoted(name)} is a limit"
    rules = [f"`{rule.name}`" for rule in policy.rules if name == rule.purpose]
    return f"{quoted(name)} is the purpose of {' and '.join(rules)}" if rules else ""
