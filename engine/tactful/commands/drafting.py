"""Drafts over logs, for one rule in one case at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tactful.commands.case_logs import events_of
from tactful.drafting import Draft
from tactful.drafting.drafts import drafts_of, standings
from tactful.drafting.files import find_template, template_for
from tactful.errors import EventError
from tactful.events.logs import Reject
from tactful.planning import Advice
from tactful.policy.model import Policy, Rule
from tactful.timing import Instant


@dataclass(frozen=True, slots=True)
class Drafting:
    """What came of it: the advice of the rule, what was written for it, and the events that were rejected.

    `left_out` is the advice that has no place in a calendar as yet.
    """

    advice: Sequence[Advice]
    rejects: list[Reject]
    drafts: Sequence[Draft] = ()
    calendar: bytes = b""
    left_out: Sequence[Advice] = ()


def drafted(policy: Policy, logs: Sequence[str], case: str, rule: Rule, at: Instant, known: Instant | None) -> Drafting:
    """Write the drafts, on what was known at `known` (None: ever).

    Raises PolicyError where the rule has no template, EventError where the logs have no such case.
    """
    template = template_for(rule, policy)
    partitions, rejects = events_of([policy], logs, case)
    found = standings(policy, partitions, case, rule.name, at, known)
    drafts = list(drafts_of(found, template, policy, at))
    return Drafting([one.advice for one in found], rejects, drafts)


def scheduled(
    policy: Policy, logs: Sequence[str], case: str, rule: Rule, at: Instant, known: Instant | None
) -> Drafting:
    """Write the calendar, on what was known at `known` (None: ever). A rule may be without a template.

    Raises EventError where the logs have no such case.
    """
    from tactful.drafting.reminders import as_calendar, decisions_of, reminders_of

    template = template_for(rule, policy) if find_template(rule, policy) is not None else None
    partitions, rejects = events_of([policy], logs, case)
    found = standings(policy, partitions, case, rule.name, at, known)
    drafts = drafts_of(found, template, policy, at) if template is not None else ()
    decided = decisions_of(policy, partitions, case, rule.name, at, known)
    reminders, left_out = reminders_of(found, decided, drafts)
    calendar = as_calendar(reminders, policy, at) if reminders else b""
    return Drafting([one.advice for one in found], rejects, calendar=calendar, left_out=left_out)


def check_mail(rule: Rule) -> None:
    """Raise EventError where a rule is not for e-mail."""
    channels = rule.channels or ()
    if "email" not in channels:
        named = " or ".join(f"`{channel}`" for channel in channels)
        text = f"the rule `{rule.name}` is for {named}, not for e-mail; `--format text` gives what to say"
        raise EventError(text, "no_mail")
