"""How many messages a policy allows, read off its rules."""

from __future__ import annotations

import pytest

import tactful
from tactful.comparing.side_by_side.counting import messages_said

RULE = """
  {name}:
    because: b
    when: [message.sent, message.received]
    {condition}
    strength: may
    purpose: status
    recipients: main_contact
"""
QUIET = """
  quiet:
    because: b
    when: {when}
    {condition}
    strength: must_not
    {rest}
"""
HEARD = "stop: [message.received, interview.scheduled]"


def policy(rules: str) -> tactful.Policy:
    return tactful.loads(f"tactful: 1\npolicy: p\nrules:{rules}")


def asked(*conditions: str) -> str:
    """Return a rule for each condition."""
    return "".join(
        RULE.format(name=f"ask-{number}", condition=condition) for number, condition in enumerate(conditions)
    )


def quiet(condition: str, rest: str, when: str = "message.sent") -> str:
    """Return a rule without a limit of its own, and a prohibition."""
    return asked("priority: 0") + QUIET.format(condition=condition, rest=rest, when=when)


TABLE = {
    "nothing is said": (asked("priority: 0"), None),
    "none so far": (asked("if: {case.unanswered.status: 0}"), "1 until they answer"),
    "at most one so far": (asked("if: {case.unanswered.status: {at_most: 1}}"), "2 until they answer"),
    "fewer than three": (asked("if: {case.unanswered.status: {less_than: 3}}"), "3 until they answer"),
    "one of": (asked("if: {case.unanswered.status: [0, 1]}"), "2 until they answer"),
    "in a case": (asked("if: {case.sent.status: 0}"), "1 in a case"),
    "both": (
        asked("if: {case.sent.status: {less_than: 3}, case.unanswered.status: 0}"),
        "1 until they answer, 3 in a case",
    ),
    "of any purpose": (asked("if: {case.unanswered.any: {at_most: 1}}"), "2 until they answer"),
    "of another purpose": (asked("if: {case.unanswered.check-in: 0}"), None),
    "at least says no limit": (asked("if: {case.unanswered.status: {at_least: 1}}"), None),
    "within an alternative": (asked("if: {any: [{case.sent.status: 0}, {case.status: active}]}"), None),
    "within all of": (asked("if: {all: [{case.sent.status: 0}, {case.status: active}]}"), "1 in a case"),
    "a first and a second": (
        asked("if: {case.unanswered.status: 0}", "if: {case.unanswered.status: 1}"),
        "2 until they answer",
    ),
    "one rule of two has none": (asked("if: {case.unanswered.status: 0}", "priority: 0"), None),
    "quiet after one": (quiet("if: {message.purpose: status}", HEARD), "1 until they answer"),
    "quiet after any": (quiet("priority: 0", f"purpose: [check-in, status]\n    {HEARD}"), "1 until they answer"),
    "quiet after two": (
        quiet("if: {message.purpose: status, case.unanswered.status: {at_least: 2}}", HEARD),
        "2 until they answer",
    ),
    "quiet after more than two": (quiet("if: {case.sent.status: {more_than: 2}}", HEARD), "3 until they answer"),
    "quiet for good": (quiet("if: {message.purpose: [check-in, status]}", "purpose: status"), "1 in a case"),
    "quiet for good after two unanswered": (quiet("if: {case.unanswered.status: 2}", "purpose: status"), None),
    "quiet about something else": (quiet("if: {message.purpose: status}", f"purpose: check-in\n    {HEARD}"), None),
    "quiet after another purpose": (quiet("if: {message.purpose: check-in}", HEARD), None),
    "quiet in some cases": (quiet("if: {message.purpose: status, case.status: active}", HEARD), None),
    "quiet unless": (quiet("if: {none: [{case.status: active}]}", HEARD), None),
    "quiet to some": (quiet("if: {message.purpose: status}", f"recipients: recruiter\n    {HEARD}"), None),
    "quiet on one channel": (quiet("if: {message.purpose: status}", f"channel: phone\n    {HEARD}"), None),
    "quiet for a week": (quiet("if: {message.purpose: status}", "timing: {expires: 1 week}"), None),
    "quiet until something else": (quiet("if: {message.purpose: status}", "stop: case.paused"), None),
    "quiet until heard of something": (
        quiet("if: {message.purpose: status}", "stop: {when: message.received, if: {message.kind: x}}"),
        None,
    ),
    "quiet after a word": (quiet("priority: 0", HEARD, "message.received"), None),
    "the smaller of both": (
        asked("if: {case.unanswered.status: {less_than: 3}}")
        + QUIET.format(when="message.sent", condition="if: {case.unanswered.status: 2}", rest=HEARD),
        "2 until they answer",
    ),
}


@pytest.mark.parametrize(("rules", "expected"), TABLE.values(), ids=TABLE)
def test_how_many_messages(rules: str, expected: str | None) -> None:
    """A number is told where every rule of the purpose has one, or a prohibition sets it; else none is told."""
    assert messages_said(policy(rules), "status") == expected
