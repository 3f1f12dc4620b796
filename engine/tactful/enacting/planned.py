"""Whose advice another policy would change, worked out on the cases under way before anything happens."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from tactful.comparing.comparison import Comparer, Comparison
from tactful.comparing.lives import View
from tactful.comparing.tally import Found
from tactful.errors import EventError, did_you_mean
from tactful.events.event import Event
from tactful.policy.model import Policy
from tactful.service.desk import Desk
from tactful.service.enactments import InForce
from tactful.stores.store import Transaction
from tactful.timing.texts import quoted

_KIND = "planned-change"
_KEPT = 100
_CHUNK = 50
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What putting `policies` in force in the place of those of the enactment `base` would do.

    `id` is a hash of the policies before and after and of what changes in which case: while that stays the same, so
    does the id. `policies` are names and digests; `changed` of `cases` get other advice; `details` are as those of
    `diff --at`. `created` is in microseconds since 1970 UTC.
    """

    id: str
    base: int
    policies: tuple[tuple[str, str], ...]
    cases: int
    changed: int
    created: int
    details: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        policies = [{"name": name, "digest": digest} for name, digest in self.policies]
        return {
            "id": self.id,
            "base": self.base,
            "policies": policies,
            "cases": self.cases,
            "changed_cases": self.changed,
            "created": self.created,
            "details": self.details,
        }

    @classmethod
    def from_json(cls, text: bytes) -> PlannedChange:
        """Read what `to_dict` wrote."""
        record = orjson.loads(text)
        policies = tuple((one["name"], one["digest"]) for one in record["policies"])
        counted = (record["cases"], record["changed_cases"], record["created"])
        return cls(record["id"], record["base"], policies, *counted, record["details"])


async def plan_change(desk: Desk, policies: Sequence[Policy]) -> PlannedChange:
    """Work out what policies would change, and keep that so that it can be applied by its id.

    The cases are gone through in many short transactions, so that work goes on meanwhile.
    """
    planned = await work_out(desk, policies)

    async def step(tx: Transaction) -> PlannedChange:
        await desk.core.enactments.keep(tx, policies)
        await tx.put(_KIND, planned.id, orjson.dumps(planned.to_dict()))
        kept = [PlannedChange.from_json(text) for text in (await tx.records(_KIND)).values()]
        for old in sorted(kept, key=lambda one: (one.created, one.id))[:-_KEPT]:
            await tx.drop(_KIND, old.id)
        return planned

    return await desk.core.change(step)


async def planned_change(desk: Desk, name: str) -> PlannedChange:
    """Return what was planned under an id. Raises EventError, `unknown_plan`, where nothing was."""

    async def step(tx: Transaction) -> PlannedChange:
        text = await tx.record(_KIND, name)
        if text is None:
            hint = (
                did_you_mean(name[:100], await tx.records(_KIND)) or "`tactful plan-change` makes one and prints its id"
            )
            raise EventError(f"there is no planned change {quoted(name)}; {hint}", "unknown_plan")
        return PlannedChange.from_json(text)

    return await desk.core.look(step)


async def policies_of(desk: Desk, digests: Sequence[str]) -> list[Policy]:
    """Return policies that are in force, were or were to be, by their digests."""

    async def step(tx: Transaction) -> list[Policy]:
        return [await desk.core.enactments.policy(tx, digest) for digest in digests]

    return await desk.core.look(step)


async def work_out(desk: Desk, policies: Sequence[Policy]) -> PlannedChange:
    """Work out what policies would change as of now."""
    now = desk.core.clock()
    before = await desk.core.look(desk.core.enactments.latest)
    after = InForce(replace(before.enactment, policies=tuple((one.name, one.digest) for one in policies)), policies)
    comparing = _Comparing(now, before, after)
    key = ""
    while True:
        keys = await desk.core.look(lambda tx, after=key: tx.partitions(after, _CHUNK))  # type: ignore[misc]
        if not keys:
            return comparing.planned()
        await desk.core.look(lambda tx, keys=keys: comparing.take(tx, keys))  # type: ignore[misc]
        key = keys[-1]


class _Comparing:
    """Compares partition after partition, and hashes what differs."""

    def __init__(self, now: int, before: InForce, after: InForce) -> None:
        self._now = now
        self._before = before
        self._after = after
        self._view = View(at=now)
        self._comparer = Comparer(self._view, _EXAMPLES)
        self._hash = hashlib.sha256()
        self._note([list(before.enactment.digests), list(after.enactment.digests)])

    async def take(self, tx: Transaction, keys: Sequence[str]) -> None:
        for key in keys:
            kept = await tx.events(key)
            ours, theirs = [list(one.read(kept)) for one in (self._before, self._after)]
            found = self._comparer.take(
                key, ours, self._lives(self._before, key, ours), self._lives(self._after, key, theirs)
            )
            for case in sorted(found):
                if changes := _told(found[case]):
                    self._note([key, case, changes])

    def planned(self) -> PlannedChange:
        tally = self._comparer.tally
        ours, theirs = self._before.enactment, self._after.enactment
        told = Comparison(_one(ours.policies), _one(theirs.policies), self._view, tally).to_dict()
        name = self._hash.hexdigest()[:16]
        return PlannedChange(name, ours.number, theirs.policies, tally.cases, tally.changed, self._now, told)

    def _lives(self, in_force: InForce, key: str, events: Sequence[Event]) -> dict[str, Any]:
        return self._view.lives(in_force.panel, key, events)

    def _note(self, what: object) -> None:
        self._hash.update(orjson.dumps(what) + b"\n")


def _told(found: Found) -> list[list[str]]:
    """Return what changes in a case without anything that only time moves."""
    told = []
    for (before, after), changes in found:
        life = before or after
        assert life is not None
        told += [[life.advice.policy, life.advice.id, change.kind, change.what] for change in changes]
    return sorted(told)


def _one(policies: Sequence[tuple[str, str]]) -> tuple[str, str]:
    names, digests = zip(*policies, strict=True)
    return (" + ".join(names), " ".join(digests))
