from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_cases import Run

RULE = "    when: message.sent\n    strength: should\n    purpose: status\n    recipients: main_contact\n"
CLEAN = f"tactful: 1\npolicy: p\nextends: [ground-rules]\nrules:\n  ask:\n    because: it is due\n{RULE}"
WARNED = CLEAN.replace("it is due", "TODO")
WRONG = f"{CLEAN}    timing: {{opens: 1 day, due: 1 hour}}\n"
REMARK = f"{CLEAN}    if: {{case.status: active}}\n"
BROKEN = CLEAN.replace("message.sent", "mesage.sent")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a policy of each kind."""
    for name in ("clean", "warned", "wrong", "remark", "broken"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "policy.yaml").write_text(globals()[name.upper()])
    return tmp_path


@pytest.mark.parametrize(
    ("name", "code", "strict"),
    [("clean", 0, 0), ("remark", 0, 0), ("warned", 0, 4), ("wrong", 4, 4), ("broken", 3, 3)],
)
def test_exit_codes(run: Run, written: Path, name: str, code: int, strict: int) -> None:
    """Errors exit 4, warnings only with `--strict`, remarks never; a policy that does not load exits 3."""
    assert run("lint", str(written / name)).exit_code == code
    assert run("lint", str(written / name), "--strict").exit_code == strict


def test_what_is_printed(run: Run, written: Path) -> None:
    """Nothing found is said; a finding is shown with its line, a caret, and its page."""
    result = run("lint", str(written / "clean"))
    assert result.stdout == "nothing found in 1 policy\n"
    text = run("lint", str(written / "wrong"), "seed-article").stdout
    assert "policy.yaml:11:28: the advice of `ask` is late when it opens" in text
    assert "^^^" in text
    assert "see: docs/lint.md#due-before-opening" in text
    assert "\n1 problem in 1 file\n" in text


def test_formats(run: Run, written: Path) -> None:
    """Findings, and the problems of a policy that does not load, are printed in every format."""
    (one,) = json.loads(run("lint", str(written / "wrong"), "--format", "json").stdout)
    assert (one["code"], one["severity"]) == ("due-before-opening", "error")
    assert one["url"] == "docs/lint.md#due-before-opening"
    assert json.loads(run("lint", str(written / "clean"), "--format", "json").stdout) == []
    log = json.loads(run("lint", str(written / "warned"), "--format", "sarif").stdout)
    assert log["runs"][0]["results"][0]["level"] == "warning"
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"] == "docs/lint.md#no-because"
    assert run("lint", str(written / "remark"), "--format", "github").stdout.startswith("::notice ")
    broken = run("lint", str(written / "broken"), "--format", "json")
    assert [one["code"] for one in json.loads(broken.stdout)] == ["unknown-event"]
    assert broken.exit_code == 3


def test_folders(run: Run, written: Path) -> None:
    """A folder stands for the policies in it, without tests; one without policies is an error."""
    (written / "clean" / "p_test.yaml").write_text("policy: ./policy.yaml\ntests: []\n")
    assert run("lint", str(written / "clean")).stdout == "nothing found in 1 policy\n"
    (written / "empty").mkdir()
    result = run("lint", str(written / "empty"))
    assert (result.exit_code, "[no-file]" in result.stdout) == (3, True)
    result = run("lint", str(written / "clean" / "p_test.yaml"))
    assert (result.exit_code, "tests here, but no policy" in result.stdout) == (3, True)


@pytest.mark.parametrize("arguments", [["lint"], ["lint", "seed-article", "--format", "xml"], ["lint", "--loud"]])
def test_misuse(run: Run, arguments: list[str]) -> None:
    """What the command does not know is a usage error."""
    assert run(*arguments).exit_code == 2


def test_an_unknown_policy(run: Run) -> None:
    """A name that is no pack and no file is told, with what comes near."""
    result = run("lint", "seed-artcle")
    assert result.exit_code == 3
    assert "did you mean `seed-article`?" in result.stdout


def test_the_shipped_packs_are_clean(run: Run) -> None:
    """The shipped packs pass, warnings included."""
    assert run("lint", "seed-article", "ground-rules", "--strict").exit_code == 0


def test_help(run: Run) -> None:
    """The help says how to silence a finding, and what every option does."""
    text = run("lint", "--help").stdout
    for part in ("--format", "--strict", "# lint: allow CODE because REASON", "PATH"):
        assert part in text
