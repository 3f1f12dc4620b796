"""One partition under way: what is known, its fold, and what has been said of each advice."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import TypeAlias

from tactful.decisions.decision import RETRACTED, Decision, type_of_change
from tactful.decisions.unchanged import is_to_the_same, unchanged
from tactful.events.event import Event
from tactful.history.timeline import BOUNCED, VOIDED
from tactful.planning.advice import Advice, advice_of
from tactful.planning.episode import Episode
from tactful.planning.fold import Fold
from tactful.planning.panel import Panel, verdicts_of
from tactful.planning.reasons import reason_of_change
from tactful.planning.verdict import Verdict, ended_verdict, next_change

Named: TypeAlias = tuple[str, str]
"""An advice: the name of its policy, and its id, which is unique within that."""

_REWRITING = (BOUNCED, VOIDED)


class Partition:
    """The state of one partition. Call `at` with instants that never go back; it answers with what has changed.

    All that becomes known at one instant is decided together, also where it comes in several calls: a later call of
    the same instant starts from where the instant began, and says only what it says otherwise. `reported` is what was
    last said of each advice.
    """

    def __init__(self, panel: Panel, key: str) -> None:
        self.key = key
        self.known: list[Event] = []
        self.now: int | None = None
        self.reported: dict[Named, Advice] = {}
        self._panel = panel
        self._folds = self._folded((), 0)
        self._ahead: list[tuple[int, int, Event]] = []
        self._numbers = count()
        self._wakes: dict[str, int] = {}
        self._wake_heap: list[tuple[int, str]] = []
        self._known_before = 0
        self._acting: list[Event] = []
        self._before: dict[Named, Advice | None] = {}
        self._said: dict[Named, Decision] = {}
        self._policy_changed = False

    @property
    def next_due(self) -> int | None:
        """The next instant at which time alone, or another policy, may change something."""
        if self._policy_changed:
            return self.now
        heap = self._wake_heap
        while heap and self._wakes.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)
        ahead = self._ahead[0][0] if self._ahead else None
        if not heap:
            return ahead
        return heap[0][0] if ahead is None else min(heap[0][0], ahead)

    def at(self, now: int, learnt: Sequence[Event] = ()) -> list[Decision]:
        """Go to an instant, with what is learnt at it; return the decisions, sorted."""
        if self._policy_changed:
            self._policy_changed = False
            if now != self.now:
                self._begin(now)
            self._learn(learnt, now)
            return self._refold_for_good(now, "policy_changed")
        if now == self.now:
            return self._again(learnt, now) if learnt else []
        self._begin(now)
        self._learn(learnt, now)
        touched = self._extend()
        if touched is None:
            return self._refold(now, _cause(self._acting))
        found: list[Decision] = []
        touched.update(self._due(now))
        for case in touched:
            self._compare(case, now, None, found)
        return _sorted(found)

    def replace(self, old: Event, new: Event | None, now: int) -> list[Decision]:
        """Put one event, or none, in another's place, as if that had never been known; return the decisions."""
        place = self.known.index(old)
        del self.known[place]
        self._acting = [event for event in self._acting if event is not old]
        self._ahead = [entry for entry in self._ahead if entry[2] is not old]
        heapq.heapify(self._ahead)
        learnt = () if new is None else (new,)
        if place >= self._known_before and now == self.now:
            return self._again(learnt, now)
        self._known_before -= 1
        if now != self.now:
            self._begin(now)
        self._learn(learnt, now)
        return self._refold_for_good(now, "corrected")

    def resume(self, now: int, reported: Mapping[Named, Advice], *, policy_changed: bool) -> None:
        """Go on from a snapshot: what is known is known, and this has been said of it by `now`.

        With another policy, what that changes is said at the next instant.
        """
        self.reported = dict(reported)
        self.now = now
        self._known_before = len(self.known)
        self._acting = [event for event in self.known if event.time == now]
        self._ahead = [(event.time, next(self._numbers), event) for event in self.known if event.time > now]
        heapq.heapify(self._ahead)
        self._policy_changed = policy_changed
        self._folds = self._folded(self.known, now)
        if not policy_changed:
            self._compare_all(now, None)

    def _again(self, learnt: Sequence[Event], now: int) -> list[Decision]:
        """Decide the instant once more, from where it began, with more learnt at it."""
        self._learn(learnt, now)
        said, self._said = self._said, {}
        for name, advice in self._before.items():
            if advice is None:
                self.reported.pop(name, None)
            else:
                self.reported[name] = advice
        self._before = {}
        self._folds = self._folded(self.known[: self._known_before], now - 1)
        if self._extend() is None:
            found = self._refold(now, _cause(self._acting))
        else:
            self._wakes.clear()
            found = self._compare_all(now, None)
        same = {one.to_json() for one in said.values()}
        found = [one for one in found if one.to_json() not in same]
        for name, decision in said.items():
            if name not in self._said:
                found += self._taken_back(name, decision, self.reported.get(name), now)
        return _sorted(found)

    def _extend(self) -> set[str] | None:
        """Go on with what acts at the instant; return the cases touched, or None where the past changes."""
        touched: set[str] = set()
        for fold in self._folds if self._acting else ():
            of_fold = fold.extend(self._acting)
            if of_fold is None:
                return None
            touched |= of_fold
        return touched

    def _folded(self, known: Sequence[Event], until: int) -> list[Fold]:
        programs = self._panel.programs
        return [Fold.of(program, self.key, known, until, place=place) for place, program in enumerate(programs)]

    def _taken_back(self, name: Named, said: Decision, stands: Advice | None, now: int) -> Sequence[Decision]:
        """Say that an advice is as it was before the instant, after something else was said of it within it."""
        kind = type_of_change(
            None if said.type == RETRACTED else said.advice.verdict, stands.verdict if stands else None
        )
        advice = (stands or said.advice).because_of(reason_of_change(None, "corrected"))
        decision = Decision(now, kind, advice, self._policy_of(name, advice))
        self._said[name] = decision
        self._before.setdefault(name, stands)
        return () if decision.to_json() == said.to_json() else (decision,)

    def _begin(self, now: int) -> None:
        self.now = now
        self._known_before = len(self.known)
        self._acting = []
        if self._said:
            self._before, self._said = {}, {}
        while self._ahead and self._ahead[0][0] <= now:
            self._acting.append(heapq.heappop(self._ahead)[2])

    def _learn(self, learnt: Sequence[Event], now: int) -> None:
        for event in learnt:
            self.known.append(event)
            if event.time > now:
                heapq.heappush(self._ahead, (event.time, next(self._numbers), event))
            if event.time <= now or event.type in _REWRITING:
                self._acting.append(event)

    def _refold(self, now: int, cause: str) -> list[Decision]:
        self._folds = self._folded(self.known, now)
        self._wakes.clear()
        return self._compare_all(now, cause)

    def _refold_for_good(self, now: int, cause: str) -> list[Decision]:
        """Refold, and let what is learnt later at this instant start from here."""
        found = self._refold(now, cause)
        self._before, self._said = {}, {}
        return found

    def _compare_all(self, now: int, cause: str | None) -> list[Decision]:
        found: list[Decision] = []
        for case in self._folds[0].dockets:
            self._compare(case, now, cause, found)
        there = {
            self._name_of(episode)
            for fold in self._folds
            for docket in fold.dockets.values()
            for episodes in (docket.live, docket.ended)
            for episode in episodes
            if not episode.absent
        }
        for name in [name for name in self.reported if name not in there]:
            self._retract(name, now, cause or "corrected", found)
        return _sorted(found)

    def _due(self, now: int) -> list[str]:
        heap = self._wake_heap
        due = []
        while heap and heap[0][0] <= now:
            wake, case = heapq.heappop(heap)
            if self._wakes.get(case) == wake:
                due.append(case)
        return due

    def _compare(self, case: str, now: int, cause: str | None, found: list[Decision]) -> None:
        dockets = [fold.dockets[case] for fold in self._folds]
        for episode, verdict in verdicts_of(dockets, now):
            self._report(episode, verdict, now, cause, found)
        wake: int | None = None
        for docket in dockets:
            for episode in docket.live:
                if episode.absent:
                    self._retract_absent(episode, now, cause, found)
            for episode in docket.ended[docket.seen :]:
                if episode.absent:
                    self._retract_absent(episode, now, cause, found)
                elif episode.end is not None:
                    self._report(episode, ended_verdict(episode.end), now, cause, found)
            docket.seen = len(docket.ended)
            change = next_change(docket.live, now)
            if change is not None and (wake is None or change < wake):
                wake = change
        if wake is None:
            self._wakes.pop(case, None)
        elif self._wakes.get(case) != wake:
            self._wakes[case] = wake
            heapq.heappush(self._wake_heap, (wake, case))

    def _report(self, episode: Episode, verdict: Verdict, now: int, cause: str | None, found: list[Decision]) -> None:
        name = self._name_of(episode)
        last = self.reported.get(name)
        own_cause, episode.cause = episode.cause, None
        if last is not None and unchanged(last, episode, verdict):
            return
        kind = type_of_change(last.verdict if last is not None else None, verdict.name)
        change = cause or own_cause
        if change is None and last is not None and not is_to_the_same(last, episode):
            change = "contact_changed"
        held = cause is None and verdict.code.startswith(("held:", "limited:", "snoozed"))
        told_by_change = (kind in _BY_CAUSE and not held) or cause == "policy_changed"
        reason = reason_of_change(episode, change) if change is not None and told_by_change else None
        advice = advice_of(self._panel, episode, verdict, reason)
        self.reported[name] = advice
        self._say(name, Decision(now, kind, advice, self._policy_of(name, advice)), last, found)

    def _retract_absent(self, episode: Episode, now: int, cause: str | None, found: list[Decision]) -> None:
        name = self._name_of(episode)
        if name in self.reported:
            self._retract(name, now, cause or episode.cause or "corrected", found)

    def _retract(self, name: Named, now: int, cause: str, found: list[Decision]) -> None:
        last = self.reported.pop(name)
        gone = last.because_of(reason_of_change(None, cause))
        self._say(name, Decision(now, RETRACTED, gone, self._policy_of(name, gone)), last, found)

    def _say(self, name: Named, decision: Decision, before: Advice | None, found: list[Decision]) -> None:
        self._said[name] = decision
        self._before.setdefault(name, before)
        found.append(decision)

    def _name_of(self, episode: Episode) -> Named:
        return (self._panel.policies[episode.place][0], episode.id)

    def _policy_of(self, name: Named, advice: Advice) -> tuple[str, str]:
        """Return the policy that speaks of an advice: its own where that advises no longer."""
        place = self._panel.place_of(name[0])
        return (name[0], advice.speech.policy[1]) if place is None else self._panel.policies[place]


_BY_CAUSE = frozenset(("advice.moved", "advice.reopened"))


def _cause(events: Iterable[Event]) -> str:
    """Say what rewrote the past, the most telling first."""
    kinds = {event.type for event in events}
    if BOUNCED in kinds:
        return "bounced"
    if VOIDED in kinds:
        return "corrected"
    return "late_event" if any(event.known > event.time for event in events) else "corrected"


def _sorted(found: list[Decision]) -> list[Decision]:
    if len(found) > 1:
        found.sort(key=lambda decision: decision.order)
    return found
