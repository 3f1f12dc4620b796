"""What an editor shows: the schemas in the real yaml-language-server, found by the modeline."""

from __future__ import annotations

from pathlib import Path

import pytest
from language_server import CURSOR, LanguageServer

from tactful.authoring.scaffold import schema_files
from tactful.policy.clauses import RuleDocument, TimingDocument

POLICIES = Path(__file__).resolve().parents[2] / "policies"
POLICY_LINE = f"# yaml-language-server: $schema={(POLICIES / 'policy.schema.json').as_uri()}\n"
TEST_LINE = f"# yaml-language-server: $schema={(POLICIES / 'test.schema.json').as_uri()}\n"
HEAD = f"{POLICY_LINE}tactful: 1\npolicy: p\n"
RULE = f"""{HEAD}rules:
  a:
    because: x
    when: message.sent
    strength: may
    purpose: x
    recipients: met
"""


@pytest.mark.parametrize("name", ["policy.schema.json", "test.schema.json"])
def test_shipped_schemas_are_up_to_date(name: str) -> None:
    """The schema files are what `tactful schema` prints; write them anew with it after a change."""
    assert (POLICIES / name).read_bytes() == schema_files()[name]


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*/*.yaml")), ids=lambda path: path.name)
def test_shipped_files_name_their_schema(path: Path) -> None:
    """The first line of every shipped file leads to its schema, beside the packs."""
    line = path.read_text(encoding="utf-8").splitlines()[0]
    kind = "test" if path.name.endswith("_test.yaml") else "policy"
    assert line == f"# yaml-language-server: $schema=../{kind}.schema.json"
    assert (path.parent / line.partition("=")[2]).is_file()


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*/*.yaml")), ids=lambda path: path.name)
def test_shipped_files_have_no_errors(server: LanguageServer, path: Path) -> None:
    """The editor finds the schema by the modeline, and underlines nothing in a policy or test that is right."""
    text = path.read_text(encoding="utf-8")
    assert server.errors(path, text) == []
    assert server.hover(path, text.replace("\npolicy:", f"\npol{CURSOR}icy:", 1))


def test_keys_of_a_rule_are_completed(server: LanguageServer) -> None:
    """Within a rule its keys are proposed, those that are not there yet, each with what it means."""
    found = server.completions("p.yaml", f"{RULE}    {CURSOR}")
    fields = {field.alias or name: field for name, field in RuleDocument.model_fields.items()}
    there = {"because", "when", "strength", "purpose", "recipients"}
    assert set(found) == set(fields) - there
    for key, item in found.items():
        assert item["documentation"]["value"] == fields[key].description


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("rules:\n  a:\n    strength: ‸", {"must", "should", "may", "must_not"}),
        ("rules:\n  a:\n    again: ‸", {"ignore", "restart"}),
        ("rules:\n  a:\n    when: ‸", {"interview.completed", "message.received", "application.rejected"}),
        ("rules:\n  a:\n    when: [‸]", {"interview.completed", "message.received"}),
        ("rules:\n  a:\n    recipients: ‸", {"interviewers", "main_contact", "recruiter"}),
        ("rules:\n  a:\n    recipients:\n      ‸", {"who", "if", "each", "fallback"}),
        ("rules:\n  a:\n    channel: ‸", {"email", "phone", "linkedin"}),
        ("rules:\n  a:\n    timing: {from: ‸}", {"event", "interview.start", "interview.end"}),
        ("rules:\n  a:\n    timing:\n      ‸", {"from", "opens", "due", "expires", "window"}),
        ("rules:\n  a:\n    timing:\n      due:\n        ‸", {"from", "plus", "earliest"}),
        ("rules:\n  a:\n    timing: {due: {from: ‸}}", {"event", "interview.start", "interview.end"}),
        (
            "rules:\n  a:\n    timing:\n      due:\n        earliest:\n          - 1 day\n          - ‸",
            {"from", "plus"},
        ),
        ("tone:\n  ‸", {"voice", "must", "should", "must_not"}),
        ("rules:\n  a:\n    if:\n      ‸", {"case.status", "interview.format", "all", "any", "none"}),
        ("rules:\n  a:\n    if:\n      case.status: ‸", {"active", "offered", "filled"}),
        ("rules:\n  a:\n    if:\n      case.sent.thank-you:\n        ‸", {"at_least", "is_not", "exists"}),
        ("rules:\n  ‸", {"a new rule"}),
        ("holds:\n  a:\n    ‸", {"until", "plus", "release"}),
        ("calendar:\n  weekend: [‸]", {"sat", "sun"}),
        ("extends: ‸", {"seed-article", "ground-rules"}),
    ],
)
def test_words_are_proposed(server: LanguageServer, text: str, proposed: set[str]) -> None:
    """Where the language has words, or usual ones, they are proposed."""
    assert proposed <= set(server.completions("p.yaml", HEAD + text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rules:\n  a:\n    str‸ength: must\n", RuleDocument.model_fields["strength"].description),
        ("rules:\n  a:\n    timing: {du‸e: 1 hour}\n", TimingDocument.model_fields["due"].description),
        ("rules:\n  a:\n    timing: {due: {earl‸iest: [1 day, 2 days]}}\n", "Two moments or more"),
        ("rules:\n  a:\n    timing: {due: {from: event.by, pl‸us: 1 day}}\n", "How far from there"),
        ("to‸ne: {voice: brief}\n", "How a message should sound"),
        ("rules:\n  th‸ank: {strength: must}\n", RuleDocument.__doc__),
        ("rules:\n  a:\n    if: {case.sent.thank‸-you: 1}\n", "how many messages of a purpose were sent"),
        ("rules:\n  a:\n    if: {case.sent.x: {at_l‸east: 1}}\n", "as much or more"),
    ],
)
def test_a_key_is_explained(server: LanguageServer, text: str, shown: str) -> None:
    """Hovering over a key shows its docstring."""
    assert shown in server.hover("p.yaml", HEAD + text)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (RULE.replace("may", "mist"), "8:15 mist", '"must", "should", "may", "must_not"'),
        (f"{RULE}    porpose: x\n", "11:5 porpose", "porpose is not allowed"),
        (f"{RULE}    timing: {{due: 2 fortnights}}\n", "11:19 2 fortnights", "expected an offset such as `2 weeks`"),
        (
            f"{RULE}    timing: {{due: {{earliest: [1 day, 2 fortnights]}}}}\n",
            "11:38 2 fortnights",
            "such as `2 weeks`",
        ),
        (f"{RULE}    if: {{case.stats: 1}}\n", "11:10 case.stats", "case.stats is not allowed"),
        (RULE.replace("    strength: may\n", ""), "5:3 a", '"strength"'),
        (f"{RULE}    priority: high\n", "11:15 high", "integer"),
        (f"{HEAD}rulez: {{}}\n", "4:1 rulez", "rulez is not allowed"),
    ],
)
def test_a_mistake_is_underlined(server: LanguageServer, text: str, place: str, message: str) -> None:
    """An error stands at the key or value that is wrong, and says what was expected."""
    (said,) = [said for found, said in server.errors("p.yaml", text) if found == place]
    assert message in said


def test_tests_are_completed_and_checked(server: LanguageServer) -> None:
    """The schema of test files proposes the keys of an event and the verdicts, and finds a wrong one."""
    head = f"{TEST_LINE}policy: p\ntests:\n  - name: a\n    expect:\n      - at: 2026-03-03\n        advice:\n"
    found = server.completions("p_test.yaml", f"{head}          - {{verdict: {CURSOR}}}\n")
    assert {"wait", "now", "late", "blocked", "withheld", "done", "stopped", "expired"} <= set(found)
    event = f"{TEST_LINE}policy: p\ntests:\n  - name: a\n    events:\n      - {CURSOR}"
    assert {"at", "learnt", "type", "case", "data"} <= set(server.completions("p_test.yaml", event))
    errors = server.errors("p_test.yaml", f"{head}          - {{verdict: soon}}\n")
    assert [place for place, _ in errors] == ["8:23 soon"]
