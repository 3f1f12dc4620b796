"""What an engine keeps from one run to the next, as plain JSON data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from tactful.errors import EventError
from tactful.events.event import Event, Reader
from tactful.planning.advice import Advice, Recipient
from tactful.planning.panel import Panel
from tactful.planning.program import Speech
from tactful.planning.reasons import Reason
from tactful.timing import format_instant, parse_instant
from tactful.timing import zone as zone_named

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The known events, the clock, what was last said of each advice, and under which policy."""

    clock: int | None
    digest: str
    events: Sequence[Mapping[str, Any]]
    said: Sequence[Mapping[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; `from_dict` reads it back."""
        return {
            "tactful_snapshot": _VERSION,
            "clock": None if self.clock is None else format_instant(self.clock, dt.UTC),
            "policy_digest": self.digest,
            "events": list(self.events),
            "said": list(self.said),
        }

    @classmethod
    def from_dict(cls, state: Mapping[str, Any]) -> Snapshot:
        """Read plain data. Raise EventError if it is not a snapshot of this version."""
        if not isinstance(state, Mapping) or state.get("tactful_snapshot") != _VERSION:
            raise EventError(f"not a snapshot, expected `tactful_snapshot: {_VERSION}`", "bad_snapshot")
        try:
            clock = state["clock"]
            return cls(
                None if clock is None else parse_instant(clock)[0],
                state["policy_digest"],
                list(state["events"]),
                list(state["said"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise EventError(f"a damaged snapshot: {error}", "bad_snapshot") from None


def events_to(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return events as they were received, each with the moment at which it became known."""
    return [{"known": format_instant(event.known, dt.UTC), "event": orjson.loads(event.raw)} for event in events]


def events_from(records: Iterable[Mapping[str, Any]], reader: Reader) -> Iterator[Event]:
    """Read back what `events_to` wrote."""
    for record in records:
        try:
            known = parse_instant(record["known"])[0]
            raw = record["event"]
        except (KeyError, TypeError, ValueError) as error:
            raise EventError(f"a damaged snapshot: {error}", "bad_snapshot") from None
        yield reader.read(raw, learnt=known)


def advice_to(advice: Advice, partition: str) -> dict[str, Any]:
    """Return what was last said of an advice."""
    return {
        "partition": partition,
        "advice": advice.id,
        "case": advice.case,
        "key": advice.key,
        "to": [list(one) for one in advice.to],
        "for": [list(one) for one in advice.for_],
        "times": [
            None if one is None else format_instant(one, dt.UTC) for one in (advice.opens, advice.due, advice.expires)
        ],
        "verdict": advice.verdict,
        "reason": list(advice.reason),
        "evidence": list(advice.evidence),
        "zone": _zone_to(advice.zone),
        "speech": asdict(advice.speech) | {"source": list(advice.speech.source), "policy": list(advice.speech.policy)},
    }


def advice_from(record: Mapping[str, Any], panel: Panel, *, alone: bool) -> tuple[str, str, Advice]:
    """Read back what `advice_to` wrote: the partition, the name of the policy that answers for the advice, and that.

    A policy that advised `alone` is followed by one that does, whatever their names.
    """
    try:
        speech = dict(record["speech"])
        speech["source"], speech["policy"] = tuple(speech["source"]), tuple(speech["policy"])
        said = Speech(**speech)
        policy = panel.policies[0][0] if alone and len(panel.policies) == 1 else said.policy[0]
        opens, due, expires = [None if one is None else parse_instant(one)[0] for one in record["times"]]
        code, text = record["reason"]
        advice = Advice(
            record["advice"],
            next((one for one in panel.speeches(policy) if one == said), said),
            record["case"],
            record["key"],
            tuple(Recipient(*one) for one in record["to"]),
            (opens, due, expires),
            _zone_from(record["zone"]),
            record["verdict"],
            Reason(code, text),
            tuple(record["evidence"]),
            tuple(Recipient(*one) for one in record.get("for", ())),
        )
        return record["partition"], policy, advice
    except (KeyError, TypeError, ValueError) as error:
        raise EventError(f"a damaged snapshot: {error}", "bad_snapshot") from None


def _zone_to(zone: dt.tzinfo) -> str | float:
    offset = zone.utcoffset(None)
    return str(zone) if offset is None else offset.total_seconds()


def _zone_from(record: str | float) -> dt.tzinfo:
    if isinstance(record, str):
        return zone_named(record)
    return dt.timezone(dt.timedelta(seconds=record)) if record else dt.UTC
