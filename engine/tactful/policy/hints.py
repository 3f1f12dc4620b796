"""What the JSON Schemas say to an editor only: texts with markup, error texts, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from tactful.policy.packs import pack_names
from tactful.policy.values import CHANNEL_PATTERN, EVENT_PATTERN, PATTERNS, ROLES, WORD_PATTERN
from tactful.timing import OFFSET_PATTERN, TIME_OF_DAY_PATTERN

Schema: TypeAlias = dict[str, Any]

PURPOSES = ("thank-you", "check-in", "status", "reply", "keep-in-touch")
CHANNELS = ("email", "phone", "card", "linkedin", "in_person")
FORMATS = ("phone", "video", "onsite", "panel")

FACT_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "interview.format": FORMATS,
    "interview.status": ("scheduled", "completed", "cancelled", "no_show"),
    "message.purpose": PURPOSES,
    "message.channel": CHANNELS,
    "case.status": ("active", "offered", "accepted", "rejected", "withdrawn", "filled"),
    "person.role": ROLES,
}
"""Values that are proposed for a fact, though others are possible."""

_ERRORS: Mapping[str, str] = {
    **{pattern: f"expected {text}" for pattern, text in PATTERNS.items()},
    EVENT_PATTERN: "expected an event type such as `interview.completed`",
    OFFSET_PATTERN: "expected an offset such as `2 weeks`, `5 business days`, `3 days before`, `end of day` or `P2W`",
    TIME_OF_DAY_PATTERN: "expected a time of day such as `08:00`",
    r"^\$[A-Za-z0-9_-]+$": "expected a setting such as `$silence`",
    r"^event\..+$": "expected a field of the event, such as `event.by`",
}
_EXAMPLES: Mapping[str, tuple[str, ...]] = {WORD_PATTERN: PURPOSES, CHANNEL_PATTERN: CHANNELS}

_SNIPPETS: Mapping[str, tuple[str, Schema]] = {
    "rules": (
        "a new rule",
        {
            "${1:name}": {
                "because": "${2:why}",
                "when": "${3:interview.completed}",
                "strength": "${4:should}",
                "purpose": "${5:thank-you}",
                "recipients": "${6:main_contact}",
            }
        },
    ),
    "holds": (
        "a new hold",
        {"${1:name}": {"because": "${2:why}", "when": "${3:decision.promised}", "until": "${4:event.by}"}},
    ),
    "stops": ("a new stop", {"${1:name}": {"because": "${2:why}", "when": "${3:application.rejected}"}}),
    "limits": (
        "a new limit",
        {"${1:name}": {"per": "${2:person}", "max": "${3:1}", "within": "${4:3 days}"}},
    ),
    "settings": ("a new setting", {"${1:name}": {"value": "${2:2 weeks}", "about": "${3:what it is for}"}}),
}


def hinted(schema: Any) -> Any:
    """Return a schema with what an editor shows: descriptions as Markdown, and errors that name what was expected."""
    if isinstance(schema, list):
        return [hinted(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: hinted(value) for key, value in schema.items()}
    if isinstance(described := schema.get("description"), str):
        made["markdownDescription"] = described
    if isinstance(pattern := schema.get("pattern"), str) and pattern in _ERRORS:
        made["patternErrorMessage"] = _ERRORS[pattern]
    if isinstance(pattern, str) and pattern in _EXAMPLES:
        made["examples"] = list(_EXAMPLES[pattern])
    return made


def proposing(properties: Schema) -> Schema:
    """Return the keys of a policy with proposals: shipped packs to extend, and a beginning for each new clause."""
    made = dict(properties)
    for section, (label, body) in _SNIPPETS.items():
        forms = made[section]["anyOf"]
        snippets = {"defaultSnippets": [{"label": label, "body": body}]}
        made[section] = {
            **made[section],
            "anyOf": [{**form, **snippets} if form.get("type") == "object" else form for form in forms],
        }
    packs = {"examples": list(pack_names())}
    made["extends"] = {
        **made["extends"],
        "anyOf": [_with_examples(form, packs) for form in made["extends"]["anyOf"]],
    }
    return made


def _with_examples(form: Schema, examples: Schema) -> Schema:
    if form.get("type") == ["string", "number"]:
        return {**form, **examples}
    if form.get("type") == "array":
        items = form["items"]
        return {**form, "items": {**items, "anyOf": [_with_examples(one, examples) for one in items["anyOf"]]}}
    return form
