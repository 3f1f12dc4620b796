"""Explaining one case: its partition is folded once more, with somebody looking on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tactful.events.event import Event, Note, in_order
from tactful.explaining.bearing import awaited, bearings
from tactful.explaining.explanation import Account, Explanation
from tactful.explaining.happened import Shown
from tactful.explaining.marked import mark
from tactful.explaining.record import Record
from tactful.explaining.silence import Silence, silence_of
from tactful.explaining.sums import anchor_event, sums_of
from tactful.lookup import concerning, rule_named
from tactful.moments import Moment, instant_from
from tactful.planning import Program
from tactful.planning.advice import advice_of
from tactful.planning.episode import Episode
from tactful.planning.fold import Docket, Fold
from tactful.planning.plan import in_plan, states
from tactful.planning.verdict import LIVE, Verdict
from tactful.policy.model import Policy, Rule
from tactful.replaying import EventLike, by_partition
from tactful.timing import Instant


def explain(
    policy: Policy,
    history: Iterable[EventLike],
    case: str,
    now: Moment,
    *,
    known: Moment | None = None,
    rule: str | None = None,
) -> Explanation:
    """Explain the advice of a case at a moment: why, why not, and why not yet.

    `now` and `known` are as in `plan`. With `rule`, only that rule is explained. Raise EventError for an event that
    cannot be taken, and for a case or a rule that is not there.
    """
    at = instant_from(now)
    knowledge = at if known is None else instant_from(known)
    return explain_events(policy, concerning(case, by_partition(policy, history)), case, at, knowledge, rule)


def explain_events(
    policy: Policy,
    partitions: Mapping[str, Sequence[Event]],
    case: str,
    at: Instant,
    known: Instant | None,
    rule: str | None = None,
) -> Explanation:
    """Explain a case on the events of its partitions, which are settled, as far as they were known (None: ever).

    Raise EventError for a rule that is not there.
    """
    if rule is not None:
        rule_named(policy, rule)
    views = [
        _View(policy, key, [event for event in events if known is None or event.known <= known], case, at)
        for key, events in sorted(partitions.items())
    ]
    accounts = [account for view in views for account in view.accounts(rule)]
    spoke = {account.advice.rule for account in accounts}
    silent = [one for one in policy.rules if (one.name == rule if rule is not None else one.name not in spoke)]
    statuses = [view.docket.case.status for view in views if view.docket is not None]
    return Explanation(
        case,
        at,
        known,
        policy.name,
        policy.digest,
        policy.zone,
        statuses[0] if statuses else "unknown",
        tuple(accounts),
        tuple(_silence(one, views) for one in silent),
        tuple(dict.fromkeys(note for view in views for note in view.notes())),
    )


class _View:
    """One case in one partition, folded up to a moment, with all that was seen while folding."""

    def __init__(self, policy: Policy, key: str, events: Sequence[Event], case: str, at: Instant) -> None:
        self.policy = policy
        self.at = at
        self.record = Record(case)
        self.program = Program(policy, watch=self.record)
        fold = Fold.of(self.program, key, events, at, self.record)
        self.docket: Docket | None = fold.dockets.get(case)
        self._events = {event.id: event for event in events if event.case == case}

    def episodes(self) -> list[Episode]:
        return [*self.docket.ended, *self.docket.live] if self.docket is not None else []

    def notes(self) -> Sequence[Note]:
        return self.docket.case.notes if self.docket is not None else ()

    def accounts(self, rule: str | None) -> Iterator[Account]:
        """Yield an account of every advice in the plan, in its order; with `rule`, of that rule's."""
        if self.docket is not None:
            for episode, verdict in sorted(states(self.docket, self.at), key=lambda state: in_plan(state[0])):
                if rule in (None, episode.rule.name):
                    yield self._account(episode, verdict, self.docket)

    def _account(self, episode: Episode, verdict: Verdict, docket: Docket) -> Account:
        rule = episode.rule
        condition = rule.trigger.condition
        steps = self.record.steps[episode]
        live = verdict.name in LIVE
        return Account(
            advice_of(self.program, episode, verdict),
            rule.where,
            tuple(self._events_of(episode, verdict)),
            None if condition is None else mark(condition, self.record.facts_at(rule, episode.trigger)),
            self.record.choices_for(episode),
            sums_of(episode, steps, self.policy, self.at),
            bearings(episode, docket, self.policy, self.at) if live or episode.end is not None else (),
            awaited(episode, verdict, docket, self.policy, self.at),
        )

    def _events_of(self, episode: Episode, verdict: Verdict) -> Iterator[Shown]:
        """Yield the events that led to an advice, in history order, each once with all that it did."""
        did: dict[Event, list[str]] = {}

        def add(event: Event | None, what: str) -> None:
            if event is not None:
                did.setdefault(event, []).append(what)

        moved = episode.trigger is not episode.since
        add(episode.since.event, "triggered it")
        if moved:
            add(episode.trigger.event, "restarted it")
        told = anchor_event(self.record.steps[episode])
        if told is not None and told is not episode.trigger:
            add(told.event, f"tells {episode.rule.timing.anchor.of}")
        if episode.held_by is not None:
            add(episode.held_by.event.event, "holds it" if verdict.name == "wait" else "held it")
        if verdict.by is not None:
            code = verdict.code.partition(":")[0]
            add(verdict.by.since.event, "triggered what goes first" if code == "outranked" else "forbids it")
        if episode.end is not None and episode.end.by is not None:
            add(self._events.get(episode.end.by), "ended it" if episode.end.verdict == "stopped" else "did it")
        for event in sorted(did, key=in_order):
            yield Shown(event, tuple(did[event]), episode.zone)


def _silence(rule: Rule, views: Sequence[_View]) -> Silence:
    found = [silence_of(rule, view.record.trials, view.episodes()) for view in views]
    looks = tuple(look for silence in found for look in silence.looks)
    return Silence(rule, any(silence.spoke for silence in found), looks)
