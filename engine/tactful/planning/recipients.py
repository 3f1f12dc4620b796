"""Who is meant: selectors resolved on what is known of a case."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TypeAlias

from tactful.history import Case, Happening, Interview, Person
from tactful.planning.program import Program
from tactful.planning.trace import Choice
from tactful.policy.model import Recipients

Nobody: tuple[Person, ...] = ()


Chosen: TypeAlias = tuple[tuple[Person, ...], Person | None]
"""The people who are meant, and the person through whom they are written to, None for directly."""


def routes(recipients: Recipients) -> bool:
    """Say whether a selector, or what it falls back on, goes through somebody."""
    return recipients.via is not None or (recipients.fallback is not None and routes(recipients.fallback))


def resolve(
    program: Program,
    recipients: Recipients,
    case: Case,
    happening: Happening,
    interview: Interview | None,
    choices: list[Choice] | None = None,
) -> Chosen:
    """Return the people of the first selector that leaves somebody who may be written to, else who opted out.

    Each selector tried is added to `choices` where that is given.
    """
    refused: Chosen = (Nobody, None)
    selector: Recipients | None = recipients
    while selector is not None:
        named = people = _select(selector, case, happening, interview)
        if selector.condition is not None:
            people = tuple(person for person in named if program.passes(selector, case, happening, interview, person))
        passed = people
        if selector.first:
            fresh = (person for person in people if not person.opted_out and not case.was_written_to(person))
            people = tuple(islice(fresh, 1))
        via = case.routed
        if via is None and selector.via is not None:
            via = next(iter(_named(selector.via, case, happening, interview)), None)
            people = people if via is not None else Nobody
        if via is not None and people == (case.candidate,):
            via = None
        refuses = via is not None and via.opted_out
        willing = Nobody if refuses else tuple([person for person in people if not person.opted_out])
        if choices is not None:
            choices.append(Choice(selector, named, passed, willing, via, case.routed_by))
        if willing:
            return people, via
        if not refused[0]:
            refused = people, via
        selector = selector.fallback
    return refused


def _select(
    recipients: Recipients, case: Case, happening: Happening, interview: Interview | None
) -> tuple[Person, ...]:
    who = recipients.who
    if len(who) == 1:
        return tuple(_named(who[0], case, happening, interview))
    people = (person for name in who for person in _named(name, case, happening, interview))
    return tuple({id(person): person for person in people}.values())


def _named(name: str, case: Case, happening: Happening, interview: Interview | None) -> Iterable[Person]:
    if name == "interviewers":
        return interview.interviewers if interview else Nobody
    if name == "main_contact":
        contact = case.main_contact()
        return (contact,) if contact else Nobody
    if name == "met":
        return interview.everyone_met if interview else Nobody
    if name == "everyone":
        return case.people.values()
    if name == "candidate":
        return (case.candidate,) if case.candidate else Nobody
    if name.startswith("event."):
        return happening.people.get(name[6:], Nobody)
    return (person for person in case.people.values() if person.roles.get(case.name) == name)
