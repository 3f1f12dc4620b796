"""The state of advice at a moment: a few comparisons on what the fold found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from tactful.history import Person
from tactful.planning.episode import End, Episode
from tactful.planning.schedule import touches

WAIT, NOW, LATE, BLOCKED, WITHHELD = "wait", "now", "late", "blocked", "withheld"
DONE, STOPPED, EXPIRED = "done", "stopped", "expired"
LIVE = frozenset((WAIT, NOW, LATE, BLOCKED, WITHHELD))


Identify: TypeAlias = Callable[[Person], Hashable]
"""Tells who is who: two people are one where it returns the same."""


class Verdict(NamedTuple):
    """The state of an advice, its reason code, and the advice that outranks or forbids it."""

    name: str
    code: str
    by: Episode | None = None


def verdicts(live: Sequence[Episode], now: int, identify: Identify = id) -> list[tuple[Episode, Verdict]]:
    """Return the state at `now` of each live advice that has recipients or needs none."""
    if len(live) == 1 and not live[0].absent:
        return [(live[0], _verdict(live[0], now, None, None))]
    forbidding = [one for one in live if one.rule.forbids is not None and in_force(one, now)]
    beneath = outranked(live, now, identify) if len(live) > 1 else {}
    found = []
    for episode in live:
        if not episode.absent:
            prohibition = next((one for one in forbidding if forbids(one, episode, identify)), None)
            found.append((episode, _verdict(episode, now, prohibition, beneath.get(episode))))
    return found


def next_change(live: Iterable[Episode], now: int) -> int | None:
    """Return the next instant after `now` at which time alone may change a verdict."""
    found: int | None = None
    for episode in live:
        withheld = episode.withheld.until if episode.withheld is not None else None
        for instant in (episode.opens, episode.due, episode.expires, withheld):
            if instant is not None and instant > now and (found is None or instant < found):
                found = instant
    return found


def outranked(live: Iterable[Episode], now: int, identify: Identify = id) -> dict[Episode, Episode]:
    """Return which of the open advice is outranked, and by which: the same purpose, recipients and interview."""
    rivals: dict[tuple[object, ...], list[Episode]] = {}
    for episode in live:
        if episode.rule.forbids is None and episode.missing is None and not episode.absent and in_force(episode, now):
            people = frozenset(map(identify, episode.recipients))
            rivals.setdefault((episode.rule.purpose, people), []).append(episode)
    found: dict[Episode, Episode] = {}
    for several in rivals.values():
        if len(several) > 1:
            first: Episode | None = None
            shown: dict[str | None, Episode] = {}
            for episode in sorted(several, key=rank):
                interview = episode.of_interview
                above = first if interview is None else shown.get(interview) or shown.get(None)
                if above is None:
                    first = first or episode
                    shown[interview] = episode
                else:
                    found[episode] = above
    return found


def forbids(prohibition: Episode, episode: Episode, identify: Identify = id) -> bool:
    """Say whether a prohibition in force blocks an advice: its purpose, all its channels, one of its recipients."""
    selection = prohibition.rule.forbids
    if selection is None or episode.rule.forbids is not None:
        return False
    if selection.purposes is not None and episode.rule.purpose not in selection.purposes:
        return False
    if selection.channels is not None and not selection.channels.issuperset(episode.rule.channels or ()):
        return False
    if selection.recipients is not None:
        named = set(map(identify, prohibition.recipients))
        if named.isdisjoint(map(identify, (*episode.recipients, *episode.addressees))):
            return False
    return touches(prohibition.of_interview, episode)


def _verdict(episode: Episode, now: int, prohibition: Episode | None, above: Episode | None) -> Verdict:
    if episode.expires is not None and episode.expires <= now:
        return _EXPIRED
    rule = episode.rule
    if rule.forbids is None:
        if episode.missing is not None:
            return Verdict(WITHHELD, episode.missing)
        if above is not None:
            return Verdict(WITHHELD, "outranked", above)
        if episode.withheld is not None and is_withheld(episode, now):
            return Verdict(WITHHELD, episode.withheld.code)
        if prohibition is not None:
            return Verdict(BLOCKED, f"forbidden:{prohibition.rule.name}", prohibition)
        if not has_address(episode):
            return _NO_ADDRESS
    if episode.opens is None or now < episode.opens:
        return Verdict(WAIT, episode.waits)
    if episode.due is not None and now >= episode.due:
        return _OVERDUE
    return _TRIGGERED


_EXPIRED = Verdict(EXPIRED, "expired")
_NO_ADDRESS = Verdict(BLOCKED, "no_address")
_OVERDUE = Verdict(LATE, "overdue")
_TRIGGERED = Verdict(NOW, "triggered")


def in_force(episode: Episode, now: int) -> bool:
    """Say whether an advice is open at a moment: no sooner than it opens, and before it ends or expires."""
    if episode.opens is None or now < episode.opens:
        return False
    return episode.end is None and (episode.expires is None or now < episode.expires) and not is_withheld(episode, now)


def is_withheld(episode: Episode, now: int) -> bool:
    """Say whether a limit withholds an advice that would be open at a moment."""
    kept = episode.withheld
    return kept is not None and episode.opens is not None and episode.opens <= now < kept.until


def has_address(episode: Episode) -> bool:
    """Say whether an advice can be acted on by its channel: only e-mail alone needs an address."""
    return episode.rule.channels != ("email",) or any(person.email for person in episode.addressees)


def rank(episode: Episode) -> tuple[int, int, int, int, int, int, str]:
    """The key by which advice is sorted: priority, the policy given first, the extending pack's, the earlier rule, what
    was triggered earlier, the person named first."""
    rule = episode.rule
    named = episode.person.keys[episode.case][0] if episode.person is not None else 0
    return (-rule.priority, episode.place, -rule.layer, rule.order, episode.since.time, named, episode.id)


def ended_verdict(end: End) -> Verdict:
    """Return the final state that an end stands for."""
    return Verdict(end.verdict, end.code)
