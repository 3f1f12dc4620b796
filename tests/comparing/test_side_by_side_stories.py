"""The stories that ship with Tactful."""

from __future__ import annotations

import re

import pytest

import tactful
from tactful.comparing.side_by_side import STORIES, story_path
from tactful.events.event import Event, Reader
from tactful.events.logs import parse_partition, read_log
from tactful.events.vocabulary import BUILT_IN, extend

DECLARED = {
    "fair.visited": {"key": "fair", "fields": {"fair": "text", "with": "people", "interested": "yes_no"}},
    "meeting.held": {"key": "meeting", "fields": {"meeting": "text", "with": "people"}},
}
"""The types that packs about networking declare, as far as the stories use their fields."""


def events(name: str) -> list[Event]:
    """Return the events of a story; none is rejected."""
    reader = Reader(extend(BUILT_IN, DECLARED))
    log = read_log([str(story_path(name))], reader=reader)
    assert log.rejects == []
    (lines,) = log.partitions.values()
    found, rejects = parse_partition(lines, reader)
    assert rejects == []
    return found


def test_each_file_is_a_story() -> None:
    """The files in the folder of stories are those that are known by name."""
    assert {path.stem for path in story_path("interview").parent.glob("*.yaml")} == set(STORIES)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_of_one_case(name: str) -> None:
    """A story tells one case, in order, and no event draws a remark."""
    found = events(name)
    assert len({event.case for event in found}) == 1
    assert [event.id for event in sorted(found, key=lambda event: event.time)] == sorted(event.id for event in found)
    assert [note for event in found for note in event.notes] == []


@pytest.mark.parametrize("name", STORIES)
def test_everybody_in_a_story_is_invented(name: str) -> None:
    """Every address is at a domain that is reserved for examples."""
    domains = re.findall(r"@([\w.-]+)", story_path(name).read_text(encoding="utf-8"))
    assert domains
    assert all(domain.endswith(".example") for domain in domains)


def test_the_first_story_is_a_whole_pursuit() -> None:
    """It has what follow-up advice is about: two kinds of interview, three people met, a recruiter, a date, a no."""
    found = events("interview")
    formats = {event.data["format"] for event in found if event.type == "interview.completed"}
    assert formats == {"phone", "onsite"}
    visit = next(event for event in found if event.data.get("format") == "onsite" and "interviewers" in event.data)
    people = (*visit.data["interviewers"], *visit.data["met"])
    assert [person.role for person in people] == ["lead", "hiring-manager", "staff"]
    thanked = {
        person.email
        for event in found
        if event.data.get("purpose") == "thank-you" and event.data.get("about") == "visit"
        for person in event.data["to"]
    }
    assert thanked == {person.email for person in people[:2]}, "one of the three is not thanked"
    assert {event.data["purpose"] for event in found if event.type == "message.sent"} == {
        *("thank-you", "debrief", "status", "check-in"),
    }
    assert "recruiter" in {person.role for event in found for person in event.data.get("contacts", ())}
    assert "decision.promised" in {event.type for event in found}
    assert found[-1].type == "application.rejected"


def test_an_unknown_story() -> None:
    """A story that is not there is told, with the nearest name or all of them."""
    with pytest.raises(tactful.EventError, match="no story `inteview`; did you mean `interview`"):
        story_path("inteview")
    with pytest.raises(tactful.EventError, match="there are `interview`, `application`, `networking`"):
        story_path("../../etc/passwd")
