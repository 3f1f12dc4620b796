"""What policies say, key by key, so that each can be held against the others: by purpose, not by name of rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from tactful.comparing.side_by_side import wording
from tactful.comparing.side_by_side.counting import messages_said
from tactful.events.vocabulary import BUILT_IN
from tactful.policy import Hold, Limit, Policy, Rule, Selection, Stop

OF = ("policy", "purpose", "prohibition", "hold", "stop", "limit")
"""What a knob may be of, in their order."""

RULE = "rule"
"""The key under which the rules of a purpose stand."""

Said: TypeAlias = Iterable[tuple[str, str | None]]
"""Keys, and what is said of each in words; None for nothing."""

_KEYS = (
    *("timezone", "calendar", "events"),
    *(RULE, "strength", "messages", "when", "if", "until", "plus", "release", "max", "within", "then"),
    *("purpose", "recipients", "channel", "timing", "again", "per", "priority", "stop", "tone"),
)
_TONE = ("voice", "must", "should", "must_not")


class Value(NamedTuple):
    """What a policy says in words, None for nothing, and the rules that say so where it takes rules to say it."""

    text: str | None
    rules: tuple[str, ...] = ()


class Knob(NamedTuple):
    """One thing on which policies may differ.

    `of` and `name` say what it is a knob of: the `policy` itself (its name is empty), a `purpose` of messages, a
    `prohibition` by the purposes that it forbids, a `hold`, `stop` or `limit` by its name. `key` is written as in the
    policy language, but for `rule` and `messages`. `values` has for each policy what it says, each text once; nothing
    where it says nothing.
    """

    of: str
    name: str
    key: str
    values: tuple[tuple[Value, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether the policies do not all say the same, whichever of their rules do."""
        return len({frozenset(value.text for value in values) for values in self.values}) > 1


class _Sheet:
    """Gathers what each policy says, in the order in which it first comes up.

    A rule of None stands for the policy as a whole.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._rules: dict[tuple[str, str], list[list[str | None]]] = {}
        self._said: dict[tuple[str, str], dict[str, list[dict[str | None, str]]]] = {}

    def say(self, place: int, of: tuple[str, str], said: Said, rule: str | None = None) -> None:
        """Note what a rule, or the policy as a whole, says of something; `place` is that of the policy."""
        rules = self._rules.setdefault(of, [[] for _ in range(self._count)])[place]
        if rule not in rules:
            rules.append(rule)
        keys = self._said.setdefault(of, {})
        for key, text in said:
            by_rule = keys.setdefault(key, [{} for _ in range(self._count)])[place]
            if text is not None:
                by_rule[rule] = text

    def knobs(self) -> Iterator[Knob]:
        """Yield what was noted."""
        for of in sorted(self._said, key=lambda of: OF.index(of[0])):
            for key in sorted(self._said[of], key=_place):
                said = self._said[of][key]
                if any(said):
                    values = tuple(_values(*one) for one in zip(said, self._rules[of], strict=True))
                    yield Knob(*of, key, values)


def _values(said: Mapping[str | None, str], rules: Sequence[str | None]) -> tuple[Value, ...]:
    if set(said) <= {None}:
        return tuple(Value(text) for text in said.values())
    by_text: dict[str | None, list[str]] = {}
    for rule in rules:
        if rule is not None:
            by_text.setdefault(said.get(rule), []).append(rule)
    return tuple(Value(text, tuple(found)) for text, found in by_text.items())


def _place(key: str) -> tuple[int, int, str]:
    """Return where a key stands: as in a rule, those of its tone by name."""
    first, _, rest = key.partition(".")
    group = rest.partition(".")[0]
    return (_KEYS.index(first), _TONE.index(group) if group in _TONE else len(_TONE), key if first == "tone" else "")


def knobs(policies: Sequence[Policy]) -> list[Knob]:
    """Return the knobs of which at least one policy says something."""
    sheet = _Sheet(len(policies))
    for place, policy in enumerate(policies):
        sheet.say(place, ("policy", ""), _of_policy(policy))
        tasks = [rule for rule in policy.rules if rule.forbids is None]
        for rule in tasks:
            sheet.say(place, ("purpose", rule.purpose), _of_task(rule), rule.name)
        for purpose in dict.fromkeys(rule.purpose for rule in tasks):
            sheet.say(place, ("purpose", purpose), [("messages", messages_said(policy, purpose))])
        for rule in policy.rules:
            if rule.forbids is not None:
                sheet.say(place, ("prohibition", _purposes(rule.forbids) or "any"), _of_rule(rule), rule.name)
        for hold in policy.holds:
            sheet.say(place, ("hold", hold.name), _of_hold(hold))
        for stop in policy.stops:
            sheet.say(place, ("stop", stop.name), _of_stop(stop))
        for limit in policy.limits:
            sheet.say(place, ("limit", limit.name), _of_limit(limit))
    return list(sheet.knobs())


def _of_policy(policy: Policy) -> Said:
    yield "timezone", str(policy.zone)
    yield "calendar.weekend", wording.weekdays_said(policy.calendar.weekend)
    yield "calendar.holidays", wording.holidays_said(policy.calendar)
    declared = (name for name, type_ in policy.vocabulary.items() if BUILT_IN.get(name) != type_)
    yield "events", wording.value_said(frozenset(declared)) or None


def _of_task(rule: Rule) -> Said:
    yield "strength", rule.strength.value
    yield "again", rule.again.value
    yield from _of_rule(rule)
    for key, value in (rule.tone or {}).items():
        if isinstance(value, Mapping):
            yield from ((f"tone.{key}.{name}", _toned(part)) for name, part in value.items())
        else:
            yield f"tone.{key}", _toned(value)


def _of_rule(rule: Rule) -> Said:
    trigger, timing = rule.trigger, rule.timing
    yield RULE, rule.name
    yield "when", wording.events_said(trigger)
    yield "if", _optional(wording.condition_said, trigger.condition)
    yield "recipients", _optional(wording.recipients_said, rule.recipients)
    yield "channel", _optional(wording.value_said, rule.channels)
    yield "timing.from", timing.anchor.of
    yield "timing.opens", _optional(wording.moments_said, timing.opens or None)
    yield "timing.due", _optional(wording.moments_said, timing.due or None)
    yield "timing.expires", _optional(wording.moments_said, timing.expires or None)
    yield "timing.window", _optional(wording.window_said, timing.window)
    yield "per", rule.per
    yield "priority", str(rule.priority) if rule.priority else None
    yield "stop", _optional(wording.trigger_said, rule.stop)


def _toned(value: Any) -> str:
    return wording.value_said(frozenset(map(str, value)) if isinstance(value, list) else value)


def _of_hold(hold: Hold) -> Said:
    yield "when", wording.trigger_said(hold.trigger)
    yield "until", _optional(wording.until_said, hold.until)
    yield "plus", _optional(str, hold.plus)
    yield "release", _optional(wording.trigger_said, hold.release)
    yield from _of_selection(hold.selects)


def _of_stop(stop: Stop) -> Said:
    yield "when", wording.trigger_said(stop.trigger)
    yield from _of_selection(stop.selects)


def _of_limit(limit: Limit) -> Said:
    yield "max", str(limit.max)
    yield "per", limit.per.value
    yield "within", str(limit.within)
    yield "then", limit.then.value
    yield from _of_selection(limit.selects)


def _of_selection(selects: Selection) -> Said:
    yield "purpose", _purposes(selects)
    yield "recipients", _optional(wording.recipients_said, selects.recipients)
    yield "channel", _optional(wording.value_said, selects.channels)


def _purposes(selects: Selection) -> str | None:
    return _optional(wording.value_said, selects.purposes)


def _optional(say: Callable[[Any], str], value: Any) -> str | None:
    return None if value is None else say(value)
