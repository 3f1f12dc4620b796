"""`tactful fmt` and `tactful new`, and the pages about them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tactful.commands.failures import POLICY_INVALID, TESTS_FAILED, USAGE

Tool = Callable[..., Result]
DOCS = Path(__file__).resolve().parents[2] / "docs"

UNTIDY = "policy: p\ntactful: 1   # language\n"
TIDY = "tactful: 1  # language\npolicy: p\n"


def test_files_are_formatted_in_place(tool: Tool) -> None:
    """Every policy and test of a folder is written anew, and named if it changed; the next time nothing does."""
    Path("a").mkdir()
    Path("a/policy.yaml").write_text(UNTIDY)
    Path("a/p_test.yaml").write_text("tests: [ ]\npolicy: ./policy.yaml\n")
    Path("a/events.yaml").write_text("-   {not: ours}\n")
    result = tool("fmt", "a")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "formatted a/p_test.yaml\nformatted a/policy.yaml\n2 files, 2 formatted\n"
    assert Path("a/policy.yaml").read_text() == TIDY
    assert Path("a/p_test.yaml").read_text() == "tests: []\npolicy: ./policy.yaml\n"
    assert Path("a/events.yaml").read_text() == "-   {not: ours}\n"
    assert tool("fmt", "a").stderr == "2 files, formatted already\n"


def test_check_names_the_files_and_changes_nothing(tool: Tool) -> None:
    """For CI: exit 4 while a file is not formatted, 0 when all are."""
    Path("a.yaml").write_text(UNTIDY)
    Path("b.yaml").write_text(TIDY)
    result = tool("fmt", "--check", "a.yaml", "b.yaml")
    assert (result.exit_code, result.stdout) == (TESTS_FAILED, "a.yaml is not formatted\n")
    assert Path("a.yaml").read_text() == UNTIDY
    assert tool("fmt", "--check", "b.yaml").exit_code == 0


def test_diff_shows_what_would_change(tool: Tool) -> None:
    """A unified diff on standard output, and nothing written."""
    Path("a.yaml").write_text(UNTIDY)
    result = tool("fmt", "--diff", "a.yaml")
    assert result.exit_code == 0
    assert "-tactful: 1   # language\n" in result.stdout
    assert "+tactful: 1  # language\n" in result.stdout
    assert Path("a.yaml").read_text() == UNTIDY
    assert tool("fmt", "--diff", "--check", "a.yaml").exit_code == TESTS_FAILED


def test_standard_input_is_printed(tool: Tool) -> None:
    """`-` reads standard input and prints it formatted, also where nothing changes."""
    for text in (UNTIDY, TIDY):
        result = tool("fmt", "-", stdin=text.encode())
        assert (result.exit_code, result.stdout, result.stderr) == (0, TIDY, "")
    result = tool("fmt", "-", "--check", stdin=UNTIDY.encode())
    assert (result.exit_code, result.stdout) == (TESTS_FAILED, "<stdin> is not formatted\n")
    assert tool("fmt", "-", "x.yaml").exit_code == USAGE


def test_broken_files_are_told_and_the_rest_is_formatted(tool: Tool) -> None:
    """A file that cannot be read stops no other."""
    Path("a.yaml").write_text("tactful: 1\nrules: [\n")
    Path("b.yaml").write_text(UNTIDY)
    result = tool("fmt", "a.yaml", "b.yaml", "missing.yaml")
    assert result.exit_code == POLICY_INVALID
    assert "a.yaml:3:1" in result.stderr
    assert "missing.yaml" in result.stderr
    assert Path("a.yaml").read_text() == "tactful: 1\nrules: [\n"
    assert Path("b.yaml").read_text() == TIDY


def test_new_makes_a_pack(tool: Tool) -> None:
    """The files are listed, and what to do next is said; a second time nothing is touched."""
    result = tool("new", "my-way", "--from", "seed-article")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "my-way/policy.yaml",
        "my-way/my-way_test.yaml",
        "my-way/README.md",
        "my-way/policy.schema.json",
        "my-way/test.schema.json",
        "",
        "edit my-way/policy.yaml, then run",
        "  tactful lint ./my-way",
        "  tactful test ./my-way",
        "  tactful diff --from seed-article --to ./my-way LOG…",
    ]
    for command in ("validate", "lint", "test", "fmt --check"):
        assert tool(*command.split(), "my-way").exit_code == 0
    Path("my-way/policy.yaml").write_text("mine")
    again = tool("new", "my-way", "--from", "seed-article")
    assert (again.exit_code, Path("my-way/policy.yaml").read_text()) == (USAGE, "mine")


@pytest.mark.parametrize("place", [".", "below", "../here/below", "with a space"])
@pytest.mark.parametrize("parent", ["seed-article", "./base", "base/policy.yaml"])
def test_what_new_says_to_run_works(tool: Tool, place: str, parent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands that it prints, and those of the README in the folder above the pack, work as they are shown."""
    Path("here").mkdir()
    monkeypatch.chdir("here")
    Path(place).mkdir(exist_ok=True)
    assert tool("new", "base", "--from", "seed-article").exit_code == 0
    result = tool("new", "mine", "--from", parent, "--in", place)
    log = Path("log.jsonl").absolute()
    log.write_text("")
    printed = [line.strip() for line in result.stdout.splitlines() if line.startswith("  tactful ")]
    assert len(printed) == 3
    shown = [line for line in Path(place, "mine/README.md").read_text().splitlines() if line.startswith("tactful ")]
    assert len(shown) == 5
    for folder, commands in ((".", printed), (place, shown)):
        monkeypatch.chdir(folder)
        for command in commands:
            result = tool(*shlex.split(command.replace("LOG…", shlex.quote(str(log))))[1:])
            assert result.exit_code == 0, (command, result.output)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["new", "--from", "seed-article"], USAGE, "Missing argument 'NAME'"),
        (["new", "x"], USAGE, "--from"),
        (["new", "X", "--from", "seed-article"], USAGE, "did you mean `x`?"),
        (["new", "x", "--from", "seed-artikle"], POLICY_INVALID, "did you mean `seed-article`?"),
        (["new", "x", "--from", "./none.yaml"], POLICY_INVALID, "none.yaml"),
        (["new", "x", "--from", "seed-article", "--in", "nowhere"], USAGE, "there is no folder `nowhere`"),
        (["fmt"], USAGE, "Missing argument 'PATH"),
    ],
)
def test_misuse_is_told(tool: Tool, arguments: list[str], code: int, message: str) -> None:
    """Each misuse has its message and exit code, and leaves nothing behind."""
    result = tool(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("page", ["formatting.md", "editor.md"])
def test_the_commands_of_a_page_work(tool: Tool, page: str) -> None:
    """Every command that a page shows ends well, one after the other."""
    text = (DOCS / page).read_text(encoding="utf-8")
    commands = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    assert commands
    for command in commands:
        words, _, output = command.partition(" > ")
        result = tool(*shlex.split(words, comments=True)[1:])
        assert result.exit_code == 0, (command, result.output)
        if output:
            Path(output.split()[0]).write_text(result.stdout)


def test_the_page_shows_the_layout(tool: Tool) -> None:
    """What the page on formatting shows before and after is what the command does."""
    before, after = re.findall(r"```yaml\n(.*?)```", (DOCS / "formatting.md").read_text(encoding="utf-8"), re.DOTALL)
    assert tool("fmt", "-", stdin=before.encode()).stdout == after
