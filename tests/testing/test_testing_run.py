from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tactful.errors import PolicyError
from tactful.testing import TestResult, run_tests, test_files

POLICY = """
tactful: 1
policy: small
timezone: America/New_York
rules:
  thanks:
    because: they gave their time
    source: a book
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end, due: 1 hour, expires: 30 days}
    tone: {voice: [brief], must: {max_words: 150, differ: true}}
  all-at-once:
    because: one card for all
    when: interview.completed
    strength: may
    purpose: card
    recipients: interviewers
    channel: [card, phone]
    timing: {opens: 1 day}
  silence:
    because: they asked for it
    when: contact.instructed
    strength: must_not
    purpose: [thank-you, card]
stops:
  no: {when: application.rejected, because: an answer is an answer}
"""

EVENTS = """
      - at: 2026-03-03 10:30
        type: interview.completed
        data: {interview: i1, format: phone, interviewers: [{name: Dana, email: Dana@x.example}, {name: Bo}]}
"""

DANA = "{purpose: thank-you, to: dana@x.example, verdict: now}"
BO = "{purpose: thank-you, to: Bo, verdict: blocked, reason: no_address}"
CARD = "{purpose: card}"


def results(folder: Path, expect: str, *, events: str = EVENTS, zone: str = "America/Phoenix") -> list[TestResult]:
    """Run one test with some events and expectations, which are written one a line."""
    (folder / "small.yaml").write_text(POLICY)
    lines = "".join(f"      - {line}\n" for line in expect.strip().splitlines())
    place = f"    timezone: {zone}\n" if zone else ""
    (folder / "small_test.yaml").write_text(
        f"policy: ./small.yaml\ntests:\n  - name: one\n{place}    events:{events}    expect:\n{lines}"
    )
    return run_tests(folder)


def passes(folder: Path, expect: str, **options: Any) -> bool:
    (result,) = results(folder, expect, **options)
    return result.passed


@pytest.mark.parametrize(
    ("advice", "passed"),
    [
        (f"{DANA}, {BO}, {CARD}", True),
        (f"{CARD}, {BO}, {DANA}", True),
        (f"{DANA}, {BO}", False),
        (f"{DANA}, {BO}, {CARD}, {CARD}", False),
        (f"{DANA}, {DANA}, {CARD}", False),
        # The first two both fit several: only the right assignment meets all.
        (f"{{}}, {{purpose: thank-you}}, {BO}", True),
        (f"{BO}, {{purpose: thank-you}}, {{}}", True),
        ("{}, {}, {}", True),
        ("{}, {}, {}, {}", False),
        ("", False),
    ],
)
def test_exactly_the_expected_advice(tmp_path: Path, advice: str, passed: bool) -> None:
    """An expectation is met by exactly its advice, in any order, each given one meeting one expected."""
    assert passes(tmp_path, f"{{at: 2026-03-03 10:31, advice: [{advice}]}}") is passed


@pytest.mark.parametrize(
    ("field", "passed"),
    [
        ("purpose: card", True),
        ("purpose: thank-you", False),
        ("strength: may", True),
        ("strength: must", False),
        ("to: [Bo, DANA@x.example]", True),
        ("to: [dana@x.example]", False),
        ("to: [Dana, Bo]", False),
        ("to: null", False),
        ("channel: [phone, card]", True),
        ("channel: card", False),
        ("verdict: wait", True),
        ("verdict: now", False),
        ("opens: 2026-03-04 10:30", True),
        ("opens: 2026-03-04 10:30:00", True),
        ('opens: "2026-03-04T12:30:00-05:00"', True),
        ("opens: 2026-03-04 12:30-05:00", True),
        ("opens: 2026-03-04", False),
        ("opens: null", False),
        ("due: null", True),
        ("due: 2026-03-04 10:30", False),
        ("expires: null", True),
        ("reason: not_yet", True),
        ("reason: triggered", False),
        ("rule: all-at-once", True),
        ("rule: thanks", False),
        ("because: one card for all", True),
        ("because: one card", False),
        ("tone: null", True),
        ("tone: {voice: [brief]}", False),
    ],
)
def test_only_given_fields_are_compared(tmp_path: Path, field: str, passed: bool) -> None:
    """Of an expected advice each field that is written is compared, and no other."""
    assert passes(tmp_path, f"{{at: 2026-03-03 10:31, advice: [{DANA}, {BO}, {{{field}}}]}}") is passed


@pytest.mark.parametrize(
    ("tone", "passed"),
    [
        ("{}", True),
        ("{must: {max_words: 150}}", True),
        ("{voice: [brief], must: {differ: true}}", True),
        ("{voice: brief}", True),
        ("{must: {max_words: 151}}", False),
        ("{should: {max_words: 150}}", False),
        ("null", False),
    ],
)
def test_tone_is_compared_in_part(tmp_path: Path, tone: str, passed: bool) -> None:
    """Of a tone only the written parts are compared."""
    dana = DANA.replace("}", f", tone: {tone}}}")
    assert passes(tmp_path, f"{{at: 2026-03-03 10:31, advice: [{dana}, {BO}, {CARD}]}}") is passed


REJECTED = EVENTS + "      - {at: 2026-03-05 09:00, type: application.rejected}\n"


@pytest.mark.parametrize(
    ("advice", "passed"),
    [
        ("", True),
        ("{verdict: stopped, purpose: card}", False),
        ("{verdict: stopped, purpose: card}, {verdict: stopped}, {verdict: stopped}", True),
        ("{verdict: done}", False),
    ],
)
def test_naming_an_ended_verdict_lists_it(tmp_path: Path, advice: str, passed: bool) -> None:
    """What has ended or is withheld is compared where its verdict is named."""
    assert passes(tmp_path, f"{{at: 2026-03-05 10:00, advice: [{advice}]}}", events=REJECTED) is passed


LEARNT = REJECTED.replace("at: 2026-03-05 09:00,", "at: 2026-03-05 09:00, learnt: 2026-03-10 09:00,")


@pytest.mark.parametrize(
    ("known", "passed"),
    [("", False), ("known: 2026-03-10 08:59,", False), ("known: 2026-03-10 09:00,", True), ("known: all,", True)],
)
def test_known(tmp_path: Path, known: str, passed: bool) -> None:
    """What was known at the moment counts, or at `known`, or all."""
    assert passes(tmp_path, f"{{at: 2026-03-06 10:00, {known} advice: []}}", events=LEARNT) is passed


FORBIDDEN = EVENTS + "      - {at: 2026-03-03 10:40, type: contact.instructed, data: {kind: no_contact}}\n"
OTHER = FORBIDDEN + "      - {at: 2026-03-03 10:40, type: interview.completed, case: b2, data: {interview: i2}}\n"


@pytest.mark.parametrize(
    ("expectation", "passed"),
    [
        ("at: 2026-03-03 10:40, forbidden: thank-you", True),
        ("at: 2026-03-03 10:40, forbidden: card", True),
        ("at: 2026-03-03 10:40, forbidden: check-in", False),
        ("at: 2026-03-03 10:40, forbidden: any", False),
        ("at: 2026-03-03 10:39, forbidden: thank-you", False),
        ("at: 2026-03-03 10:40, case: b2, forbidden: thank-you", False),
    ],
)
def test_forbidden(tmp_path: Path, expectation: str, passed: bool) -> None:
    """`forbidden` is met by a prohibition of that purpose in force, with nothing to be done."""
    assert passes(tmp_path, f"{{{expectation}}}", events=OTHER) is passed


def test_forbidden_and_something_to_do(tmp_path: Path) -> None:
    """A prohibition does not meet `forbidden` while something is to be done all the same."""
    later = FORBIDDEN.replace("[thank-you, card]", "card")
    (result,) = results(tmp_path, "{at: 2026-03-03 10:40, forbidden: card}", events=later)
    assert result.passed
    (tmp_path / "small.yaml").write_text(POLICY.replace("[thank-you, card]", "card"))
    (result,) = run_tests(tmp_path)
    assert "nothing is to be done while `card` is forbidden" in result.failures[0].text


def test_cases_are_apart(tmp_path: Path) -> None:
    """Events and expectations are of the test's case unless they name another."""
    events = EVENTS.replace("interview.completed\n", "interview.completed\n        case: b2\n")
    assert passes(tmp_path, "{at: 2026-03-03 10:31, advice: []}", events=events)
    expected = f"{{at: 2026-03-03 10:31, case: b2, advice: [{DANA}, {BO}, {CARD}]}}"
    assert passes(tmp_path, expected, events=events)


def test_times_are_of_the_zone(tmp_path: Path) -> None:
    """Times without an offset are those of the test's zone, also in the fields of events."""
    events = """
      - {at: 2026-03-08 12:00, type: interview.completed, data: {interview: i, end: 2026-03-08 02:30, interviewers: Bo}}
"""
    expected = '{at: "2026-03-08T16:00:00Z", advice: [{opens: "2026-03-08T07:30:00Z"}, {opens: 2026-03-09 12:00}]}'
    assert passes(tmp_path, expected, events=events, zone="America/New_York")


def test_without_a_zone_times_are_utc(tmp_path: Path) -> None:
    """Without `timezone` times are UTC, and the events name no zone, so that the policy's counts."""
    events = "\n      - {at: 2026-03-07 20:00, type: interview.completed, data: {interview: i, interviewers: Bo}}\n"
    # A day is one of New York's, where the clocks change on 8 March.
    expected = '{at: 2026-03-07 20:00, advice: [{purpose: thank-you}, {opens: "2026-03-08T19:00:00Z"}]}'
    assert passes(tmp_path, expected, events=events, zone="")


def test_events_have_ids_by_their_place(tmp_path: Path) -> None:
    """Events are `e0`, `e1`, … unless they name themselves, so that one can name another."""
    void = EVENTS + "      - {at: 2026-03-03 11:00, type: event.voided, data: {event: e0}}\n"
    assert passes(tmp_path, "{at: 2026-03-03 11:00, advice: []}", events=void)


def test_several_expectations_fail_apart(tmp_path: Path) -> None:
    """Each expectation that is not met is told with its place, what was missing and what was too much."""
    (result,) = results(
        tmp_path,
        f"""
        {{at: 2026-03-03 10:29, advice: [{BO}]}}
        {{at: 2026-03-03 10:31, advice: [{DANA}, {BO}, {CARD}]}}
        {{at: 2026-03-03 11:30, advice: [{DANA}, {BO}, {CARD}]}}
        """,
    )
    first, last = result.failures
    assert not result.passed
    assert (len(first.missing), len(first.surplus)) == (1, 0)
    assert (len(last.missing), len(last.surplus)) == (1, 1)
    assert [one.fields for one in last.differences] == [("verdict",)]
    assert "! verdict   now             late" in last.text
    assert "it is late; do it now" in last.text
    assert first.where.line + 2 == last.where.line


def test_notes_are_kept(tmp_path: Path) -> None:
    """A type that the policy does not know is no mistake, but it is noted."""
    (result,) = results(
        tmp_path, "{at: 2026-03-03, advice: []}", events="\n      - {at: 2026-03-02, type: interview.complet}\n"
    )
    assert result.passed
    assert [note.code for note in result.notes] == ["unknown_type"]


def test_runs_files_and_folders(tmp_path: Path) -> None:
    """A folder stands for the test files in it and below, but not in hidden folders."""
    results(tmp_path, "{at: 2026-03-03, advice: []}")
    below, hidden = tmp_path / "below", tmp_path / ".hidden"
    for folder in (below, hidden):
        folder.mkdir()
        results(folder, "{at: 2026-03-03, advice: []}")
    found = [below / "small_test.yaml", tmp_path / "small_test.yaml"]
    assert sorted(test_files(tmp_path)) == found
    assert len(run_tests(tmp_path)) == 2
    assert len(run_tests(tmp_path / "small_test.yaml")) == 1
    with pytest.raises(PolicyError, match="there is no such file or folder"):
        run_tests(tmp_path / "none")


def test_the_documented_example_passes(tmp_path: Path) -> None:
    """The example of the documentation is a test that passes."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "policy-tests.md").read_text()
    example = text.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "example_test.yaml").write_text(example.replace("./policy.yaml", "seed-article"))
    (result,) = run_tests(tmp_path)
    assert result.passed, [failure.text for failure in result.failures]
