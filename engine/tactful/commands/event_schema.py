"""The JSON Schema of events, made from the built-in vocabulary."""

from __future__ import annotations

from typing import Any, TypeAlias

from tactful.events.vocabulary import BUILT_IN, EventType, Kind

Schema: TypeAlias = dict[str, Any]

DATE_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

_INSTANT: Schema = {"type": "string", "pattern": DATE_TIME}
_PERSON: Schema = {"$ref": "#/definitions/person"}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_KINDS: dict[Kind, Schema] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": ["number", "string"]},
    Kind.YES_NO: {"type": "boolean"},
    Kind.DATE: {"anyOf": [{"type": "string", "pattern": DATE}, _INSTANT]},
    Kind.INSTANT: _INSTANT,
    Kind.PERSON: _PERSON,
    Kind.PEOPLE: {"anyOf": [{"type": "array", "items": _PERSON}, _PERSON]},
    Kind.LIST: {"anyOf": [{"type": "array", "items": _SCALAR}, _SCALAR]},
}


def event_schema() -> Schema:
    """Return the JSON Schema (draft 7) of one event, as plain data. What it does not name is allowed and kept."""
    name: Schema = {"type": "string", "minLength": 1}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Tactful event",
        "description": "Something that happened: a CloudEvents 1.0 record.",
        "type": "object",
        "required": ["id", "type", "subject", "time"],
        "properties": {
            "specversion": {"description": "The version of CloudEvents.", "type": "string", "default": "1.0"},
            "id": {"description": "Names the event within its source.", **name},
            "source": {"description": "Where it comes from.", "default": "local", **name},
            "type": {
                "description": "What kind of thing happened. A policy may add types.",
                "anyOf": [{"enum": list(BUILT_IN)}, name],
            },
            "subject": {"description": "The case.", **name},
            "time": {"description": "When it happened: RFC 3339 with an offset.", **_INSTANT},
            "recordedtime": {"description": "When it was learnt. Default: `time`.", **_INSTANT},
            "timezone": {"description": "The IANA name of the zone in which it happened.", "type": "string"},
            "partitionkey": {"description": "The candidate. Default: the case.", **name},
            "data": {"description": "The fields of its type.", "type": "object"},
        },
        "allOf": [_of_type(type_) for type_ in BUILT_IN.values()],
        "definitions": {
            "person": {
                "description": "Somebody: an address, a name, or both and a role.",
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {part: {"type": "string"} for part in ("name", "email", "role")},
                        "anyOf": [{"required": ["name"]}, {"required": ["email"]}],
                    },
                ],
            }
        },
    }


def _of_type(declared: EventType) -> Schema:
    data: Schema = {"properties": {name: _KINDS[kind] for name, kind in declared.fields.items()}}
    needs: list[Schema] = [
        {"anyOf": [{"required": [name]} for name in group]} for group in declared.required if len(group) > 1
    ]
    alone = [group[0] for group in declared.required if len(group) == 1]
    if alone:
        data["required"] = alone
    if needs:
        data["allOf"] = needs
    then: Schema = {"properties": {"data": data}}
    if declared.required:
        then["required"] = ["data"]
    return {"if": {"properties": {"type": {"const": declared.name}}, "required": ["type"]}, "then": then}
