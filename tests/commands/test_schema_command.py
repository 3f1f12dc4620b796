from __future__ import annotations

import json
from typing import Any

import pytest
from command_cases import Run, case_events

import tactful
from tactful.commands import failures
from tactful.commands.decision_schema import decision_schema
from tactful.commands.event_schema import event_schema
from tactful.events.vocabulary import BUILT_IN


@pytest.mark.parametrize("what", ["policy", "event", "decision", "test"])
def test_prints_a_schema(run: Run, what: str) -> None:
    """Each schema is JSON, says which draft it follows, and refers only to what it defines."""
    result = run("schema", what)
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["type"] == "object"
    assert references(schema) <= {f"#/definitions/{name}" for name in schema.get("definitions", {})}


def test_other_schemas_are_a_usage_error(run: Run) -> None:
    """There are four schemas."""
    assert run("schema", "plan").exit_code == failures.USAGE


def test_event_schema_knows_every_type() -> None:
    """Each built-in type has its fields in the schema, and what it requires."""
    schema = event_schema()
    by_type = {part["if"]["properties"]["type"]["const"]: part["then"] for part in schema["allOf"]}
    assert set(by_type) == set(BUILT_IN)
    for name, declared in BUILT_IN.items():
        data = by_type[name]["properties"]["data"]
        assert set(data["properties"]) == set(declared.fields)
        alone = [group[0] for group in declared.required if len(group) == 1]
        assert data.get("required", []) == alone


def test_decision_schema_has_exactly_the_keys_of_decisions(policy: str) -> None:
    """What the schema demands of a decision is what decisions have."""
    schema = decision_schema()
    decisions = [one.to_dict() for one in tactful.replay(tactful.load(policy), case_events("a1"))]
    assert decisions
    for decision in decisions:
        check(decision, schema)
    data = schema["properties"]["data"]
    assert {*data["required"], "for"} == set(data["properties"])
    assert all(set(decision["data"]) == set(data["required"]) for decision in decisions)


def references(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*map(references, schema.values()))
    return set().union(*map(references, schema)) if isinstance(schema, list) else set()


def check(value: Any, schema: dict[str, Any]) -> None:
    """Check the part of JSON Schema that the schema of decisions is written in, apart from patterns."""
    if "anyOf" in schema:
        assert any(fits(value, option) for option in schema["anyOf"])
    if "enum" in schema:
        assert value in schema["enum"]
    if "const" in schema:
        assert value == schema["const"]
    types = {"object": dict, "array": list, "string": str, "null": type(None)}
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert isinstance(value, tuple(types[name] for name in names))
    if "properties" in schema:
        assert set(schema["required"]) <= set(value) <= set(schema["properties"])
        for name in value:
            check(value[name], schema["properties"][name])
    if "items" in schema:
        for item in value:
            check(item, schema["items"])


def fits(value: Any, schema: dict[str, Any]) -> bool:
    try:
        check(value, schema)
    except AssertionError:
        return False
    return True
