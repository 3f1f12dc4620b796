from __future__ import annotations

from pathlib import Path

import pytest
from suites import CALL, HEAD, THANKS, suite

from tactful.testing import TestResult
from tactful.testing.run import run_suite

POLICY = (
    HEAD
    + THANKS
    + """
  check-in:
    because: silence
    when: [message.sent, message.received]
    if: {case.status: active, case.sent.thank-you: {at_least: 1}, none: [{message.kind: spam}]}
    strength: may
    purpose: check-in
    recipients: main_contact
    timing: {opens: 2 weeks}
"""
)
SENT = CALL + "      - {at: 2026-03-03 10:40, type: message.sent, data: {to: dana@x.example, purpose: thank-you}}\n"
OTHER = CALL.replace("phone", "onsite")
WROTE = CALL + "      - {at: 2026-03-03 10:40, type: message.received, data: {from: dana@x.example}}\n"


def failed(folder: Path, advice: str, *, at: str = "2026-03-03 10:41", events: str = CALL) -> TestResult:
    (result,) = run_suite(suite(folder, POLICY, f"{{at: {at}, advice: [{advice}]}}", events=events))
    assert not result.passed
    return result


def test_side_by_side(tmp_path: Path) -> None:
    """Expected and given advice stand beside each other, what differs is marked, and the reason is told in words."""
    (failure,) = failed(tmp_path, "{purpose: thank-you, verdict: late, due: 2026-03-03 11:31}").failures
    assert failure.text.splitlines() == [
        "            expected          got",
        "  purpose   thank-you         thank-you",
        "! verdict   late              now",
        "! due       2026-03-03 11:31  2026-03-03 11:30",
        "  strength                    must",
        "  to                          dana@x.example",
        "  opens                       2026-03-03 10:30",
        "  reason                      triggered (it may be acted on)",
        "  rule                        thanks",
    ]


@pytest.mark.parametrize(
    ("advice", "events", "why"),
    [
        pytest.param("{purpose: thank-you}", SENT, "it is done: it was sent", id="another verdict"),
        pytest.param("{purpose: card}", CALL, "no rule has the purpose `card`", id="no such purpose"),
        pytest.param("{purpose: check-inn}", CALL, "did you mean `check-in`?", id="misspelt purpose"),
        pytest.param(
            "{rule: thank}", CALL, "the policy has no rule `thank`; did you mean `thanks`?", id="no such rule"
        ),
        pytest.param("{purpose: check-in}", CALL, "no `message.sent` or `message.received` by then", id="no trigger"),
        pytest.param("{to: bo}", CALL, "rule `thanks` spoke, to dana@x.example", id="to another"),
        pytest.param(
            "{purpose: thank-you}",
            OTHER,
            "rule `thanks` did not speak at interview.completed `e0`: `interview.format is one of phone, video` failed,"
            " interview.format was `onsite`",
            id="condition",
        ),
        pytest.param(
            "{purpose: check-in}",
            WROTE,
            "`case.sent.thank-you is at least 1` failed, case.sent.thank-you was `0`",
            id="one of several tests",
        ),
    ],
)
def test_why_it_is_not_there(tmp_path: Path, advice: str, events: str, why: str) -> None:
    """Of what is missing it is told why: another verdict, no trigger, or the tests of the condition that failed."""
    text = "\n".join(failure.text for failure in failed(tmp_path, advice, events=events).failures)
    assert why in text


ROUTED = """
tactful: 1
policy: small
rules:
  thanks:
    because: through the recruiter
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, via: recruiter, fallback: interviewers}
"""
ERIN = """
      - {at: 2026-03-02 10:30, type: contact.updated, data: {person: {name: Erin, email: e@x.example, role: recruiter}}}
"""


@pytest.mark.parametrize(
    ("events", "passes", "fails", "row"),
    [
        (ERIN + CALL.lstrip("\n"), "Dana@x.example", "e@x.example", "! for       e@x.example  dana@x.example"),
        (ERIN + CALL.lstrip("\n"), "[dana@x.example]", "null", "! for       []         dana@x.example"),
        (CALL, "null", "dana@x.example", "! for       dana@x.example  []"),
    ],
)
def test_for_whom_is_compared(tmp_path: Path, events: str, passes: str, fails: str, row: str) -> None:
    """`for` is compared with those who are meant where advice is routed, and with nobody where it is not."""

    def result(for_: str) -> TestResult:
        expect = f"{{at: 2026-03-03 10:41, advice: [{{purpose: thank-you, for: {for_}}}]}}"
        (found,) = run_suite(suite(tmp_path, ROUTED, expect, events=events))
        return found

    assert result(passes).passed
    (failure,) = result(fails).failures
    assert row in failure.text.splitlines()


def test_nothing_known(tmp_path: Path) -> None:
    """Before the first event the reason is that nothing is known."""
    (failure,) = failed(tmp_path, "{purpose: thank-you}", at="2026-03-01").failures
    assert "nothing is known of case `case-1` by then" in failure.text
    assert failure.surplus == ()


def test_what_was_not_expected(tmp_path: Path) -> None:
    """Advice that nobody expected stands alone in its column."""
    (failure,) = failed(tmp_path, "").failures
    assert "! " in failure.text
    assert "nothing more" in failure.text
    assert failure.missing == ()
