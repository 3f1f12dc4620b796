"""API keys: shown once, kept as hashes, each with the scopes that it opens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import orjson

from tactful.errors import EventError
from tactful.service.desk import Desk
from tactful.stores.store import Transaction
from tactful.timing.texts import quoted

_KIND = "key"
_PREFIX = "tactful_"


class Scope(StrEnum):
    """What a key opens: questions, events and checks, or policies."""

    READ = "read"
    WRITE = "write"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept. `created` is in microseconds since 1970 UTC."""

    name: str
    scopes: frozenset[Scope]
    created: int

    @classmethod
    def from_json(cls, text: bytes) -> Key:
        """Read it back."""
        record = orjson.loads(text)
        return cls(record["name"], frozenset(Scope(one) for one in record["scopes"]), record["created"])


async def new_key(desk: Desk, name: str, scopes: Collection[Scope]) -> str:
    """Make a key, and return it: it is random, and kept nowhere. Raises EventError where the name is used."""
    token = _PREFIX + secrets.token_urlsafe(32)
    record = {"name": name, "scopes": sorted(scopes), "created": desk.core.clock()}

    async def step(tx: Transaction) -> str:
        if any(Key.from_json(text).name == name for text in (await tx.records(_KIND)).values()):
            raise EventError(f"there is a key {quoted(name)} already", "used_name")
        await tx.put(_KIND, hashed(token), orjson.dumps(record), new=True)
        return token

    return await desk.core.change(step)


async def keys(desk: Desk) -> dict[str, Key]:
    """Return all keys by their hashes."""
    found = await desk.core.look(lambda tx: tx.records(_KIND))
    return {name: Key.from_json(text) for name, text in found.items()}


async def drop_key(desk: Desk, name: str) -> None:
    """Remove a key. Raises EventError where there is none."""

    async def step(tx: Transaction) -> bool:
        found = [one for one, text in (await tx.records(_KIND)).items() if Key.from_json(text).name == name]
        return bool(found) and await tx.drop(_KIND, found[0])

    if not await desk.core.change(step):
        raise EventError(f"there is no key {quoted(name)}", "unknown_key")


def hashed(token: str) -> str:
    """Return the hash of a key. It needs no salt: a key is 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
