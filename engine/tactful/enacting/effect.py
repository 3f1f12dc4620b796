"""What other policies would change in the cases under way, kept up to date while more happens to them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import orjson

from tactful.comparing.comparison import Comparer, Comparison
from tactful.comparing.lives import View
from tactful.comparing.tally import Found
from tactful.errors import EventError
from tactful.events.event import Event
from tactful.policy.model import Policy
from tactful.service.desk import Desk
from tactful.service.enactments import Enactment, InForce
from tactful.stores.store import Kept, Transaction

CHUNK = 50
"""How many partitions are compared in one transaction at most, so that work goes on meanwhile."""

_MOST_EVENTS = 2_000

_EXAMPLES = 3
_NOTHING = Enactment(0, 0, ())


class _Compared(NamedTuple):
    """What was found in a partition: how many cases, how many of them change, and a hash of what changes there."""

    cases: int
    changed: int
    digest: bytes


class Effect:
    """What `policies` would change in the place of those of the enactment `base`, which is 0 where nothing is in force.

    It stands as of the last `look`, once nothing is left to be compared. `created` is in microseconds since 1970 UTC.
    """

    def __init__(self, before: InForce | None, policies: Sequence[Policy], now: int) -> None:
        told = tuple((one.name, one.digest) for one in policies)
        self._after = InForce(Enactment(0, 0, told), policies)
        # Where nothing is in force nothing is under way either.
        self._before = before or InForce(_NOTHING, policies)
        self.policies = tuple(policies)
        self.base = self._before.number
        self.created = now
        self._mark = ""
        self._left: set[str] = set()
        self._is_all = True
        self._begin(now)

    @property
    def cases(self) -> int:
        """How many cases are under way."""
        return sum(one.cases for one in self._compared.values())

    @property
    def changed(self) -> int:
        """How many of them get other advice."""
        return sum(one.changed for one in self._compared.values())

    @property
    def id(self) -> str:
        """A hash of the policies before and after, and of what changes in which case."""
        found = hashlib.sha256()
        digests = [list(one.enactment.digests) for one in (self._before, self._after)]
        found.update(orjson.dumps(digests))
        for key in sorted(key for key, one in self._compared.items() if one.changed):
            found.update(self._compared[key].digest)
        return found.hexdigest()[:16]

    @property
    def details(self) -> dict[str, Any]:
        """What changes, as `diff --at` tells it, where every case was first looked at."""
        ours, theirs = self._before.enactment.policies, self._after.enactment.policies
        return Comparison(_one(ours), _one(theirs), self._view, self._comparer.tally).to_dict()

    async def bring_up(self, desk: Desk) -> None:
        """Compare what is left, in many short transactions."""
        await desk.core.change(partial(self.look, now=desk.core.clock()))
        key: str | None = "" if self._is_all else None
        while key is not None:
            key = await desk.core.look(partial(self._take_after, key))
        self._is_all = False
        while self._left:
            await desk.core.look(self.catch_up)

    async def look(self, tx: Transaction, now: int) -> bool:
        """Note what has moved, and keep more from moving in this transaction; say whether `catch_up` can do the rest.

        It is noted for good, also where the transaction is undone: whatever moved was committed by others.
        """
        self._now = now
        self._mark, names = await tx.news(self._mark)
        if names is None:
            self._begin(now)
        else:
            self._left.update(names)
        return not self._is_all and len(self._left) <= CHUNK

    async def catch_up(self, tx: Transaction) -> bool:
        """Compare some of what is left: what does not take long. Say whether that was all."""
        await self._take(tx, sorted(self._left)[:CHUNK], Comparer(View(at=self._now), 0))
        return not self._left

    def _begin(self, now: int) -> None:
        """Look at all from the start."""
        self._now = now
        self._is_all = True
        self._left.clear()
        self._compared: dict[str, _Compared] = {}
        self._view = View(at=now)
        self._comparer = Comparer(self._view, _EXAMPLES)

    async def _take_after(self, after: str, tx: Transaction) -> str | None:
        return await self._take(tx, await tx.partitions(after, CHUNK), self._comparer)

    async def _take(self, tx: Transaction, keys: Sequence[str], comparer: Comparer) -> str | None:
        """Compare partitions until many events were read; return the last one taken."""
        view = View(at=self._now)
        read, last = 0, None
        for key in keys:
            kept = await tx.events(key)
            if read and read + len(kept) > _MOST_EVENTS:
                break
            read += len(kept)
            last = key
            self._left.discard(key)
            ours, theirs = (self._read(one, kept) for one in (self._before, self._after))
            lives = (view.lives(self._before.panel, key, ours), view.lives(self._after.panel, key, theirs))
            self._compared[key] = _compared(key, comparer.take(key, ours, *lives))
        return last

    def _read(self, in_force: InForce, kept: Sequence[Kept]) -> list[Event]:
        """Read events back. What the store has is known, be it taken in by a machine whose clock is ahead."""
        events = list(in_force.read(kept))
        for event in events:
            event.known = min(event.known, self._now)
        return events


async def work_out(desk: Desk, policies: Sequence[Policy]) -> Effect:
    """Work out what policies would change as of now."""
    if not policies:
        raise EventError("found no policy, expected one or more", "policies_disagree")
    before = await desk.core.look(desk.core.enactments.current)
    effect = Effect(before, policies, desk.core.clock())
    await effect.bring_up(desk)
    return effect


def _compared(key: str, found: dict[str, Found]) -> _Compared:
    told = [[key, case, changes] for case in sorted(found) if (changes := _told(found[case]))]
    return _Compared(len(found), len(told), hashlib.sha256(orjson.dumps(told)).digest() if told else b"")


def _told(found: Found) -> list[list[str]]:
    """Return what changes in a case without anything that only time moves."""
    told = []
    for (before, after), changes in found:
        life = before or after
        assert life is not None
        told += [[life.advice.policy, life.advice.id, change.kind, change.what] for change in changes]
    return sorted(told)


def _one(policies: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return (" + ".join(name for name, _ in policies), " ".join(digest for _, digest in policies))
