"""Conditions that can never hold, and situations in which none does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tactful.conditions.facts import CLOSED
from tactful.conditions.tree import Condition, tests
from tactful.diagnostics import Finding
from tactful.linting.situations import Fixed
from tactful.linting.subject import Subject, finding, listed, meets
from tactful.policy.model import Hold, Limit, Recipients, Selection, Stop, Trigger

FORMATS = ("phone", "video", "onsite", "panel")
_HELD = "interview.completed"


def never_fires(subject: Subject) -> Iterator[Finding]:
    """Find rules whose condition, or whose recipients' condition, cannot hold."""
    for rule in subject.policy.rules:
        keys = ("rules", rule.name)
        if subject.never(rule.trigger):
            message = f"the rule `{rule.name}` never speaks: its `if` cannot hold {_at(rule.trigger)}"
            yield finding("never-fires", subject.where((*keys, "if")), message, _reads(rule.trigger.condition))
        elif rule.recipients is not None and _nobody(subject, rule.recipients, rule.trigger):
            message = f"the rule `{rule.name}` never speaks to anybody: the `if` of its recipients cannot hold"
            yield finding("never-fires", subject.where((*keys, "recipients", "if")), message)


def stop_never_applies(subject: Subject) -> Iterator[Finding]:
    """Find stops that select nothing or whose condition cannot hold, and such stops of a rule's own."""
    for stop in subject.policy.stops:
        yield from _never_applies(subject, "stop-never-applies", "stops", stop, "ends")
    for rule in subject.policy.rules:
        if rule.stop is not None and subject.never(rule.stop):
            message = f"the stop of the rule `{rule.name}` never applies: its `if` cannot hold {_at(rule.stop)}"
            yield finding("stop-never-applies", subject.where(("rules", rule.name, "stop", "if")), message)


def hold_never_applies(subject: Subject) -> Iterator[Finding]:
    """Find holds that select nothing or whose condition cannot hold."""
    for hold in subject.policy.holds:
        yield from _never_applies(subject, "hold-never-applies", "holds", hold, "postpones")


def limit_never_applies(subject: Subject) -> Iterator[Finding]:
    """Find limits that select no rule's advice."""
    for limit in subject.policy.limits:
        yield from _touches_nothing(subject, "limit-never-applies", "limits", limit, "keeps back")


def release_never_applies(subject: Subject) -> Iterator[Finding]:
    """Find holds whose release has a condition that cannot hold."""
    for hold in subject.policy.holds:
        if hold.release is not None and subject.never(hold.release):
            message = f"nothing releases the hold `{hold.name}`: the `if` cannot hold {_at(hold.release)}"
            yield finding("release-never-applies", subject.where(("holds", hold.name, "release", "if")), message)


def silent_format(subject: Subject) -> Iterator[Finding]:
    """Find the built-in formats for which no rule asks for a message, in a policy that tells formats apart."""
    about = [(event, condition) for event, condition in _living(subject) if event == _HELD]
    if any(_tests(condition, "interview.format", "event.format") for _, condition in about):
        silent = [
            name
            for name in FORMATS
            if _silent(subject, about, {"interview.format": (name,), "event.format": (name, None)})
        ]
        if silent:
            message = f"no rule asks for a message after an interview of the format {_either(silent)}"
            yield finding("silent-format", subject.where(("rules",)), message)


def silent_status(subject: Subject) -> Iterator[Finding]:
    """Find the statuses of a case in which no rule asks for a message, in a policy that tells them apart."""
    about = _living(subject)
    if any(_tests(condition, "case.status") for _, condition in about):
        silent = [name for name in CLOSED["case.status"] if _silent(subject, about, {"case.status": (name,)})]
        if silent:
            message = f"no rule asks for a message while the status of a case is {_either(silent)}"
            yield finding("silent-status", subject.where(("rules",)), message)


def _living(subject: Subject) -> list[tuple[str, Condition | None]]:
    """Return the events and conditions of the rules that ask for a message and can do so at all."""
    rules = (rule for rule in subject.tasks if not subject.never(rule.trigger))
    return [(event, rule.trigger.condition) for rule in rules for event in rule.trigger.events]


def _silent(subject: Subject, about: Sequence[tuple[str, Condition | None]], fixed: Fixed) -> bool:
    return all(subject.decider.never(condition, event, fixed) for event, condition in about)


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _tests(condition: Condition | None, *facts: str) -> bool:
    return condition is not None and any(test.fact in facts for test in tests(condition))


def _nobody(subject: Subject, recipients: Recipients, trigger: Trigger) -> bool:
    people: Recipients | None = recipients
    while people is not None:
        if not subject.never(Trigger(trigger.events, people.condition, people.where)):
            return False
        people = people.fallback
    return True


def _never_applies(subject: Subject, code: str, section: str, clause: Stop | Hold, does: str) -> Iterator[Finding]:
    kind = section.removesuffix("s")
    if subject.never(clause.trigger):
        message = f"the {kind} `{clause.name}` never applies: its `if` cannot hold {_at(clause.trigger)}"
        help_text = _reads(clause.trigger.condition)
        yield finding(code, subject.where((section, clause.name, "if")), message, help_text)
    else:
        yield from _touches_nothing(subject, code, section, clause, does)


def _touches_nothing(
    subject: Subject, code: str, section: str, clause: Stop | Hold | Limit, does: str
) -> Iterator[Finding]:
    if subject.tasks and subject.is_own(clause.where) and not _selected(subject, clause.selects):
        kind = section.removesuffix("s")
        message = f"the {kind} `{clause.name}` {does} nothing: no rule asks for {_described(clause.selects)}"
        purposes = listed({rule.purpose for rule in subject.tasks})
        yield finding(code, clause.where, message, f"the purposes of the rules are {purposes}")


def _selected(subject: Subject, selects: Selection) -> bool:
    return any(meets(rule, selects) for rule in subject.tasks)


def _described(selects: Selection) -> str:
    purpose = "a message" if selects.purposes is None else f"the purpose {listed(selects.purposes)}"
    return purpose if selects.channels is None else f"{purpose} by {listed(selects.channels)}"


def _at(trigger: Trigger) -> str:
    return f"at {_either(trigger.events)}"


def _reads(condition: Condition | None) -> str:
    facts = dict.fromkeys(test.fact for test in tests(condition)) if condition is not None else {}
    return f"it tests {', '.join(f'`{fact}`' for fact in facts)}" if len(facts) <= 8 else ""
