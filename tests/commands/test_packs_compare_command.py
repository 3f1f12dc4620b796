"""`tactful packs compare`; `pytest tests/commands --update-golden` writes what is printed anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_cases import Run

from tactful.commands import failures
from tactful.commands.side_by_side_text import side_by_side_lines
from tactful.commands.text import Paper, cells
from tactful.comparing.side_by_side import STORIES

HERE = Path(__file__).parent / "side_by_side"
BRISK, PATIENT, LOG = (str(HERE / name) for name in ("brisk.yaml", "patient.yaml", "log.yaml"))
TWO = (BRISK, PATIENT, "--log", LOG, "--case", "acme")
SHIPPED = ("seed-article", "ground-rules")
PRINTED = {
    "shipped-80": (80, SHIPPED),
    "shipped-120": (120, SHIPPED),
    "two-80": (80, TWO),
    "two-120": (120, TWO),
    "two-all-80": (80, (*TWO, "--all")),
    "three-80": (80, (*TWO, "seed-article")),
    "four-80": (80, (*TWO, *SHIPPED)),
}


@pytest.mark.parametrize("name", PRINTED)
def test_what_is_printed(run: Run, monkeypatch: pytest.MonkeyPatch, update_golden: bool, name: str) -> None:
    """Policies side by side are printed as written down, in as many columns as the terminal has."""
    width, arguments = PRINTED[name]
    monkeypatch.setenv("COLUMNS", str(width))
    result = run("packs", "compare", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(cells, result.stdout.splitlines())) <= width
    golden = HERE / f"{name}.txt"
    if update_golden:
        golden.write_text(result.stdout, encoding="utf-8")
    assert result.stdout.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_colour_takes_no_room() -> None:
    """With colour the same words stand in the same columns."""
    import click
    from click.testing import CliRunner

    from tactful.commands.program import program

    content = json.loads(CliRunner().invoke(program, ["packs", "compare", *TWO, "--format", "json"]).stdout)
    plain = list(side_by_side_lines(content, "Case acme.", Paper(80)))
    coloured = list(side_by_side_lines(content, "Case acme.", Paper(80, colour=True)))
    assert coloured != plain
    assert [click.unstyle(line).rstrip() for line in coloured] == plain


def test_the_json_is_that_of_the_library(run: Run) -> None:
    """`--format json` prints the story's name and what the library's function returns."""
    import tactful
    from tactful.comparing.side_by_side import side_by_side, story_path
    from tactful.events.logs import read_log

    (lines,) = read_log([str(story_path("application"))]).partitions.values()
    policies = [tactful.load(name) for name in SHIPPED]
    for options, everything in (((), False), (("--all",), True)):
        result = run("packs", "compare", *SHIPPED, "--story", "application", "--format", "json", *options)
        found = side_by_side(policies, lines.raws).to_dict(everything=everything)
        assert json.loads(result.stdout) == {"story": "application", **found}
    result = run("packs", "compare", *TWO, "--format", "json")
    assert json.loads(result.stdout)["story"] is None


@pytest.mark.parametrize("name", STORIES)
def test_each_story_is_told_first(run: Run, name: str) -> None:
    """What happens in a story stands above it, and the help names it."""
    result = run("packs", "compare", *SHIPPED, "--story", name)
    assert STORIES[name] in " ".join(result.stdout.split())
    assert name in run("packs", "compare", "--help").stdout


def test_policies_of_one_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    """Two policies with the same name are called by their digests too."""
    other = tmp_path / "other.yaml"
    other.write_text("tactful: 1\npolicy: seed-article\nextends: [seed-article]\nsettings: {silence: 1 week}\n")
    found = json.loads(run("packs", "compare", "seed-article", str(other), "--format", "json").stdout)
    result = run("packs", "compare", "seed-article", str(other))
    for policy in found["policies"]:
        assert f"seed-article ({policy['digest'][:8]}): " in result.stdout


def test_a_policy_beside_itself(run: Run) -> None:
    """Where nothing differs, that is said."""
    result = run("packs", "compare", "seed-article", "seed-article")
    assert result.stdout.endswith("What differs\n  nothing\n\nSettings\n  nothing\n")


def test_all_policies_are_checked(run: Run, tmp_path: Path) -> None:
    """The mistakes of all policies are told at once, and end with code 3."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(f"tactful: 1\npolicy: {name}\nnonsense: x\n")
    result = run("packs", "compare", str(tmp_path / "one.yaml"), "sed-article", str(tmp_path / "two.yaml"))
    assert result.exit_code == failures.POLICY_INVALID
    assert result.stderr.count("unknown key `nonsense`") == 2
    assert "did you mean `seed-article`?" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("seed-article",), "expected two policies or more"),
        ((*SHIPPED, "--story", "interview", "--log", LOG), "`--story` and `--log` exclude each other"),
        ((*SHIPPED, "--story", "inteview"), "did you mean `interview`?"),
        ((*SHIPPED, "--log", "-", "--log", "-"), "can be read only once"),
        ((*SHIPPED, "--log", LOG), "of 2 cases, expected one; name one, such as `acme`"),
        ((*SHIPPED, "--log", LOG, "--case", "acmee"), "the log has no case `acmee`; did you mean `acme`?"),
        ((*SHIPPED, "--log", str(HERE / "nothing.jsonl")), "nothing.jsonl"),
    ],
)
def test_what_cannot_be_compared(run: Run, arguments: tuple[str, ...], text: str) -> None:
    """A wrong command line ends with code 2 and says what was expected."""
    result = run("packs", "compare", *arguments)
    assert result.exit_code == failures.USAGE
    assert text in " ".join(result.stderr.split())


def test_events_that_are_rejected(run: Run, broken_log: str) -> None:
    """Events that cannot be read are told, the rest is compared, and the code is 6."""
    result = run("packs", "compare", *SHIPPED, BRISK, PATIENT, "--log", broken_log)
    assert result.exit_code == failures.EVENTS_REJECTED
    assert len(result.stderr.splitlines()) == 4
    assert "thank-you to Dana" in result.stdout


def test_a_log_from_standard_input(run: Run) -> None:
    """The log may come from standard input, whatever the policies declare."""
    line = (
        b'{"id": "1", "type": "meeting.held", "subject": "a", "time": "2026-03-03T09:00:00Z", "data": {"meeting": "m"}}'
    )
    result = run("packs", "compare", BRISK, PATIENT, "--log", "-", stdin=line)
    assert result.exit_code == 0
    assert "Case a." in result.stdout
    assert "(does not know this" in result.stdout


def test_names_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    """Whatever a log calls people and interviews, nothing but printable text in its columns comes out."""
    log = tmp_path / "log.jsonl"
    event = {
        "id": "1",
        "type": "interview.completed",
        "subject": "case\x1b[2J",
        "time": "2026-03-03T09:00:00Z",
        "data": {
            "interview": "\x07",
            "format": "phone",
            "interviewers": [{"name": f"\x1b[31m{'漢字' * 30}", "email": "x@x.example"}],
        },
    }
    log.write_text(json.dumps(event))
    result = run("packs", "compare", BRISK, PATIENT, "--log", str(log))
    assert result.exit_code == 0
    assert "漢字" in result.stdout
    assert all(line.isprintable() and cells(line) <= 80 for line in result.stdout.splitlines())
