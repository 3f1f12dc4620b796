"""The closed list of reason codes, and the sentence that each becomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tactful.planning.episode import Episode
from tactful.planning.verdict import Verdict

CODES = {
    "triggered": "it may be acted on; a prohibition is in force",
    "not_yet": "it opens later",
    "restarted": "what it counts from happened anew",
    "held": "a hold postpones it; the name of the hold follows the colon",
    "limited": "there have been messages enough; the name of the limit follows the colon",
    "window": "it waits for the next moment in its window",
    "rescheduled": "the interview that it counts from is at another time",
    "corrected": "what was known has been corrected",
    "contact_changed": "its recipients or their addresses are others now",
    "sent": "it was sent",
    "stopped": "a stop ended it; the name of the stop, or of the rule whose own stop it is, follows the colon",
    "dismissed": "it was dismissed",
    "snoozed": "it was snoozed",
    "no_address": "no e-mail address is known",
    "no_recipient": "nobody to write to is known",
    "no_anchor": "the instant that it counts from is not known yet",
    "opted_out": "the recipient does not want to be written to",
    "outranked": "other advice for the same purpose goes first",
    "forbidden": "a rule forbids it; the name of the rule follows the colon",
    "overdue": "it is late; do it now",
    "expired": "it is no longer worth doing",
    "bounced": "a message came back",
    "late_event": "something that happened earlier was learnt only now",
    "unknown_timezone": "an event names a time zone that does not exist; it is taken as missing",
    "policy_changed": "the policy is another",
}
"""Each code, and what it says. `held`, `limited`, `stopped` and `forbidden` are followed by `:` and a name."""


class Reason(NamedTuple):
    """Why a verdict or a change is as it is: a stable code and a sentence for people."""

    code: str
    text: str


_PLAIN = {code: Reason(code, text) for code, text in CODES.items()} | {
    "triggered": Reason("triggered", "it may be acted on")
}
_IN_FORCE = Reason("triggered", "it is in force")


def reason_for(episode: Episode, verdict: Verdict, policies: Sequence[tuple[str, str]]) -> Reason:
    """Say why an advice is in a state; a rule of another of the policies is told with its policy."""
    code = verdict.code
    if episode.end is not None and episode.end.code == code:
        return _PLAIN.get(code) or Reason(code, f"ended by {_named(code)}: {episode.end.because}")
    if verdict.by is not None:
        what = "goes first" if code == "outranked" else "forbids it"
        return Reason(code, f"{rule_of(verdict.by, episode, policies)} {what}: {verdict.by.rule.because}")
    if episode.rule.forbids is not None and code == "triggered":
        return _IN_FORCE
    for kept in (episode.delayed, episode.withheld):
        if kept is not None and kept.code == code:
            return Reason(code, f"kept back by {_named(code)}: {kept.limit.because}")
    return _PLAIN.get(code) or _of_hold(episode, code)


def rule_of(other: Episode, episode: Episode, policies: Sequence[tuple[str, str]]) -> str:
    """Name the rule of what bears on an advice, with its policy where that is another one."""
    of = f" of `{policies[other.place][0]}`" if other.place != episode.place else ""
    return f"`{other.rule.name}`{of}"


def reason_of_change(episode: Episode | None, code: str) -> Reason:
    """Say why an advice changed."""
    return _PLAIN.get(code) or _of_hold(episode, code)


def _of_hold(episode: Episode | None, code: str) -> Reason:
    because = episode.held_by.because if episode is not None and episode.held_by is not None else "a hold"
    return Reason(code, f"held by {_named(code)}: {because}")


def _named(code: str) -> str:
    return f"`{code.partition(':')[2]}`"
