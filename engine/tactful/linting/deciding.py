"""Whether a condition can hold: decided over the finite classes of the facts that it reads, with bounded work."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.conditions.plain import passes
from tactful.conditions.tree import All, AnyOf, Condition, NoneOf, Operator, Test, tests
from tactful.events.vocabulary import Vocabulary
from tactful.linting.situations import Fixed, Option, Situation, abstract

MAX_COMBINATIONS = 20_000
"""The most situations that are tried to answer one question."""

MAX_FACTS = 48
_WORK = 200_000  # tests decided for one question
_WORK_OF_ALL = 4_000_000  # and for one policy

ALWAYS = All(())


class _TooMuchWorkError(Exception):
    pass


class Decider:
    """Answers questions on the conditions of one policy, and gives no answer where that would be too much work."""

    def __init__(self, vocabulary: Vocabulary, *, work: int = _WORK_OF_ALL) -> None:
        self._vocabulary = vocabulary
        self._left = work

    def never(self, condition: Condition | None, event: str | None = None, fixed: Fixed | None = None) -> bool:
        """Tell whether it is proved that a condition cannot hold when an event of a type happens.

        `fixed` narrows facts to some values. False also where it is not known.
        """
        return self._holds(condition or ALWAYS, event, fixed or {}, real=False) is False

    def possible(self, condition: Condition, event: str | None = None) -> bool:
        """Tell whether facts are found that go together and for which a condition holds."""
        return self._holds(condition, event, {}, real=True) is True

    def implies(self, first: Condition | None, second: Condition | None, event: str | None = None) -> bool:
        """Tell whether it is proved that whenever the first condition holds, the second does."""
        return first == second or self.never(All((first or ALWAYS, NoneOf((second or ALWAYS,)))), event)

    def _holds(self, condition: Condition, event: str | None, fixed: Fixed, *, real: bool) -> bool | None:
        """Return whether some situation makes the condition hold; None where that is not found out."""
        single = list(tests(condition))
        literals = sum(len(test.value) if isinstance(test.value, tuple) else 1 for test in single)
        size = 1 + literals * (1 + sum(test.operator is Operator.MATCHES for test in single))
        if len({test.fact for test in single}) > MAX_FACTS or size > min(_WORK, self._left):
            return None
        situation = Situation(condition, event, self._vocabulary, fixed, real=real)
        steps = min(min(_WORK, self._left) // (1 + len(single)), MAX_COMBINATIONS)
        search = _Search(condition if real else abstract(condition), situation, steps)
        try:
            return search.found({}, 0)
        except _TooMuchWorkError:
            return None
        finally:
            self._left -= size + (steps - search.left) * (1 + len(single))


class _Search:
    def __init__(self, condition: Condition, situation: Situation, work: int) -> None:
        self._condition = condition
        self._situation = situation
        self._options: Sequence[Sequence[Option]] = situation.options
        self.left = work

    def found(self, facts: Option, number: int) -> bool:
        """Choose a value of one fact after the other, and turn back where the condition is false already."""
        if self.left <= 0:
            raise _TooMuchWorkError
        self.left -= 1
        if decided(self._condition, facts) is False or not self._situation.goes_together(facts):
            return False
        if number == len(self._options):
            return True
        return any(self.found({**facts, **option}, number + 1) for option in self._options[number])


def decided(condition: Condition, facts: Option) -> bool | None:
    """Return whether a condition holds, as far as the facts known so far say; None where they leave it open."""
    match condition:
        case Test():
            return passes(condition, facts[condition.fact]) if condition.fact in facts else None
        case All(parts):
            return _all(parts, facts)
        case AnyOf(parts):
            return _any(parts, facts)
        case NoneOf(parts):
            found = _any(parts, facts)
            return None if found is None else not found


def _all(parts: Sequence[Condition], facts: Option) -> bool | None:
    found: bool | None = True
    for part in parts:
        each = decided(part, facts)
        if each is False:
            return False
        found = None if each is None else found
    return found


def _any(parts: Sequence[Condition], facts: Option) -> bool | None:
    found: bool | None = False
    for part in parts:
        each = decided(part, facts)
        if each is True:
            return True
        found = None if each is None else found
    return found
