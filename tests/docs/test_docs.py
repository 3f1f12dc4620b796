"""What the documents say is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import tactful
from tactful.commands.program import program
from tactful.events.vocabulary import BUILT_IN, EventType, Kind
from tactful.planning import CODES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def section(text: str, title: str) -> str:
    """Return what stands below a heading, up to the next."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def as_row(declared: EventType) -> str:
    """Return the fields of an event type as the vocabulary's page shows them."""
    starred = {group[0] for group in declared.required if len(group) == 1}
    told = ["/".join(group) + "*" for group in declared.required if len(group) > 1]
    for field, kind in declared.fields.items():
        of_kind = "" if kind is Kind.TEXT else f" ({kind})"
        told.append(f"{field}{'*' if field in starred else ''}{of_kind}")
    return ", ".join(told)


def test_every_event_type_and_field_is_documented() -> None:
    """The table of `docs/events.md` is the built-in vocabulary, field by field."""
    rows = re.findall(r"^\| (`[a-z_.` ·]+`) \| (.*) \|$", (ROOT / "docs/events.md").read_text(), re.MULTILINE)
    told = {name: fields for names, fields in rows for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", names)}
    assert told.keys() == BUILT_IN.keys()
    for name, declared in BUILT_IN.items():
        assert sorted(told[name].split(", ")) == sorted(as_row(declared).split(", ")), name


def test_every_reason_code_is_documented() -> None:
    """The table of `docs/output.md` is the closed list of reason codes, with their meanings."""
    text = section((ROOT / "docs/output.md").read_text(), "Reason codes")
    rows = re.findall(r"^\| `([a-z_]+)(?::<name>)?` \| (.*) \|$", text, re.MULTILINE)
    assert dict(rows) == CODES


@pytest.mark.parametrize("title", ["Run it", "Test it"])
def test_one_command_does_all(title: str) -> None:
    """The README's sections *Run it* and *Test it* have one code block each, with one command line."""
    (block,) = blocks(section(README, title), "sh")
    assert len(block.strip().splitlines()) == 1


def test_the_run_command_ends_in_advice() -> None:
    """What *Run it* prints in the end is advice for an example log."""
    (block,) = blocks(section(README, "Run it"), "sh")
    arguments = shlex.split(block.split("bin/tactful ", 1)[1])
    arguments = [str(ROOT / one) if one.startswith("examples/") else one for one in arguments]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0
    assert "check-in" in result.output


def test_the_example_policy_and_its_test_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy of the README loads, its test passes, and every command shown with it exits well."""
    text = section(README, "Change a policy and see what it does")
    policy, test = blocks(text, "yaml")
    (tmp_path / "ten-days.yaml").write_text(policy)
    (tmp_path / "ten-days_test.yaml").write_text(test)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    commands = [line for block in blocks(README, "sh") for line in block.splitlines() if line.startswith("tactful ")]
    assert len(commands) > 5
    for command in [*commands, "tactful test ."]:
        arguments = shlex.split(command.split(">")[0], comments=True)[1:]
        result = CliRunner().invoke(program, arguments)
        assert result.exit_code == 0, (command, result.output)


def test_the_embedding_snippets_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python of the README runs as it stands and says what it did; what a service took in is still there."""
    snippet, kept = blocks(section(README, "Embed it"), "python")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(snippet, "README.md", "exec"), names)
    told = capsys.readouterr().out.splitlines()
    exec(compile(kept, "README.md", "exec"), names)
    with tactful.Service(store="jobs.db") as service:
        assert [case.case for case in service.advise("acme-analyst").cases] == ["acme-analyst"]
    assert told == [
        "advice.opened acme-analyst thank-you triggered",
        "advice.late 2026-03-03 11:30:00-07:00 2026-03-03 11:30:00-07:00",
        "[('acme-analyst', 'late', ('dana@acme.example',))]",
    ]


def test_the_links_lead_somewhere() -> None:
    """Every relative link of a document names a file."""
    for page in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("examples/*.md"),
        *ROOT.glob("policies/*/*.md"),
    ]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_version_is_told_once() -> None:
    """The package and its metadata have one version, and the changelog knows it."""
    assert f'\nversion = "{tactful.__version__}"\n' in (ROOT / "pyproject.toml").read_text()
    assert f"\n## {tactful.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()
