"""The JSON Schema of policies, used as an editor uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from tactful.policy import loads, policy_schema

FOLDER = Path(__file__).parent


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as YAML 1.2's core schema does: no dates, no `on`, no sexagesimal numbers."""


EditorLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in [
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|)$", ["n", ""]),
    ("int", r"^-?[0-9]+$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
]:
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@pytest.fixture(scope="module")
def validator():
    schema = policy_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def errors(validator, text):
    return list(validator.iter_errors(yaml.load(text, EditorLoader)))


GOOD = sorted([*FOLDER.glob("good/*.yaml"), *FOLDER.parents[1].glob("policies/*/policy.yaml")])


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_good_policies_fit_the_schema(validator, path):
    """An editor underlines nothing in a policy that loads."""
    assert [error.message for error in errors(validator, path.read_text())] == []


RULE = (
    "tactful: 1\npolicy: p\nrules:\n  ask: {because: b, when: message.sent, strength: may, purpose: x, recipients: met"
)


@pytest.mark.parametrize(
    "rest",
    [
        "",
        ", if: {case.sent.any: 0, any: [{event.subject: x}, {case.company: $firm}]}",
        ", timing: {due: never}",
        ", timing: {opens: {from: event.by, plus: 1 day before}, due: {from: interview.end}}",
        ", timing: {due: {earliest: [24 hours, {from: $anchor}, $soon]}, expires: {earliest: $several}}",
        "}\ntone: {voice: brief, must: {max_words: $few}, should: {say: x}",
        ", timing: $when",
        ", channel: [email, $other]",
        ", priority: $high",
    ],
)
def test_what_is_allowed(validator, rest):
    """`$name` stands for every value, numbers and `never` where they fit."""
    assert errors(validator, RULE + rest + "}") == []


@pytest.mark.parametrize(
    "rest",
    [
        ", iff: {}",
        ", if: {case.stauts: active}",
        ", if: {person.role: lead}",
        ", if: {case.status: {equals: active}}",
        ", if: {case: {status: active}}",
        ", strength: might",
        ", timing: {opens: never}",
        ", timing: {opens: 2 weaks}",
        ", timing: {from: now}",
        ", timing: {due: {from: now}}",
        ", timing: {due: {plus: 2 weaks}}",
        ", timing: {due: {after: 1 day}}",
        ", timing: {due: [1 day, 2 days]}",
        ", timing: {due: {earliest: [1 day]}}",
        ", timing: {due: {earliest: [1 day, never]}}",
        ", timing: {due: {earliest: [1 day, 2 days], from: event}}",
        ", timing: {due: {earliest: [1 day, {earliest: [1 day, 2 days]}]}}",
        "}\ntone: {must: {says: x}",
        ", timing: {window: {from: 8am}}",
        ", channel: []",
        ", again: $",
        ", tone: {must: {max_words: 0}}",
    ],
)
def test_what_is_underlined(validator, rest):
    """Unknown keys, facts and words, and wrong forms, are errors in the editor already."""
    text = RULE.replace("strength: may, ", "") if "strength" in rest else RULE
    assert errors(validator, text + rest + "}")


def test_a_rule_must_be_whole_unless_the_policy_extends_another(validator):
    """Where something is inherited, keys may be left out or removed by null."""
    part = "tactful: 1\npolicy: p\n{}rules: {{ask: {{purpose: null, timing: {{due: 1 day}}}}}}\n"
    assert errors(validator, part.format(""))
    assert errors(validator, part.format("extends: seed-article\n")) == []


def test_every_key_has_a_hover_text():
    """Each key of each mapping says what it is for."""
    schema = policy_schema()
    for name, model in [("policy", schema), *schema["definitions"].items()]:
        for key, value in model.get("properties", {}).items():
            assert value.get("description"), f"{name}.{key}"


def test_the_schema_is_plain_and_always_the_same():
    """It can be written as JSON, and two calls give one text."""
    assert json.dumps(policy_schema()) == json.dumps(policy_schema())
    assert "$defs" not in json.dumps(policy_schema())


def test_offsets_of_the_schema_are_those_of_the_language(validator):
    """The pattern that an editor checks accepts what loads and refuses what does not."""
    for text in ("1 hour", "P2W", "90 days before", "end of next business day"):
        assert errors(validator, f"{RULE}, timing: {{opens: {text}}}}}") == []
        loads(f"{RULE}, timing: {{opens: {text}}}}}")
