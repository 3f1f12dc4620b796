"""The JSON Schema of decisions."""

from __future__ import annotations

from typing import Any, TypeAlias

from tactful.commands.event_schema import DATE_TIME
from tactful.decisions.decision import TYPES
from tactful.planning import CODES
from tactful.policy.model import Strength

Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_NAMED = ("held", "limited", "stopped", "forbidden")


def decision_schema() -> Schema:
    """Return the JSON Schema (draft 7) of one decision, as plain data."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Tactful decision",
        "description": "A change of an advice's verdict or times: a CloudEvents 1.0 record.",
        **_closed(
            {
                "specversion": {"const": "1.0"},
                "id": {"description": "A hash of the content.", **_TEXT},
                "source": {"type": "string", "pattern": "^tactful/"},
                "type": {"enum": list(TYPES)},
                "subject": {"description": "The case.", **_TEXT},
                "time": {"description": "When it was known.", "type": "string", "pattern": DATE_TIME},
                "data": _data(),
                "overtakenby": {"description": "The type of the latest later decision.", "enum": list(TYPES)},
            },
            "overtakenby",
        ),
    }


def _data() -> Schema:
    when: Schema = {"anyOf": [{"type": "string", "pattern": DATE_TIME}, {"type": "null"}]}
    person = _closed({"name": _TEXT_OR_NULL, "email": _TEXT_OR_NULL, "role": _TEXT_OR_NULL})
    codes: list[Schema] = [
        {"enum": [code for code in CODES if code not in _NAMED]},
        {"type": "string", "pattern": f"^({'|'.join(_NAMED)}):"},
    ]
    return _closed(
        {
            "advice": {"description": "The stable id of the advice.", **_TEXT},
            "rule": {"description": "The rule that it comes from.", **_TEXT},
            "purpose": {"description": "What it is for; `any` is a prohibition of everything.", **_TEXT},
            "strength": {"enum": [str(strength) for strength in Strength]},
            "to": {"description": "Whom it is to.", "type": "array", "items": person},
            "for": {
                "description": "Whom it is for, where it goes through somebody else.",
                "type": "array",
                "items": person,
            },
            "channel": {
                "description": "The channel, or a list; `any` is a prohibition of all.",
                "anyOf": [_TEXT, _TEXTS],
            },
            "opens": {"description": "May be acted on from here.", **when},
            "due": {"description": "Late from here.", **when},
            "expires": {"description": "No longer worth doing from here.", **when},
            "tone": {"description": "How the message should sound.", "type": ["object", "null"]},
            "because": {"description": "Why, in the policy's own words.", **_TEXT},
            "source": {"description": "What the rule is taken from.", **_TEXTS},
            "reason": {"description": "Why it is so.", **_closed({"code": {"anyOf": codes}, "text": _TEXT})},
            "evidence": {"description": "The ids of the events that led here.", **_TEXTS},
            "policy": {"description": "The policy.", **_closed({"name": _TEXT, "digest": _TEXT})},
        },
        "for",
    )


def _closed(properties: Schema, *optional: str) -> Schema:
    """Return the schema of an object that has exactly these properties, some of which may be missing."""
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": False,
    }
