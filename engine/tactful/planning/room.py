"""Room under the limits of a policy: what takes it up, until when, and what that keeps back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from tactful.history import Case, Happening, Person
from tactful.history.people import fold
from tactful.planning.docket import Docket
from tactful.planning.episode import Episode, Kept
from tactful.planning.program import Program
from tactful.planning.recipients import resolve
from tactful.planning.schedule import selects, touches
from tactful.policy.model import Limit, Per, Selection


class _Taken(NamedTuple):
    """Room taken up until an instant by a message: one that was sent, or that an open advice asks for.

    `message` tells messages apart: what was sent, or the first of the advice that one would do. `by` is the event.
    """

    until: int
    message: Hashable
    by: str


class Open(NamedTuple):
    """An advice that has got room, from `start` on, and the message that takes it up."""

    episode: Episode
    start: int
    message: Hashable


class Full(NamedTuple):
    """What keeps an advice back, and what has no room: a limit's name, and the person, company or candidate."""

    kept: Kept
    what: Hashable


class Room:
    """The room of one partition, by limit and by what that counts together. It is asked in the order of instants."""

    def __init__(self, program: Program, dockets: Mapping[str, Docket]) -> None:
        self._program = program
        self._dockets = dockets
        self._taken: dict[tuple[str, Hashable], list[_Taken]] = {}
        self._open: defaultdict[Hashable, list[Open]] = defaultdict(list)
        self._of_company: dict[Hashable, list[Case]] = {}
        for docket in dockets.values():
            self._of_company.setdefault(_company(docket.case), []).append(docket.case)

    def limits_of(self, case: Case, episode: Episode) -> list[Limit]:
        """Return the limits that select an advice."""
        found = []
        for limit in self._program.limits:
            people = limit.selects.recipients
            meant = None
            if people is not None:
                named, _ = resolve(self._program, people, case, episode.trigger, episode.interview)
                meant = frozenset(map(id, named))
            if selects(limit.selects, meant, episode):
                found.append(limit)
        return found

    def rival(self, episode: Episode, at: int) -> Open | None:
        """Return what is open at an instant and would be done by the message that an advice asks for."""
        for key in messages_for(episode):
            for one in self._open.get(key, ()):
                if one_message(episode, one.episode, at):
                    return one
        return None

    def full(self, limits: Sequence[Limit], case: Case, episode: Episode, at: int, message: Hashable) -> Full | None:
        """Return what keeps an advice back at an instant, the longest of all; nothing where `message` has its room."""
        found: Full | None = None
        for limit in limits:
            for key in _counted_with(limit, case, episode):
                taken = self._of(limit, key)
                if len(taken) < limit.max:
                    continue
                taken[:] = [one for one in taken if one.until > at]
                last = {one.message: one for one in sorted(taken, key=_until)}
                if message not in last and len(last) >= limit.max:
                    frees = sorted(last.values(), key=_until)[-limit.max]
                    if found is None or frees.until > found.kept.until:
                        found = Full(Kept(limit, frees.until, frees.by), (limit.name, key))
        return found

    def take(self, limits: Sequence[Limit], case: Case, episode: Episode, start: int, message: Hashable) -> None:
        """Let an advice take up room from an instant on, until it expires at the latest."""
        for limit in limits:
            until = limit.within.after(start, episode.zone, self._program.calendar)
            if episode.expires is not None:
                until = min(until, episode.expires)
            for key in _counted_with(limit, case, episode):
                self._of(limit, key).append(_Taken(until, message, episode.since.id))
        for key in messages_for(episode):
            self._open[key].append(Open(episode, start, message))

    def _of(self, limit: Limit, key: Hashable) -> list[_Taken]:
        known = self._taken.get((limit.name, key))
        if known is None:
            known = self._taken[limit.name, key] = self._sent(limit, key)
        return known

    def _sent(self, limit: Limit, key: Hashable) -> list[_Taken]:
        """Return the last messages that a limit counts, as many as there may be at one time."""
        found: list[Happening] = []
        for case in self._cases_of(key):
            sent = case.written(key, "any") if isinstance(key, Person) else case.sent
            counted = (message for message in reversed(sent) if self._counts(limit.selects, case, message))
            found += islice(counted, limit.max)
        found.sort(key=lambda message: message.time)
        calendar = self._program.calendar
        return [
            _Taken(limit.within.after(message.time, message.zone, calendar), message, message.id)
            for message in found[-limit.max :]
        ]

    def _cases_of(self, key: Hashable) -> Iterable[Case]:
        if key is None:
            return (docket.case for docket in self._dockets.values())
        if isinstance(key, Person):
            return (self._dockets[name].case for name in key.cases if name in self._dockets)
        return self._of_company[key]

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


def messages_for(episode: Episode) -> Iterator[Hashable]:
    """Yield what messages that would do an advice have in common: case, purpose, and who is meant or gone through."""
    yield episode.case, episode.rule.purpose, frozenset(episode.recipients)
    if episode.via is not None:
        yield episode.case, episode.rule.purpose, frozenset(episode.addressees)


def one_message(first: Episode, second: Episode, at: int) -> bool:
    """Tell whether a message for both of two advices, the second open already, would do both at an instant."""
    return touches(first.of_interview, second) and (second.expires is None or at < second.expires)


def _counted_with(limit: Limit, case: Case, episode: Episode) -> Iterator[Hashable]:
    """Yield each thing that a limit counts an advice with: None for the candidate."""
    if limit.per is Per.CANDIDATE:
        yield None
    elif limit.per is Per.PERSON:
        yield from episode.addressees
    else:
        yield _company(case)


def _company(case: Case) -> tuple[str, str]:
    """Return what cases of one company share; one whose company is not known is alone."""
    return ("company", fold(case.company)) if case.company else ("case", case.name)


def _until(taken: _Taken) -> int:
    return taken.until
