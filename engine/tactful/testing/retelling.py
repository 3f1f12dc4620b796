"""The events of a case as a test file lists them, with everybody disguised."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tactful.events.event import Event, in_order
from tactful.events.vocabulary import Kind
from tactful.history.people import fold
from tactful.planning.episode import Episode, identity
from tactful.planning.fold import Fold
from tactful.planning.program import program_of
from tactful.policy import Policy
from tactful.testing.disguise import Disguise
from tactful.testing.writing import written
from tactful.timing import format_instant, zone

CASE = "case-1"
_PARTITION = "candidate-1"
_LABELS = {"interview": "i", "about": "i", "message": "m"}


class Retelling:
    """Some events of one partition, told again of `case-1` and, where there are more, of other cases."""

    def __init__(self, policy: Policy, events: Sequence[Event], case: str, disguise: Disguise) -> None:
        self.disguise = disguise
        self._policy = policy
        self._events = sorted((event for event in events if event.type in policy.vocabulary), key=in_order)
        names = dict.fromkeys([case, *(event.case for event in self._events)])
        self._cases = {name: f"case-{number}" for number, name in enumerate(names, 1)}
        self._partition = CASE if len(names) == 1 else _PARTITION
        named = Counter(event.zone for event in self._events if event.zone is not None and event.case == case)
        self.zone_name: str | None = max(named, key=lambda name: named[name]) if named else None
        self.zone: dt.tzinfo = dt.UTC if self.zone_name is None else zone(self.zone_name)
        width = len(str(len(self._events) - 1))
        # Events of one instant are ordered by their ids, so that `e10` must not come before `e9`.
        self._numbered = width > 1
        self._ids = {(event.source, event.id): f"e{number:0{width}}" for number, event in enumerate(self._events)}
        self._advice: dict[str, str] | None = None

    def events(self) -> list[dict[str, Any]]:
        """Return the events in the order of the history, as plain data."""
        return [self._event(event) for event in self._events]

    def _event(self, event: Event) -> dict[str, Any]:
        told: dict[str, Any] = {}
        if self._numbered:
            told["id"] = self._ids[event.source, event.id]
        told["at"] = self._time(event)
        if event.known != event.time:
            told["learnt"] = written(event.known, self.zone, bare=True)
        automatic = event.type == "message.autoreply" and event.data.get("automatic") is True
        told["type"] = "message.received" if automatic else event.type
        if self._cases[event.case] != CASE:
            told["case"] = self._cases[event.case]
        if self._partition != CASE:
            told["partitionkey"] = self._partition
        if event.zone != self.zone_name:
            told["timezone"] = event.zone
        data = {name: self._value(event, name, value) for name, value in event.data.items()}
        data = {name: value for name, value in data.items() if value is not None}
        if data:
            told["data"] = data
        return told

    def _time(self, event: Event) -> str:
        """Return when it happened; where it names no zone, with the offset that stands in for one."""
        if event.zone is not None or (self.zone_name is None and event.offset is None):
            return written(event.time, self.zone, bare=True)
        if event.offset is None:
            return format_instant(event.time, dt.UTC).replace("+00:00", "Z")
        return format_instant(event.time, event.offset)

    def _value(self, event: Event, name: str, value: Any) -> Any:
        declared = self._policy.vocabulary[event.type]
        kind = declared.fields[name]
        if kind is Kind.PERSON:
            return self.disguise.person(value)
        if kind is Kind.PEOPLE:
            return [self.disguise.person(one) for one in value]
        if kind in (Kind.DATE, Kind.INSTANT):
            return value.isoformat() if isinstance(value, dt.date) else written(value, self.zone, bare=True)
        if kind is Kind.LIST:
            return [self.disguise.word(name, one) if isinstance(one, str) else one for one in value]
        if kind is not Kind.TEXT:
            return value
        if event.type == "event.voided":
            known = (event.data.get("source", event.source), event.data["event"])
            return self._ids.get(known, "unknown") if name == "event" else None
        if event.type in ("advice.dismissed", "advice.snoozed") and name == "advice":
            return self._named_advice(value)
        if name in _LABELS or name == declared.key:
            return self.disguise.label(_LABELS.get(name, name), value)
        return self.disguise.text(name, value)

    def _named_advice(self, name: str) -> str:
        """Return the id that an advice has here."""
        if self._advice is None:
            self._advice = {}
            program = program_of(self._policy)
            for event in self._events:
                if "advice" in event.data:
                    known = [one for one in self._events if one.known <= event.known]
                    fold_ = Fold.of(program, event.partition, known, event.known)
                    for docket in fold_.dockets.values():
                        for episode in (*docket.live, *docket.ended):
                            self._advice[episode.id] = self._identity(episode)
        return self._advice.get(name, "unknown")

    def _identity(self, episode: Episode) -> str:
        case, key = self._cases[episode.case], ""
        if episode.key is not None:
            key = self.disguise.label(_LABELS.get(episode.rule.per, episode.rule.per), episode.key)
        who = "" if episode.person is None else episode.person.keys[episode.case][1]
        if "\0" in who:
            who = f"{case}\0{fold(self.disguise.name(who.partition(chr(0))[2]))}"
        elif "@" in who:
            who = fold(self.disguise.email(who))
        return identity(self._partition, episode.rule.name, case, key, who, str(episode.number))
