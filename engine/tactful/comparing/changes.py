"""How one advice differs under two policies: a closed list of kinds."""

from __future__ import annotations

from typing import NamedTuple

from tactful.comparing.lives import Life
from tactful.planning.program import Speech
from tactful.timing import Instant

KINDS = {
    "added": "advised under `to` only",
    "removed": "advised under `from` only",
    "earlier": "opens earlier",
    "later": "opens later",
    "deadline": "is due or expires otherwise, counted from its opening",
    "reworded": "another reason, tone, strength, channel, purpose or rule",
    "readdressed": "to other people, or through others",
    "ended": "ends otherwise",
    "verdict": "stands otherwise at the moment",
}
"""Each kind of change, and what it says. `ended` is of a replay, `verdict` of a moment."""

MOVED = ("earlier", "later")

PARTS = ("rule", "purpose", "strength", "channel", "tone", "because")
"""What of an advice may be reworded."""


class Change(NamedTuple):
    """One difference. `what` says more in stable words; `shift` is by how much it moved, in microseconds."""

    kind: str
    what: str = ""
    shift: Instant | None = None


class Changes:
    """Finds the changes between two policies; `ending` is the kind of another state."""

    def __init__(self, ending: str) -> None:
        self._ending = ending
        self._words: dict[tuple[int, int], str] = {}

    def between(self, before: Life | None, after: Life | None) -> tuple[Change, ...]:
        """Return how the advice `before` became the one `after`; nothing where neither counts or both are alike."""
        was = before is not None and before.counts
        now = after is not None and after.counts
        if not was and not now:
            return ()
        if before is None or not was:
            return (Change("added", "" if before is None else before.state),)
        if after is None or not now:
            return (Change("removed", "" if after is None else after.state),)
        found: list[Change] = []
        if before.opening != after.opening:
            found.append(_moved(before.opening, after.opening))
        if deadline := _deadline(before, after):
            found.append(Change("deadline", deadline))
        old, new = before.advice, after.advice
        if words := self._reworded(old.speech, new.speech):
            found.append(Change("reworded", words))
        if (old.addresses, old.meant) != (new.addresses, new.meant):
            found.append(Change("readdressed"))
        if before.state != after.state:
            found.append(Change(self._ending, f"{before.state} → {after.state}"))
        return tuple(found)

    def _reworded(self, before: Speech, after: Speech) -> str:
        key = (before.order, after.order)
        words = self._words.get(key)
        if words is None:
            words = self._words[key] = ", ".join(
                part for part in PARTS if getattr(before, part) != getattr(after, part)
            )
        return words


def _moved(before: Instant | None, after: Instant | None) -> Change:
    # What opens at an unknown time opens later than all else.
    if before is None:
        return Change("earlier")
    if after is None:
        return Change("later")
    return Change("later" if after > before else "earlier", shift=abs(after - before))


def _deadline(before: Life, after: Life) -> str:
    old, new = before.advice, after.advice
    told = []
    for name, was, now in (("due", old.due, new.due), ("expires", old.expires, new.expires)):
        if was != now and _distance(was, old.opens) != _distance(now, new.opens):
            told.append(name)
    return ", ".join(told)


def _distance(time: Instant | None, opens: Instant | None) -> Instant | None:
    return time if time is None or opens is None else time - opens
