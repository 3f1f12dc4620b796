from __future__ import annotations

from pathlib import Path

import pytest
from suites import CALL, HEAD, THANKS, suite

from tactful.policy import loads
from tactful.testing import mutation
from tactful.testing.mutants import mutants
from tactful.testing.mutation import Mutation, mutate
from tactful.testing.places import Places
from tactful.testing.scope import clauses
from tactful.testing.steps import offsets
from tactful.testing.suite import read_suite
from tactful.timing import parse_offset

ROOT = Path(__file__).resolve().parents[2]
VAGUE = "{at: 2026-03-03 10:31, advice: [{purpose: thank-you}]}"
EXACT = VAGUE.replace(
    "thank-you", "thank-you, strength: must, to: dana@x.example, opens: 2026-03-03 10:29, due: 2026-03-03 11:29"
)
ENDED = CALL.replace("format", "end: 2026-03-03 10:29, format")


def changed(folder: Path, expect: str, *, events: str = CALL) -> Mutation:
    read = suite(folder, HEAD + THANKS, expect, events=events)
    return mutate(read.policy, read.tests)


def names(found: Mutation) -> set[str]:
    return {mutant.description.removeprefix("rule `thanks`: ") for mutant in found.survivors}


def all_changes(text: str) -> list[str]:
    policy = loads(text)
    return [one.description.partition(": ")[2] for one in mutants(policy, set(clauses(policy)), Places(()))]


@pytest.mark.parametrize(
    ("offset", "steps"),
    [
        ("2 weeks", ["1 week", "3 weeks"]),
        ("1 week", ["6 days", "8 days"]),
        ("10 days", ["9 days", "11 days"]),
        ("1 hour", ["59 minutes", "61 minutes"]),
        ("3 hours", ["2 hours", "4 hours"]),
        ("90 minutes", ["89 minutes", "91 minutes"]),
        ("1 second", ["0 days", "2 seconds"]),
        ("5 business days", ["4 business days", "6 business days"]),
        ("3 months", ["2 months", "4 months"]),
        ("2 years", ["1 year", "3 years"]),
        ("3 days before", ["2 days before", "4 days before"]),
        ("0 days", ["1 minute"]),
        ("end of day", ["end of next day"]),
        ("end of next business day", ["end of next day"]),
    ],
)
def test_steps_of_a_duration(offset: str, steps: list[str]) -> None:
    """A duration changes by one of its own unit, or of the next smaller where it is one of it."""
    assert [text for text, _, _ in offsets(parse_offset(offset))] == [
        f"`{offset}` changed to `{step}`" for step in steps
    ]


def test_the_changes_of_a_rule() -> None:
    """Each part of a rule is changed, dropped or turned once, in the order of the policy."""
    assert all_changes(HEAD + THANKS) == [
        "left out",
        "`interview.format is one of phone, video` left out",
        "`interview.format is one of phone, video` negated",
        "`interview.format is one of phone, video` changed to `interview.format is one of video`",
        "`interview.format is one of phone, video` changed to `interview.format is one of phone`",
        "strength `must` changed to `should`",
        "recipients `interviewers` changed to `main_contact`",
        "`each` left out",
        "due `1 hour` changed to `59 minutes`",
        "due `1 hour` changed to `61 minutes`",
        "`due` left out",
        "counted from the event, not `interview.end`",
    ]


OTHERS = """
  a:
    because: x
    when: [message.sent, message.received]
    if: {case.sent.card: {at_least: 1}, case.unanswered.any: 0}
    strength: may
    purpose: status
    recipients: {who: [met, lead], if: {person.met: true}, fallback: everyone}
    timing: {opens: 2 days, expires: 2 weeks, window: {days: business}}
    again: restart
    stop: [interview.scheduled, offer.extended]
holds:
  h:
    because: x
    when: decision.promised
    until: event.by
    plus: 1 day
    release: message.received
    purpose: [status, card]
stops:
  s: {when: application.rejected, because: x}
"""


@pytest.mark.parametrize(
    "change",
    [
        "`when` without `message.sent`",
        "`case.sent.card is at least 1` changed to `case.sent.card is at least 2`",
        "`case.unanswered.any is 0` changed to `case.unanswered.any is 1`",
        "recipients without `met`",
        "recipients: `person.met is true` left out",
        "recipients: fallback left out",
        "`each` added",
        "`opens` left out",
        "expires `2 weeks` changed to `1 week`",
        "`expires` left out",
        "`window` left out",
        "`again` changed to `ignore`",
        "its own `stop` left out",
        "`stop` without `offer.extended`",
        "plus `1 day` changed to `2 days`",
        "`plus` left out",
        "`release` left out",
        "left out",
    ],
)
def test_every_kind_of_change(change: str) -> None:
    """Triggers, counts, recipients, times, windows, stops and holds are changed too."""
    assert change in all_changes(HEAD + OTHERS)


MOMENTS = THANKS.replace(
    "due: 1 hour", "due: {earliest: [1 hour, {from: interview.start, plus: 1 day}, {from: event}]}"
)


def test_the_changes_of_moments() -> None:
    """Each of several moments is moved, left out, and counted from the rule's anchor where it has one of its own."""
    assert [one for one in all_changes(HEAD + MOMENTS) if "due" in one] == [
        "due `1 hour` changed to `59 minutes`",
        "due `1 hour` changed to `61 minutes`",
        "due without `1 hour`",
        "due `1 day from interview.start` changed to `interview.start`",
        "due `1 day from interview.start` changed to `2 days from interview.start`",
        "due `1 day from interview.start` counted from the anchor of the rule",
        "due without `1 day from interview.start`",
        "due `event` changed to `1 minute from event`",
        "due `event` counted from the anchor of the rule",
        "due without `event`",
        "`due` left out",
    ]


STARTED = """
      - {at: 2026-03-01 09:00, type: interview.scheduled, data: {interview: i1, format: phone, start: 2026-03-02 10:00,
         interviewers: [{name: Dana, email: dana@x.example}]}}
      - {at: 2026-03-02 10:30, type: interview.completed, data: {interview: i1, end: 2026-03-02 10:20}}
"""


@pytest.mark.parametrize(
    ("plus", "due", "unnoticed"),
    [
        ("50 minutes", "10:50", ["`{}` changed to `59 minutes`", "`{}` changed to `61 minutes`", "without `{}`"]),
        (
            "3 hours",
            "11:20",
            [
                "`{}` changed to `2 hours from interview.start`",
                "`{}` changed to `4 hours from interview.start`",
                "`{}` counted from the anchor of the rule",
                "without `{}`",
            ],
        ),
    ],
)
def test_a_moment_that_no_test_reaches_survives(tmp_path: Path, plus: str, due: str, unnoticed: list[str]) -> None:
    """What is done to the moment that is the earliest is noticed; what is done to the other is not, and is told."""
    policy = HEAD + THANKS.replace(
        "due: 1 hour", f"due: {{earliest: [1 hour, {{from: interview.start, plus: {plus}}}]}}"
    )
    expect = f"{{at: 2026-03-02 10:31, advice: [{{purpose: thank-you, due: 2026-03-02 {due}}}]}}"
    read = suite(tmp_path, policy, expect, events=STARTED)
    found = mutate(read.policy, read.tests)
    other, start = (
        ("1 hour", "1 hour") if due == "10:50" else (f"{plus} from interview.start", "{from: interview.start")
    )
    left = [mutant for mutant in found.survivors if ": due" in mutant.description]
    assert {mutant.description for mutant in left} == {f"rule `thanks`: due {text.format(other)}" for text in unnoticed}
    line = next(line for line in policy.splitlines() if "due" in line)
    assert {mutant.where.column for mutant in left} == {line.index(start) + 1}


@pytest.mark.parametrize(
    "change",
    [
        "`purpose` without `card`",  # no rule sends one
        "`purpose` left out, so that it is of all",  # there is no other
        "`priority` left out",
        "`case.sent.card is at least 1` changed to `case.sent.card is at least 0`",
    ],
)
def test_changes_without_effect_are_left_out(change: str) -> None:
    """What provably changes no advice is not tried."""
    assert change not in all_changes(HEAD + OTHERS.replace("    again", "    priority: 5\n    again"))


AGAIN = """
  a:
    because: x
    when: message.sent
    if: {message.purpose: status, case.status: active}
    strength: may
    purpose: status
    recipients: met
"""


@pytest.mark.parametrize(
    ("end", "tried"),
    [
        ("    stop: application.rejected", True),
        ("    stop: message.sent", False),
        ("stops:\n  s: {when: message.sent, purpose: card, because: x}", True),
        ("stops:\n  s: {when: message.sent, because: x}", False),
        ("stops:\n  s: {when: message.sent, if: {case.status: active}, purpose: status, because: x}", False),
        ("stops:\n  s: {when: message.sent, if: {case.status: filled}, because: x}", True),
        ("stops:\n  s: {when: message.sent, channel: phone, because: x}", True),
        ("stops:\n  s: {when: message.sent, recipients: met, because: x}", True),
    ],
)
def test_what_each_trigger_ends_cannot_begin_anew(end: str, tried: bool) -> None:
    """`again` is not changed where each new trigger of a rule ends what it triggered before."""
    assert ("`again` changed to `restart`" in all_changes(HEAD + AGAIN + end)) is tried


def test_vague_tests_notice_little(tmp_path: Path) -> None:
    """A change that no expectation tells apart survives; the same test made exact notices it."""
    assert {"strength `must` changed to `should`", "`due` left out"} <= names(changed(tmp_path, VAGUE))
    left = names(changed(tmp_path, EXACT, events=ENDED))
    assert left == {
        "`interview.format is one of phone, video` left out",
        "`interview.format is one of phone, video` changed to `interview.format is one of phone`",
        "recipients `interviewers` changed to `main_contact`",
        "`each` left out",
    }


def test_a_rule_that_no_test_reaches(tmp_path: Path) -> None:
    """Every change of a rule whose events no test has survives."""
    found = changed(tmp_path, "{at: 2026-03-01, advice: []}")
    assert (found.noticed, len(found.survivors)) == (0, found.tried)


def test_survivors_name_their_lines(tmp_path: Path) -> None:
    """A survivor names the line of the key that was changed."""
    lines = (HEAD + THANKS).splitlines()
    for mutant in changed(tmp_path, VAGUE).survivors:
        if "due" in mutant.description:
            assert "due:" in lines[mutant.where.line - 1]
        if "strength" in mutant.description:
            assert "strength:" in lines[mutant.where.line - 1]


def test_there_is_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many changes, every so-many-th is tried, and how many there are is told."""
    monkeypatch.setattr(mutation, "MOST", 5)
    found = changed(tmp_path, VAGUE)
    assert found.possible == 12
    assert found.tried <= 5


@pytest.mark.parametrize("pack", ["seed-article", "ground-rules"])
def test_shipped_packs_notice_everything(pack: str) -> None:
    """No small change of a shipped pack goes unnoticed by its tests."""
    read = read_suite(ROOT / "policies" / pack / f"{pack}_test.yaml")
    assert [one.description for one in mutate(read.policy, read.tests).survivors] == []


LIMIT = "limits: {few: {because: x, per: person, max: 2, within: 3 days}}\n"


def test_the_changes_of_a_limit() -> None:
    """What a limit counts, how many there may be, in how long a time, and what is done beyond it are each changed."""
    assert all_changes(HEAD + THANKS + LIMIT)[-8:] == [
        "left out",
        "within `3 days` changed to `2 days`",
        "within `3 days` changed to `4 days`",
        "`max` changed to `1`",
        "`max` changed to `3`",
        "`per` changed to `company`",
        "`per` changed to `candidate`",
        "`then` changed to `withhold`",
    ]


def test_a_limit_is_looked_at_in_every_test(tmp_path: Path) -> None:
    """A test notices the change of a limit though no event sets that off."""
    policy = HEAD + THANKS + LIMIT.replace("max: 2", "max: 1")
    elsewhere = "at: 2026-03-03 09:00, case: c2, partitionkey: case-1"
    before = f"      - {{{elsewhere}, type: message.sent, data: {{to: [dana@x.example]}}}}\n"
    expect = "{at: 2026-03-03 10:31, advice: [{purpose: thank-you, verdict: wait, opens: 2026-03-06 09:00}]}"
    read = suite(tmp_path, policy, expect, events="\n" + before + CALL.lstrip("\n"))
    survivors = {one.description for one in mutate(read.policy, read.tests).survivors if one.clause[0] == "limits"}
    assert survivors == {"limit `few`: `per` changed to `candidate`"}


def test_the_changes_of_a_route() -> None:
    """Through whom somebody is written to, and that only the next one is, are each left out."""
    text = HEAD + THANKS.replace("each: true", "each: true, first: true, via: recruiter")
    changes = [one for one in all_changes(text) if one.startswith(("recipients", "`each`"))]
    assert changes == [
        "recipients `interviewers` changed to `main_contact`",
        "recipients: `via: recruiter` left out",
        "recipients: `first` left out",
    ]


def test_a_prohibition_of_fewer_channels_says_so(tmp_path: Path) -> None:
    """A prohibition that reaches one channel fewer is told with the others, so that a test can notice it."""
    quiet = "  quiet: {because: x, when: interview.completed, strength: must_not, channel: [phone, email]}\n"
    told = "{at: 2026-03-03 10:31, advice: [{purpose: thank-you}, {rule: quiet, channel: [email, phone]}]}"
    read = suite(
        tmp_path, HEAD + THANKS.replace("strength: must", "channel: [phone, email]\n    strength: must") + quiet, told
    )
    found = mutate(read.policy, read.tests)
    assert not [one for one in found.survivors if one.clause == ("rules", "quiet") and "channel" in one.description]
