"""Rules that speak at once: outranked, colliding, forbidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, islice

from tactful.conditions.tree import All
from tactful.diagnostics import Finding
from tactful.linting.deciding import ALWAYS
from tactful.linting.offsets import comes_first
from tactful.linting.subject import Subject, finding, same_people, same_trigger
from tactful.policy.model import Again, Recipients, Rule, Timing

MAX_PAIRS = 2_000
"""The most pairs of rules that are compared."""

_ALL = frozenset({"everyone"})
_EVENT = "event"


def always_outranked(subject: Subject) -> Iterator[Finding]:
    """Find rules whose advice is never shown, since another's is open whenever it is."""
    for winner, loser in _pairs(subject):
        if _always_above(subject, winner, loser):
            message = f"the advice of `{loser.name}` is never shown: that of `{winner.name}` always outranks it"
            help_text = (
                f"give it a higher `priority`, another purpose, or remove it; `{winner.name}` is in {winner.where}"
            )
            yield finding("always-outranked", loser.where, message, help_text)


def colliding_advice(subject: Subject) -> Iterator[Finding]:
    """Find rules of one purpose that can speak at once to the same people, where only their order decides."""
    for winner, loser in _pairs(subject):
        if (
            (winner.priority, winner.layer) == (loser.priority, loser.layer)
            and _overlap(winner.recipients, loser.recipients)
            and not _one_after_the_other(winner, loser)
            and not _always_above(subject, winner, loser)
            and (event := _common_event(subject, winner, loser)) is not None
        ):
            message = f"`{winner.name}` and `{loser.name}` both advise `{loser.purpose}` at `{event}`"
            help_text = "only the first is shown; give one a higher `priority`, or let their conditions part"
            yield finding("colliding-advice", loser.where, message, f"{help_text}; the first is in {winner.where}")


def always_forbidden(subject: Subject) -> Iterator[Finding]:
    """Find rules that a prohibition, triggered by the same events, forbids for ever."""
    prohibitions = [
        rule for rule in subject.policy.rules if rule.forbids is not None and _at_once_and_for_ever(rule.timing)
    ]
    pairs = ((task, prohibition) for task in subject.tasks for prohibition in prohibitions)
    for task, prohibition in islice(pairs, MAX_PAIRS):
        if _forbids_all(subject, prohibition, task):
            message = f"the advice of `{task.name}` is always forbidden by `{prohibition.name}`"
            help_text = f"whatever triggers it triggers the prohibition too, in {prohibition.where}"
            yield finding("always-forbidden", task.where, message, help_text)


def _pairs(subject: Subject) -> Iterator[tuple[Rule, Rule]]:
    """Yield tasks of one purpose by two, the one that is shown first."""
    by_purpose: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in subject.tasks:
        if not subject.never(rule.trigger):
            by_purpose[rule.purpose].append(rule)
    pairs = (
        pair
        for rules in by_purpose.values()
        for pair in combinations(sorted(rules, key=lambda rule: (-rule.priority, -rule.layer, rule.order)), 2)
    )
    yield from islice(pairs, MAX_PAIRS)


def _always_above(subject: Subject, winner: Rule, loser: Rule) -> bool:
    """Tell whether it is proved that the winner's advice is open whenever the loser's is."""
    first, second = winner.timing, loser.timing
    return (
        set(winner.trigger.events) == set(loser.trigger.events)
        and winner.per == loser.per
        and winner.again == loser.again
        and winner.channels == loser.channels
        and same_people(winner.recipients, loser.recipients)
        and first.anchor == second.anchor
        and comes_first(first.opens, second.opens)
        and first.window in (None, second.window)
        and first.expires in ((), second.expires)
        and (winner.stop is None or same_trigger(winner.stop, loser.stop))
        and (_same_moments(subject, winner, loser) or _open_since(subject, winner, loser))
    )


def _same_moments(subject: Subject, winner: Rule, loser: Rule) -> bool:
    """Tell whether both are triggered at the same moments."""
    first, second = winner.trigger.condition, loser.trigger.condition
    return first == second or all(
        subject.decider.implies(first, second, event) and subject.decider.implies(second, first, event)
        for event in winner.trigger.events
    )


def _open_since(subject: Subject, winner: Rule, loser: Rule) -> bool:
    """Tell whether the winner is open from its trigger until it is done, and triggered wherever the loser is."""
    return (
        (winner.per, winner.again, winner.stop) == ("case", Again.IGNORE, None)
        and _at_once_and_for_ever(winner.timing)
        and _implied(subject, loser, winner)
    )


def _implied(subject: Subject, rule: Rule, other: Rule) -> bool:
    """Tell whether the other rule is triggered wherever the first is."""
    return all(
        event in other.trigger.events
        and subject.decider.implies(rule.trigger.condition, other.trigger.condition, event)
        for event in rule.trigger.events
    )


def _overlap(first: Recipients | None, second: Recipients | None) -> bool:
    """Tell whether advice to the same people can come of both."""
    if first is None or second is None or first.each != second.each:
        return False
    if same_people(first, second):
        return True
    if first.condition is not None or second.condition is not None:
        return False
    if not first.each:
        return set(first.who) == set(second.who)
    one, other = set(first.who), set(second.who)
    met = {"met", "interviewers"}
    return bool(one & other) or bool((one | other) & _ALL) or bool(one & met and other & met)


def _one_after_the_other(first: Rule, second: Rule) -> bool:
    """Tell whether one is over when the other opens, where both are counted from one anchor."""
    one, other = first.timing, second.timing
    return one.anchor == other.anchor and (
        (bool(one.expires) and comes_first(one.expires, other.opens))
        or (bool(other.expires) and comes_first(other.expires, one.opens))
    )


def _common_event(subject: Subject, first: Rule, second: Rule) -> str | None:
    """Return an event type at which both conditions can hold."""
    both = All((first.trigger.condition or ALWAYS, second.trigger.condition or ALWAYS))
    common = (event for event in first.trigger.events if event in second.trigger.events)
    return next((event for event in common if subject.decider.possible(both, event)), None)


def _at_once_and_for_ever(timing: Timing) -> bool:
    return (timing.anchor.of, timing.opens, timing.expires, timing.window) == (_EVENT, (), (), None)


def _forbids_all(subject: Subject, prohibition: Rule, task: Rule) -> bool:
    selects = prohibition.forbids
    return (
        selects is not None
        and (selects.purposes is None or task.purpose in selects.purposes)
        and (selects.channels is None or selects.channels.issuperset(task.channels or ()))
        and selects.recipients is None
        and prohibition.stop is None
        and prohibition.per in ("case", task.per)
        and not subject.never(task.trigger)
        and _implied(subject, task, prohibition)
    )
