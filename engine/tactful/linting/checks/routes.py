"""People through whom nothing goes."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.diagnostics import Finding
from tactful.events.vocabulary import Kind
from tactful.linting.subject import Subject, finding
from tactful.policy.model import Recipients, Rule

_OF_ONE = frozenset({"candidate", "main_contact"})


def via_never_applies(subject: Subject) -> Iterator[Finding]:
    """Find `via` where all are written to directly: the candidate, and whoever would be gone through himself."""
    for rule in subject.tasks:
        keys: tuple[str, ...] = ("rules", rule.name, "recipients")
        people = rule.recipients
        while people is not None:
            if people.via is not None and _is_idle(subject, rule, people, people.via):
                message = f"nothing goes through `{people.via}`: the rule `{rule.name}` writes to them directly"
                help_text = "nobody is written to through himself, nor is the candidate; leave `via` out"
                yield finding("via-never-applies", subject.where((*keys, "via")), message, help_text)
            keys, people = (*keys, "fallback"), people.fallback


def _is_idle(subject: Subject, rule: Rule, people: Recipients, via: str) -> bool:
    direct = {"candidate", via} if _names_one(subject, rule, via) else {"candidate"}
    return direct.issuperset(people.who) and (people.each or len(people.who) == 1)


def _names_one(subject: Subject, rule: Rule, name: str) -> bool:
    """Tell whether a selector names at most one person."""
    if not name.startswith("event."):
        return name in _OF_ONE
    kinds = {subject.policy.vocabulary[event].fields.get(name[6:], Kind.PERSON) for event in rule.trigger.events}
    return kinds == {Kind.PERSON}
