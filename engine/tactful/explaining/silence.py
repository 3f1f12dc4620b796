"""Why a rule did not speak: what it looked at, what failed, and the nearest change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.conditions.tree import Value, tests
from tactful.explaining.happened import Shown, shortly, types_said
from tactful.explaining.marked import Marked, mark
from tactful.explaining.nearest import Change, nearest_change
from tactful.explaining.record import Trial
from tactful.explaining.words import all_of
from tactful.planning.episode import Episode
from tactful.policy.model import Again, Rule


@dataclass(frozen=True, slots=True)
class Look:
    """One event that a rule looked at: its condition with what it saw (None: it has none), whether that held, the
    nearest change where it did not, and what came of it where it did."""

    trial: Trial
    marked: Marked | None
    nearest: tuple[Change, ...] | None
    outcome: str

    @property
    def held(self) -> bool:
        return self.trial.held

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        happening = self.trial.happening
        zone = happening.zone
        return {
            **Shown(happening.event, (), zone).to_dict(),
            "held": self.held,
            "outcome": self.outcome,
            "condition": None if self.marked is None else self.marked.to_dict(zone),
        }


@dataclass(frozen=True, slots=True)
class Silence:
    """One rule and every event that it looked at. `spoke` says whether it has advice in the case; `policy` is the name
    of its policy."""

    policy: str
    rule: Rule
    spoke: bool
    looks: tuple[Look, ...]

    @property
    def nearest(self) -> Look | None:
        """The look that the fewest changes would have made it speak at, of several the latest."""
        able = [look for look in self.looks if look.nearest]
        return min(reversed(able), key=lambda look: len(look.nearest or ()), default=None)

    def text(self) -> str:
        """Say why it did not speak, and what would make it."""
        rule = self.rule
        if not self.looks:
            return f"no {types_said(rule.trigger.events)} has happened"
        held = [look for look in self.looks if look.held]
        if held:
            last = held[-1].trial.happening
            return f"at {last.id}: {held[-1].outcome}"
        look = self.nearest
        if look is None or look.nearest is None:
            return "no event of its types met its condition, and no single one comes near"
        happening = look.trial.happening
        told = shortly(happening.event, happening.zone)
        what = f"{happening.id}, {happening.type}{f' ({told})' if told else ''}"
        return f"at {what}: {all_of(change.said(happening.zone) for change in look.nearest)}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        look = self.nearest
        nearest = None
        if look is not None and look.nearest is not None:
            zone = look.trial.happening.zone
            nearest = {
                "event": look.trial.happening.id,
                "changes": [{"fact": change.fact, "text": change.said(zone)} for change in look.nearest],
            }
        return {
            "policy": self.policy,
            "rule": self.rule.name,
            "because": self.rule.because,
            "where": str(self.rule.where),
            "when": list(self.rule.trigger.events),
            "spoke": self.spoke,
            "text": self.text(),
            "looked_at": [look.to_dict() for look in self.looks],
            "nearest": nearest,
        }


def silence_of(policy: str, rule: Rule, trials: Sequence[Trial], episodes: Sequence[Episode]) -> Silence:
    """Return what a rule of a policy looked at in a case; `episodes` is all its advice there, retracted too."""
    mine = [episode for episode in episodes if episode.rule is rule]
    looks = tuple(_looks(rule, trials, mine))
    return Silence(policy, rule, any(not episode.absent for episode in mine), looks)


def _looks(rule: Rule, trials: Sequence[Trial], mine: Sequence[Episode]) -> Iterator[Look]:
    condition = rule.trigger.condition
    names = [] if condition is None else sorted({test.fact for test in tests(condition)})
    known: dict[tuple[Value | None, ...], tuple[Change, ...] | None] = {}
    for trial in trials:
        if trial.role != "rules" or trial.clause is not rule:
            continue
        if condition is None:
            yield Look(trial, None, None, _outcome(rule, trial, mine))
            continue
        marked = mark(condition, trial.facts)
        if trial.held:
            yield Look(trial, marked, None, _outcome(rule, trial, mine))
            continue
        seen = tuple(trial.facts.get(name) for name in names)
        if seen not in known:
            known[seen] = nearest_change(condition, trial.facts)
        yield Look(trial, marked, known[seen], "its condition failed")


def _outcome(rule: Rule, trial: Trial, mine: Sequence[Episode]) -> str:
    happening = trial.happening
    spoken = [episode for episode in mine if happening in (episode.since, episode.trigger)]
    if spoken and all(episode.absent for episode in spoken):
        return "its condition held, but its advice was taken back: its recipient is not meant any more"
    if spoken:
        began = any(episode.since is happening for episode in spoken)
        return "it spoke" if began else "what its timing counts from moved here"
    if rule.per != "case":
        key = happening.interview if rule.per == "interview" else happening.data.get(rule.per)
        if key is None:
            return f"its condition held, but the event names no `{rule.per}`"
        return f"its condition held, but it has spoken of `{key}` already"
    if rule.again is Again.RESTART:
        return "what its timing counts from moved here, and later on to another event"
    return "its condition held, but its advice was live already"
