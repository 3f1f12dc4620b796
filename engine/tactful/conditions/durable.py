"""The adapter to `durable_rules`, the only module that imports it.

Its C module is driven directly and without state: one flat fact is asserted, the names of the rules that fire
are collected, the fact is retracted.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import weakref
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from tactful.conditions.domain import Domain, TextDomain
from tactful.conditions.lowering import (
    LONG_TEXT,
    Atom,
    Earlier,
    Field,
    Junction,
    Known,
    Listed,
    Matched,
    Program,
    Rule,
    Slot,
    fields,
    lower,
)
from tactful.conditions.tree import Condition, Value

_NOT_HANDLED = 1
_STATE = "0"
_GUARD = "_k"
_PRIMER = "primer"

# Names are compared by hash alone, fields and the rule language's own words alike.
_RESERVED = """id sid $s _k m $m name all any pri count cap dist run $and $or $not $eq $neq $lt $lte $gt $gte
    $ex $nex $mt $imt $iall $iany $add $sub $mul $div $l $r $all $any $forward $state $type""".split()  # noqa: SIM905

_serial = itertools.count()


class EngineError(Exception):
    """The engine did not answer as it does inside its safe subset."""


@lru_cache(maxsize=1)
def installed() -> bool:
    """Return whether `durable_rules` can be imported."""
    try:
        import durable_rules_engine  # noqa: F401
    except ImportError:
        return False
    return True


def version() -> str:
    """Return the version of `durable_rules`, which is installed."""
    from importlib import metadata

    return metadata.version("durable_rules")


class RuleSet:
    """One rule set of the engine. Freed by `close`, or when nobody holds it any more. Threads take turns."""

    __slots__ = ("__weakref__", "_engine", "_free", "_handle", "_lock")

    def __init__(self, rules: Mapping[str, Any]) -> None:
        import durable_rules_engine

        self._engine = durable_rules_engine
        self._lock = threading.Lock()
        primed = {**rules, _PRIMER: _guarded(0)}
        self._handle: int = durable_rules_engine.create_ruleset(f"tactful{next(_serial)}", _json(primed))
        # Deleting a state in which no rule ever fired frees pointers that were never set: let one fire first.
        try:
            self._fire({_GUARD: 0})
        except BaseException:
            durable_rules_engine.delete_ruleset(self._handle)
            raise
        self._free = weakref.finalize(self, _delete, durable_rules_engine, self._handle)
        self._free.atexit = False

    def ask(self, fact: Mapping[str, Any]) -> set[str]:
        """Return the names of the rules that a fact fires. Raises EngineError."""
        with self._lock:
            if not self._free.alive:
                raise EngineError("the rule set is closed")
            try:
                return self._fire({_GUARD: 1, **fact})
            except BaseException as error:
                self._reset()
                if isinstance(error, Exception) and not isinstance(error, EngineError):
                    raise EngineError(str(error)) from error
                raise

    def close(self) -> None:
        """Free the engine's memory."""
        with self._lock:
            self._free()

    def _fire(self, fact: Mapping[str, Any]) -> set[str]:
        engine, handle = self._engine, self._handle
        text = _json({"id": "1", **fact})
        code, state = engine.assert_fact(handle, text)
        if code == _NOT_HANDLED:
            return set()
        if code:
            raise EngineError(f"`assert_fact` returned {code}")
        names = set()
        started = engine.start_action_for_state(handle, state)
        fired = started[1] if started else None
        while fired:
            names.add(fired[2 : fired.index('"', 2)])  # {"name":{"m":…}}
            fired = engine.complete_and_start_action(handle, state)
        code, _ = engine.retract_fact(handle, text)
        if code:
            raise EngineError(f"`retract_fact` returned {code}")
        return names

    def _reset(self) -> None:
        """Drop whatever the failed question left behind."""
        try:
            self._engine.delete_state(self._handle, _STATE)
        except self._engine.error:
            # Without a clean state the set must not be asked again.
            self._free()


def _delete(engine: Any, handle: int) -> None:
    # The engine leaks the state unless that goes first; there is none after a question that failed.
    with contextlib.suppress(engine.error):
        engine.delete_state(handle, _STATE)
    engine.delete_ruleset(handle)


class RunningProgram:
    """The program of some conditions, built into the engine."""

    __slots__ = ("_domains", "_names", "_program", "_reads", "_sets")

    def __init__(self, conditions: Iterable[Condition], domains: Mapping[Slot, Domain]) -> None:
        """Build the rule sets. Raises EngineError."""
        self._program: Program = lower(conditions)
        self._domains = domains
        rules = self._program.rules
        self._reads = [tuple(dict.fromkeys(f for n in pack for f in fields(rules[n]))) for pack in self._program.sets]
        self._names = field_names(dict.fromkeys(field for reads in self._reads for field in reads))
        self._sets: list[RuleSet] = []
        try:
            for pack in self._program.sets:
                self._sets.append(RuleSet({f"r{n}": self._encoded(rules[n]) for n in pack}))
        except Exception as error:
            self.close()
            raise EngineError(str(error)) from error

    def decide(self, classes: Mapping[Slot, int]) -> tuple[int, ...]:
        """Return the indexes of the conditions that hold for facts of these classes. Raises EngineError."""
        holding: set[int] = set()
        for rule_set, reads in zip(self._sets, self._reads, strict=True):
            fact = {self._names[field]: _number(self._project(field, classes, holding)) for field in reads}
            holding.update(int(name[1:]) for name in rule_set.ask(fact))
        outcomes = self._program.outcomes
        return tuple(index for index, of in enumerate(outcomes) if of is True or (of is not False and of in holding))

    def close(self) -> None:
        """Free the engine's memory."""
        for rule_set in self._sets:
            rule_set.close()

    def _project(self, field: Field, classes: Mapping[Slot, int], holding: set[int]) -> Value | None:
        match field:
            case Earlier(rule):
                return rule in holding
            case Matched(slot, pattern):
                domain = self._domains[slot]
                assert isinstance(domain, TextDomain)
                return domain.matches(classes[slot], pattern)
            case Listed(slot, values):
                value = self._domains[slot].representative(classes[slot])
                return value is not None and value in values
            case Known(slot):
                domain = self._domains[slot]
                value = domain.representative(classes[slot])
                if isinstance(value, str) and len(value) > LONG_TEXT:
                    # Tests on long literals are `Listed`: here it has only to differ from the short ones.
                    assert isinstance(domain, TextDomain)
                    return domain.other
                return value

    def _encoded(self, rule: Rule) -> dict[str, Any]:
        parts = rule.parts if isinstance(rule, Junction) and rule.kind == "$and" else (rule,)
        return _guarded(1, *map(self._expression, parts))

    def _expression(self, rule: Rule) -> dict[str, Any]:
        if isinstance(rule, Atom):
            comparison = {self._names[rule.field]: _number(rule.value)}
            return comparison if rule.comparison == "$eq" else {rule.comparison: comparison}
        return {rule.kind: [self._expression(part) for part in rule.parts]}


def _guarded(guard: int, *parts: dict[str, Any]) -> dict[str, Any]:
    # Without the guard rules fire for the engine's own state fact too.
    return {"all": [{"m": {"$and": [{_GUARD: guard}, *parts]}}]}


def field_names(wanted: Iterable[Field]) -> dict[Field, str]:
    """Return a name for each field, none of which has the hash of another or of a word of the engine."""
    taken = {fnv1a(name) for name in _RESERVED}
    fresh = (f"f{count}" for count in itertools.count())
    names: dict[Field, str] = {}
    for field in wanted:
        names[field] = next(name for name in fresh if fnv1a(name) not in taken)
        taken.add(fnv1a(names[field]))
    return names


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash of a text's UTF-8, which is the engine's idea of a name."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def _number(value: Value | None) -> Any:
    if not isinstance(value, float):
        return value
    # The engine reads an exponent only after a decimal point: `1e-07` must be `1.0e-07`.
    text = repr(value)
    return orjson.Fragment(text if "." in text else text.replace("e", ".0e"))


def _json(value: Mapping[str, Any]) -> str:
    # Rules and facts must be written alike: the engine compares texts as JSON writes them.
    return orjson.dumps(value).decode()
