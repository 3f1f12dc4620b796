"""How many messages a policy allows until the other side is heard, or in a case, as far as its rules say so plainly."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.conditions.tree import All, Condition, Operator, Test
from tactful.policy import Policy, Rule

_UNTIL_HEARD, _IN_A_CASE = "case.unanswered.", "case.sent."
_WORDS = {_UNTIL_HEARD: "until they answer", _IN_A_CASE: "in a case"}
_ANY = "any"


def messages_said(policy: Policy, purpose: str) -> str | None:
    """Say how many messages of a purpose may be sent at most; None where that cannot be read off.

    It is read off the `if` of the purpose's rules where each of them tests how many were sent, and off prohibitions
    that one sent message, or so many, set off.
    """
    told = []
    for stem, words in _WORDS.items():
        limits = [*_of_rules(policy, purpose, stem), *_of_prohibitions(policy, purpose, stem)]
        if limits:
            told.append(f"{min(limits)} {words}")
    return ", ".join(told) or None


def _of_rules(policy: Policy, purpose: str, stem: str) -> Iterator[int]:
    rules = [rule for rule in policy.rules if rule.forbids is None and rule.purpose == purpose]
    found = [_most_before(rule.trigger.condition, _facts(stem, purpose)) for rule in rules]
    limits = [limit for limit in found if limit is not None]
    if limits and len(limits) == len(found):
        yield max(limits) + 1


def _most_before(condition: Condition | None, facts: frozenset[str]) -> int | None:
    """Return how many messages there may be at most where a condition holds; None where it does not say."""
    limits = [limit for test in _joined(condition) if test.fact in facts for limit in _upper(test)]
    return min(limits) if limits else None


def _upper(test: Test) -> Iterator[int]:
    value = test.value
    if test.operator is Operator.ONE_OF and isinstance(value, tuple):
        yield max(one for one in value if isinstance(one, int))
    elif isinstance(value, int):
        if test.operator in (Operator.IS, Operator.AT_MOST):
            yield value
        elif test.operator is Operator.LESS_THAN:
            yield value - 1


def _of_prohibitions(policy: Policy, purpose: str, stem: str) -> Iterator[int]:
    for rule in policy.rules:
        if rule.forbids is None or rule.forbids.recipients is not None or rule.forbids.channels is not None:
            continue
        purposes = rule.forbids.purposes
        if (purposes is None or purpose in purposes) and _lasts(policy, rule) == stem:
            count = _least_sent(rule, purpose, stem)
            if count is not None:
                yield count


def _lasts(policy: Policy, rule: Rule) -> str | None:
    """Say whether a prohibition lasts until the other side is heard, or for good; None for anything else."""
    timing, stop = rule.timing, rule.stop
    if timing.opens or timing.expires or timing.window is not None:
        return None
    if stop is None:
        return _IN_A_CASE
    heard = all(name in policy.vocabulary and policy.vocabulary[name].heard for name in stop.events)
    return _UNTIL_HEARD if heard and stop.condition is None else None


def _least_sent(rule: Rule, purpose: str, stem: str) -> int | None:
    """Return which message of a purpose sets off a prohibition: the first, the second, …; None for anything else."""
    if rule.trigger.events != ("message.sent",) or not _is_plain(rule.trigger.condition):
        return None
    # What was sent in all counts for either; what is unanswered says nothing of a whole case.
    counted = _facts(_IN_A_CASE, purpose) | (_facts(stem, purpose) if stem == _UNTIL_HEARD else frozenset())
    counts = [1]
    for test in _joined(rule.trigger.condition):
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        if test.fact == "message.purpose" and test.operator in (Operator.IS, Operator.ONE_OF) and purpose in values:
            continue
        if test.fact not in counted or not isinstance(test.value, int):
            return None
        if test.operator in (Operator.IS, Operator.AT_LEAST):
            counts.append(test.value)
        elif test.operator is Operator.MORE_THAN:
            counts.append(test.value + 1)
        else:
            return None
    return max(counts)


def _is_plain(condition: Condition | None) -> bool:
    if isinstance(condition, All):
        return all(_is_plain(part) for part in condition.parts)
    return condition is None or isinstance(condition, Test)


def _joined(condition: Condition | None) -> Iterator[Test]:
    """Yield the tests of which each must hold."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, All):
        for part in condition.parts:
            yield from _joined(part)


def _facts(stem: str, purpose: str) -> frozenset[str]:
    return frozenset((stem + purpose, stem + _ANY))
