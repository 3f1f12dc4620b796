"""Explaining one case: its partition is folded once more, with somebody looking on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tactful.events.event import Event, Note, in_order
from tactful.explaining.bearing import Bench, awaited, bearings
from tactful.explaining.explanation import Account, Explanation
from tactful.explaining.happened import Shown
from tactful.explaining.marked import mark
from tactful.explaining.record import Record
from tactful.explaining.silence import Silence, silence_of
from tactful.explaining.sums import anchors, sums_of
from tactful.history import Happening
from tactful.history.timeline import SENT
from tactful.lookup import concerning, unknown_rule
from tactful.moments import Moment, instant_from
from tactful.planning import Panel, Policies, Program, panel_of
from tactful.planning.advice import advice_of
from tactful.planning.episode import Episode
from tactful.planning.fold import Fold
from tactful.planning.panel import states, together
from tactful.planning.plan import in_plan
from tactful.planning.trace import Step
from tactful.planning.verdict import LIVE, Verdict
from tactful.policy.model import Policy, Rule
from tactful.replaying import EventLike, by_partition
from tactful.timing import Instant


def explain(
    policy: Policies,
    history: Iterable[EventLike],
    case: str,
    now: Moment,
    *,
    known: Moment | None = None,
    rule: str | None = None,
) -> Explanation:
    """Explain the advice of a case at a moment: why, why not, and why not yet.

    `now` and `known` are as in `plan`, and so are several policies. With `rule`, only that rule is explained. Raise
    EventError for an event that cannot be taken, and for a case or a rule that is not there.
    """
    at = instant_from(now)
    knowledge = at if known is None else instant_from(known)
    policies = [policy] if isinstance(policy, Policy) else policy
    partitions = by_partition(panel_of(policies), history)
    return explain_events(policies, concerning(case, partitions), case, at, knowledge, rule)


def explain_events(
    policies: Sequence[Policy],
    partitions: Mapping[str, Sequence[Event]],
    case: str,
    at: Instant,
    known: Instant | None,
    rule: str | None = None,
) -> Explanation:
    """Explain a case on the events of its partitions, which are settled, as far as they were known (None: ever).

    Raise EventError for a rule that is not there.
    """
    if rule is not None and all(one.name != rule for policy in policies for one in policy.rules):
        raise unknown_rule(policies, rule)
    views = [
        _View(policies, key, [event for event in events if known is None or event.known <= known], case, at)
        for key, events in sorted(partitions.items())
    ]
    accounts = [account for view in views for account in view.accounts(rule)]
    spoke = {(account.advice.policy, account.advice.rule) for account in accounts}
    silent = [
        (place, one)
        for place, policy in enumerate(policies)
        for one in policy.rules
        if (one.name == rule if rule is not None else (policy.name, one.name) not in spoke)
    ]
    statuses = [docket.case.status for view in views for docket in view.dockets[:1]]
    return Explanation(
        case,
        at,
        known,
        tuple((policy.name, policy.digest) for policy in policies),
        policies[0].zone,
        statuses[0] if statuses else "unknown",
        tuple(accounts),
        tuple(_silence(policies[place].name, place, one, views) for place, one in silent),
        tuple(dict.fromkeys(note for view in views for note in view.notes())),
    )


class _View:
    """One case in one partition, folded up to a moment under each policy, with all that was seen while folding."""

    def __init__(self, policies: Sequence[Policy], key: str, events: Sequence[Event], case: str, at: Instant) -> None:
        self.policies = policies
        self.at = at
        self.records = [Record(case) for _ in policies]
        programs = [Program(policy, watch=record) for policy, record in zip(policies, self.records, strict=True)]
        self.panel = Panel(programs)
        folds = [
            Fold.of(program, key, events, at, record, place)
            for place, (program, record) in enumerate(zip(programs, self.records, strict=True))
        ]
        self.dockets = [fold.dockets[case] for fold in folds if case in fold.dockets]
        self.bench = Bench(*together(self.dockets), self.panel.policies)
        self._events = {event.id: event for event in events}

    def episodes(self, place: int) -> list[Episode]:
        """Return all advice of a policy, ended and live."""
        return [*self.dockets[place].ended, *self.dockets[place].live] if self.dockets else []

    def notes(self) -> Sequence[Note]:
        return [note for docket in self.dockets for note in docket.case.notes]

    def accounts(self, rule: str | None) -> Iterator[Account]:
        """Yield an account of every advice in the plan, in its order; with `rule`, of that rule's."""
        for episode, verdict in sorted(states(self.dockets, self.at), key=lambda state: in_plan(state[0])):
            if rule in (None, episode.rule.name):
                yield self._account(episode, verdict)

    def _account(self, episode: Episode, verdict: Verdict) -> Account:
        rule = episode.rule
        condition = rule.trigger.condition
        place = episode.place
        docket, policy, record = self.dockets[place], self.policies[place], self.records[place]
        steps = record.steps_of(episode)
        live = verdict.name in LIVE
        return Account(
            advice_of(self.panel, episode, verdict),
            rule.where,
            tuple(self._events_of(episode, verdict, steps)),
            None if condition is None else mark(condition, record.facts_at(rule, episode.trigger)),
            record.choices_for(episode),
            sums_of(episode, steps, policy, self.at),
            bearings(episode, docket, self.bench, policy, self.at) if live or episode.end is not None else (),
            awaited(episode, verdict, self.bench, policy, self.at),
        )

    def _events_of(self, episode: Episode, verdict: Verdict, steps: Sequence[Step]) -> Iterator[Shown]:
        """Yield the events that led to an advice, in history order, each once with all that it did."""
        did: dict[Event, list[str]] = {}

        def add(event: Event | None, what: str) -> None:
            if event is not None:
                did.setdefault(event, []).append(what)

        moved = episode.trigger is not episode.since
        add(episode.since.event, "triggered it")
        if moved:
            add(episode.trigger.event, "restarted it")
        for told, what in dict.fromkeys(anchors(episode, steps)):
            if told is not episode.trigger:
                add(told.event, f"tells {what}")
        if episode.held_by is not None:
            add(episode.held_by.event.event, "holds it" if verdict.name == "wait" else "held it")
        asked = self.dockets[episode.place].case.routed_by
        if asked is not None and episode.via in asked.people["via"] and _before_its_end(asked, episode):
            add(asked.event, "routes it")
        for kept in (episode.delayed, episode.withheld):
            event = None if kept is None else self._events.get(kept.by)
            if kept is not None and event is not None:
                what = f"{'takes' if kept.until > self.at else 'took'} up the room"
                what = what if event.type == SENT else f"triggered what {what}"
                add(event, what if event.case == episode.case else f"{what}, in `{event.case}`")
        if verdict.by is not None:
            code = verdict.code.partition(":")[0]
            add(verdict.by.since.event, "triggered what goes first" if code == "outranked" else "forbids it")
        if episode.end is not None and episode.end.by is not None:
            add(self._events.get(episode.end.by), "ended it" if episode.end.verdict == "stopped" else "did it")
        for event in sorted(did, key=in_order):
            yield Shown(event, tuple(did[event]), episode.zone)


def _before_its_end(happening: Happening, episode: Episode) -> bool:
    return episode.end is None or happening.time < episode.end.time


def _silence(policy: str, place: int, rule: Rule, views: Sequence[_View]) -> Silence:
    found = [silence_of(policy, rule, view.records[place].trials, view.episodes(place)) for view in views]
    looks = tuple(look for silence in found for look in silence.looks)
    return Silence(policy, rule, any(silence.spoke for silence in found), looks)
