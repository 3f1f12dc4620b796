"""Which policy is in force, since when, and which was before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from tactful.errors import EventError, StoreError
from tactful.events.event import Event, Reader
from tactful.planning import Panel, panel_of
from tactful.policy.bundle import bundle, unbundle
from tactful.policy.model import Policy
from tactful.stores.store import Conflict, Kept, Transaction, Unreadable

K = TypeVar("K")
V = TypeVar("V")

_ENACTMENT = "enactment"
_IN_FORCE = "in-force"
_CURRENT = "current"
_POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Enactment:
    """That policies were put in force: the `number`-th time, from the instant `since` on.

    `policies` are their names and digests, in their order; `by` says what put them there, such as the id of a plan.
    """

    number: int
    since: int
    policies: tuple[tuple[str, str], ...]
    by: str = ""

    @property
    def digests(self) -> tuple[str, ...]:
        """The digests of the policies, in their order."""
        return tuple(digest for _, digest in self.policies)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        policies = [{"name": name, "digest": digest} for name, digest in self.policies]
        return {"number": self.number, "since": self.since, "policies": policies, "by": self.by}

    @classmethod
    def from_json(cls, text: bytes) -> Enactment:
        """Read what `to_dict` wrote."""
        record = orjson.loads(text)
        policies = tuple((one["name"], one["digest"]) for one in record["policies"])
        return cls(record["number"], record["since"], policies, record["by"])


class InForce:
    """The policies of one enactment, ready to run."""

    def __init__(self, enactment: Enactment, policies: Sequence[Policy]) -> None:
        self.enactment = enactment
        self.number = enactment.number
        self.policies = tuple(policies)
        self.panel: Panel = panel_of(list(policies))
        self.reader = Reader(self.panel.vocabulary)

    def read(self, kept: Iterable[Kept]) -> Iterator[Event]:
        """Read events back; one that the vocabulary cannot take says nothing to the policies, and is passed over."""
        for one in kept:
            try:
                event = self.reader.read(one.raw)
            except EventError:
                continue
            event.known = one.known
            yield event


_KEPT = 16


class Enactments:
    """The policies in force as a store tells of them. A few are kept in memory, so that many swaps take up none."""

    def __init__(self) -> None:
        self._known: dict[str, Policy] = {}
        self._in_force: dict[int, InForce] = {}
        self._latest: InForce | None = None

    async def latest(self, tx: Transaction) -> InForce:
        """Return what is in force. Raises StoreError where nothing is."""
        found = await self.current(tx)
        if found is None:
            raise StoreError("no policy is in force in this store, put one in force first", "nothing_in_force")
        return found

    async def current(self, tx: Transaction) -> InForce | None:
        """Return what is in force, None where nothing is yet."""
        text = await tx.record(_IN_FORCE, _CURRENT)
        if text is None:
            return None
        number = int(text)
        if self._latest is None or self._latest.number != number:
            self._latest = await self.of(tx, number)
        return self._latest

    async def has(self, tx: Transaction, number: int) -> bool:
        """Say whether there is an enactment of this number by now."""
        return await tx.record(_ENACTMENT, _numbered(number)) is not None

    def forget(self) -> None:
        """Read anew what enactments there are: a transaction that wrote one was undone."""
        self._in_force.clear()
        self._latest = None

    async def of(self, tx: Transaction, number: int) -> InForce:
        """Return what an enactment put in force."""
        found = self._in_force.get(number)
        if found is not None:
            _keep(self._in_force, number, found)
        else:
            enactment = await self._read(tx, number)
            policies = [await self.policy(tx, digest) for digest in enactment.digests]
            found = InForce(enactment, policies)
            _keep(self._in_force, number, found)
        return found

    async def _read(self, tx: Transaction, number: int) -> Enactment:
        text = await tx.record(_ENACTMENT, _numbered(number))
        if text is None:
            raise Unreadable(f"there is no enactment {number} in this store")
        return Enactment.from_json(text)

    async def policy(self, tx: Transaction, digest: str) -> Policy:
        """Return a policy that is or was in force, or was to be. Raises StoreError where the store has none such."""
        policy = self._known.get(digest)
        if policy is None:
            text = await tx.record(_POLICY, digest)
            if text is None:
                raise StoreError(f"there is no policy of digest `{digest}` in this store", "unknown_policy")
            policy = unbundle(text)
            _keep(self._known, digest, policy)
        return policy

    async def history(self, tx: Transaction) -> list[Enactment]:
        """Return all enactments, in their order."""
        return [Enactment.from_json(text) for text in (await tx.records(_ENACTMENT)).values()]

    async def keep(self, tx: Transaction, policies: Sequence[Policy]) -> None:
        """Write policies down, so that they can be read by their digests as long as the store exists.

        They are written also where they are there: whoever removes one meanwhile has to wait, or comes first.
        """
        for policy in policies:
            _keep(self._known, policy.digest, policy)
            await tx.put(_POLICY, policy.digest, bundle(policy))

    async def drop(self, tx: Transaction, digests: Collection[str]) -> list[str]:
        """Remove those of these policies that never were in force; return which."""
        dropped = sorted(set(digests) - await self._ever_in_force(tx)) if digests else []
        for digest in dropped:
            await tx.drop(_POLICY, digest)
        if not (await self._ever_in_force(tx) if dropped else set()).isdisjoint(dropped):
            raise Conflict("a policy was put in force while it was being removed")
        return dropped

    async def _ever_in_force(self, tx: Transaction) -> set[str]:
        return {digest for one in await self.history(tx) for digest in one.digests}

    async def enact(
        self, tx: Transaction, policies: Sequence[Policy], now: int, by: str = "", *, base: int | None = None
    ) -> Enactment:
        """Put policies in force from `now` on, in the place of those that are: those of the enactment `base`, if given.

        What is in force already stays so. Raises Conflict where another is first.
        """
        told = tuple((policy.name, policy.digest) for policy in policies)
        text = await tx.record(_IN_FORCE, _CURRENT)
        if base is not None and base != int(text or 0):
            raise Conflict("other policies were put in force meanwhile")
        number, since = 1, now
        if text is not None:
            last = await self._read(tx, int(text))
            if last.policies == told:
                return last
            number, since = last.number + 1, max(now, last.since + 1)
        panel_of(list(policies))
        for policy in policies:
            unbundle(bundle(policy))
        await self.keep(tx, policies)
        enactment = Enactment(number, since, told, by)
        await tx.put(_ENACTMENT, _numbered(number), orjson.dumps(enactment.to_dict()), new=True)
        await tx.put(_IN_FORCE, _CURRENT, b"%d" % number)
        return enactment


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > _KEPT:
        del kept[next(iter(kept))]


def _numbered(number: int) -> str:
    return f"{number:08d}"
