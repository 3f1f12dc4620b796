from __future__ import annotations

from pathlib import Path

import pytest
from suites import CALL, HEAD, THANKS, suite

from tactful.testing.coverage import Coverage, coverage
from tactful.testing.suite import read_suite

IF = "    if: {interview.format: [phone, video]}"
ROOT = Path(__file__).resolve().parents[2]
AT = "{at: 2026-03-03 10:31, advice: []}"
REJECTED = CALL + "      - {at: 2026-03-03 10:31, type: application.rejected}\n"
PAUSED = CALL + "      - {at: 2026-03-03 10:31, type: case.paused}\n"


def covered(folder: Path, policy: str, *, events: str = CALL, expect: str = AT) -> Coverage:
    read = suite(folder, policy, expect, events=events)
    return coverage(read.policy, read.tests)


def lacks(found: Coverage) -> list[str]:
    return [f"{point.clause}: {point.lack}" for point in found.missed]


def test_a_rule_and_its_condition(tmp_path: Path) -> None:
    """A rule is covered by a trigger that passes, its condition when it has gone both ways."""
    found = covered(tmp_path, HEAD + THANKS)
    assert lacks(found) == ["rule `thanks`: `interview.format is one of phone, video` was never false"]
    assert (found.covered, len(found.points)) == (2, 3)
    assert found.verdicts == {"thanks": ("now",)}
    both = CALL + CALL.replace("phone", "onsite").replace("i1", "i2")
    assert covered(tmp_path, HEAD + THANKS, events=both).percent == 100


def test_only_up_to_the_moments(tmp_path: Path) -> None:
    """What happens after the last expectation shows nothing."""
    found = covered(tmp_path, HEAD + THANKS, expect="{at: 2026-03-01, advice: []}")
    assert "rule `thanks`: it was never triggered" in lacks(found)
    assert found.covered == 0


def test_groups_are_branches(tmp_path: Path) -> None:
    """Every test in a nested group counts, and so does the group."""
    condition = "{any: [{interview.format: phone}, {all: [{interview.round: 2}, {case.status: active}]}]}"
    found = covered(tmp_path, HEAD + THANKS.replace("{interview.format: [phone, video]}", condition))
    assert len(found.points) == 1 + 2 * 5
    assert lacks(found) == [
        "rule `thanks`: `any of 2 tests` was never false",
        "rule `thanks`: `interview.format is phone` was never false",
        "rule `thanks`: `all of 2 tests` was never true",
        "rule `thanks`: `interview.round is 2` was never true",
        "rule `thanks`: `case.status is active` was never false",
    ]
    assert {point.where.line for point in found.missed} == {(HEAD + THANKS).splitlines().index(IF) + 1}


@pytest.mark.parametrize(
    ("clause", "events", "lack"),
    [
        ("stops: {no: {when: application.rejected, because: x}}", CALL, "it ended nothing"),
        ("stops: {no: {when: application.rejected, because: x}}", REJECTED, None),
        ("stops: {no: {when: application.rejected, purpose: card, because: x}}", REJECTED, "it ended nothing"),
        ("holds: {p: {when: case.paused, until: event.until, because: x}}", CALL, "it postponed nothing"),
        ("holds: {p: {when: case.paused, release: case.resumed, because: x}}", PAUSED, "it was never released"),
    ],
)
def test_stops_and_holds(tmp_path: Path, clause: str, events: str, lack: str | None) -> None:
    """A stop is covered by what it ended, a hold by what it postponed, its release by an event that releases it."""
    found = [
        text for text in lacks(covered(tmp_path, f"{HEAD}{THANKS}{clause}\n", events=events)) if "rule" not in text
    ]
    assert [text.partition(": ")[2] for text in found] == ([] if lack is None else [lack])


QUIET = """
  quiet:
    because: they asked
    when: contact.instructed
    strength: must_not
    stop: message.received
"""
ASKED = CALL + "      - {at: 2026-03-03 10:31, type: contact.instructed, data: {kind: no_contact}}\n"
LIFTED = ASKED + "      - {at: 2026-03-03 10:32, type: message.received, data: {from: dana@x.example}}\n"


def test_prohibitions_and_own_stops(tmp_path: Path) -> None:
    """A prohibition is covered when it is in force, a rule's own stop when it ends the rule's advice."""
    policy = HEAD + THANKS + QUIET
    found = [text for text in lacks(covered(tmp_path, policy)) if "quiet" in text]
    assert found == [
        "rule `quiet`: it was never in force and blocked nothing",
        "rule `quiet`: it was never triggered",
        "rule `quiet`: its own stop ended nothing",
    ]
    found = [text for text in lacks(covered(tmp_path, policy, events=ASKED)) if "quiet" in text]
    assert found == ["rule `quiet`: its own stop ended nothing"]
    moments = f"{AT}\n{AT.replace('10:31', '10:32')}"
    assert not [text for text in lacks(covered(tmp_path, policy, events=LIFTED, expect=moments)) if "quiet" in text]


def test_moments(tmp_path: Path) -> None:
    """Each of several moments is covered where it was the earliest at the moment of an expectation."""
    policy = HEAD + THANKS.replace("due: 1 hour", "due: {earliest: [1 hour, {from: interview.start, plus: 2 hours}]}")
    found = [text for text in lacks(covered(tmp_path, policy)) if "earliest" in text]
    assert found == ["rule `thanks`: `2 hours from interview.start` was never the earliest in `due`"]
    (point,) = [point for point in covered(tmp_path, policy).missed if point.kind == "moment"]
    line = policy.splitlines()[point.where.line - 1]
    assert line[point.where.column - 1 :].startswith("{from: interview.start")
    begun = CALL.replace("format: phone", "format: phone, start: 2026-03-03 08:00")
    ended = CALL.replace("i1", "i2")
    scheduled = begun.replace("completed", "scheduled").replace("10:30", "07:00")
    assert not [
        text for text in lacks(covered(tmp_path, policy, events=scheduled + CALL + ended)) if "earliest" in text
    ]


def test_recipients(tmp_path: Path) -> None:
    """The condition of recipients counts like any other."""
    policy = HEAD + THANKS.replace("each: true", "each: true, if: {person.role: lead}")
    found = covered(tmp_path, policy)
    assert "rule `thanks`, recipients: `person.role is lead` was never true" in lacks(found)
    assert {point.kind for point in found.points} == {"rule", "condition", "recipients"}


ERIN = """
      - at: 2026-03-02 10:30
        type: contact.updated
        data: {person: {name: Erin, email: erin@x.example, role: recruiter}}
"""
WRITTEN = """
      - {at: 2026-03-03 10:31, type: message.sent, data: {to: [dana@x.example], purpose: other}}
"""


@pytest.mark.parametrize(
    ("key", "events", "lack"),
    [
        ("via: recruiter", CALL, "nobody was written to through `recruiter`"),
        ("via: recruiter", ERIN + CALL.lstrip("\n"), None),
        ("first: true", CALL, "nobody was passed over by `first`"),
        ("first: true", CALL + WRITTEN.lstrip("\n"), None),
    ],
)
def test_routes_and_the_next_person(tmp_path: Path, key: str, events: str, lack: str | None) -> None:
    """`via` is covered where somebody was written to through that person, `first` where somebody was passed over."""
    policy = HEAD + THANKS.replace("each: true", f"each: true, {key}")
    found = [text for text in lacks(covered(tmp_path, policy, events=events)) if "recipients" in text]
    assert found == ([f"rule `thanks`, recipients: {lack}"] if lack else [])


def test_what_others_wrote_is_not_counted(tmp_path: Path) -> None:
    """Clauses of packs in other folders count only where this policy changes their meaning, or where asked for."""
    (tmp_path / "base").mkdir()
    setting = "settings: {hour: {value: 1 hour, about: x}}\n"
    base = HEAD + THANKS.replace("1 hour", "$hour") + QUIET + setting
    (tmp_path / "base" / "base.yaml").write_text(base.replace("policy: small", "policy: base"))
    own = "tactful: 1\npolicy: small\nextends: [./base/base.yaml]\n"
    read = suite(tmp_path, own, AT)
    same = coverage(read.policy, read.tests)
    assert (same.points, same.percent, same.inherited) == ((), 100, 2)
    read = suite(tmp_path, f"{own}tone: {{voice: brief}}\n", AT)
    assert coverage(read.policy, read.tests).points == ()
    assert {point.clause for point in coverage(read.policy, read.tests, inherited=True).points} == {
        "rule `thanks`",
        "rule `quiet`",
    }
    read = suite(tmp_path, own + setting.replace("1 hour", "2 hours"), AT)
    changed = coverage(read.policy, read.tests)
    assert {point.clause for point in changed.points} == {"rule `thanks`"}
    assert changed.inherited == 1


@pytest.mark.parametrize("pack", ["seed-article", "ground-rules"])
def test_shipped_packs_are_covered(pack: str) -> None:
    """The tests of a shipped pack set all of it in motion."""
    read = read_suite(ROOT / "policies" / pack / f"{pack}_test.yaml")
    assert lacks(coverage(read.policy, read.tests)) == []


@pytest.mark.parametrize(("per", "lack"), [("candidate", []), ("company", ["limit `few`: it kept nothing back"])])
def test_limits(tmp_path: Path, per: str, lack: list[str]) -> None:
    """A limit is covered by advice that it kept back."""
    limit = f"limits: {{few: {{because: x, per: {per}, max: 1, within: 1 day}}}}\n"
    elsewhere = "at: 2026-03-03 09:00, case: c2, partitionkey: case-1"
    before = f"      - {{{elsewhere}, type: message.sent, data: {{to: [a@x.example]}}}}\n"
    found = covered(tmp_path, f"{HEAD}{THANKS}{limit}", events="\n" + before + CALL.lstrip("\n"))
    assert [text for text in lacks(found) if "rule" not in text] == lack
