from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_cases import Run, as_lines, event

from tactful.commands import failures
from tactful.tone.draft import MAX_BYTES

GOOD = """To: Theo Marsh <theo@sunmesa.example>

Dear Theo,

Thank you for your time this morning. I am happy to answer any questions, and I look forward to speaking with you again.

Best regards,
Ines
"""
BAD = """Hi Theo,

I wanted to thank you. As we
discussed, I am a great fit.
"""
FOUND = """draft.txt:3:1: the text must begin with `thank you`, found `I wanted` [opening]
    3 | I wanted to thank you. As we
      | ^^^^^^^^
  tone: must.open_with: thank you
  help: let these words be the first after the salutation
  see: docs/tone.md#opening

draft.txt:3:1: the text must say `thanks-for-the-time`, and none of its wordings is there [missing-phrase]
  tone: must.say: thanks-for-the-time
  help: for instance `thank you for your time`, `thanks for taking the time` or `appreciate your time`
  see: docs/tone.md#missing-phrase
"""
FOUND_LAST = """draft.txt:3:24: the text must not say `recap-of-the-talk`, found `As we discussed` [forbidden-phrase]
    3 | I wanted to thank you. As we
      |                        ^^^^^
  tone: must_not.say: recap-of-the-talk
  help: leave it out, or say something else
  see: docs/tone.md#forbidden-phrase

draft.txt:4:12: the text must not say `own-qualifications`, found `I am a great fit` [forbidden-phrase]
    4 | discussed, I am a great fit.
      |            ^^^^^^^^^^^^^^^^
  tone: must_not.say: own-qualifications
  help: leave it out, or say something else
  see: docs/tone.md#forbidden-phrase

6 problems by the rule `thank-after-a-call` (13 words, 2 sentences)
because a call deserves a thank-you straight away
"""
RULE = ("--rule", "thank-after-a-call")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a draft to be written."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str | bytes, name: str = "draft.txt") -> str:
    """Write a draft and return its name."""
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def test_a_good_draft(run: Run) -> None:
    """A draft in the right tone is said to be so, and exits with 0."""
    result = run("check-draft", write(GOOD), *RULE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "all is well by the rule `thank-after-a-call` (23 words, 2 sentences)\n"


def test_a_bad_draft(run: Run) -> None:
    """Each finding is shown with its line, the demand, and what would do; what breaks a duty exits with 4."""
    result = run("check-draft", write(BAD), *RULE)
    assert (result.exit_code, result.stderr) == (failures.TESTS_FAILED, "")
    assert result.stdout.startswith(FOUND)
    assert result.stdout.endswith(FOUND_LAST)


def test_a_suggestion(run: Run) -> None:
    """What only should be is a suggestion, and exits with 0."""
    result = run("check-draft", write("Thank you for the tour."), "--rule", "follow-up-after-a-visit")
    assert result.exit_code == 0
    first, *_, summary, because = result.stdout.splitlines()
    assert first.startswith("draft.txt:1:1: suggestion: the text should say `a-question-or-an-observation`")
    assert summary == "1 suggestion by the rule `follow-up-after-a-visit` (5 words, 1 sentence)"
    assert because.startswith("because everybody met in person counts")


def test_a_rule_that_asks_for_no_tone(run: Run) -> None:
    """Where a rule says nothing of the tone, that is said."""
    result = run("check-draft", write(BAD), "--rule", "leave-it-alone")
    assert result.stdout == "the rule `leave-it-alone` asks nothing of the tone of a message\n"
    assert result.exit_code == 0


def test_standard_input_and_json(run: Run) -> None:
    """A draft may come through standard input; JSON says the same, for programs."""
    result = run("check-draft", "-", *RULE, "--format", "json", stdin=BAD.encode())
    assert result.exit_code == failures.TESTS_FAILED
    told = json.loads(result.stdout)
    assert (told["path"], told["rule"], told["ok"], told["words"]) == ("<stdin>", "thank-after-a-call", False, 13)
    assert [finding["code"] for finding in told["findings"]] == [
        "opening",
        "missing-phrase",
        "missing-phrase",
        "missing-phrase",
        "forbidden-phrase",
        "forbidden-phrase",
    ]
    assert result.stdout == run("check-draft", "-", *RULE, "--format", "json", stdin=BAD.encode()).stdout


def test_an_encoded_mail(run: Run) -> None:
    """Where the lines are not those of the file, that is said."""
    mail = "Content-Type: text/html\n\n<p>Dear Theo,</p><p>I am a great fit.</p>"
    result = run("check-draft", write(mail, "draft.eml"), *RULE)
    assert "    3 | I am a great fit.\n" in result.stdout
    assert result.stdout.endswith("Lines are counted in the text of the e-mail, which its file holds encoded.\n")


def test_what_could_steer_a_terminal_is_not_printed(run: Run) -> None:
    """Signs of control in a draft are shown as a sign for what cannot be shown."""
    result = run("check-draft", write("As we\x1b[31m discussed."), *RULE, "--policy", write(NAMED, "p.yaml"))
    assert "\x1b" not in result.stdout
    assert "\x1b" not in run("check-draft", write("As we \x1b[31m discussed."), *RULE).stdout


NAMED = """
tactful: 1
policy: p
phrases: {recap: as we}
rules:
  thank-after-a-call: {because: b, when: message.sent, strength: may, purpose: thank-you, recipients: met,
    tone: {must_not: {say: recap}, must: {differ: true}}}
"""
NOTE = "Thank you for your time. I liked the hall with the old maps, and the people in it."


def sent(number: int, to: str, text: str, **data: Any) -> dict[str, Any]:
    """Return a thank-you as a log has it."""
    to_whom = {"name": to, "email": f"{to.lower()}@x.example"}
    data = {"to": [to_whom], "purpose": "thank-you", "text": text} | data
    return event(number, "c1", f"2026-03-03T1{number}:00:00-07:00", "message.sent", **data)


def completed(number: int, name: str) -> dict[str, Any]:
    """Return an interview with three people."""
    people = [{"name": one, "email": f"{one.lower()}@x.example"} for one in ("Dana", "Theo", "Lyle")]
    time = f"2026-03-03T1{number}:00:00-07:00"
    return event(number, "c1", time, "interview.completed", interview=name, format="onsite", interviewers=people)


@pytest.mark.parametrize(
    ("events", "compared"),
    [
        ([completed(0, "i1"), sent(1, "Dana", NOTE, about="i1")], 1),
        ([completed(0, "i1"), sent(1, "Dana", NOTE), sent(2, "Lyle", NOTE), sent(3, "Theo", NOTE)], 2),
        ([completed(0, "i1"), sent(1, "Dana", NOTE, about="i0")], 0),
        ([completed(0, "i1"), sent(1, "Dana", NOTE, about="i1"), completed(2, "i2")], 0),
        ([sent(0, "Dana", NOTE), completed(1, "i1")], 0),
        ([completed(0, "i1"), sent(1, "Dana", NOTE, purpose="check-in")], 0),
        ([completed(0, "i1"), sent(1, "Dana", "")], 0),
        ([sent(0, "Dana", NOTE)], 1),
    ],
)
def test_what_others_got(run: Run, events: list[dict[str, Any]], compared: int) -> None:
    """With a case, a draft is compared with what others got for the purpose, about the same interview."""
    Path("log.jsonl").write_bytes(as_lines(events))
    arguments = (*RULE, "--policy", write(NAMED, "p.yaml"), "--case", "c1", "--to", "Theo", "--format", "json")
    result = run("check-draft", write(NOTE), "log.jsonl", *arguments)
    told = json.loads(result.stdout)
    assert told["compared"] == compared
    assert [finding["code"] for finding in told["findings"]] == ["copied"] * (compared > 0)


def test_the_interview_is_that_of_the_live_advice(run: Run) -> None:
    """Where the rule still advises something of an interview, that interview is meant, and not a later one."""
    policy = write(
        NAMED.replace("when: message.sent", "when: interview.completed, if: {interview.round: 1}").replace(
            "recipients: met", "recipients: {who: interviewers, each: true}"
        ),
        "p.yaml",
    )
    first, second = completed(0, "i1"), completed(2, "i2")
    first["data"]["round"] = 1
    Path("log.jsonl").write_bytes(as_lines([first, sent(1, "Dana", NOTE, about="i1"), second]))
    arguments = (*RULE, "--policy", policy, "--case", "c1", "--to", "theo@x.example", "--format", "json")
    assert json.loads(run("check-draft", write(NOTE), "log.jsonl", *arguments).stdout)["compared"] == 1


def test_rejected_events(run: Run, broken_log: str) -> None:
    """What cannot be read of a log is told; a draft that breaks a duty exits with 4 all the same."""
    good = run("check-draft", write(GOOD), broken_log, *RULE, "--case", "a1")
    assert (good.exit_code, len(good.stderr.splitlines())) == (failures.EVENTS_REJECTED, 4)
    bad = run("check-draft", write(BAD), broken_log, *RULE, "--case", "a1")
    assert (bad.exit_code, len(bad.stderr.splitlines())) == (failures.TESTS_FAILED, 4)


MISUSES: dict[str, tuple[tuple[str, ...], str]] = {
    "no file": ((), "FILE"),
    "no rule": (("draft.txt",), "--rule"),
    "unknown rule": (("draft.txt", "--rule", "thank-after-a-cal"), "did you mean `thank-after-a-call`?"),
    "a purpose": (("draft.txt", "--rule", "check-in"), "is the purpose of `check-in-after-silence`"),
    "missing file": (("draf.txt", *RULE), "there is no file `draf.txt`"),
    "a folder": ((".", *RULE), "cannot be read: is a directory"),
    "a log without a case": (("draft.txt", "log.jsonl", *RULE), "--case"),
    "a case without a log": (("draft.txt", *RULE, "--case", "c1"), "--case"),
    "unknown case": (("draft.txt", "log.jsonl", *RULE, "--case", "c2"), "the cases are `c1`"),
    "standard input twice": (("-", "-", *RULE, "--case", "c1"), "only once"),
    "too long": (("long.txt", *RULE), "longer than 1,048,576 bytes"),
}


@pytest.mark.parametrize(("arguments", "hint"), MISUSES.values(), ids=MISUSES)
def test_misuse(run: Run, arguments: tuple[str, ...], hint: str) -> None:
    """Whatever is asked for wrongly is a usage error that says what is meant."""
    write(GOOD)
    write(b"x" * (MAX_BYTES + 1), "long.txt")
    Path("log.jsonl").write_bytes(as_lines([completed(0, "i1")]))
    result = run("check-draft", *arguments)
    assert result.exit_code == failures.USAGE
    assert hint in result.stderr
    assert result.stdout == ""


def test_a_bad_policy(run: Run) -> None:
    """A policy that is wrong is told as everywhere, and exits with 3."""
    result = run("check-draft", write(GOOD), *RULE, "--policy", write("tactful: 1\n", "p.yaml"))
    assert result.exit_code == failures.POLICY_INVALID
    assert "[missing-key]" in result.stderr


@pytest.mark.parametrize("command", ["check-draft note.txt --rule r", "draft log.yaml --case c --rule r"])
def test_a_message_is_by_one_policy(run: Run, command: str) -> None:
    """A second policy is refused where one message is meant, and not silently taken for the first."""
    result = run(*command.split(), "--policy", "seed-article", "--policy", "career-fair")
    assert result.exit_code == failures.USAGE
    assert "only once" in result.stderr
