"""The facts of a draft, as they are read from a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import NOW, PEOPLE, event, load, story

import tactful
from tactful.drafting.facts import FACTS, LONGEST, MOST, first_name, listed, said

ALL = "Subject: s\n\n" + "".join(
    f"{name}.{field}={{{{ {name}.{field} }}}}\n" if field else f"{name}={{{{ {name} }}}}\n"
    for name, fields in FACTS.items()
    for field in ([None] if isinstance(fields, str) else fields)
)


def facts(folder: Path, history: list[dict[str, Any]], now: str = NOW) -> dict[str, str]:
    """Return the facts of the draft for Dana, or the only one."""
    drafts = tactful.draft(load(folder, {"thank": ALL}), history, now, case="c1", rule="thank")
    draft = next((draft for draft in drafts if "dana" in str(draft.to[0].email)), drafts[0])
    return dict(line.split("=", 1) for line in draft.text.splitlines() if line)


def test_everything_known(tmp_path: Path) -> None:
    """The facts come from the application, the interview, the recipient and the moment."""
    assert facts(tmp_path, story()) == {
        "recipient.name": "Dana Ruiz",
        "recipient.first_name": "Dana",
        "recipient.email": "dana@acme.example",
        "recipient.role": "lead",
        "for.name": "[name]",
        "for.first_name": "[name]",
        "for.email": "[address]",
        "for.role": "[role]",
        "candidate.name": "Ines Calder",
        "candidate.first_name": "Ines",
        "candidate.email": "ines@calder.example",
        "company": "Acme",
        "position": "Analyst",
        "interview.format": "phone",
        "interview.round": "2",
        "interview.day": "Tuesday",
        "interview.date": "3 March",
        "interview.when": "today",
        "today.day": "Tuesday",
        "today.date": "3 March",
    }


def test_nothing_known(tmp_path: Path) -> None:
    """What no event has told is a gap."""
    found = facts(tmp_path, story([{"email": "dana@acme.example"}])[1:])
    assert found["recipient.email"] == "dana@acme.example"
    assert found["recipient.name"] == "[name]"
    assert found["recipient.first_name"] == "[name]"
    assert found["candidate.name"] == "[name of the candidate]"
    assert (found["company"], found["position"]) == ("[name of the company]", "[the position]")


@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-03-03T23:30:00-07:00", "today"),
        ("2026-03-04T06:30:00Z", "today"),  # still Tuesday in Phoenix
        ("2026-03-04T07:00:00Z", "yesterday"),
        ("2026-03-05T11:00:00-07:00", "on Tuesday"),
        ("2026-03-09T11:00:00-07:00", "on Tuesday"),
        ("2026-03-10T11:00:00-07:00", "on 3 March"),
    ],
)
def test_when_the_interview_was(tmp_path: Path, now: str, when: str) -> None:
    """The day is said as people say it, in the zone of the advice."""
    assert facts(tmp_path, story(), now)["interview.when"] == when


@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-03-09T15:00:00-07:00", "tomorrow"),
        ("2026-03-05T10:00:00-07:00", "on Tuesday"),
        ("2026-03-01", "on 10 March"),
    ],
)
def test_when_the_interview_will_be(tmp_path: Path, now: str, when: str) -> None:
    """The same goes for days ahead."""
    moment = now if "T" in now else f"{now}T09:00:00-07:00"
    scheduled = event(
        1,
        "2026-02-27T09:00:00-07:00",
        "interview.scheduled",
        interview="i2",
        start="2026-03-10T10:00:00-07:00",
        interviewers=PEOPLE,
    )
    policy = load(tmp_path, {"remind": "Subject: s\n\n{{ interview.when }} {{ interview.format }}\n"})
    (draft,) = tactful.draft(policy, [scheduled], moment, case="c1", rule="remind")
    assert draft.text == f"{when} [format of the interview]\n"


EVENT = """
tactful: 1
policy: fair
timezone: America/Phoenix
events:
  fair.visited:
    key: fair
    fields:
      {fair: text, with: people, interested: yes_no, stand: number, on: date, closes: instant, topics: list, at: person}
rules:
  thank:
    because: they took time
    when: [fair.visited, message.received]
    strength: should
    purpose: thank-you
    per: case
    recipients: {who: everyone, each: true}
"""


def test_the_fields_of_the_event(tmp_path: Path) -> None:
    """`event` holds what the trigger tells, each kind of field in words."""
    data = {
        "fair": "Spring",
        "with": ["Dana Ruiz", {"name": "Owen"}, {"name": "Kim"}],
        "interested": True,
        "stand": 12.0,
        "on": "2026-03-06",
        "closes": "2026-03-07T06:30:00Z",
        "topics": ["maps", 3],
        "at": "Dana Ruiz",
    }
    fields = [*data, "text"]
    template = "Subject: s\n\n" + "".join(f"{{{{ event.{name} }}}}\n" for name in fields)
    policy = load(tmp_path, {"thank": template}, EVENT)
    visit = event(1, "2026-03-03T10:35:00-07:00", "fair.visited", **data)
    draft, *_ = tactful.draft(policy, [visit], NOW, case="c1", rule="thank")
    assert draft.text.splitlines() == [
        "Spring",
        "Dana Ruiz, Owen and Kim",
        "yes",
        "12",
        "Friday 6 March",
        "Friday 6 March",
        "maps and 3",
        "Dana Ruiz",
        "[text]",
    ]


def test_settings(tmp_path: Path) -> None:
    """Settings that are texts, or lists of them, can stand in a draft."""
    policy = load(tmp_path, {"thank": "Subject: s\n\n{{ settings.deadline }}, {{ settings.formats }}\n"})
    (draft, *_) = tactful.draft(policy, story(), NOW, case="c1", rule="thank")
    assert draft.text == "1 day, phone and video\n"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dana Ruiz", "Dana"),
        ("Dana", "Dana"),
        ("Dr. Ruiz", "Dr. Ruiz"),
        ("Ruiz, Dana", "Ruiz, Dana"),
        ("  Dana   Ruiz ", "Dana"),
        ("李 明", "李"),
        (" ", None),
        ("", None),
        (None, None),
    ],
)
def test_first_names(name: str | None, first: str | None) -> None:
    """The first word of a name is the first name, unless it is a title or the family name."""
    assert first_name(name) == first


def test_lists_of_names() -> None:
    """Several names are said together, if all are known and they are not too many."""
    assert listed(["Dana"] * MOST) is not None
    assert listed(["Dana"] * (MOST + 1)) is None
    assert listed(["Dana"]) == "Dana"
    assert listed(["Dana", "Owen"]) == "Dana and Owen"
    assert listed(["Dana", "Owen", "Kim"]) == "Dana, Owen and Kim"
    assert listed(["Dana", None]) is None
    assert listed([]) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Acme\r\nBcc: evil@evil.example", "Acme Bcc: evil@evil.example"),
        ("Acme [Ltd]", "Acme (Ltd)"),
        ("\x1b[31mAcme\x07", "(31mAcme"),
        ("Ac\u202eme", "Acme"),
        ("a\u2028b\u0085c\u00a0d", "a b c d"),
        ("m\u200cn", "m\u200cn"),
        ("x" * 500, "x" * (LONGEST - 1) + "…"),
        ("\x00\x01", None),
        (" \n ", None),
        (None, None),
    ],
)
def test_texts_from_outside(text: str | None, plain: str | None) -> None:
    """A fact is one line without control characters, cut, and marks no gap."""
    assert said(text) == plain
