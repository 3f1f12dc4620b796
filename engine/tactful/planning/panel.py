"""Policies that advise together: each comes to its own advice, and the panel settles which of it is shown."""

from __future__ import annotations

import weakref
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tactful.errors import EventError
from tactful.events.vocabulary import Vocabulary, united
from tactful.history import Person
from tactful.planning.docket import Docket
from tactful.planning.episode import Episode
from tactful.planning.program import Program, Speech, program_of
from tactful.planning.verdict import Identify, Verdict, ended_verdict, verdicts
from tactful.policy.model import Policy

State: TypeAlias = tuple[Episode, Verdict]


class Panel:
    """One policy or several, in the order given, as programs: `programs[n]` is that of the advice whose place is `n`.

    `vocabulary` knows the event types of all. Raises ValueError where two have one name, or declare a type differently.
    """

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = tuple(programs)
        names = [program.policy[0] for program in programs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two policies are named `{twice}`: give one of them another name")
        self.policies = tuple(program.policy for program in programs)
        self._places = {name: place for place, name in enumerate(names)}
        self.vocabulary: Vocabulary = united([program.vocabulary for program in programs])
        self._speeches: list[Sequence[Speech]] = []
        before = 0
        for program in programs:
            of_this = program.speeches
            self._speeches.append(
                of_this if not before else [replace(speech, order=speech.order + before) for speech in of_this]
            )
            before += len(of_this)

    def speech_of(self, episode: Episode) -> Speech:
        """Return what the rule of an advice says in all of its advice."""
        return self._speeches[episode.place][episode.rule.order]

    def place_of(self, policy: str) -> int | None:
        """Return the place of a policy, None where it is none of them."""
        return self._places.get(policy)

    def speeches(self, policy: str) -> Sequence[Speech]:
        """Return what the rules of a policy say; nothing where it is none of them."""
        place = self.place_of(policy)
        return () if place is None else self._speeches[place]


Policies: TypeAlias = Policy | Sequence[Policy]
"""One policy, or several that advise together, in the order in which they go before each other."""

_panels: weakref.WeakKeyDictionary[Policy, Panel] = weakref.WeakKeyDictionary()


def panel_of(policies: Policies) -> Panel:
    """Return the panel of some policies; of one alone, made once for as long as it is in use.

    Raises EventError where there is none, two have one name, or declare an event type differently.
    """
    if isinstance(policies, Policy):
        known = _panels.get(policies)
        if known is None:
            known = _panels[policies] = Panel((program_of(policies),))
        return known
    if isinstance(policies, str) or not isinstance(policies, Sequence):
        raise TypeError(f"found a {type(policies).__name__}, expected a Policy: `tactful.load` reads one")
    if len(policies) == 1:
        return panel_of(policies[0])
    if not policies:
        raise EventError("found no policy, expected one or more", "policies_disagree")
    try:
        return Panel([program_of(policy) for policy in policies])
    except ValueError as error:
        raise EventError(str(error), "policies_disagree") from None


def together(dockets: Sequence[Docket]) -> tuple[list[Episode], Identify]:
    """Return the live advice of a case under each policy, and what tells who is who in it."""
    return [episode for docket in dockets for episode in docket.live], id if len(dockets) == 1 else _Alike()


def verdicts_of(dockets: Sequence[Docket], now: int) -> list[State]:
    """Return the state at a moment of each live advice of a case, given its docket under each policy."""
    live, identify = together(dockets)
    return verdicts(live, now, identify)


def states(dockets: Sequence[Docket], now: int) -> list[State]:
    """Return every advice of a case that is in the plan at a moment, with its state."""
    found = verdicts_of(dockets, now)
    for docket in dockets:
        found += [(one, ended_verdict(one.end)) for one in docket.ended if one.end is not None and not one.absent]
    return found


class _Alike:
    """Tells which people are one, though each policy has its own record of them: those known by one name or address."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}

    def __call__(self, person: Person) -> int:
        number = next((self._known[node] for node in person.nodes if node in self._known), id(person))
        for node in person.nodes:
            self._known[node] = number
        return number
