"""What `docs/lint.md` says about each code is so."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tactful.commands.program import program
from tactful.linting import CODES, SEVERITIES, lint
from tactful.linting.codes import PAGE
from tactful.linting.deciding import MAX_COMBINATIONS
from tactful.yaml_nodes import load_nodes

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / PAGE).read_text()
SECTIONS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n### ")[1:]}
WORDS = {"error": "Error", "warning": "Warning", "info": "Remark"}

RULE = """\
  {name}:
    because: it is polite
    when: interview.completed
    strength: should
    purpose: thank-you
    recipients: main_contact
"""
STOPS = "stops: {settled: {when: application.rejected, because: an answer is an answer}}\n"
WITHOUT_STOPS = {"open-for-ever", "bad-silence"}
PARENT = "tactful: 1\npolicy: parent\nrules:\n" + RULE.format(name="ask") + STOPS


def written(folder, text, code):
    """Write an example with all that it leaves out, and return its path."""
    mondays = ", ".join(str(dt.date(2026, 1, 5) + dt.timedelta(weeks=week)) for week in range(60))
    text = re.sub(r"\[2026-01-05.*", f"[{mondays}]", text)
    data = load_nodes(text, "example").data
    head = "tactful: 1\npolicy: example\n"
    if "extends" not in data:
        head += "extends: [./base.yaml]\n"
        rules = "".join(map(rule_of, data["rules"].items()))
        stops = "" if code in WITHOUT_STOPS else STOPS
        (folder / "base.yaml").write_text(f"tactful: 1\npolicy: base\nrules:\n{rules}{stops}")
    (folder / "a-month.yaml").write_text(PARENT.replace("    strength", "    timing: {opens: 1 month}\n    strength"))
    week = PARENT.replace("    strength", "    timing: {opens: 1 week}\n    strength")
    (folder / "a-week.yaml").write_text(week)
    path = folder / "example.yaml"
    path.write_text(head + text)
    return path


def rule_of(item):
    """Return a rule that is complete without what the example says of it."""
    name, said = item
    text = RULE.format(name=name)
    if said.get("strength") == "must_not":
        lines = [line for line in text.splitlines(keepends=True) if "recipients" not in line and "purpose" not in line]
        return "".join(lines)
    return text


def examples(code):
    return re.findall(r"```yaml\n(.*?)```", SECTIONS[code], re.DOTALL)


def test_every_code_has_its_section():
    """The page has a heading for each code, in the order of the table, with its severity and meaning."""
    assert list(SECTIONS) == list(CODES)
    for code, entry in CODES.items():
        assert f"\n\n{WORDS[SEVERITIES[code]]}. {entry.meaning}\n" in SECTIONS[code]
        assert entry.page == PAGE


@pytest.mark.parametrize("code", CODES)
def test_the_example_has_the_finding_and_the_mended_one_has_not(tmp_path, code):
    """Of the two examples of a code the first is found, and nothing is found in the second but remarks."""
    bad, good = examples(code)
    assert code in {one.problem.code for one in lint([written(tmp_path, bad, code)])}
    found = lint([written(tmp_path, good, code)])
    assert code not in {one.problem.code for one in found}
    assert {one.problem.code for one in found if one.severity != "info"} <= {"open-for-ever"}


@pytest.mark.parametrize("code", sorted(CODES.keys() - {"bad-silence", "unused-silence"}))
def test_the_comment_that_silences_it(tmp_path, code):
    """The comment that the page gives silences the finding, in the line that is shown."""
    comment = re.search(rf"`(# lint: allow {code} because )…`", SECTIONS[code]).group(1)
    path = written(tmp_path, examples(code)[0], code)
    lines = path.read_text().splitlines()
    for line in sorted({one.problem.where.line for one in lint([path]) if one.problem.code == code}):
        lines[line - 1] += f"   {comment}it is meant so"
    path.write_text("\n".join(lines))
    assert not {one.problem.code for one in lint([path])} & {code, "bad-silence", "unused-silence"}


def test_the_example_output(tmp_path, monkeypatch):
    """The page shows what the program prints."""
    shown = re.search(r"```console\n\$ tactful lint my-policy.yaml\n(.*?)```", TEXT, re.DOTALL).group(1)
    condition = re.search(r"8 \|     (if: .*)", shown).group(1)
    policy = "tactful: 1\npolicy: mine\nextends: [ground-rules]\nrules:\n  thank:\n    because: it is polite\n"
    policy += f"    when: interview.completed\n    {condition}\n    strength: should\n    purpose: check-in\n"
    (tmp_path / "my-policy.yaml").write_text(policy + "    recipients: main_contact\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    result = CliRunner().invoke(program, ["lint", "my-policy.yaml"])
    assert result.output == shown
    assert result.exit_code == 4


def test_the_other_examples(monkeypatch):
    """The other commands of the page run; the comment in it is a silence; the bound is the program's."""
    monkeypatch.chdir(ROOT)
    commands = [
        line.split("#")[0].split()[2:] for line in TEXT.splitlines() if line.startswith("$ tactful lint policies")
    ]
    assert len(commands) == 2
    for command in commands:
        assert CliRunner().invoke(program, command).exit_code == 0
    assert f"{MAX_COMBINATIONS:,} combinations" in TEXT


def test_the_silence_of_the_introduction(tmp_path):
    """The comment of the introduction silences what is found without it."""
    (text,) = re.findall(r"```yaml\n(.*?)```", TEXT.split("\n## All codes")[0], re.DOTALL)
    codes = {one.problem.code for one in lint([written(tmp_path, text, "open-for-ever")])}
    assert codes == set()
    text = re.sub("# lint.*", "", text)
    codes = {one.problem.code for one in lint([written(tmp_path, text, "open-for-ever")])}
    assert codes == {"open-for-ever"}
