"""The record of one interview: several events, revised by sequence, each field by the last that gave it."""

from __future__ import annotations

from tactful.history.people import Person
from tactful.history.timeline import Happening

SCHEDULED = "interview.scheduled"
RESCHEDULED = "interview.rescheduled"
COMPLETED = "interview.completed"
CANCELLED = "interview.cancelled"
NO_SHOW = "interview.no_show"
_STATUS = {
    SCHEDULED: "scheduled",
    RESCHEDULED: "scheduled",
    COMPLETED: "completed",
    CANCELLED: "cancelled",
    NO_SHOW: "no_show",
}
INTERVIEW_EVENTS = frozenset(_STATUS)


class Interview:
    """What is known of an interview. `told` is by which happening `start` and `end` were last given."""

    __slots__ = (
        "end",
        "format",
        "id",
        "interviewers",
        "met",
        "revision",
        "round",
        "sequence",
        "start",
        "status",
        "told",
    )

    def __init__(self, name: str) -> None:
        self.id = name
        self.format: str | None = None
        self.round: int | float | None = None
        self.status: str | None = None
        self.start: int | None = None
        self.end: int | None = None
        self.interviewers: tuple[Person, ...] = ()
        self.met: tuple[Person, ...] = ()
        self.sequence: int | float | None = None
        self.told: dict[str, Happening] = {}
        self.revision = 0

    @property
    def everyone_met(self) -> tuple[Person, ...]:
        """Everyone met, interviewers first."""
        return tuple({id(person): person for person in self.interviewers + self.met}.values())

    def stale(self, happening: Happening) -> bool:
        """Say whether a newer revision was known at or before its time."""
        sequence = happening.data.get("sequence")
        return sequence is not None and self.sequence is not None and sequence < self.sequence

    def ghost(self, happening: Happening) -> bool:
        """Say whether it completes an interview that was called off."""
        return happening.type == COMPLETED and self.status in ("cancelled", "no_show")

    def revise(self, happening: Happening) -> None:
        """Take over what a revision says."""
        data = happening.data
        self.revision += 1
        self.status = _STATUS[happening.type]
        if "sequence" in data:
            self.sequence = data["sequence"]
        if "format" in data:
            self.format = data["format"]
        if "round" in data:
            self.round = data["round"]
        if "start" in data:
            self.start = data["start"]
            self.told["start"] = happening
        if "end" in data:
            self.end = data["end"]
            self.told["end"] = happening
        elif happening.type == COMPLETED:
            self.end = happening.time
            self.told["end"] = happening
        if "interviewers" in data:
            self.interviewers = happening.people["interviewers"]
        if "met" in data:
            self.met = happening.people["met"]
