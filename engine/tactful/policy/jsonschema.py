"""The JSON Schema of policy files, for completion, hover texts and checks in editors.

It is made from the models that check a policy, and allows what they cannot see: `$name` for every value, and in a
policy that extends another, null and left-out keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from tactful.conditions.facts import FACT_PATTERNS
from tactful.conditions.tree import Operator
from tactful.policy.document import PolicyDocument
from tactful.policy.hints import FACT_EXAMPLES, hinted, proposing

Schema: TypeAlias = dict[str, Any]

_SETTING: Schema = {"$ref": "#/definitions/setting"}
_NULL: Schema = {"type": "null"}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_LIST: Schema = {"type": "array", "items": _SCALAR}
_OPERATORS = {
    Operator.IS: "equals",
    Operator.IS_NOT: "differs, or is missing",
    Operator.ONE_OF: "equals one of the list",
    Operator.NONE_OF: "equals none of the list, or is missing",
    Operator.AT_LEAST: "as much or more",
    Operator.AT_MOST: "as much or less",
    Operator.MORE_THAN: "more",
    Operator.LESS_THAN: "less",
    Operator.MATCHES: "a regular expression (RE2) is found in it",
    Operator.EXISTS: "true: is known; false: is missing",
}
_GROUPS = {"all": "all of these hold", "any": "one of these holds", "none": "none of these holds"}
# What a policy that extends nothing must say itself.
_REQUIRED = {
    "rules": ["because", "when", "strength"],
    "holds": ["because", "when"],
    "stops": ["because", "when"],
    "limits": ["per", "max", "within"],
}


def policy_schema() -> Schema:
    """Return the JSON Schema (draft 7) of a policy file, as plain data."""
    made = PolicyDocument.model_json_schema(by_alias=True)
    definitions = {name: _model(model) for name, model in made.pop("$defs").items()}
    root = _model(made)
    root["properties"]["tactful"] = {"description": "The version of the policy language.", "enum": [1, "1"]}
    root["properties"]["settings"] = _settings(root["properties"]["settings"])
    root["properties"] = proposing(root["properties"])
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Tactful policy",
        **root,
        "required": ["tactful", "policy"],
        "if": {"not": {"required": ["extends"]}},
        "then": {"properties": {section: _complete(section) for section in _REQUIRED}},
        "definitions": {
            **definitions,
            "setting": {
                "description": "The value of a setting.",
                "type": "string",
                "pattern": r"^\$[A-Za-z0-9_-]+$",
            },
            "condition": _condition("condition", person=False),
            "person-condition": _condition("person-condition", person=True),
            "test": _test(),
        },
    }
    shown: Schema = hinted(schema)
    return shown


def _model(schema: Schema) -> Schema:
    properties = {key: _value(value) for key, value in schema["properties"].items()}
    return {
        "description": schema["description"],
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _value(schema: Schema, *, of_list: bool = False) -> Schema:
    """Return the schema of a value that may also be a setting or, where no list item, null."""
    forms = [form for form in _forms(schema) if form != _NULL]
    described = {"description": schema["description"]} if "description" in schema else {}
    if {} in forms:
        return described
    return {**described, "anyOf": [*forms, _SETTING, *([] if of_list else [_NULL])]}


def _forms(schema: Schema) -> Iterator[Schema]:
    """Yield the forms that a value may have, each in the words of draft 7."""
    schema = {key: value for key, value in schema.items() if key not in ("title", "default", "description")}
    choice = next((key for key in ("anyOf", "oneOf") if key in schema), None)
    if choice and "type" not in schema:
        for form in schema[choice]:
            yield from _forms(form)
    elif "$ref" in schema:
        yield {"$ref": schema["$ref"].replace("#/$defs/", "#/definitions/")}
    elif "x-condition" in schema:
        name = "condition" if schema["x-condition"] == "rule" else "person-condition"
        yield {"$ref": f"#/definitions/{name}"}
    elif schema.get("type") == "array":
        yield {**schema, "items": _value(schema["items"], of_list=True)}
    elif schema.get("type") == "object":
        yield _map(schema)
    elif schema == {"type": "string"}:
        yield {"type": ["string", "number"]}
    elif "ge" in schema:
        yield {"type": "integer", "minimum": schema["ge"]}
    else:
        yield schema


def _map(schema: Schema) -> Schema:
    """Return the schema of a mapping whose keys are the author's words."""
    if "patternProperties" not in schema:
        return {"type": "object", "additionalProperties": _value(schema["additionalProperties"])}
    patterns = schema["patternProperties"]
    return {
        "type": "object",
        "patternProperties": {pattern: _value(value) for pattern, value in patterns.items()},
        "additionalProperties": False,
    }


def _settings(schema: Schema) -> Schema:
    """Let a bare value stand for `{value: …}`."""
    maps = [form for form in schema["anyOf"] if "patternProperties" in form]
    for form in maps:
        for value in form["patternProperties"].values():
            value["anyOf"] += [_SCALAR, {"type": "array"}]
    return schema


def _complete(section: str) -> Schema:
    """Return what a rule, hold or stop must have where nothing is inherited."""
    schema: Schema = {"required": _REQUIRED[section]}
    if section == "rules":
        prohibits = {"properties": {"strength": {"const": "must_not"}}}
        schema |= {"if": {"not": prohibits}, "then": {"required": ["purpose", "recipients"]}}
    return {"additionalProperties": schema}


def _condition(name: str, *, person: bool) -> Schema:
    facts = [fact for fact in FACT_PATTERNS if person or not fact.person]
    nested = {"type": "array", "minItems": 1, "items": {"$ref": f"#/definitions/{name}"}}
    groups = {key: {"description": text, **nested} for key, text in _GROUPS.items()}
    test = {"anyOf": [{"$ref": "#/definitions/test"}]}
    closed = {
        fact.name: {"description": fact.meaning, **_examples(fact.name), **test} for fact in facts if not fact.open
    }
    return {
        "type": "object",
        "minProperties": 1,
        "properties": groups | closed,
        "patternProperties": {fact.regex: {"description": fact.meaning, **test} for fact in facts if fact.open},
        "additionalProperties": False,
    }


def _examples(fact: str) -> Schema:
    return {"examples": list(FACT_EXAMPLES[fact])} if fact in FACT_EXAMPLES else {}


def _test() -> Schema:
    operators = {
        str(operator): {
            "description": text,
            "anyOf": [
                _LIST if operator in (Operator.ONE_OF, Operator.NONE_OF) else _SCALAR,
                _SETTING,
            ],
        }
        for operator, text in _OPERATORS.items()
    }
    return {
        "anyOf": [
            _SCALAR,
            _LIST,
            {
                "type": "object",
                "minProperties": 1,
                "properties": operators,
                "additionalProperties": False,
            },
        ]
    }
