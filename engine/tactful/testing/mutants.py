"""The small changes of a policy that its tests should notice: one at a time, on the compiled form, in policy order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from tactful.conditions.tree import All, Condition
from tactful.errors import Position
from tactful.policy import Again, Anchor, Hold, Limit, Moment, Per, Policy, Rule, Selection, Then, Trigger
from tactful.testing.places import Places
from tactful.testing.scope import Clause, Key, clauses, meaning
from tactful.testing.steps import Changed, conditions, moments, offsets, recipients, strengths, without_each

_Edit: TypeAlias = Changed[Any]
_SINGULAR = {"rules": "rule", "holds": "hold", "stops": "stop", "limits": "limit"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one change in one clause. `description` says which."""

    description: str
    where: Position
    clause: Key
    policy: Policy


def mutants(policy: Policy, keys: Collection[Key], places: Places) -> Iterator[Mutant]:
    """Yield every small change of some clauses of a policy, without those that provably change no advice."""
    for key, clause in clauses(policy).items():
        if key not in keys:
            continue
        seen = {meaning(clause)}
        for text, changed, where in _edits(policy, clause, key, places):
            said = f"{_SINGULAR[key[0]]} `{clause.name}`: {text}"
            if changed is not None:
                mark = meaning(changed)
                if mark in seen:
                    continue
                seen.add(mark)
            yield Mutant(said, where or clause.where, key, _with(policy, key, clause, changed))


def _with(policy: Policy, key: Key, clause: Clause, changed: Clause | None) -> Policy:
    section = key[0]
    several = (changed if one is clause else one for one in getattr(policy, section))
    rest: Any = {section: tuple(one for one in several if one is not None)}
    return replace(policy, **rest)


def _edits(policy: Policy, clause: Clause, key: Key, places: Places) -> Iterator[_Edit]:
    def at(*path: str) -> Position:
        return places.of(clause.where, (*key, *path))

    if isinstance(clause, Rule):
        yield from _of_rule(policy, clause, at)
        return
    yield "left out", None, clause.where
    if isinstance(clause, Limit):
        yield from _of_limit(policy, clause, at)
        return
    yield from _of_trigger(clause, "trigger", "when", at("when"))
    yield from _of_selection(policy, clause, "selects", at)
    if isinstance(clause, Hold):
        if clause.plus is not None:
            yield from _of_offset(clause, "plus", at("plus"))
            yield "`plus` left out", replace(clause, plus=None), at("plus")
        if clause.release is not None:
            if clause.until is not None:
                yield "`release` left out", replace(clause, release=None), at("release")
            yield from _of_trigger(clause, "release", "release", at("release"))


def _of_limit(policy: Policy, limit: Limit, at: Callable[..., Position]) -> Iterator[_Edit]:
    yield from _of_selection(policy, limit, "selects", at)
    yield from _of_offset(limit, "within", at("within"))
    for most in (limit.max - 1, limit.max + 1):
        if most:
            yield f"`max` changed to `{most}`", replace(limit, max=most), at("max")
    for per in Per:
        if per is not limit.per:
            yield f"`per` changed to `{per}`", replace(limit, per=per), at("per")
    then = Then.DELAY if limit.then is Then.WITHHOLD else Then.WITHHOLD
    yield f"`then` changed to `{then}`", replace(limit, then=then), at("then")


def _of_rule(policy: Policy, rule: Rule, at: Callable[..., Position]) -> Iterator[_Edit]:
    # Its place counts for other rules: it stays, and is never triggered.
    yield "left out", replace(rule, trigger=replace(rule.trigger, events=())), rule.where
    yield from _of_trigger(rule, "trigger", "when", at("when"))
    for text, strength, _ in strengths(rule.strength):
        yield text, replace(rule, strength=strength), at("strength")
    if rule.forbids is not None:
        yield from _of_selection(policy, rule, "forbids", at)
    elif rule.recipients is not None:
        for text, people, where in recipients(rule.recipients):
            yield text, replace(rule, recipients=people), where
        if not rule.recipients.first:  # which goes with `each` alone
            each = replace(rule.recipients, each=not rule.recipients.each)
            text = f"`each` {'left out' if rule.recipients.each else 'added'}"
            yield text, replace(rule, recipients=each), each.where
    for name, time in rule.timing.times.items():
        yield from _of_time(rule, name, time, at("timing", name))
    if rule.timing.window is not None:
        yield "`window` left out", _timed(rule, window=None), at("timing", "window")
    if rule.timing.anchor.field is not None:
        text = f"counted from the event, not `{rule.timing.anchor.of}`"
        yield text, _timed(rule, anchor=Anchor("event", None)), at("timing", "from")
    again = Again.IGNORE if rule.again is Again.RESTART else Again.RESTART
    if rule.again is Again.RESTART or (
        rule.per == "case" and not _ends_itself(policy, rule)
    ):  # else a new trigger meets none that is live
        yield f"`again` changed to `{again}`", replace(rule, again=again), at("again")
    rivals = [one for one in policy.rules if one is not rule and one.forbids is None and one.purpose == rule.purpose]
    if rule.priority and rivals:
        yield "`priority` left out", replace(rule, priority=0), at("priority")
    if rule.stop is not None:
        yield "its own `stop` left out", replace(rule, stop=None), at("stop")
        yield from _of_trigger(rule, "stop", "stop", at("stop"))


def _of_time(rule: Rule, name: str, time: tuple[Moment, ...], where: Position) -> Iterator[_Edit]:
    several = len(time) > 1
    for place, moment in enumerate(time):
        at = moment.where if several else where
        before, after = time[:place], time[place + 1 :]
        for text, changed, _ in moments(moment):
            yield f"{name} {text}", _timed(rule, **{name: (*before, changed, *after)}), at
        if several:
            yield f"{name} without `{moment}`", _timed(rule, **{name: before + after}), at
    if time:
        yield f"`{name}` left out", _timed(rule, **{name: ()}), where


def _ends_itself(policy: Policy, rule: Rule) -> bool:
    """Whether every trigger of a rule ends what an earlier one began."""
    stops = [] if rule.forbids is not None else [one.trigger for one in policy.stops if _selects(one.selects, rule)]
    return any(
        {*rule.trigger.events} <= {*stop.events} and _demands(stop) <= _demands(rule.trigger)
        for stop in (rule.stop, *stops)
        if stop is not None
    )


def _selects(selection: Selection, rule: Rule) -> bool:
    return (
        selection.recipients is None
        and (selection.purposes is None or rule.purpose in selection.purposes)
        and (selection.channels is None or not selection.channels.isdisjoint(rule.channels or ()))
    )


def _demands(trigger: Trigger) -> set[Condition]:
    condition = trigger.condition
    if condition is None:
        return set()
    return {*condition.parts} if isinstance(condition, All) else {condition}


def _timed(rule: Rule, **changes: Any) -> Rule:
    return replace(rule, timing=replace(rule.timing, **changes))


def _of_trigger(clause: Clause, field: str, name: str, where: Position) -> Iterator[_Edit]:
    trigger: Trigger = getattr(clause, field)
    for text, events in without_each(trigger.events, lambda event: f"`{name}` without `{event}`"):
        yield text, replace(clause, **{field: replace(trigger, events=events)}), where  # type: ignore[arg-type]
    if trigger.condition is not None:
        for text, condition, place in conditions(trigger.condition):
            changed = replace(trigger, condition=condition)
            yield text, replace(clause, **{field: changed}), place or where  # type: ignore[arg-type]


def _of_selection(policy: Policy, clause: Clause, field: str, at: Callable[..., Position]) -> Iterator[_Edit]:
    selection: Selection = getattr(clause, field)
    # What no rule sends, nothing can select.
    sent = {rule.purpose for rule in policy.rules if rule.forbids is None}
    used = {channel for rule in policy.rules if rule.forbids is None for channel in rule.channels or ()}
    for name, key, there in (("purposes", "purpose", sent), ("channels", "channel", used)):
        values: frozenset[str] | None = getattr(selection, name)
        if values is None:
            continue
        for value in sorted(values & there) if len(values) > 1 else ():
            rest = _selecting(clause, field, selection, **{name: values - {value}})
            yield f"`{key}` without `{value}`", rest, at(key)
        if there - values:
            everything = _selecting(clause, field, selection, **{name: None})
            yield f"`{key}` left out, so that it is of all", everything, at(key)
    if selection.recipients is not None:
        for text, people, where in recipients(selection.recipients):
            yield text, _selecting(clause, field, selection, recipients=people), where
        everybody = _selecting(clause, field, selection, recipients=None)
        yield "`recipients` left out, so that it is of all", everybody, selection.recipients.where


def _selecting(clause: Clause, field: str, before: Selection, **changes: Any) -> Clause:
    selection = replace(before, **changes)
    if isinstance(clause, Rule):
        same = selection.purposes == before.purposes
        purpose = clause.purpose if same else _purposes(selection.purposes)
        left = selection.channels
        channels = None if left is None else tuple(channel for channel in clause.channels or () if channel in left)
        return replace(clause, forbids=selection, recipients=selection.recipients, purpose=purpose, channels=channels)
    return replace(clause, **{field: selection})  # type: ignore[arg-type]


def _purposes(purposes: frozenset[str] | None) -> str:
    return "any" if purposes is None else ", ".join(sorted(purposes))


def _of_offset(clause: Hold | Limit, field: str, where: Position) -> Iterator[_Edit]:
    for text, changed, _ in offsets(getattr(clause, field)):
        yield f"{field} {text}", replace(clause, **{field: changed}), where  # type: ignore[arg-type]
