"""Which conditions hold? Decided once for each distinct situation, then remembered."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

from tactful.conditions import durable
from tactful.conditions.domain import Domain, domain_of
from tactful.conditions.lowering import Slot
from tactful.conditions.plain import holds
from tactful.conditions.tree import Condition, Test, Value, tests

Lowering: TypeAlias = Literal["durable", "plain"]

_log = logging.getLogger("tactful")


def matcher_name() -> str:
    """Return what decides conditions here: `durable_rules` with its version, or `plain Python`."""
    return f"durable_rules {durable.version()}" if durable.installed() else "plain Python"


class Matcher:
    """Some conditions, ready to be matched.

    `facts` are the names that the conditions read, sorted. `asked` counts the matches that the engine
    decided, `fallbacks` those that the plain lowering decided in its place. What is remembered is neither.
    Instances may be used in threads and in forked processes.
    """

    def __init__(
        self, conditions: Sequence[Condition], *, lowering: Lowering | None = None, cache_size: int = 4096
    ) -> None:
        """`lowering` None takes `durable` where installed. At most `cache_size` situations are remembered.

        Raises ValueError where `durable` is asked for and is not installed.
        """
        if lowering == "durable" and not durable.installed():
            raise ValueError("found lowering `durable`, but `durable_rules` is not installed")
        self.asked = 0
        self.fallbacks = 0
        self._conditions = tuple(conditions)
        self._lowering: Lowering = lowering or ("durable" if durable.installed() else "plain")
        self._cache_size = cache_size
        self._cache: dict[tuple[int, ...], tuple[int, ...]] = {}
        grouped: defaultdict[Slot, list[Test]] = defaultdict(list)
        for condition in self._conditions:
            for test in tests(condition):
                grouped[test.fact, test.type].append(test)
        self._domains: dict[Slot, Domain] = {slot: domain_of(slot[1], grouped[slot]) for slot in sorted(grouped)}
        self.facts: tuple[str, ...] = tuple(sorted({fact for fact, _ in grouped}))
        self._classify = tuple((self.facts.index(fact), of.classify) for (fact, _), of in self._domains.items())
        self._running: tuple[int, durable.RunningProgram | None] | None = None

    def match(self, values: Sequence[Value | None]) -> tuple[int, ...]:
        """Return the indexes of the conditions that hold, ascending. `values` are in the order of `facts`."""
        key = tuple([classify(values[place]) for place, classify in self._classify])
        found = self._cache.get(key)
        return self._decide(key, values) if found is None else found

    def close(self) -> None:
        """Free the engine's memory. A later match builds it anew."""
        self._cache.clear()
        running, self._running = self._running, None
        if running is not None and running[1] is not None:
            running[1].close()

    def _decide(self, key: tuple[int, ...], values: Sequence[Value | None]) -> tuple[int, ...]:
        found = self._ask(key) if self._lowering == "durable" else None
        if found is None:
            facts = dict(zip(self.facts, values, strict=True))
            found = tuple(index for index, each in enumerate(self._conditions) if holds(each, facts))
        if len(self._cache) >= self._cache_size:
            self._cache.clear()
        if self._cache_size:
            self._cache[key] = found
        return found

    def _ask(self, key: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return what the engine decides, or None where it fails."""
        try:
            found = self._program().decide(dict(zip(self._domains, key, strict=True)))
        except durable.EngineError as error:
            if not self.fallbacks:
                _log.warning("durable_rules failed, plain Python decides in its place: %s", error)
            self.fallbacks += 1
            return None
        self.asked += 1
        return found

    def _program(self) -> durable.RunningProgram:
        # A forked child builds its own: a lock that another thread held at the fork would never be released.
        process = os.getpid()
        running = self._running
        if running is None or running[0] != process:
            try:
                running = (process, durable.RunningProgram(self._conditions, self._domains))
            except durable.EngineError:
                self._running = (process, None)
                raise
            self._running = running
        if running[1] is None:
            raise durable.EngineError("its rule sets could not be built")
        return running[1]

    def __reduce__(self) -> tuple[Any, ...]:
        make = partial(Matcher, lowering=self._lowering, cache_size=self._cache_size)
        return make, (self._conditions,)
