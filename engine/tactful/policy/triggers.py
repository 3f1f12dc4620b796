"""Events and conditions: what a rule's `when`, `if`, `stop` and `release` say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tactful.conditions.facts import CLOSED, fact_type, parse_test
from tactful.conditions.tree import All, AnyOf, Condition, FactType, NoneOf, Operator
from tactful.events.vocabulary import EventType, Vocabulary
from tactful.policy.clauses import Clause
from tactful.policy.model import Trigger
from tactful.policy.report import Path, Report, near
from tactful.timing.texts import quoted

_GROUPS: dict[str, type[All] | type[AnyOf] | type[NoneOf]] = {"all": All, "any": AnyOf, "none": NoneOf}
_OPERATORS = frozenset(Operator)


@dataclass(frozen=True, slots=True)
class Context:
    """What a policy's parts are checked against, and where their mistakes are told."""

    report: Report
    vocabulary: Vocabulary
    phrases: frozenset[str]
    sources: frozenset[str]

    def types(self, events: Iterable[str]) -> list[EventType]:
        """Return the declarations of event types, all of which are known."""
        return [self.vocabulary[event] for event in events]


def many(value: str | Sequence[str]) -> tuple[str, ...]:
    """Return one text or a list of them as a tuple, each once."""
    return (value,) if isinstance(value, str) else tuple(dict.fromkeys(value))


def items(value: str | Sequence[str], path: Path) -> list[tuple[str, Path]]:
    """Return one text or a list of them, each with its path."""
    if isinstance(value, str):
        return [(value, path)]
    return [(item, (*path, number)) for number, item in enumerate(value)]


def trigger(form: str | Sequence[str] | Clause, path: Path, context: Context) -> Trigger | None:
    """Compile events with their condition; None where no event is known."""
    clause = form if isinstance(form, Clause) else None
    names = clause.when if clause else form
    at = (*path, "when") if clause else path
    events = _events(names, at, context)  # type: ignore[arg-type]
    found = None
    if clause and clause.if_ is not None:
        found = condition(clause.if_, (*path, "if"), known_events(names, context), context)  # type: ignore[arg-type]
    return Trigger(events, found, context.report.where(at)) if events else None


def known_events(names: str | Sequence[str], context: Context) -> tuple[str, ...]:
    """Return the event types that a clause names; none where one is unknown, so that its fields are unknown too."""
    events = many(names)
    return events if all(event in context.vocabulary for event in events) else ()


def _events(names: str | Sequence[str], path: Path, context: Context) -> tuple[str, ...]:
    events = []
    for name, at in items(names, path):
        if name in context.vocabulary:
            events.append(name)
        else:
            context.report.unknown(at, "unknown-event", "event type", name, context.vocabulary)
    return tuple(dict.fromkeys(events))


def condition(
    form: dict[str, Any], path: Path, events: Sequence[str], context: Context, *, person: bool = False
) -> Condition | None:
    """Compile an `if`; None where something in it is wrong."""
    return _Conditions(events, context, person).read(form, path)


@dataclass(frozen=True, slots=True)
class _Conditions:
    events: Sequence[str]
    context: Context
    person: bool

    def read(self, form: Any, path: Path) -> Condition | None:
        report = self.context.report
        if not isinstance(form, dict):
            text = f"expected a mapping of facts to tests, found {report.node(path).described()}"
            report.add(path, "wrong-type", text)
            return None
        if not form:
            report.add(path, "empty-condition", "expected at least one test, found none")
            return None
        parts = [part for key, value in form.items() for part in self._part(key, value, (*path, key))]
        return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else None

    def _part(self, key: str, value: Any, path: Path) -> list[Condition]:
        if key in _GROUPS:
            return self._group(key, value, path)
        if not self.events and key.startswith("event."):
            return []
        report = self.context.report
        try:
            type_ = fact_type(key, self.context.vocabulary, self.events, person=self.person)
        except ValueError as error:
            if isinstance(value, dict) and value and not _OPERATORS & value.keys():
                self._report_nested(key, value, path)
            else:
                report.refused(path, "unknown-fact", error, key=True)
            return []
        if not isinstance(value, dict):
            operator = Operator.ONE_OF if isinstance(value, list) else Operator.IS
            return self._test(key, type_, operator, value, path)
        if not value:
            report.add(path, "empty-condition", "expected at least one test, found none")
        found: list[Condition] = []
        for name, raw in value.items():
            if name in _OPERATORS:
                found += self._test(key, type_, Operator(name), raw, (*path, name))
            else:
                hint = near(name, list(Operator)) or f"the tests are {', '.join(f'`{each}`' for each in Operator)}"
                report.add((*path, name), "unknown-test", f"unknown test {quoted(name)}", hint, key=True)
        return found

    def _test(self, fact: str, type_: FactType, operator: Operator, raw: Any, path: Path) -> list[Condition]:
        report = self.context.report
        try:
            test = parse_test(fact, type_, operator, raw)
        except ValueError as error:
            report.refused(path, "bad-test", error)
            return []
        if fact in CLOSED and operator not in (Operator.MATCHES, Operator.EXISTS):
            for value, at in items(raw, path):
                if value not in CLOSED[fact]:
                    report.unknown(at, "unknown-value", "status", value, CLOSED[fact])
        return [replace(test, where=report.where(path, key=True))]

    def _group(self, key: str, value: Any, path: Path) -> list[Condition]:
        report = self.context.report
        if not isinstance(value, list) or not value:
            found = "an empty list" if isinstance(value, list) else report.node(path).described()
            text = f"expected a list of mappings under `{key}`, found {found}"
            report.add(path, "wrong-type", text, "begin each with `-`" if isinstance(value, dict) else "")
            return []
        parts = [self.read(item, (*path, number)) for number, item in enumerate(value)]
        return [_GROUPS[key](tuple(part for part in parts if part is not None))]

    def _report_nested(self, key: str, value: dict[str, Any], path: Path) -> None:
        names = [key]
        while isinstance(value, dict) and value and not _OPERATORS & value.keys():
            names.append(next(iter(value)))
            value = value[names[-1]]
        dotted = ".".join(names)
        text = f"{quoted(key)} is not a fact, and facts are not nested"
        self.context.report.add(path, "dotted-key", text, f"write {quoted(dotted + ':')} as one key", key=True)
