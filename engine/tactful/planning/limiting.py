"""Limits: advice is kept back while there have been messages enough, over all cases of one candidate.

What takes up room is each message sent, from then on, and each advice open and not yet done, from its opening on. The
advice of one partition is given room in the order in which it opens; of what opens at one instant the highest priority
comes first, then what is due first. Where there is none, it waits until the earliest of what takes it up is long enough
ago.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeAlias

from tactful.planning.docket import Docket
from tactful.planning.episode import Episode, Kept
from tactful.planning.program import Program
from tactful.planning.room import Room, messages_for, one_message
from tactful.planning.schedule import into_window, open_at, window_zone
from tactful.planning.trace import Step, Trace
from tactful.planning.verdict import forbids, has_address, in_force, rank
from tactful.policy.model import Limit, Then
from tactful.timing import Calendar

_NEVER = 1 << 62

_Rank: TypeAlias = tuple[int | str, ...]


def keep_apart(program: Program, dockets: Mapping[str, Docket], clock: int, trace: Trace | None = None) -> set[str]:
    """Bring up to date what the limits of a policy keep back, as of an instant; return the cases in which that
    changes something."""
    room = Room(program, dockets)
    queue = _Queue(room, program.calendar)
    everyone: list[_Seeking] = []
    for docket in dockets.values():
        for episode in docket.live:
            if episode.rule.forbids is None and not episode.absent:
                seeking = _Seeking(docket, episode, room.limits_of(docket.case, episode), program, clock)
                everyone.append(seeking)
                if seeking.limits:
                    queue.enter(seeking, seeking.at)
    queue.run()
    return {seeking.docket.case.name for seeking in everyone if seeking.settle(program, trace)}


class _Seeking:
    """An advice that seeks room: by which limits, from which instant on, what keeps it back, in which line it waits."""

    __slots__ = ("_before", "at", "delayed", "docket", "episode", "limits", "line", "rank", "withheld")

    def __init__(self, docket: Docket, episode: Episode, limits: Sequence[Limit], program: Program, clock: int) -> None:
        self.docket = docket
        self.episode = episode
        self._before = _state(episode)
        delayed = episode.delayed
        if delayed is not None and (episode.freed is None or delayed.until > episode.freed.until):
            # What was kept back until now was not open before, and is not late for it.
            episode.freed = replace(delayed, until=min(delayed.until, clock))
        episode.opens, episode.due, episode.waits = episode.natural
        self.delayed: Kept | None = None
        self.withheld: Kept | None = None
        self.line: _Line | None = None
        self.at = opens = episode.opens or 0
        self.limits = limits if episode.opens is not None and episode.missing is None and has_address(episode) else ()
        if self.limits and episode.freed is not None and episode.freed.until > opens:
            self.delayed = episode.freed
            inside = into_window(episode, episode.freed.until, program.calendar)
            self.at, self.limits = (inside, limits) if inside is not None else (opens, ())
        due = _NEVER if episode.due is None else episode.due
        self.rank: _Rank = (-episode.rule.priority, due, *rank(episode))

    def keep(self, kept: Kept) -> None:
        """Note what keeps it back."""
        if kept.limit.then is Then.WITHHOLD:
            self.withheld = kept
        else:
            self.delayed = kept

    def settle(self, program: Program, trace: Trace | None) -> bool:
        """Write down what keeps the advice back; tell whether that is anything new."""
        episode = self.episode
        episode.delayed, episode.withheld = self.delayed, self.withheld
        steps: list[Step] = []
        if self.delayed is not None and episode.opens is not None:
            steps.append(Step("opens", self.delayed, self.delayed.until, episode.zone))
            episode.waits = self.delayed.code
            open_at(episode, episode.opens, self.delayed.until, program.calendar, steps)
        if trace is not None:
            trace.limited(episode, steps)
        return self._before != _state(episode)


def _state(episode: Episode) -> tuple[object, ...]:
    return (episode.opens, episode.due, episode.waits, episode.delayed, episode.withheld)


class _Line:
    """Advice that one limit keeps back for one person, company or candidate, until the same instant.

    Then the first of it by rank seeks room again; while there is none for the first, there is none for those behind.
    """

    __slots__ = ("at", "kept", "waiting")

    def __init__(self) -> None:
        self.at = 0
        self.kept: Kept
        self.waiting: list[tuple[_Rank, int, _Seeking]] = []

    def first(self) -> _Seeking | None:
        """Return the first by rank of those who wait here still."""
        while self.waiting and self.waiting[0][-1].line is not self:
            heapq.heappop(self.waiting)
        return self.waiting[0][-1] if self.waiting else None


class _Queue:
    """Gives room to advice in the order of instants and, at one instant, of rank."""

    def __init__(self, room: Room, calendar: Calendar) -> None:
        self._room = room
        self._calendar = calendar
        self._calls: list[tuple[int, _Rank, int, _Seeking, _Line | None]] = []
        self._lines: dict[Hashable, _Line] = {}
        self._waiting: defaultdict[Hashable, list[_Seeking]] = defaultdict(list)
        self._numbers = count()

    def enter(self, seeking: _Seeking, at: int, line: _Line | None = None) -> None:
        """Let an advice seek room at an instant, on its own or as the first of a line."""
        heapq.heappush(self._calls, (at, seeking.rank, next(self._numbers), seeking, line))

    def run(self) -> None:
        """Let all seek room, one after the other, until none seeks any more."""
        while self._calls:
            at, _, _, seeking, line = heapq.heappop(self._calls)
            if line is None:
                self._seek(seeking, at)
            elif line.at == at and line.first() is seeking:
                seeking.line = None
                seeking.keep(line.kept)
                self._seek(seeking, at)
                if line.at == at:
                    self._call(line)

    def _seek(self, seeking: _Seeking, at: int) -> None:
        episode, docket = seeking.episode, seeking.docket
        if episode.expires is not None and at >= episode.expires:
            return
        for prohibition in docket.live:
            if prohibition.rule.forbids is not None and in_force(prohibition, at) and forbids(prohibition, episode):
                if prohibition.expires is not None:
                    self.enter(seeking, prohibition.expires)
                return
        rival = self._room.rival(episode, at)
        start, message = (at, episode) if rival is None else (rival.start, rival.message)
        full = self._room.full(seeking.limits, docket.case, episode, at, message)
        if full is not None:
            self._wait(seeking, *full)
            return
        self._room.take(seeking.limits, docket.case, episode, start, message)
        for key in messages_for(episode):
            for other in self._waiting.get(key, ()):
                if other.line is not None and one_message(other.episode, episode, at):
                    self._join(other, other.line, at)

    def _wait(self, seeking: _Seeking, kept: Kept, what: Hashable) -> None:
        episode = seeking.episode
        seeking.keep(kept)
        again: int | None = kept.until
        clock: Hashable = None
        if kept.limit.then is Then.DELAY and episode.rule.timing.window is not None:
            again = into_window(episode, kept.until, self._calendar)
            clock = (episode.rule.timing.window, window_zone(episode) or episode.zone)
        if again is None:
            return
        line = seeking.line = self._lines.setdefault((what, clock), _Line())
        line.at, line.kept = again, kept
        heapq.heappush(line.waiting, (seeking.rank, next(self._numbers), seeking))
        for key in messages_for(episode):
            self._waiting[key].append(seeking)
        self._call(line)

    def _call(self, line: _Line) -> None:
        first = line.first()
        if first is not None:
            self.enter(first, line.at, line)

    def _join(self, seeking: _Seeking, line: _Line, at: int) -> None:
        """Let what waits seek room at once, now that what the same message would do has some."""
        if into_window(seeking.episode, at, self._calendar) == at:
            seeking.line = None
            seeking.keep(replace(line.kept, until=at))
            self.enter(seeking, at)
