from __future__ import annotations

import email
import email.policy
import json
import re
from pathlib import Path

import icalendar
import pytest
from command_cases import POLICY, Run, as_lines, case_events, event

import tactful
from tactful.commands import failures

AT = ("--at", "2026-03-03T10:40:00-07:00")
THANK = ("--case", "a1", "--rule", "thank-after-a-call")
TEMPLATE = "Subject: Thank you\n\nDear {{ recipient.first_name }},\n\nThank you for [what you liked].\n"


@pytest.fixture
def drafting(tmp_path: Path) -> str:
    """A policy file with a template beside it."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "thank-after-a-call.txt").write_text(TEMPLATE)
    path = tmp_path / "small.yaml"
    path.write_text(POLICY)
    return str(path)


@pytest.fixture
def a_log(tmp_path: Path) -> str:
    """A log of one call with one person, thanked after twenty minutes."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_lines(case_events("a1")))
    return str(path)


@pytest.fixture
def two(tmp_path: Path) -> str:
    """A log of one call with two people."""
    path = tmp_path / "two.jsonl"
    call, *_ = case_events("a1")
    people = [{"name": "Dana", "email": "dana@a1.example"}, {"name": "Owen", "email": "owen@a1.example"}]
    path.write_bytes(as_lines([call | {"data": {**call["data"], "interviewers": people}}]))
    return str(path)


def test_text(run: Run, a_log: str, drafting: str) -> None:
    """The draft is printed below whom it is for and by when, with the number of its gaps."""
    result = run("draft", a_log, "--policy", drafting, *THANK, *AT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Tuesday 3 March 2026 10:40 America/Phoenix, policy small",
        "",
        "  now       thank-you to Dana <dana@a1.example>                        due 11:30",
        "            must: a call deserves a thank-you straight away",
        "",
        "Subject: Thank you",
        "",
        "Dear Dana,",
        "",
        "Thank you for [what you liked].",
        "",
        "one gap to fill in",
    ]


def test_text_of_several(run: Run, two: str, drafting: str) -> None:
    """Several drafts follow one another, each below a line."""
    result = run("draft", two, "--policy", drafting, *THANK, *AT)
    assert result.stdout.count("\nSubject: Thank you\n") == 2
    assert result.stdout.count("\n" + "-" * 80 + "\n") == 1


def test_eml_is_one_message(run: Run, a_log: str, drafting: str) -> None:
    """A single draft as mail goes to standard output."""
    result = run("draft", a_log, "--policy", drafting, *THANK, *AT, "--format", "eml")
    assert (result.exit_code, result.stderr) == (0, "")
    message = email.message_from_bytes(result.stdout_bytes, policy=email.policy.default)
    assert message["To"] == "Dana <dana@a1.example>"


def test_several_messages_need_a_folder(run: Run, two: str, drafting: str, tmp_path: Path) -> None:
    """Several are a file each, named after rule and recipient; the folder is made."""
    command = ("draft", two, "--policy", drafting, *THANK, *AT, "--format", "eml")
    result = run(*command)
    assert (result.exit_code, result.stdout) == (failures.USAGE, "")
    assert "there are 2 drafts" in result.stderr
    out = tmp_path / "new" / "letters"
    result = run(*command, "--out", str(out))
    assert (result.exit_code, result.output) == (0, "")
    names = sorted(path.name for path in out.iterdir())
    assert [name.rpartition("-")[0] for name in names] == ["thank-after-a-call-dana", "thank-after-a-call-owen"]
    assert all(name.endswith(".eml") for name in names)


def test_a_file_holds_the_draft_alone(run: Run, a_log: str, drafting: str, tmp_path: Path) -> None:
    """A file has no heading but whom it is to: it is what is checked and sent. A single draft may name its file."""
    out = tmp_path / "draft.txt"
    assert run("draft", a_log, "--policy", drafting, *THANK, *AT, "--out", str(out)).exit_code == 0
    to = "To: Dana <dana@a1.example>\n"
    assert out.read_text() == to + TEMPLATE.replace("{{ recipient.first_name }}", "Dana")
    folder = f"{tmp_path}/texts/"
    assert run("draft", a_log, "--policy", drafting, *THANK, *AT, "--out", folder).exit_code == 0
    (path,) = Path(folder).iterdir()
    assert path.read_text() == out.read_text()


def test_no_draft_is_overwritten(run: Run, two: str, drafting: str, tmp_path: Path) -> None:
    """A file that is there already may have been edited: nothing is written then, to no file."""
    command = ("draft", two, "--policy", drafting, *THANK, *AT, "--out", f"{tmp_path}/letters")
    assert run(*command).exit_code == 0
    first, second = sorted((tmp_path / "letters").iterdir())
    first.unlink()
    second.write_text("my own words")
    result = run(*command)
    assert result.exit_code == failures.USAGE
    assert "is there already" in result.stderr
    assert (first.exists(), second.read_text()) == (False, "my own words")


def test_what_cannot_be_written(run: Run, two: str, drafting: str, tmp_path: Path) -> None:
    """A folder that cannot be made is a usage error."""
    (tmp_path / "file").write_text("")
    result = run("draft", two, "--policy", drafting, *THANK, *AT, "--out", f"{tmp_path}/file/letters")
    assert result.exit_code == failures.USAGE
    assert "cannot be made" in result.stderr


def test_ics(run: Run, a_log: str, drafting: str, tmp_path: Path) -> None:
    """A calendar is one file, which is written anew each time; once the message is sent its event is cancelled."""
    out = tmp_path / "follow-up.ics"
    command = ("draft", a_log, "--policy", drafting, *THANK, "--format", "ics", "--out", str(out))
    found = []
    for at in ("2026-03-03T10:40:00-07:00", "2026-03-03T12:00:00-07:00"):
        assert run(*command, "--at", at).exit_code == 0
        found += icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    before, after = found
    assert before["UID"] == after["UID"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert "Thank you for [what you liked]." in before["DESCRIPTION"]


def test_ics_needs_no_template(run: Run, a_log: str, drafting: str) -> None:
    """A reminder is worth having without a text."""
    rule = ("--case", "a1", "--rule", "check-in-after-silence", "--at", "2026-03-04T09:00:00-07:00")
    result = run("draft", a_log, "--policy", drafting, *rule, "--format", "ics")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "SUMMARY:check-in to Dana\r\n" in result.stdout_bytes.decode()
    result = run("draft", a_log, "--policy", drafting, *rule)
    assert result.exit_code == failures.POLICY_INVALID
    assert "the rule `check-in-after-silence` has no template [no-template]" in result.stderr


def test_ics_leaves_out_what_has_no_time(run: Run, tmp_path: Path, drafting: str) -> None:
    """What waits for an event is told on standard error."""
    path = Path(drafting)
    path.write_text(
        POLICY.replace("when: interview.completed", "when: interview.scheduled").replace(
            "    if: {interview.format: [phone, video]}\n", ""
        )
    )
    log = tmp_path / "scheduled.jsonl"
    log.write_bytes(
        as_lines(
            [
                event(
                    0,
                    "a1",
                    "2026-03-03T10:30:00-07:00",
                    "interview.scheduled",
                    interview="i1",
                    interviewers=["d@x.example"],
                )
            ]
        )
    )
    result = run("draft", str(log), "--policy", drafting, *THANK, *AT, "--format", "ics")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        "left out of the calendar, since there is no time as yet:",
        "  wait      thank-you to d@x.example",
        "            must: a call deserves a thank-you straight away",
        "            the instant that it counts from is not known yet",
    ]


@pytest.mark.parametrize("form", ["text", "eml", "ics"])
def test_nothing_to_write(run: Run, a_log: str, drafting: str, form: str) -> None:
    """Where there is no advice, or none that is live, the command says so, and how it stands; that is no error."""
    result = run("draft", a_log, "--policy", drafting, *THANK, "--at", "2026-03-01", "--format", form)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "there is no advice of `thank-after-a-call` in `a1` on Sunday 1 March 2026 00:00 America/Phoenix; "
        "`tactful explain` with the same options says why\n"
    )
    if form != "ics":
        result = run("draft", a_log, "--policy", drafting, *THANK, "--at", "2026-03-04", "--format", form)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.splitlines()[1].split() == ["done", "thank-you", "to", "Dana", "<dana@a1.example>"]


def test_a_rule_for_another_channel(run: Run, a_log: str, drafting: str) -> None:
    """As text it gives what to say; as mail it is refused."""
    path = Path(drafting)
    path.write_text(
        path.read_text().replace("    purpose: thank-you\n", "    purpose: thank-you\n    channel: [phone, card]\n", 1)
    )
    result = run("draft", a_log, "--policy", drafting, *THANK, *AT)
    assert (result.exit_code, "Dear Dana," in result.stdout) == (0, True)
    result = run("draft", a_log, "--policy", drafting, *THANK, *AT, "--format", "eml")
    assert (result.exit_code, result.stdout) == (failures.USAGE, "")
    assert "is for `phone` or `card`, not for e-mail; `--format text` gives what to say" in result.stderr


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--case", "a2", "--rule", "thank-after-a-call"), "there is no case `a2`; the cases are `a1`"),
        (("--case", "a1", "--rule", "thank-after-a-cal"), "did you mean `thank-after-a-call`?"),
        (("--case", "a1", "--rule", "leave-it-alone"), "the rule `leave-it-alone` forbids: there is nothing to write"),
    ],
)
def test_what_is_not_there(run: Run, a_log: str, drafting: str, options: tuple[str, ...], text: str) -> None:
    """A case or rule that does not exist, or a prohibition, ends with code 2 and the nearest name."""
    result = run("draft", a_log, "--policy", drafting, *options, *AT)
    assert (result.exit_code, result.stdout) == (failures.USAGE, "")
    assert text in result.stderr


def test_an_address_that_no_mail_can_have(run: Run, tmp_path: Path, drafting: str) -> None:
    """It is left out of the message, and told."""
    call, *_ = case_events("a1")
    log = tmp_path / "odd.jsonl"
    log.write_bytes(
        as_lines([call | {"data": {**call["data"], "interviewers": [{"name": "D", "email": "a b@x.example"}]}}])
    )
    result = run("draft", str(log), "--policy", drafting, *THANK, *AT, "--format", "eml")
    assert result.exit_code == 0
    assert "To:" not in result.stdout
    assert result.stderr == "`a b@x.example` cannot stand in an e-mail as an address: it is left out\n"


def test_rejected_events(run: Run, broken_log: str, drafting: str) -> None:
    """Lines that are no events are told, all else is drafted, and the code is 6."""
    result = run("draft", broken_log, "--policy", drafting, *THANK, *AT)
    assert result.exit_code == failures.EVENTS_REJECTED
    assert "Dear Dana," in result.stdout
    assert "broken.jsonl:1" in result.stderr


def test_a_bad_template(run: Run, a_log: str, drafting: str) -> None:
    """`draft`, `validate` and `lint` tell the mistakes of a template in their places, and exit with 3."""
    path = Path(drafting).parent / "templates" / "thank-after-a-call.txt"
    path.write_text("Subject: Thank you\n\nDear {{ recipient.firstname }},\n")
    for command in (["draft", a_log, *THANK, *AT, "--policy"], ["validate"], ["lint"]):
        result = run(*command, drafting)
        assert result.exit_code == failures.POLICY_INVALID
        assert "thank-after-a-call.txt:3:9: unknown fact `recipient.firstname` [template-name]" in result.output
        assert "    3 | Dear {{ recipient.firstname }},\n      |         ^" in result.output
        assert "help: did you mean `recipient.first_name`?" in result.output


def test_the_python_function_gives_the_same(run: Run, two: str, drafting: str, tmp_path: Path) -> None:
    """What is written to files are the drafts of `tactful.draft`."""
    history = [json.loads(line) for line in Path(two).read_text().splitlines()]
    drafts = tactful.draft(tactful.load(drafting), history, AT[1], case="a1", rule="thank-after-a-call")
    assert run("draft", two, "--policy", drafting, *THANK, *AT, "--out", f"{tmp_path}/out").exit_code == 0
    found = {path.read_text().partition("\n")[2] for path in (tmp_path / "out").iterdir()}
    assert found == {str(draft) for draft in drafts}


@pytest.mark.parametrize("form", ["text", "eml"])
def test_a_draft_is_checked_as_it_is(run: Run, tmp_path: Path, form: str) -> None:
    """Of what `draft` writes `check-draft` tells the gaps, and nothing else, in each of its forms."""
    call, *_ = case_events("a1")
    log = tmp_path / "call.jsonl"
    log.write_bytes(as_lines([call]))
    out = str(tmp_path / "draft")
    assert run("draft", str(log), *THANK, *AT, "--format", form, "--out", out).exit_code == 0
    told = run("check-draft", out, "--rule", "thank-after-a-call", "--format", "json")
    assert {one["code"] for one in json.loads(told.stdout)["findings"]} == {"gap"}
    assert told.exit_code == failures.TESTS_FAILED
    text = Path(out).read_text()
    Path(out).write_text(re.sub(r"\[[^\[\]]+\]", "the new depot", text))
    result = run("check-draft", out, "--rule", "thank-after-a-call")
    assert result.exit_code == 0, result.output
