"""A small history on which a new policy is shown to work."""

from __future__ import annotations

from typing import Any

from tactful.events.event import Reader
from tactful.policy import Policy
from tactful.testing.recording import record
from tactful.testing.times import as_rfc3339

_PEOPLE = [{"name": "Dana", "email": "dana@acme.example"}]
_HISTORIES: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "a phone interview, a thank-you, and then no word": [
        ("2026-03-02 09:00", "application.submitted", {"company": "Acme", "contacts": _PEOPLE}),
        ("2026-03-05 16:00", "interview.completed", {"interview": "i1", "format": "phone", "interviewers": _PEOPLE}),
        ("2026-03-05 16:30", "message.sent", {"to": ["dana@acme.example"], "purpose": "thank-you"}),
    ],
    "a phone interview, and then a rejection": [
        ("2026-03-02 09:00", "application.submitted", {"company": "Acme", "contacts": _PEOPLE}),
        ("2026-03-05 16:00", "interview.completed", {"interview": "i1", "format": "phone", "interviewers": _PEOPLE}),
        ("2026-03-06 10:00", "application.rejected", {"from": "dana@acme.example"}),
    ],
}
_CASE = "story"
_HEAD = "  - name: "


def story_tests(policy: Policy) -> str:
    """Return tests, as items of a test file's `tests`, that tell what a policy advises on some small histories."""
    return "\n".join(_test(policy, name) for name in _HISTORIES)


def _test(policy: Policy, name: str) -> str:
    reader = Reader(policy.vocabulary)
    zone = {} if str(policy.zone) == "UTC" else {"timezone": str(policy.zone)}
    events = [
        reader.read(
            {
                "id": f"e{number}",
                "type": type_,
                "subject": _CASE,
                "time": as_rfc3339(time, policy.zone),
                "data": data,
                **zone,
            }
        )
        for number, (time, type_, data) in enumerate(_HISTORIES[name])
    ]
    recorded = record(policy, "policy.yaml", events, _CASE).text
    _, _, test = recorded.partition(_HEAD)
    return f"{_HEAD}{name}\n{test.partition(chr(10))[2]}"
