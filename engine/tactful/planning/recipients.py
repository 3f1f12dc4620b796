"""Who is meant: selectors resolved on what is known of a case."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.history import Case, Happening, Interview, Person
from tactful.planning.program import Program
from tactful.planning.trace import Choice
from tactful.policy.model import Recipients

Nobody: tuple[Person, ...] = ()


def resolve(
    program: Program,
    recipients: Recipients,
    case: Case,
    happening: Happening,
    interview: Interview | None,
    choices: list[Choice] | None = None,
) -> tuple[Person, ...]:
    """Return the people of the first selector that leaves somebody who may be written to, else who opted out.

    Each selector tried is added to `choices` where that is given.
    """
    refused = Nobody
    selector: Recipients | None = recipients
    while selector is not None:
        named = people = _select(selector, case, happening, interview)
        if selector.condition is not None:
            people = tuple(person for person in named if program.passes(selector, case, happening, interview, person))
        if choices is not None:
            willing = tuple(person for person in people if not person.opted_out)
            choices.append(Choice(selector, named, people, willing))
        for person in people:
            if not person.opted_out:
                return people
        refused = refused or people
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
