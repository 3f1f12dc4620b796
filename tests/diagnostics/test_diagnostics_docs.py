"""What `docs/diagnostics.md` says about each code is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tactful.commands.checking import checked
from tactful.commands.program import program
from tactful.diagnostics import CODES
from tactful.errors import PolicyError
from tactful.policy import load
from tactful.policy.clauses import RuleDocument
from tactful.testing.suite import read_suite

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/diagnostics.md").read_text()
SECTIONS = dict(re.findall(r"^### ([a-z-]+)\n\n(.*?)(?=^### |\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXAMPLES = {code: re.findall(r"```(?:yaml|jinja)\n(.*?)```", text, re.DOTALL) for code, text in SECTIONS.items()}
SHOWN = sorted(code for code, examples in EXAMPLES.items() if examples)

MISSPELT = {"recipient"}
RULE_KEYS = {field.alias or name for name, field in RuleDocument.model_fields.items()} | MISSPELT
RULE = {
    "because": "because: we like them\n",
    "when": "when: message.sent\n",
    "strength": "strength: should\n",
    "purpose": "purpose: check-in\n",
    "recipients": "recipients: everyone\n",
}
HEAD = {"tactful": "tactful: 1\n", "policy": "policy: example\n"}


def parts(example: str) -> list[tuple[str, str]]:
    """Return the top-level keys of an example, each with its lines."""
    texts = re.split(r"^(?=[a-z]\w*:)", example, flags=re.MULTILINE)
    return [(text.partition(":")[0], text) for text in texts if text]


def completed(example: str) -> str:
    """Return a whole policy with the keys of an example in it, or in its one rule."""
    found = parts(example)
    named = {key for key, _ in found}
    of_policy = "".join(text for key, text in found if key not in RULE_KEYS)
    of_rule = "".join(text for key, text in found if key in RULE_KEYS)
    head = "".join(text for key, text in HEAD.items() if key not in named)
    if "rules" in named:
        return head + of_policy
    rest = "".join(text for key, text in RULE.items() if key not in named)
    rule = "".join(f"    {line}\n" for line in (rest + of_rule).splitlines())
    return f"{head}rules:\n  ask:\n{rule}{of_policy}"


def codes(folder: Path, example: str, *, template: bool) -> set[str]:
    """Return the codes that an example yields."""
    policy, tests = folder / "policy.yaml", folder / "example_test.yaml"
    of_tests = example.startswith("tests:")
    policy.write_text(completed("" if of_tests or template else example))
    if of_tests:
        tests.write_text(f"policy: ./policy.yaml\n{example}")
    if template:
        (folder / "templates").mkdir(exist_ok=True)
        (folder / "templates" / "ask.txt").write_text(example)
        return {problem.code for problem in checked([str(policy)])[2]}
    try:
        _ = read_suite(tests) if of_tests else load(policy)
    except PolicyError as error:
        return {problem.code for problem in error.problems}
    return set()


def test_every_code_has_its_section() -> None:
    """Each code has a section in the order of the table, which begins with its meaning and says how to mend it."""
    assert list(SECTIONS) == list(CODES)
    for name, code in CODES.items():
        meaning, _, rest = SECTIONS[name].partition("\n\n")
        assert meaning == code.meaning
        assert rest.strip(), name


@pytest.mark.parametrize("code", SHOWN)
def test_the_examples_are_true(code: str, tmp_path: Path) -> None:
    """The first example of a section yields its code, the second no mistake at all."""
    wrong, mended = EXAMPLES[code]
    template = code.startswith("template-")
    assert code in codes(tmp_path, wrong, template=template)
    assert codes(tmp_path, mended, template=template) == set()


def test_few_codes_go_without_an_example() -> None:
    """Only what a few lines cannot show has no example."""
    of_files = {"no-file", "unreadable-file", "yaml-encoding", "yaml-too-large", "yaml-too-deep"}
    assert set(CODES) - set(SHOWN) == of_files | {"too-many-problems", "not-formattable", "no-template"}


def test_the_example_output_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page begins with what the command prints for such a file."""
    monkeypatch.chdir(tmp_path)
    Path("my-policy.yaml").write_text(
        "tactful: 1\npolicy: mine\nrules:\n  ask:\n    because: we like them\n    when: mesage.sent\n"
        "    strength: should\n    purpose: check-in\n    recipients: everyone\n"
    )
    shown = PAGE.split("```console\n$ tactful validate my-policy.yaml\n", 1)[1].split("```", 1)[0]
    assert CliRunner().invoke(program, ["validate", "my-policy.yaml"]).output == shown


def test_the_commands_of_the_page_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each format that the page shows is one that the command has."""
    monkeypatch.chdir(ROOT)
    commands = re.findall(r"^\$ tactful (validate policies .*?) +#", PAGE, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        assert CliRunner().invoke(program, command.split()).exit_code == 0
