"""Limits: advice is kept back while there have been messages enough, over all cases of one candidate.

What takes up room is each message sent, from then on, and each advice open and not yet done, from its opening on. The
advice of one partition is given room in the order in which it opens; of what opens at one instant the highest priority
comes first, then what is due first. Where there is none, it waits until the earliest of what takes it up is long enough
ago.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from tactful.history import Case, Happening, Person
from tactful.history.people import fold
from tactful.planning.docket import Docket
from tactful.planning.episode import Episode, Kept
from tactful.planning.program import Program
from tactful.planning.recipients import resolve
from tactful.planning.schedule import into_window, open_at, selects, touches
from tactful.planning.trace import Step, Trace
from tactful.planning.verdict import forbids, has_address, in_force, rank
from tactful.policy.model import Limit, Per, Selection, Then

_NEVER = 1 << 62


def keep_apart(program: Program, dockets: Mapping[str, Docket], clock: int, trace: Trace | None = None) -> set[str]:
    """Bring up to date what the limits of a policy keep back, as of an instant; return the cases in which that
    changes something."""
    room = _Room(program, dockets)
    touched: set[str] = set()
    queue: list[tuple[int, tuple[object, ...], _Seeking]] = []
    for docket in dockets.values():
        for episode in docket.live:
            if episode.rule.forbids is None and not episode.absent:
                seeking = _Seeking(docket, episode, room.limits_of(docket, episode), program, clock)
                queue.append((seeking.at, seeking.rank, seeking))
    heapq.heapify(queue)
    while queue:
        at, _, seeking = heapq.heappop(queue)
        if seeking.limits:
            later = room.find(seeking, at)
            if later is not None:
                heapq.heappush(queue, (later, seeking.rank, seeking))
                continue
        if seeking.settle(program, trace):
            touched.add(seeking.docket.case.name)
    return touched


class _Seeking:
    """An advice that seeks room: by which limits, from which instant on, and what keeps it back."""

    __slots__ = ("_before", "at", "delayed", "docket", "episode", "limits", "rank", "withheld")

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
        self.at = opens = episode.opens or 0
        self.limits = limits if episode.opens is not None and episode.missing is None and has_address(episode) else ()
        if self.limits and episode.freed is not None and episode.freed.until > opens:
            self.delayed = episode.freed
            inside = into_window(episode, episode.freed.until, program.calendar)
            self.at, self.limits = (inside, limits) if inside is not None else (opens, ())
        due = _NEVER if episode.due is None else episode.due
        self.rank = (-episode.rule.priority, due, *rank(episode))

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


class _Taken(NamedTuple):
    """Room taken up from an instant on, by a message or by an open advice; for the latter until it expires.

    What has one `message` takes it up once: the id of the one sent, or of the first advice that it would do.
    """

    start: int
    until: int
    message: str
    by: str | None


class _Room:
    """What takes up room, by limit and by what that counts together."""

    def __init__(self, program: Program, dockets: Mapping[str, Docket]) -> None:
        self._program = program
        self._dockets = dockets
        self._taken: dict[tuple[str, Hashable], list[_Taken]] = {}
        self._open: dict[str, list[tuple[int, str, Episode]]] = {}

    def limits_of(self, docket: Docket, episode: Episode) -> list[Limit]:
        """Return the limits that select an advice."""
        found = []
        for limit in self._program.limits:
            people = limit.selects.recipients
            meant = None
            if people is not None:
                named, _ = resolve(self._program, people, docket.case, episode.trigger, episode.interview)
                meant = frozenset(map(id, named))
            if selects(limit.selects, meant, episode):
                found.append(limit)
        return found

    def find(self, seeking: _Seeking, at: int) -> int | None:
        """Take up room at an instant, or return the later one at which to look again."""
        episode, docket = seeking.episode, seeking.docket
        if episode.expires is not None and at >= episode.expires:
            return None
        for prohibition in docket.live:
            if prohibition.rule.forbids is not None and in_force(prohibition, at) and forbids(prohibition, episode):
                return prohibition.expires
        for start, message, other in self._open.get(docket.case.name, ()):
            if _one_message(episode, other, at):
                self._take(seeking, start, message)
                return None
        kept = self._keeping(seeking, at)
        if kept is not None:
            if kept.limit.then is Then.WITHHOLD:
                seeking.withheld = kept
                return kept.until
            seeking.delayed = kept
            return into_window(episode, kept.until, self._program.calendar)
        self._take(seeking, at, episode.id)
        return None

    def _take(self, seeking: _Seeking, start: int, message: str) -> None:
        episode, case = seeking.episode, seeking.docket.case
        until = _NEVER if episode.expires is None else episode.expires
        for limit in seeking.limits:
            for key, cases in self._counted_with(limit, case, episode):
                self._of(limit, key, cases).append(_Taken(start, until, message, None))
        self._open.setdefault(case.name, []).append((start, message, episode))

    def _keeping(self, seeking: _Seeking, at: int) -> Kept | None:
        """Return what keeps an advice back at an instant, the longest of all."""
        found: Kept | None = None
        episode = seeking.episode
        for limit in seeking.limits:
            for key, cases in self._counted_with(limit, seeking.docket.case, episode):
                releases: dict[str, tuple[int, str | None]] = {}
                for taken in self._of(limit, key, cases):
                    end = min(limit.within.after(taken.start, episode.zone, self._program.calendar), taken.until)
                    # A message counts though it was sent after the advice had opened.
                    if at < end and end > releases.get(taken.message, (at, None))[0]:
                        releases[taken.message] = (end, taken.by)
                if len(releases) >= limit.max:
                    ends = sorted(releases.values(), key=lambda release: release[0])
                    until, by = ends[len(ends) - limit.max]
                    if found is None or until > found.until:
                        found = Kept(limit, until, by)
        return found

    def _of(self, limit: Limit, key: Hashable, cases: Iterable[Docket]) -> list[_Taken]:
        known = self._taken.get((limit.name, key))
        if known is None:
            known = self._taken[limit.name, key] = self._sent(limit, key, cases)
        return known

    def _counted_with(
        self, limit: Limit, case: Case, episode: Episode
    ) -> Iterator[tuple[Hashable, Collection[Docket]]]:
        """Yield each thing that a limit counts an advice with, and the cases in which that is found."""
        if limit.per is Per.CANDIDATE:
            yield None, self._dockets.values()
        elif limit.per is Per.PERSON:
            for person in episode.addressees:
                yield person, [self._dockets[name] for name in person.cases if name in self._dockets]
        else:
            company = _company(case)
            yield company, [docket for docket in self._dockets.values() if _company(docket.case) == company]

    def _sent(self, limit: Limit, key: Hashable, cases: Iterable[Docket]) -> list[_Taken]:
        """Return the last messages that a limit counts, as many as there may be at one time."""
        found: list[_Taken] = []
        for docket in cases:
            case = docket.case
            sent = case.written(key, "any") if isinstance(key, Person) else case.sent
            counted = (message for message in reversed(sent) if self._counts(limit.selects, case, message))
            found += [_Taken(message.time, _NEVER, message.id, message.id) for message in islice(counted, limit.max)]
        found.sort()
        return found[-limit.max :]

    def _counts(self, selection: Selection, case: Case, message: Happening) -> bool:
        data = message.data
        if selection.purposes is not None and data.get("purpose", "other") not in selection.purposes:
            return False
        if selection.channels is not None and data.get("channel", "email") not in selection.channels:
            return False
        if selection.recipients is None:
            return True
        meant, _ = resolve(self._program, selection.recipients, case, message, case.interview_of(message))
        return any(person in meant for person in message.people["to"])


def _one_message(first: Episode, second: Episode, at: int) -> bool:
    """Tell whether one message would do both of two advices of a case, the second open already."""
    return (
        first.rule.purpose == second.rule.purpose
        and (set(first.recipients) == set(second.recipients) or set(first.addressees) == set(second.addressees))
        and touches(first.of_interview, second)
        and (second.expires is None or at < second.expires)
    )


def _company(case: Case) -> tuple[str, str]:
    """Return what cases of one company share; one whose company is not known is alone."""
    return ("company", fold(case.company)) if case.company else ("case", case.name)
