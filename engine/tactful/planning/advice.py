"""Advice as it is shown: one recommendation to one case, in a state at a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from tactful.history import Person
from tactful.planning.episode import Episode
from tactful.planning.panel import Panel
from tactful.planning.program import Speech
from tactful.planning.reasons import Reason, reason_for
from tactful.planning.verdict import Verdict
from tactful.timing import format_instant, local


class Recipient(NamedTuple):
    """A person as shown in advice."""

    name: str | None
    email: str | None
    role: str | None


class Advice:
    """One recommendation, unchanging. Instants are microseconds since 1970 UTC; `zone` is where they are shown.

    `speech` is what its rule says in all its advice. `verdict` is wait, now, late, blocked, withheld, done, stopped or
    expired; `evidence` the ids of the events that led here; `key` the interview or other key that the rule counts by;
    `to` are those to whom the message goes, `for_` those who are meant where it goes through somebody else; `addresses`
    is each one's e-mail, else name, of `to`, and `meant` the same of those who are meant. `opens`, `due` and `expires`
    are None where there is no such time.
    """

    __slots__ = (
        "addresses",
        "case",
        "due",
        "evidence",
        "expires",
        "for_",
        "id",
        "key",
        "meant",
        "opens",
        "reason",
        "speech",
        "to",
        "verdict",
        "zone",
    )

    def __init__(
        self,
        id: str,  # noqa: A002
        speech: Speech,
        case: str,
        key: str | None,
        to: tuple[Recipient, ...],
        times: tuple[int | None, int | None, int | None],
        zone: dt.tzinfo,
        verdict: str,
        reason: Reason,
        evidence: tuple[str, ...],
        for_: tuple[Recipient, ...] = (),
    ) -> None:
        self.id = id
        self.speech = speech
        self.case = case
        self.key = key
        self.to = to
        self.for_ = for_
        self.addresses = tuple([email or name for name, email, _ in to])
        self.meant = tuple([email or name for name, email, _ in for_]) if for_ else self.addresses
        self.opens, self.due, self.expires = times
        self.zone = zone
        self.verdict = verdict
        self.reason = reason
        self.evidence = evidence

    def __repr__(self) -> str:
        to = ", ".join(address or "?" for address in self.addresses)
        return f"<{self.verdict} {self.rule} for {self.case} to {to or 'nobody'}: {self.reason.code}>"

    @property
    def opens_at(self) -> dt.datetime | None:
        """`opens` as an aware datetime in the zone of the advice."""
        return None if self.opens is None else local(self.opens, self.zone)

    @property
    def due_at(self) -> dt.datetime | None:
        """`due` as an aware datetime in the zone of the advice."""
        return None if self.due is None else local(self.due, self.zone)

    @property
    def expires_at(self) -> dt.datetime | None:
        """`expires` as an aware datetime in the zone of the advice."""
        return None if self.expires is None else local(self.expires, self.zone)

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.speech.rule

    @property
    def purpose(self) -> str:
        """What the message is for; `any` for a prohibition of everything."""
        return self.speech.purpose

    @property
    def strength(self) -> str:
        """must, should, may or must_not."""
        return self.speech.strength

    @property
    def channel(self) -> str | tuple[str, ...]:
        """How the message may go, by default `email`; what a prohibition forbids, `any` for every channel."""
        channel = self.speech.channel
        return channel if isinstance(channel, str) else tuple(channel)

    @property
    def policy(self) -> str:
        """The name of the policy that it comes from."""
        return self.speech.policy[0]

    @property
    def because(self) -> str:
        """The rule's reason, in the policy's own words."""
        return self.speech.because

    def because_of(self, reason: Reason) -> Advice:
        """Return the same advice with another reason."""
        times = (self.opens, self.due, self.expires)
        return Advice(
            self.id,
            self.speech,
            self.case,
            self.key,
            self.to,
            times,
            self.zone,
            self.verdict,
            reason,
            self.evidence,
            self.for_,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the advice as plain data, times in RFC 3339 with the zone's offset."""
        speech = self.speech
        return {
            "advice": self.id,
            "rule": speech.rule,
            "purpose": speech.purpose,
            "strength": speech.strength,
            "verdict": self.verdict,
            **self.people(),
            "channel": speech.channel,
            **self.times(),
            "tone": speech.tone,
            "because": speech.because,
            "source": list(speech.source),
            "reason": {"code": self.reason.code, "text": self.reason.text},
            "evidence": list(self.evidence),
            "policy": {"name": speech.policy[0], "digest": speech.policy[1]},
        }

    def times(self) -> dict[str, str | None]:
        """Return when it opens, is due and expires, in RFC 3339 with the zone's offset."""
        zone = self.zone
        return {
            "opens": None if self.opens is None else format_instant(self.opens, zone),
            "due": None if self.due is None else format_instant(self.due, zone),
            "expires": None if self.expires is None else format_instant(self.expires, zone),
        }

    def recipients(self) -> list[dict[str, str | None]]:
        """Return whom it is to, as plain data."""
        return _told(self.to)

    def people(self) -> dict[str, list[dict[str, str | None]]]:
        """Return `to` and, where it goes through somebody, `for`, as plain data."""
        return {"to": self.recipients(), "for": _told(self.for_)} if self.for_ else {"to": self.recipients()}


def advice_of(panel: Panel, episode: Episode, verdict: Verdict, reason: Reason | None = None) -> Advice:
    """Show an episode in a state."""
    case = episode.case
    evidence = [episode.since.id]
    if episode.trigger is not episode.since:
        evidence.append(episode.trigger.id)
    if episode.held_by is not None:
        evidence.append(episode.held_by.event.id)
    evidence += [kept.by for kept in (episode.delayed, episode.withheld) if kept is not None]
    if verdict.by is not None:
        evidence.append(verdict.by.since.id)
    if episode.end is not None and episode.end.by is not None:
        evidence.append(episode.end.by)
    return Advice(
        episode.id,
        panel.speech_of(episode),
        case,
        episode.key,
        _shown(episode.addressees, case),
        (episode.opens, episode.due, episode.expires),
        episode.zone,
        verdict.name,
        reason or reason_for(episode, verdict, panel.policies),
        tuple(dict.fromkeys(evidence)),
        () if episode.via is None else _shown(episode.routed, case),
    )


def _told(people: tuple[Recipient, ...]) -> list[dict[str, str | None]]:
    return [{"name": name, "email": email, "role": role} for name, email, role in people]


def _shown(people: tuple[Person, ...], case: str) -> tuple[Recipient, ...]:
    return tuple([Recipient(person.name, person.email, person.roles.get(case)) for person in people])
