"""What bears on a live advice: what would end it, what holds, forbids or outranks it, and what it waits for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.errors import Position
from tactful.explaining.happened import types_said
from tactful.explaining.sums import hold_of
from tactful.explaining.words import all_of, any_of, condition_said, ticked, time_said
from tactful.history import Person
from tactful.planning.docket import Docket
from tactful.planning.episode import End, Episode
from tactful.planning.reasons import rule_of
from tactful.planning.schedule import binds, selects
from tactful.planning.verdict import LIVE, Identify, Verdict, forbids, in_force, outranked
from tactful.policy.limits import said
from tactful.policy.model import Policy, Recipients, Trigger
from tactful.timing import Instant, format_instant


@dataclass(frozen=True, slots=True)
class Bearing:
    """One thing that bears on an advice: `kind` is hold, limit, prohibition, outranked_by, outranks or stop while it is
    live, ended_by once a stop has ended it.

    `name` is that of the stop, hold, limit or rule, empty for a snooze. `text` says what it does; `until` is when a
    hold or limit ends, None where that is not known; `event` began it.
    """

    kind: str
    name: str
    text: str
    because: str
    where: Position | None
    until: Instant | None = None
    event: str | None = None

    def to_dict(self, zone: dt.tzinfo) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "text": self.text,
            "because": self.because,
            "until": None if self.until is None else format_instant(self.until, zone),
            "event": self.event,
            "where": None if self.where is None else str(self.where),
        }


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a live advice that is not to be acted on waits for, and until when; None where that is not known."""

    text: str
    until: Instant | None

    def to_dict(self, zone: dt.tzinfo) -> dict[str, Any]:
        """Return it as plain data."""
        return {"text": self.text, "until": None if self.until is None else format_instant(self.until, zone)}


@dataclass(frozen=True, slots=True)
class Bench:
    """The live advice of a case under each policy, who is who in it, and the name and digest of each policy."""

    live: Sequence[Episode]
    identify: Identify
    policies: Sequence[tuple[str, str]]

    def rule_of(self, other: Episode, episode: Episode) -> str:
        """Name the rule of what bears on an advice, with its policy where that is another one."""
        return rule_of(other, episode, self.policies)


def bearings(episode: Episode, docket: Docket, bench: Bench, policy: Policy, now: Instant) -> tuple[Bearing, ...]:
    """Return all that bears on an advice that is live, or the stop that has ended it."""
    if episode.end is not None:
        return tuple(_ended(episode, episode.end, policy))
    return (
        *_holds(episode, docket, policy, now),
        *_limits(episode, now),
        *_prohibitions(episode, bench, now),
        *_ranks(episode, bench, now),
        *_stops(episode, policy),
    )


def awaited(episode: Episode, verdict: Verdict, bench: Bench, policy: Policy, now: Instant) -> Awaited | None:
    """Return what an advice waits for; None where it may be acted on or has ended."""
    if verdict.name not in LIVE or verdict.name in ("now", "late"):
        return None
    code = verdict.code.partition(":")[0]
    if verdict.by is not None:
        other = bench.rule_of(verdict.by, episode)
        first = f"the end of {other}, which goes first"
        found = _until_allowed(verdict.by, other) if code == "forbidden" else Awaited(first, None)
        return _and_opens(found, episode, now)
    if code == "opted_out":
        gone = dict.fromkeys(person for person in (*episode.recipients, *episode.addressees) if person.opted_out)
        return Awaited(f"nothing: {_people(gone)} opted out", None)
    if code in ("no_address", "no_recipient"):
        whom = f"an e-mail address of {_people(episode.addressees)}" if code == "no_address" else "somebody to write to"
        return _and_opens(Awaited(whom, None), episode, now)
    if code == "no_anchor":
        timing = episode.rule.timing
        missing = dict.fromkeys((moment.anchor or timing.anchor).of for moment in timing.opens) or [timing.anchor.of]
        return Awaited(f"an event that tells {any_of(ticked(missing))}", None)
    if verdict.name == "withheld" and episode.withheld is not None:
        until = episode.withheld.until
        return Awaited(f"{time_said(until, episode.zone, now)}, when there is room", until)
    if episode.opens is not None:
        return Awaited(time_said(episode.opens, episode.zone, now), episode.opens)
    if episode.held_by is not None and code != "window":
        hold = hold_of(episode.held_by, policy)
        events = hold.release.events if hold is not None and hold.release is not None else ()
        return Awaited(types_said(events), None)
    return Awaited("nothing: its window does not open within 400 days", None)


def _until_allowed(prohibition: Episode, name: str) -> Awaited:
    stop = prohibition.rule.stop
    ways = [types_said(stop.events)] if stop is not None else []
    text = f"the end of {name}{': ' if ways else ''}{''.join(ways)}"
    return Awaited(text, prohibition.expires)


def _and_opens(found: Awaited, episode: Episode, now: Instant) -> Awaited:
    """Add the opening to what is awaited, where it lies ahead."""
    if episode.opens is None or episode.opens <= now:
        return found
    return Awaited(f"{found.text}; it opens {time_said(episode.opens, episode.zone, now)}", found.until)


def _ended(episode: Episode, end: End, policy: Policy) -> Iterator[Bearing]:
    name = end.code.partition(":")[2]
    stop = next((stop for stop in policy.stops if stop.name == name), None)
    rule = episode.rule
    if stop is not None:
        yield Bearing("ended_by", name, f"at {types_said(stop.trigger.events)}", stop.because, stop.where, None, end.by)
    elif name == rule.name and rule.stop is not None:
        text = f"at {types_said(rule.stop.events)}"
        yield Bearing("ended_by", name, text, "its own stop", rule.stop.where, None, end.by)


def _stops(episode: Episode, policy: Policy) -> Iterator[Bearing]:
    rule = episode.rule
    if rule.stop is not None:
        text = _trigger_said(rule.stop, None, episode, policy)
        yield Bearing("stop", rule.name, text, "its own stop", rule.stop.where)
    if rule.forbids is None:
        for stop in policy.stops:
            if selects(stop.selects, None, episode):
                text = _trigger_said(stop.trigger, stop.selects.recipients, episode, policy)
                yield Bearing("stop", stop.name, text, stop.because, stop.where)


def _trigger_said(trigger: Trigger, recipients: Recipients | None, episode: Episode, policy: Policy) -> str:
    text = f"at {types_said(trigger.events)}"
    if trigger.condition is not None:
        text += f" if {condition_said(trigger.condition, episode.zone)}"
    if recipients is not None:
        text += f", if it is to {all_of(ticked(recipients.who))}"
    names = {field for name in trigger.events if name in policy.vocabulary for field in policy.vocabulary[name].fields}
    if episode.of_interview is not None and names & {"interview", "about"}:
        text += f", of `{episode.of_interview}` or no interview"
    return text


def _holds(episode: Episode, docket: Docket, policy: Policy, now: Instant) -> Iterator[Bearing]:
    for span in docket.holds.spans:
        if (span.end is None or span.end > now) and binds(span, episode):
            hold = hold_of(span, policy)
            until = "until it is released" if span.end is None else f"to {time_said(span.end, episode.zone, now)}"
            if span.end is not None and hold is not None and isinstance(hold.until, str):
                until += f" (`event.{hold.until}`{f' + {hold.plus}' if hold.plus is not None else ''})"
            yield Bearing(
                "hold",
                "" if hold is None else hold.name,
                until,
                span.because,
                None if hold is None else hold.where,
                span.end,
                span.event.id,
            )


def _limits(episode: Episode, now: Instant) -> Iterator[Bearing]:
    for kept, what in ((episode.delayed, "delayed"), (episode.withheld, "withheld")):
        if kept is not None and kept.until > now:
            limit = kept.limit
            text = f"{what} to {time_said(kept.until, episode.zone, now)}: {said(limit.per, limit.max, limit.within)}"
            yield Bearing("limit", limit.name, text, limit.because, limit.where, kept.until, kept.by)


def _prohibitions(episode: Episode, bench: Bench, now: Instant) -> Iterator[Bearing]:
    for one in bench.live:
        if one is not episode and in_force(one, now) and forbids(one, episode, bench.identify):
            rule = one.rule
            until = (
                f"until {types_said(rule.stop.events)}" if rule.stop is not None else "until it expires or is dismissed"
            )
            of = f"of `{bench.policies[one.place][0]}`, " if one.place != episode.place else ""
            yield Bearing("prohibition", rule.name, of + until, rule.because, rule.where, one.expires, one.since.id)


def _ranks(episode: Episode, bench: Bench, now: Instant) -> Iterator[Bearing]:
    beneath = outranked(bench.live, now, bench.identify)
    above = beneath.get(episode)
    if above is not None:
        yield _rank("outranked_by", above, _why_first(above, episode, bench))
    for one, first in beneath.items():
        if first is episode:
            yield _rank("outranks", one, _why_first(episode, one, bench))


def _rank(kind: str, other: Episode, why: str) -> Bearing:
    return Bearing(kind, other.rule.name, why, other.rule.because, other.rule.where, None, other.since.id)


def _why_first(first: Episode, second: Episode, bench: Bench) -> str:
    one, other = first.rule, second.rule
    name = bench.rule_of(first, second)
    if one.priority != other.priority:
        return f"{name} goes first: priority {one.priority} comes before {other.priority}"
    if first.place != second.place:
        return f"{name} goes first: it is of the policy given first"
    if one.layer != other.layer:
        return f"{name} goes first: it is of the pack that extends the other's"
    if one.order != other.order:
        return f"{name} goes first: it stands earlier in the policy"
    return "the one that was triggered earlier goes first"


def _people(people: Iterable[Person]) -> str:
    return all_of([person.name or person.email or "somebody" for person in people])
