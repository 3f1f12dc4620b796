"""What a fold says while it decides: the conditions tested, the recipients chosen and the sums done, in one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tactful.history import Case, Happening, Person
from tactful.planning.episode import Episode
from tactful.planning.program import Clause, Facts
from tactful.planning.trace import Choice, Step
from tactful.policy.model import Recipients, Rule
from tactful.timing import Instant


class Trial(NamedTuple):
    """An event of a type that a clause names, the facts read, and whether the condition held."""

    role: str
    clause: Clause
    happening: Happening
    facts: Facts
    held: bool


class Tried(NamedTuple):
    """A selector tried, with the facts read of each person whom its condition was tested on."""

    choice: Choice
    facts: tuple[tuple[Person, Facts, bool], ...]


class Record:
    """Looks on while one case is folded, as a watch of the program and as the trace of the fold."""

    def __init__(self, case: str) -> None:
        self.case = case
        self.trials: list[Trial] = []
        self._facts: dict[tuple[int, Happening], Facts] = {}
        self._scheduled: dict[Episode, tuple[Step, ...]] = {}
        self._limited: dict[Episode, tuple[Step, ...]] = {}
        self._choices: defaultdict[tuple[int, Happening], list[tuple[Instant, tuple[Tried, ...]]]] = defaultdict(list)
        self._tested: dict[tuple[int, Happening, Person], tuple[Facts, bool]] = {}

    def decided(self, role: str, clause: Clause, case: Case, happening: Happening, facts: Facts, held: bool) -> None:
        if case.name == self.case:
            self.trials.append(Trial(role, clause, happening, facts, held))
            if role == "rules" and isinstance(clause, Rule):
                self._facts[clause.order, happening] = facts

    def chosen(
        self, recipients: Recipients, case: Case, happening: Happening, person: Person, facts: Facts, held: bool
    ) -> None:
        if case.name == self.case:
            self._tested[id(recipients), happening, person] = (facts, held)

    def scheduled(self, episode: Episode, steps: Sequence[Step]) -> None:
        if episode.case == self.case:
            self._scheduled[episode] = tuple(steps)

    def limited(self, episode: Episode, steps: Sequence[Step]) -> None:
        if episode.case == self.case:
            self._limited[episode] = tuple(steps)

    def addressed(self, rule: Rule, trigger: Happening, time: Instant, choices: Sequence[Choice]) -> None:
        if trigger.case == self.case:
            tried = tuple(self._with_facts(choice, trigger) for choice in choices)
            self._choices[rule.order, trigger].append((time, tried))

    def steps_of(self, episode: Episode) -> tuple[Step, ...]:
        """Return the steps of the sums behind the times of an advice."""
        return self._scheduled[episode] + self._limited.get(episode, ())

    def choices_for(self, episode: Episode) -> tuple[Tried, ...]:
        """Return how the recipients of an advice were chosen: now, or last before it ended."""
        found = self._choices.get((episode.rule.order, episode.trigger), [])
        if episode.person is not None:
            found = [one for one in found if episode.person in one[1][-1].choice.passed] or found
        if episode.end is not None:
            found = [one for one in found if one[0] < episode.end.time] or found[:1]
        return found[-1][1] if found else ()

    def facts_at(self, rule: Rule, happening: Happening) -> Facts:
        """Return the facts that a rule's condition read at an event."""
        return self._facts.get((rule.order, happening), {})

    def _with_facts(self, choice: Choice, trigger: Happening) -> Tried:
        found = []
        if choice.selector.condition is not None:
            for person in choice.named:
                facts, held = self._tested[id(choice.selector), trigger, person]
                found.append((person, facts, held))
        return Tried(choice, tuple(found))
