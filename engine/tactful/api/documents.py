"""Bodies of requests and answers as the OpenAPI document describes them, and how answers are written."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.responses import Response

from tactful.api.cloudevents import BATCHED, JSON, STRUCTURED

_EXAMPLE = {
    "specversion": "1.0",
    "id": "e1",
    "source": "tracker",
    "type": "interview.completed",
    "subject": "acme-analyst",
    "time": "2026-03-03T10:30:00-07:00",
    "data": {"interview": "i1", "interviewers": [{"name": "Dana", "email": "dana@acme.example"}]},
}
_EVENT = {"schema": {"type": "object"}, "example": _EXAMPLE}

EVENTS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One CloudEvent, a batch of them, or the data of one whose attributes are `ce-` headers.",
        "content": {
            STRUCTURED: _EVENT,
            BATCHED: {"schema": {"type": "array", "items": {}}, "example": [_EXAMPLE]},
            JSON: _EVENT,
        },
    }
}

APPLY: dict[str, Any] = {
    "requestBody": {
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "max_changed": {
                            "oneOf": [
                                {"type": "integer", "minimum": 0, "maximum": 999_999_999},
                                {"type": "string", "pattern": "^(0*[0-9]{1,2}%|0*100%|[0-9]{1,9})$"},
                            ],
                            "description": "How many cases, or what share of them, may get other advice.",
                        }
                    },
                }
            }
        },
    }
}

PLAN: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": ["policies"],
                            "additionalProperties": False,
                            "properties": {
                                "policies": {
                                    "type": "array",
                                    "minItems": 1,
                                    "maxItems": 20,
                                    "items": {"type": "string", "minLength": 1},
                                    "description": "The text of a policy, or the name of a shipped pack, each.",
                                }
                            },
                        },
                        {
                            "type": "object",
                            "required": ["back_to"],
                            "additionalProperties": False,
                            "properties": {
                                "back_to": {
                                    "oneOf": [
                                        {"type": "integer", "minimum": 1},
                                        {"type": "string", "pattern": "^[0-9a-f]{6,64}$"},
                                    ],
                                    "description": "The number of an enactment, or the beginning of a digest.",
                                }
                            },
                        },
                    ]
                },
                "example": {"policies": ["seed-article"]},
            }
        },
    }
}

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "integer"}
_ANY: dict[str, Any] = {"type": "object"}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"enum": ["taken", "copy", "refused"]},
        "source": _TEXT,
        "id": _TEXT,
        "notes": _list(_object(code=_TEXT, text=_TEXT)),
        "code": _TEXT,
        "error": _TEXT,
    },
}
_POLICIES = _list(_object(name=_TEXT, digest=_TEXT))

INTAKE = _object(results=_list(_RESULT), decisions=_NUMBER)
ADVISED = _object(cases=_list(_ANY))
EXPLAINED = _object(case=_TEXT, advice=_list(_ANY))
PAGE = _object(advice=_list(_ANY), after={"type": ["string", "null"]}, settled={"type": "boolean"})
STANDING = _object(valid={"type": "boolean"}, why={"type": ["string", "null"]}, advice={"type": ["object", "null"]})
DECISIONS = _object(decisions=_list(_object(place=_TEXT, decision=_ANY)), after=_TEXT)
ENACTMENT = _object(number=_NUMBER, since=_NUMBER, policies=_POLICIES)
HISTORY = _object(enactments=_list(ENACTMENT))
FILES = _object(policy=_TEXT, digest=_TEXT, files=_list(_object(name=_TEXT, text=_TEXT)))
_FINDING = _object(path=_TEXT, severity={"enum": ["error", "warning", "info"]}, code=_TEXT, message=_TEXT)
PLANNED = _object(
    id=_TEXT, base=_NUMBER, policies=_POLICIES, cases=_NUMBER, changed_cases=_NUMBER, findings=_list(_FINDING)
)
ALIVE = _object(status={"const": "alive"})
READY = _object(status={"const": "ready"}, enactment=_NUMBER)


def json_of(content: object) -> Response:
    """Return an answer of JSON."""
    return Response(orjson.dumps(content), media_type=JSON)
