from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from command_cases import Run, as_lines, case_events, event

import tactful
from tactful.commands import failures
from tactful.commands.explain_text import explanation_lines
from tactful.commands.text import Paper

AT = ("--at", "2026-03-05T12:00:00-07:00")


@pytest.fixture
def small_log(tmp_path: Path) -> str:
    path = tmp_path / "small.jsonl"
    late = event(3, "a1", "2026-03-04T09:00:00-07:00", "message.received", **{"from": "dana@a1.example"})
    path.write_bytes(
        as_lines([*case_events("a1"), late | {"recordedtime": "2026-03-12T09:00:00-07:00"}, *case_events("b2", 5)])
    )
    return str(path)


def explained(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("explain", *arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_json_is_the_explanation(run: Run, small_log: str, policy: str) -> None:
    """`explain --format json` is `tactful.explain`, as plain data."""
    events = [json.loads(line) for line in Path(small_log).read_text().splitlines()]
    of = tactful.load(policy)
    wanted = tactful.explain(of, events, "a1", AT[1])
    assert explained(run, small_log, "--case", "a1", "--policy", policy, *AT) == wanted.to_dict()
    wanted = tactful.explain(of, events, "a1", AT[1], rule="leave-it-alone")
    rule = ("--rule", "leave-it-alone")
    assert explained(run, small_log, "--case", "a1", "--policy", policy, *AT, *rule) == wanted.to_dict()


@pytest.mark.parametrize(
    ("known", "opens"),
    [
        (None, "2026-03-17T10:50:00-07:00"),
        ("2026-03-11", "2026-03-17T10:50:00-07:00"),
        ("all", "2026-03-18T09:00:00-07:00"),
    ],
)
def test_known(run: Run, small_log: str, policy: str, known: str | None, opens: str) -> None:
    """By default what was known at the moment counts, else what `--known` says."""
    options = () if known is None else ("--known", known)
    found = explained(run, small_log, "--case", "a1", "--policy", policy, *AT, *options)
    assert [one["opens"] for one in found["advice"] if one["verdict"] == "wait"] == [opens]
    assert (found["known"] is None) == (known == "all")


def test_text(run: Run, small_log: str, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account says what is advised, why, and what would change it, advice that is live before what has ended."""
    monkeypatch.chdir(Path(policy).parent)
    result = run("explain", small_log, "--policy", policy, "--case", "b2", *AT)
    assert result.stdout.splitlines() == [
        "Thursday 5 March 2026 12:00 America/Phoenix, policy small",
        "",
        "b2 · active",
        "",
        "  wait       check-in to Dana <dana@b2.example>",
        "             may: two weeks without a word are reason enough to ask once",
        "  rule       `check-in-after-silence`                              small.yaml:15",
        "  awaits     Thu 19 Mar 10:50",
        "  opens      Thu 5 Mar 10:50 + 2 weeks = Thu 19 Mar 10:50",
        "  events     Thu 5 Mar 10:50  message.sent                          triggered it",
        "               b2-1: thank-you, to dana@b2.example",
        "  if         ✓ `case.sent.thank-you` is 1, at least 1                        :18",
        "             ✓ `case.unanswered.check-in` is 0                               :18",
        "  to         `main_contact`: Dana",
        "  stops      `rejected` at `application.rejected`                  small.yaml:31",
        "",
        "  done       thank-you to Dana <dana@b2.example>",
        "             must: a call deserves a thank-you straight away",
        "             it was sent",
        "  rule       `thank-after-a-call`                                   small.yaml:7",
        "  opens      `interview.end` Thu 5 Mar 10:30",
        "  due        `interview.end` Thu 5 Mar 10:30 + 1 hour = Thu 5 Mar 11:30",
        "  events     Thu 5 Mar 10:30  interview.completed                   triggered it",
        "               b2-0: phone, i1, with Dana",
        "             Thu 5 Mar 10:50  message.sent                                did it",
        "               b2-1: thank-you, to dana@b2.example",
        "  if         ✓ `interview.format` is `phone`, one of `phone` or `video`      :10",
        "  to         `interviewers`: Dana",
        "",
        "Rules that did not speak",
        "",
        "  `leave-it-alone`                                                 small.yaml:24",
        "    one unanswered check-in is enough",
        "    at b2-1, message.sent (thank-you, to dana@b2.example): `message.purpose` is",
        "    `thank-you`, needs `check-in`",
        "",
        "`--rule NAME` shows every event that a rule looked at.",
    ]


def test_text_of_one_rule(run: Run, small_log: str, policy: str) -> None:
    """With `--rule` every event that the rule looked at is shown, with the marks of its condition."""
    result = run("explain", small_log, "--policy", policy, "--case", "b2", *AT, "--rule", "leave-it-alone")
    assert "no advice of this rule" in result.stdout
    assert "looked at  Thu 5 Mar 10:50  message.sent" in result.stdout
    assert "✗ `message.purpose` is `thank-you`, needs `check-in`" in result.stdout
    assert "nearest    at b2-1: `message.purpose` is `thank-you`, needs `check-in`" in result.stdout


def test_marks_without_the_signs(run: Run, small_log: str, policy: str) -> None:
    """On paper that has no check marks, `+` and `-` stand for them."""
    events = [json.loads(line) for line in Path(small_log).read_text().splitlines()]
    found = tactful.explain(tactful.load(policy), events, "b2", AT[1])
    lines = list(explanation_lines(found.to_dict(), found.at, dt.UTC, Paper(encoding="ascii")))
    assert any("+ `case.unanswered.check-in` is 0" in line for line in lines)


def test_colour_changes_no_word(run: Run, small_log: str, policy: str) -> None:
    """In colour the lines say the same, in the same places."""
    import click

    events = [json.loads(line) for line in Path(small_log).read_text().splitlines()]
    found = tactful.explain(tactful.load(policy), events, "b2", AT[1])
    plain, coloured = (
        list(explanation_lines(found.to_dict(), found.at, dt.UTC, Paper(colour=colour))) for colour in (False, True)
    )
    assert plain != coloured
    assert [click.unstyle(line).rstrip() for line in coloured] == plain


def test_now_is_the_clock(run: Run, small_log: str, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--at` the moment is that of the wall clock."""
    moment = dt.datetime(2026, 3, 3, 17, 40, tzinfo=dt.UTC)
    monkeypatch.setattr("tactful.commands.clock.now", lambda: int(moment.timestamp()) * 1_000_000)
    assert explained(run, small_log, "--policy", policy, "--case", "a1")["at"] == "2026-03-03T17:40:00+00:00"


MISUSES: dict[str, tuple[tuple[str, ...], str]] = {
    "no case": ((), "--case"),
    "unknown case": (("--case", "a1x"), "did you mean `a1`?"),
    "unknown rule": (("--case", "a1", "--rule", "leave-it-be"), "did you mean `leave-it-alone`?"),
    "bad moment": (("--case", "a1", "--at", "soon"), "--at"),
    "bad knowledge": (("--case", "a1", "--known", "soon"), "--known"),
}


@pytest.mark.parametrize(("arguments", "hint"), MISUSES.values(), ids=MISUSES)
def test_misuse(run: Run, small_log: str, policy: str, arguments: tuple[str, ...], hint: str) -> None:
    """Whatever is asked for wrongly is a usage error that says what is meant."""
    result = run("explain", small_log, "--policy", policy, *arguments)
    assert result.exit_code == failures.USAGE
    assert hint in result.stderr
    assert result.stdout == ""


def test_rejected_events(run: Run, broken_log: str, policy: str) -> None:
    """The explanation is given on what can be read, and what cannot is told."""
    result = run("explain", broken_log, "--policy", policy, "--case", "a1", "--at", "2026-03-04")
    assert result.exit_code == failures.EVENTS_REJECTED
    assert "check-in to Dana" in result.stdout
    assert len(result.stderr.splitlines()) == 4
