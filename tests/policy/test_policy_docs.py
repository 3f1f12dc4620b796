"""The page on the policy language says what the language is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tactful.conditions.facts import FACT_PATTERNS
from tactful.conditions.tree import Operator
from tactful.events.vocabulary import BUILT_IN, Kind
from tactful.policy import clauses, document, loads, values
from tactful.yaml_nodes import load_nodes

PAGE = (Path(__file__).parents[2] / "docs" / "policy-language.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PARTS = {**vars(clauses), **vars(document)}
MODELS = [model for model in PARTS.values() if isinstance(model, type) and hasattr(model, "model_fields")]


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_examples_are_right(block):
    """Every example loads: whole policies as they are, parts of the head and of rules in their place."""
    head = "tactful: 1\npolicy: p\n"
    rule = "rules:\n  r:\n    because: b\n    when: interview.completed\n    strength: may\n    purpose: x\n"
    key = block.split(":")[0]
    if block.startswith("recipients"):
        parts = [f"    {line}\n" for line in block.splitlines()]
        policies = [head + rule + part for part in parts]
    elif key in ("if", "tone", "timing"):
        inner = "".join(f"    {line}\n" for line in block.splitlines())
        phrases = "phrases: {looking-forward: x, recap: y}\n"
        policies = [head + phrases + rule + "    recipients: met\n" + inner]
    else:
        policies = [block if "tactful: 1" in block else head + block]
    for text in policies:
        assert loads(text).digest


def test_every_key_is_documented():
    """Each key of the language stands in the page as a word of code."""
    keys = {field.alias or name for model in MODELS for name, field in model.model_fields.items()}
    assert {key for key in keys if not re.search(rf"(?:`|[{{ ]){key}(?:`|:)", PAGE)} == set()


def test_every_fact_test_selector_and_kind_is_documented():
    """The closed lists of the page are complete."""
    words = {
        *(fact.name for fact in FACT_PATTERNS),
        *Operator,
        *values.SELECTORS,
        *values.ROLES,
        *values.ANCHORS,
        *Kind,
    }
    assert {str(word) for word in words if f"`{word}`" not in PAGE and f"`{word}: " not in PAGE} == set()


def test_every_event_type_is_documented():
    """Each built-in type is listed under its family."""
    listed = PAGE.partition("## Events")[2].partition("## Conditions")[0]
    found = set()
    for family in re.split("[·\n]", listed):
        names = re.findall(r"`([a-z_]*\.[a-z_]+)`", family)
        found |= {names[0].partition(".")[0] + "." + name.rpartition(".")[2] for name in names}
    assert found >= set(BUILT_IN)


def test_the_page_is_yaml_where_it_says_so():
    """Examples are YAML of the strict kind that policies are read with."""
    assert BLOCKS
    for block in BLOCKS:
        if not block.startswith("recipients"):
            assert isinstance(load_nodes(block, "page").data, dict)
