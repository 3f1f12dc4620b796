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
                            "properties": {"back_to": {"type": "integer", "minimum": 1}},
                        },
                    ]
                },
                "example": {"policies": ["seed-article"]},
            }
        },
    }
}


def json_of(content: object) -> Response:
    """Return an answer of JSON."""
    return Response(orjson.dumps(content), media_type=JSON)
