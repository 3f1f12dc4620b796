"""What was sent already about the interview that a message is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tactful.events.event import Event
from tactful.history import Happening, Interview, Person
from tactful.lookup import rule_named
from tactful.planning.docket import Docket
from tactful.planning.fold import Fold
from tactful.planning.program import program_of
from tactful.policy.model import Policy
from tactful.tone.draft import MAX_BYTES


def already_sent(
    policy: Policy, partitions: Mapping[str, Sequence[Event]], case: str, rule: str
) -> list[tuple[str, str]]:
    """Return what was sent in a case for the purpose of a rule, each as whom it went to and the text.

    It is what was sent about the interview that the rule's live advice is of, else about the latest completed one,
    on all that the partitions' settled events tell. A message that does not say what it is about counts from the
    interview's beginning on. Raises EventError, `unknown_rule`, for a rule that is not there.
    """
    purpose = rule_named(policy, rule).purpose
    found: list[tuple[str, str]] = []
    for key, events in sorted(partitions.items()):
        until = max((event.time for event in events), default=0)
        docket = Fold.of(program_of(policy), key, events, until).dockets.get(case)
        if docket is not None:
            found += _texts(docket, rule, purpose)
    return found


def _texts(docket: Docket, rule: str, purpose: str) -> Iterator[tuple[str, str]]:
    interview = _interview(docket, rule)
    for message in docket.case.sent:
        text = message.data.get("text")
        if not isinstance(text, str) or not 0 < len(text) <= MAX_BYTES:
            continue
        if message.data.get("purpose", "other") == purpose and (interview is None or _is_about(message, interview)):
            people = (*message.people["to"], *message.people.get("cc", ()))
            yield ", ".join(map(_shown, people)), text


def _interview(docket: Docket, rule: str) -> Interview | None:
    live = [one for one in docket.live if one.rule.name == rule and one.of_interview is not None and not one.absent]
    latest = max(live, key=lambda one: one.trigger.time, default=None)
    named = None if latest is None or latest.of_interview is None else docket.case.interviews.get(latest.of_interview)
    return named or docket.case.completed


def _is_about(message: Happening, interview: Interview) -> bool:
    if message.interview is not None:
        return message.interview == interview.id
    begun = interview.end if interview.start is None else interview.start
    return begun is None or message.time >= begun


def _shown(person: Person) -> str:
    if person.name and person.email:
        return f'"{person.name}" <{person.email}>'
    return person.address
