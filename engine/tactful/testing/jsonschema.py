"""The JSON Schema of test files, for completion, hover texts and checks in editors."""

from __future__ import annotations

from typing import Any, TypeAlias

from tactful.events.vocabulary import BUILT_IN
from tactful.policy.hints import hinted
from tactful.testing.forms import FileForm

Schema: TypeAlias = dict[str, Any]


def test_schema() -> Schema:
    """Return the JSON Schema (draft 7) of a test file, as plain data."""
    made = FileForm.model_json_schema()
    definitions = {name: _plain(model) for name, model in made.pop("$defs").items()}
    schema: Schema = hinted(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            **_plain(made),
            "title": "Tactful policy tests",
            "definitions": definitions,
        }
    )
    return schema


test_schema.__test__ = False  # type: ignore[attr-defined]


def _plain(schema: Any) -> Any:
    """Return pydantic's schema without what it adds of its own, where numbers and booleans stand for their text."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-tactful") == "event":
        return {
            "description": schema["description"],
            "anyOf": [{"enum": sorted(BUILT_IN)}, {"type": "string"}],
        }
    plain: Schema = {}
    for key, value in schema.items():
        if key == "properties":
            plain[key] = {name: _plain(form) for name, form in value.items()}
        elif key == "$ref":
            plain[key] = value.replace("#/$defs/", "#/definitions/")
        elif key == "type" and value == "string":
            if "enum" not in schema:
                plain[key] = ["string", "number"]
        elif key == "oneOf":
            plain["anyOf"] = _plain(value)
        elif key not in ("title", "default", "additionalProperties") or value is False:
            plain[key] = _plain(value)
    return plain
