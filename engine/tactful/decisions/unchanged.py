"""Whether there is anything new to say of an advice."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.history import Person
from tactful.planning.advice import Advice
from tactful.planning.episode import Episode
from tactful.planning.verdict import LIVE, Verdict


def unchanged(last: Advice, episode: Episode, verdict: Verdict) -> bool:
    """Say whether an advice is as it was last said to be: its verdict, and while it lives its times and people."""
    if last.verdict != verdict.name:
        return False
    if verdict.name not in LIVE:
        return True
    return (
        last.opens == episode.opens
        and last.due == episode.due
        and last.expires == episode.expires
        and is_to_the_same(last, episode)
    )


def is_to_the_same(last: Advice, episode: Episode) -> bool:
    """Say whether an advice is to the same addresses, and for the same people, as was last said."""
    if episode.via is None:
        return not last.for_ and last.addresses == _addresses(episode.recipients)
    return (last.addresses, last.meant) == (_addresses(episode.addressees), _addresses(episode.routed))


def _addresses(people: Sequence[Person]) -> tuple[str | None, ...]:
    return tuple([person.email or person.name for person in people])
