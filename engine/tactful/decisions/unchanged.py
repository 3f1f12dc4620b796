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
        and last.addresses == addresses_of(episode.addressees)
        and ((not last.for_ and episode.via is None) or _meant(last) == addresses_of(episode.recipients))
    )


def addresses_of(people: Sequence[Person]) -> tuple[str | None, ...]:
    """Return each one's e-mail, else name."""
    return tuple([person.email or person.name for person in people])


def _meant(advice: Advice) -> tuple[str | None, ...]:
    return tuple([email or name for name, email, _ in advice.for_])
