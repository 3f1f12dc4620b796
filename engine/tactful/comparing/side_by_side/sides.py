"""Policies side by side: what each says to one case, and in what they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tactful.comparing.side_by_side.knobs import RULE, Knob, knobs
from tactful.comparing.side_by_side.timeline import Entry, Saying, Told, timeline
from tactful.decisions import Decision
from tactful.errors import EventError, did_you_mean
from tactful.events.event import Event
from tactful.explaining.happened import shortly
from tactful.planning import panel_of
from tactful.policy import Policy, Setting
from tactful.replaying import EventLike, by_partition, replay_partition
from tactful.timing import format_instant
from tactful.timing.texts import quoted

_LONGEST = 200


class Values(NamedTuple):
    """A setting by its name, as each policy has it; None where one has none of this name."""

    name: str
    settings: tuple[Setting | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the policies do not all have the same value."""
        first = self.settings[0]
        return any(one is None or first is None or one.value != first.value for one in self.settings)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What several policies say to one case, moment by moment, and the knobs and settings of each."""

    policies: tuple[Policy, ...]
    case: str
    timeline: tuple[Entry, ...]
    knobs: tuple[Knob, ...]
    settings: tuple[Values, ...]

    def to_dict(self, *, everything: bool = False) -> dict[str, Any]:
        """Return it as plain data, times in RFC 3339.

        Of knobs and settings those that differ, and beside such knobs the names of the rules; or `everything`.
        """
        concerned = {(knob.of, knob.name) for knob in self.knobs if knob.differs}
        return {
            "policies": [
                {"name": policy.name, "title": policy.title, "digest": policy.digest} for policy in self.policies
            ],
            "case": self.case,
            "timeline": [_entry(entry) for entry in self.timeline],
            "knobs": [
                _knob(knob)
                for knob in self.knobs
                if everything or knob.differs or (knob.key == RULE and (knob.of, knob.name) in concerned)
            ],
            "settings": [_setting(values) for values in self.settings if everything or values.differs],
        }


def side_by_side(policies: Sequence[Policy], history: Iterable[EventLike], case: str | None = None) -> SideBySide:
    """Return what policies say to one case of a history, and how they differ.

    Without `case` the history must be of one case. Raises EventError for an event that cannot be taken and for a case
    that is not there.
    """
    records = list(history)
    partitions: list[dict[str, list[Event]]] = []
    for place, policy in enumerate(policies):
        # Events are typed by the vocabulary of the policy that reads them; mostly it is one.
        alike = next((at for at in range(place) if policies[at].vocabulary == policy.vocabulary), None)
        partitions.append(by_partition(policy, records) if alike is None else partitions[alike])
    return put_together(policies, partitions, case)


def put_together(
    policies: Sequence[Policy], partitions: Sequence[dict[str, list[Event]]], case: str | None
) -> SideBySide:
    """Do it with a history that has been read for each policy, each partition's events in the order of knowledge."""
    case = _chosen(case, {event.case for one in partitions for events in one.values() for event in events})
    histories: list[list[Event]] = []
    decisions: list[list[Decision]] = []
    for policy, by_key in zip(policies, partitions, strict=True):
        # What goes on in the candidate's other cases may count in this one.
        concerned = {key: events for key, events in by_key.items() if any(event.case == case for event in events)}
        found = [one for key, events in concerned.items() for one in replay_partition(panel_of(policy), key, events)]
        histories.append([event for events in concerned.values() for event in events if event.case == case])
        decisions.append(sorted((one for one in found if one.subject == case), key=lambda one: one.order))
    entries = timeline(policies, histories, decisions)
    return SideBySide(tuple(policies), case, tuple(entries), tuple(knobs(policies)), tuple(_settings(policies)))


def _chosen(case: str | None, seen: set[str]) -> str:
    if case is None and len(seen) == 1:
        return next(iter(seen))
    if case is None:
        hint = f"; name one, such as {quoted(min(seen))}" if seen else ""
        raise EventError(f"the log is of {len(seen):,} cases, expected one{hint}", "unknown_case")
    if case not in seen:
        hint = did_you_mean(case, seen)
        text = f"the log has no case {quoted(case)}"
        raise EventError(f"{text}; {hint}" if hint else text, "unknown_case")
    return case


def _settings(policies: Sequence[Policy]) -> list[Values]:
    names = dict.fromkeys(name for policy in policies for name in policy.settings)
    return [Values(name, tuple(policy.settings.get(name) for policy in policies)) for name in names]


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "time": format_instant(entry.time, entry.zone),
        "events": [_event(told, entry.zone) for told in entry.events],
        "sayings": [_saying(saying) for saying in entry.sayings],
    }


def _event(told: Told, zone: dt.tzinfo) -> dict[str, Any]:
    event = told.event
    return {
        "event": event.id,
        "type": event.type,
        "time": format_instant(event.time, zone),
        "text": shortly(event, zone, _LONGEST),
        "declared": list(told.declared),
    }


def _saying(saying: Saying) -> dict[str, Any]:
    return {
        "purpose": saying.purpose,
        "forbidden": saying.forbidden,
        "to": [recipient._asdict() for recipient in saying.to],
        "said": [[_decision(decision) for decision in said] for said in saying.said],
        "standing": [[_decision(decision) for decision in standing] for standing in saying.standing],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    advice = decision.advice
    return {
        "type": decision.type,
        "advice": advice.id,
        "verdict": advice.verdict,
        "rule": advice.rule,
        "strength": advice.strength,
        "channel": advice.speech.channel,
        "through": [recipient._asdict() for recipient in advice.to] if advice.for_ else [],
        **advice.times(),
        "because": advice.because,
        "reason": advice.reason._asdict(),
    }


def _knob(knob: Knob) -> dict[str, Any]:
    return {
        "of": knob.of,
        "name": knob.name,
        "key": knob.key,
        "values": [[{"value": value.text, "rules": list(value.rules)} for value in values] for values in knob.values],
        "differs": knob.differs,
    }


def _setting(values: Values) -> dict[str, Any]:
    return {
        "name": values.name,
        "values": [None if one is None else {"value": one.value, "about": one.about} for one in values.settings],
        "differs": values.differs,
    }
