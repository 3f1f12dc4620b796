"""Folding what happened into advice. The fold knows instants, never `now`.

At each instant: what happened is recorded; it first ends advice (done, then stopped, then expired), then begins and
releases holds, then triggers; last, recipients and times are settled, and the limits of the partition kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tactful.events.event import Event, Note, in_order
from tactful.history import Case, Happening, Interview, Person, Timeline
from tactful.history.timeline import SENT
from tactful.planning.docket import Docket
from tactful.planning.ending import catch_up, done_by, early, ended_by_stops, expire, is_dismissed
from tactful.planning.episode import End, Episode, Group
from tactful.planning.limiting import keep_apart
from tactful.planning.program import Outcome, Program
from tactful.planning.recipients import Chosen, resolve, routes
from tactful.planning.schedule import schedule, window_zone
from tactful.planning.trace import Choice, Step, Trace
from tactful.policy.model import Again, Recipients, Rule


class Fold:
    """The advice of one partition, folded up to `clock`, the instant of the last happening.

    `place` is that of the policy where several advise.
    """

    def __init__(
        self, program: Program, partition: str, timeline: Timeline, trace: Trace | None = None, place: int = 0
    ) -> None:
        self.program = program
        self.place = place
        self.partition = partition
        self.timeline = timeline
        self.dockets: dict[str, Docket] = {}
        self.clock: int | None = None
        self._trace = trace

    @classmethod
    def of(
        cls,
        program: Program,
        partition: str,
        events: Iterable[Event],
        until: int,
        trace: Trace | None = None,
        place: int = 0,
    ) -> Fold:
        """Fold a whole set of known events from scratch, as far as they have happened."""
        timeline, happenings = Timeline.of(events, program.listing, until)
        fold = cls(program, partition, timeline, trace, place)
        fold._take(happenings)
        for docket in fold.dockets.values():
            for episode in docket.live:
                episode.cause = None
        return fold

    def extend(self, events: Sequence[Event]) -> set[str] | None:
        """Go on with more events; return the cases touched, or None where they change the past.

        After None the fold is spent: fold the whole set from scratch.
        """
        ordered = sorted(events, key=in_order) if len(events) > 1 else events
        if not ordered or (self.clock is not None and ordered[0].time <= self.clock):
            return None if ordered else set()
        happenings = self.timeline.extend(ordered)
        return None if happenings is None else self._take(happenings)

    def _take(self, happenings: Sequence[Happening]) -> set[str]:
        touched: set[str] = set()
        if len(happenings) == 1:
            happening = happenings[0]
            self._step(happening.time, happening.case, happenings, touched)
            if self.program.limits:
                self._keep_apart(happening.time, touched)
        else:
            for time, same_time in groupby(happenings, key=lambda happening: happening.time):
                cases: dict[str, list[Happening]] = {}
                for happening in same_time:
                    cases.setdefault(happening.case, []).append(happening)
                for case, of_case in cases.items():
                    self._step(time, case, of_case, touched)
                if self.program.limits:
                    self._keep_apart(time, touched)
        return touched

    def _keep_apart(self, time: int, touched: set[str]) -> None:
        touched |= keep_apart(self.program, self.dockets, time, self._trace)

    def _step(self, time: int, name: str, happenings: Sequence[Happening], touched: set[str]) -> None:
        self.clock = time
        touched.add(name)
        docket = self.dockets.get(name)
        if docket is None:
            docket = self.dockets[name] = Docket(Case(name, self.program.vocabulary), self.program.calendar)
        case = docket.case
        counted = case.record(happenings, self.program.zone)
        outcomes = [(happening, self.program.outcome(case, happening)) for happening in counted]
        if docket.live:
            expire(docket.live, time - 1)
            self._end(docket, time, outcomes)
        docket.holds.take(case, time, outcomes, docket.live)
        fresh: list[Episode] = []
        for happening, outcome in outcomes:
            if outcome.stops or outcome.ends or happening.type == SENT or happening.type == "advice.dismissed":
                docket.endings.append((happening, outcome))
            for rule in outcome.rules:
                self._trigger(docket, rule.order, happening, fresh)
        self._settle(docket, fresh)
        for other in {name for person in case.moved for name in person.cases if name != case.name}:
            touched.add(other)
            if other in self.dockets:
                self.dockets[other].case.version += 1
                self._settle(self.dockets[other], [])

    def _end(self, docket: Docket, time: int, outcomes: Sequence[tuple[Happening, Outcome]]) -> None:
        live = docket.live
        for happening, _ in outcomes:
            if happening.type == SENT:
                done_by(happening, live)
        for happening, outcome in outcomes:
            if happening.type == "advice.dismissed":
                for episode in live:
                    if episode.end is None and is_dismissed(happening, episode):
                        episode.end = End(time, "stopped", "dismissed", happening.id, "it was dismissed")
            if outcome.stops or outcome.ends:
                ended_by_stops(happening, outcome, live, docket.case, self.program)
        expire(live, time)
        _note_through(docket.case, live)

    def _trigger(self, docket: Docket, order: int, happening: Happening, fresh: list[Episode]) -> None:
        rule = self.program.rules[order]
        case = docket.case
        key: str | None = None
        if rule.per != "case":
            named = happening.interview if rule.per == "interview" else happening.data.get(rule.per)
            if named is None:
                text = f"rule `{rule.name}` is not triggered: the event names no `{rule.per}`"
                case.notes.append(Note("no_key", text, happening.id))
                return
            key = str(named)
        group = docket.groups.get((order, key))
        new = group is None
        if group is None:
            group = docket.groups[order, key] = Group(rule, key, happening, case.interview_of(happening))
            if rule.recipients is not None and rule.recipients.each:
                docket.cast.append(group)
        restart = rule.again is Again.RESTART
        if not (new or restart or rule.per == "case"):
            return
        if rule.per == "case" or restart:
            group.trigger, group.interview = happening, case.interview_of(happening)
        for person in self._for_each(rule, case, group.trigger, group.interview):
            episode = group.chains.get(id(person) if person else 0)
            if episode is None or (episode.end is not None and rule.per == "case"):
                if new or rule.per == "case":
                    number = episode.number + 1 if episode is not None else 1
                    fresh.append(self._open(docket, group, person, number))
            elif episode.end is None and restart:
                episode.trigger, episode.interview = happening, group.interview
                episode.version = -1
                episode.cause = "restarted"

    def _open(self, docket: Docket, group: Group, person: Person | None, number: int) -> Episode:
        episode = Episode(
            self.partition, group.rule, group.key, person, number, group.trigger, group.interview, self.place
        )
        group.chains[id(person) if person else 0] = episode
        docket.live.append(episode)
        return episode

    def _for_each(
        self, rule: Rule, case: Case, trigger: Happening, interview: Interview | None
    ) -> Sequence[Person | None]:
        """Return the people to each of whom a rule speaks; None stands for all of them, or for nobody."""
        recipients = rule.recipients
        if recipients is None or not recipients.each:
            return (None,)
        people, _ = self._resolve(rule, recipients, case, trigger, interview)
        return people or (None,)

    def _resolve(
        self, rule: Rule, recipients: Recipients, case: Case, trigger: Happening, interview: Interview | None
    ) -> Chosen:
        if self._trace is None:
            return resolve(self.program, recipients, case, trigger, interview)
        choices: list[Choice] = []
        chosen = resolve(self.program, recipients, case, trigger, interview, choices)
        self._trace.addressed(rule, trigger, self.clock or 0, choices)
        return chosen

    def _settle(self, docket: Docket, fresh: list[Episode]) -> None:
        """Bring recipients and times of the live advice up to date, and end what ends at once."""
        case = docket.case
        for group in docket.cast:
            if group.version != case.version or group.choosy:
                self._recast(docket, group, fresh)
        docket.holds.choose(self.program, case)
        for episode in docket.live:
            if episode.end is None and not episode.absent:
                if episode.version != case.version or episode.choosy:
                    self._address(episode, case)
                stamp = (
                    episode.trigger,
                    (episode.interview.id, episode.interview.revision) if episode.interview is not None else None,
                    docket.holds.version,
                    episode.floor,
                    episode.recipients,
                    episode.via,
                    window_zone(episode),
                )
                if stamp != episode.scheduled_for:
                    self._reschedule(episode, stamp, docket)
        for episode in fresh:
            if episode.end is None:
                early(episode, case)
                catch_up(episode, docket.endings, (docket.live, docket.ended), case, self.program)
        _note_through(case, fresh)
        if any(episode.end is not None for episode in docket.live):
            docket.ended += [episode for episode in docket.live if episode.end is not None]
            docket.live = [episode for episode in docket.live if episode.end is None]

    def _recast(self, docket: Docket, group: Group, fresh: list[Episode]) -> None:
        """Retract the advice to those no longer meant, and give advice to those who are by now."""
        case = docket.case
        group.version = case.version
        if group.interview is None:
            group.interview = case.interview_of(group.trigger)
        people = self._for_each(group.rule, case, group.trigger, group.interview)
        meant = {id(person) if person else 0: person for person in people}
        for who, episode in group.chains.items():
            if episode.end is None:
                absent = who not in meant
                if absent and episode.trigger is not group.trigger:
                    own = self._for_each(group.rule, case, episode.trigger, episode.interview)
                    absent = episode.person not in own
                if absent is not episode.absent:
                    episode.absent = absent
                    episode.cause = "contact_changed"
        for who, person in meant.items():
            if who not in group.chains:
                fresh.append(self._open(docket, group, person, 1))

    def _address(self, episode: Episode, case: Case) -> None:
        episode.version = case.version
        if episode.interview is None:
            episode.interview = case.interview_of(episode.trigger)
        recipients = episode.rule.recipients
        if recipients is None:
            return
        people, via = self._meant(episode, recipients, case)
        willing = tuple([person for person in people if not person.opted_out])
        people = willing or people
        if via is not None and people in ((), (via,), (case.candidate,)):
            # Nobody is written to through himself, nor is the candidate, who writes.
            via = None
        if (willing, via) != (episode.recipients, episode.via) and episode.recipients and episode.cause is None:
            episode.cause = "contact_changed"
        episode.recipients, episode.via = people, via
        episode.addressees = people if via is None else (via,)
        refused = not willing or (via is not None and via.opted_out)
        episode.missing = "no_recipient" if not people else "opted_out" if refused else None

    def _meant(self, episode: Episode, recipients: Recipients, case: Case) -> Chosen:
        """Return whom an advice is for, those who opted out too, and through whom it goes."""
        person = episode.person
        if not recipients.each:
            people, via = self._resolve(episode.rule, recipients, case, episode.trigger, episode.interview)
            return people, via if episode.rule.forbids is None else None
        if person is None:
            return (), None
        via = case.routed
        if via is None and routes(recipients):
            people, via = self._resolve(episode.rule, recipients, case, episode.trigger, episode.interview)
            if person not in people:
                via = episode.via
        return (person,), via

    def _reschedule(self, episode: Episode, stamp: tuple[object, ...], docket: Docket) -> None:
        before = episode.scheduled_for
        steps: list[Step] | None = None if self._trace is None else []
        schedule(episode, docket.holds.spans, self.program.calendar, steps)
        episode.natural = (episode.opens, episode.due, episode.waits)
        if self._trace is not None and steps is not None:
            self._trace.scheduled(episode, steps)
        episode.scheduled_for = stamp
        if before is not None and episode.cause is None:
            if before[1] != stamp[1]:
                told = episode.interview.told.get("start") if episode.interview is not None else None
                rescheduled = told is not None and told.time == self.clock
                episode.cause = "rescheduled" if rescheduled else "corrected"
            elif before[2:4] != stamp[2:4] and episode.held_by is not None:
                episode.cause = episode.held_by.code


def _note_through(case: Case, episodes: Iterable[Episode]) -> None:
    """Note in a case who was written to through somebody, by a message that did advice for them."""
    for episode in episodes:
        if episode.via is not None and episode.end is not None and episode.end.verdict == "done":
            case.through.update(map(id, episode.recipients))
