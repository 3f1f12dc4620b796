"""The holds and snoozes of one case: begun, released, replaced, and passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tactful.events.event import Note
from tactful.history import Case, Happening
from tactful.planning.episode import Episode, Span
from tactful.planning.program import Outcome, Program
from tactful.planning.recipients import resolve
from tactful.planning.schedule import binds
from tactful.policy.model import Hold
from tactful.timing import Calendar, first_instant


class Holds:
    """What postpones advice of a case. `version` changes with any of it."""

    __slots__ = ("_calendar", "spans", "version")

    def __init__(self, calendar: Calendar) -> None:
        self.spans: list[Span] = []
        self.version = 0
        self._calendar = calendar

    def take(
        self, case: Case, time: int, outcomes: Sequence[tuple[Happening, Outcome]], live: Sequence[Episode]
    ) -> None:
        """Release and begin what the happenings of an instant say, and put what has passed behind the live advice."""
        for happening, outcome in outcomes:
            for hold in outcome.releases:
                self._release(hold, happening)
            for hold in outcome.holds:
                self._begin(hold, case, happening)
            if happening.type == "advice.snoozed":
                self._snooze(case, happening)
        if len(outcomes) > 1:
            for happening, outcome in outcomes:
                for hold in outcome.releases:
                    self._release(hold, happening)
        passed = [span for span in self.spans if span.end is not None and span.end <= time]
        if passed:
            for span in passed:
                for episode in live:
                    if binds(span, episode) and (episode.floor is None or (span.end or 0) > episode.floor[0]):
                        episode.floor = (span.end or 0, span)
            self.spans = [span for span in self.spans if span not in passed]
            self.version += 1

    def choose(self, program: Program, case: Case) -> None:
        """Bring up to date whom the holds in force are for."""
        for span in self.spans:
            recipients = span.selects.recipients if span.selects is not None else None
            if recipients is not None:
                interview = case.interview_of(span.event)
                meant, _ = resolve(program, recipients, case, span.event, interview)
                people = frozenset(map(id, meant))
                if people != span.people:
                    span.people = people
                    self.version += 1

    def _release(self, hold: Hold, happening: Happening) -> None:
        for span in self.spans:
            if span.code != f"held:{hold.name}" or (span.end is not None and span.end <= happening.time):
                continue
            if None not in (span.event.interview, happening.interview) and span.event.interview != happening.interview:
                continue
            if span.begin < happening.time or span.event.type != happening.type:
                span.end = happening.time
                self.version += 1

    def _begin(self, hold: Hold, case: Case, happening: Happening) -> None:
        until = hold.until
        end = _instant(happening.data.get(until) if isinstance(until, str) else until, happening.zone)
        if end is None and hold.release is None:
            text = f"hold `{hold.name}` does not begin: the event says no `{until}`"
            case.notes.append(Note("no_hold", text, happening.id))
            return
        if end is not None and hold.plus is not None:
            end = hold.plus.after(end, happening.zone, self._calendar)
        self._replace(Span(f"held:{hold.name}", hold.because, happening, end, hold.selects))

    def _snooze(self, case: Case, happening: Happening) -> None:
        end = _instant(happening.data.get("until"), happening.zone)
        if end is None:
            case.notes.append(Note("no_hold", "a snooze without `until` holds nothing", happening.id))
            return
        target = happening.data.get("advice") or happening.data.get("purpose")
        self._replace(Span("snoozed", "it was snoozed", happening, end, None, target=target))

    def _replace(self, span: Span) -> None:
        which = (span.code, span.target, span.event.interview)
        for earlier in self.spans:
            if (earlier.code, earlier.target, earlier.event.interview) == which and (
                earlier.end is None or earlier.end > span.begin
            ):
                earlier.end = span.begin
        self.spans.append(span)
        self.version += 1


def _instant(value: object, zone: dt.tzinfo) -> int | None:
    if isinstance(value, dt.date):
        return first_instant(value, zone)
    return value if isinstance(value, int) else None
