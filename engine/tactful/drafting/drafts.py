"""Drafts: a starting text for each message that a rule advises in a case at a moment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tactful.drafting.facts import facts_of
from tactful.drafting.files import template_for
from tactful.drafting.templates import Template
from tactful.errors import EventError
from tactful.events.event import Event
from tactful.history import Case
from tactful.lookup import concerning, rule_named
from tactful.moments import Moment, instant_from
from tactful.planning import Advice, Recipient, panel_of
from tactful.planning.advice import advice_of
from tactful.planning.episode import Episode
from tactful.planning.fold import Fold
from tactful.planning.panel import states
from tactful.planning.plan import HIDDEN, in_plan
from tactful.policy.model import Policy, Rule
from tactful.replaying import EventLike, by_partition
from tactful.timing import Instant

GAP = re.compile(r"\[([^\[\]]+)\]")
"""What a writer has to fill in; the group is what it asks for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A starting text for one message.

    `advice` is what the message does: one piece of advice, or several that are routed through one person. `subject` is
    one line and `text` ends in a line break; what stands in square brackets is a gap for the writer. `sender` is the
    candidate, or None where they are not known or are not who writes.
    """

    advice: tuple[Advice, ...]
    sender: Recipient | None
    subject: str
    text: str

    @property
    def to(self) -> tuple[Recipient, ...]:
        """Whom the message goes to."""
        return self.advice[0].to

    @property
    def gaps(self) -> tuple[str, ...]:
        """What the writer has to fill in, without the brackets, in the order of the text."""
        return tuple(GAP.findall(str(self)))

    def __str__(self) -> str:
        return f"Subject: {self.subject}\n\n{self.text}"


class Standing(NamedTuple):
    """One piece of advice as it stands at a moment, with what its facts are read from."""

    advice: Advice
    episode: Episode
    case: Case


def draft(
    policy: Policy,
    history: Iterable[EventLike],
    now: Moment,
    *,
    case: str,
    rule: str,
    known: Moment | None = None,
) -> tuple[Draft, ...]:
    """Write a starting text for each message that a rule advises in a case at a moment, from the rule's template.

    It is written for advice that waits, may be acted on, is late or is blocked. `now` and `known` are as in `plan`.
    Raise EventError for an event that cannot be taken, a case or rule that is not there, and a rule that forbids;
    PolicyError where the rule has no template, or one with mistakes.
    """
    at = instant_from(now)
    knowledge = at if known is None else instant_from(known)
    partitions = concerning(case, by_partition(policy, history))
    template = template_for(rule_that_writes(rule, policy), policy)
    return tuple(drafts_of(standings(policy, partitions, case, rule, at, knowledge), template, policy, at))


def rule_that_writes(name: str, policy: Policy) -> Rule:
    """Return the rule of a name. Raises EventError where there is none, or where it forbids."""
    rule = rule_named(policy, name)
    if rule.forbids is not None:
        raise EventError(f"the rule `{name}` forbids: there is nothing to write", "prohibition")
    return rule


def standings(
    policy: Policy,
    partitions: Mapping[str, Sequence[Event]],
    case: str,
    rule: str,
    at: Instant,
    known: Instant | None,
) -> list[Standing]:
    """Return all advice of a rule in a case, in the order of the plan, on what was known at `known` (None: ever)."""
    panel = panel_of(policy)
    (program,) = panel.programs
    found: list[Standing] = []
    for key, events in sorted(partitions.items()):
        fold = Fold.of(program, key, [event for event in events if known is None or event.known <= known], at)
        docket = fold.dockets.get(case)
        if docket is not None:
            for episode, verdict in sorted(states([docket], at), key=lambda state: in_plan(state[0])):
                if episode.rule.name == rule:
                    found.append(Standing(advice_of(panel, episode, verdict), episode, docket.case))
    return found


def drafts_of(found: Sequence[Standing], template: Template, policy: Policy, at: Instant) -> Iterator[Draft]:
    """Yield a draft for each message. All advice of the rule has its place, so that wordings stay when some is done."""
    places: Counter[str | None] = Counter()
    for several in _messages(found):
        key = several[0].advice.key
        place = places[key]
        places[key] += 1
        live = [one for one in several if one.advice.verdict not in HIDDEN]
        if live:
            advice, episode, case = live[0]
            meant = [person for one in live for person in one.advice.for_]
            filled = template.fill(facts_of(policy, case, episode, advice.to, meant, at), place)
            yield Draft(tuple(one.advice for one in live), _sender(case, policy), filled.subject, filled.text)


def _messages(found: Iterable[Standing]) -> Iterable[Sequence[Standing]]:
    """Put together what one message does: the advice that is routed through one person, about one thing."""
    messages: dict[object, list[Standing]] = {}
    for one in found:
        advice = one.advice
        routed = (advice.key, advice.addresses) if advice.for_ else advice.id
        messages.setdefault(routed, []).append(one)
    return messages.values()


def _sender(case: Case, policy: Policy) -> Recipient | None:
    """Return the candidate, unless the policy also writes to candidates: it is then that of somebody else."""
    candidate = case.candidate
    if candidate is None or any("candidate" in _selectors(rule) for rule in policy.rules):
        return None
    return Recipient(candidate.name, candidate.email, None)


def _selectors(rule: Rule) -> Iterator[str]:
    recipients = rule.recipients
    while recipients is not None:
        yield from recipients.who
        recipients = recipients.fallback
