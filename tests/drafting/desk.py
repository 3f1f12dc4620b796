"""A policy with templates, and histories, for the tests of drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tactful

POLICY = """
tactful: 1
policy: desk
timezone: America/Phoenix
settings: {deadline: 1 day, formats: [phone, video]}
rules:
  thank:
    because: a call deserves a thank-you
    when: interview.completed
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end, due: $deadline}
  ask:
    because: ask once
    when: message.sent
    if: {message.purpose: thank-you}
    strength: may
    purpose: check-in
    recipients: main_contact
    timing: {opens: 2 weeks}
    again: restart
  remind:
    because: they should know
    when: interview.scheduled
    strength: should
    purpose: reminder
    channel: [phone, card]
    recipients: everyone
    timing: {from: interview.start, opens: 1 day before}
  quiet:
    because: leave it alone
    when: contact.opted_out
    strength: must_not
stops:
  rejected: {when: application.rejected, because: an answer is an answer}
"""

TEMPLATE = """Subject: Thank you

Dear {{ recipient.first_name }},

{% vary %}Thank you{% or %}Many thanks{% or %}My thanks{% endvary %} for your time {{ interview.when }}.

{% if for %}Please pass this on to {{ for.name }}.{% endif %}

{{ candidate.name }}
"""

PEOPLE = [
    {"name": "Dana Ruiz", "email": "dana@acme.example", "role": "lead"},
    {"name": "Owen Pratt", "email": "owen@acme.example"},
    {"name": "Kim Sato"},
]


def load(folder: Path, templates: dict[str, str] | None = None, text: str = POLICY) -> tactful.Policy:
    """Write a policy with templates into a folder, and read it."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    for name, template in ({"thank": TEMPLATE, "ask": TEMPLATE} if templates is None else templates).items():
        (folder / "templates" / f"{name}.txt").write_text(template, encoding="utf-8")
    return tactful.load(folder)


def event(number: int, time: str, kind: str, **data: Any) -> dict[str, Any]:
    """Return an event of the case `c1`."""
    return {
        "id": f"e{number}",
        "type": kind,
        "subject": "c1",
        "time": time,
        "timezone": "America/Phoenix",
        "data": data,
    }


def story(people: list[dict[str, str]] | None = None, **application: Any) -> list[dict[str, Any]]:
    """Return an application and an interview that was held on Tuesday 3 March from 10:00 to 10:30."""
    about: dict[str, Any] = {
        "company": "Acme",
        "position": "Analyst",
        "candidate": {"name": "Ines Calder", "email": "ines@calder.example"},
    }
    interview = {
        "interview": "i1",
        "format": "phone",
        "round": 2,
        "start": "2026-03-03T10:00:00-07:00",
        "end": "2026-03-03T10:30:00-07:00",
    }
    return [
        event(0, "2026-02-20T09:00:00-07:00", "application.submitted", **{**about, **application}),
        event(
            1,
            "2026-03-03T10:35:00-07:00",
            "interview.completed",
            **interview,
            interviewers=PEOPLE if people is None else people,
        ),
    ]


NOW = "2026-03-03T11:00:00-07:00"
