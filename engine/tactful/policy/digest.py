"""The digest of a policy's meaning."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tactful.conditions.tree import All, AnyOf, NoneOf
from tactful.events.vocabulary import BUILT_IN
from tactful.policy.model import Moment, Policy, Timing

_APART = frozenset({"where", "order", "layer"})
_UNSAID = frozenset({"via", "first"})
"""What says nothing where it is left out."""


def digest(policy: Policy) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of what a policy means.

    Policies that give the same advice in the same words have one digest, however they are spelt: files, comments,
    titles, the names of settings and the order of keys are left out; the order of rules, holds and stops is not.
    """
    ranks = {layer: rank for rank, layer in enumerate(sorted({rule.layer for rule in policy.rules}))}
    meaning = {
        "language": 1,
        "policy": policy.name,
        "zone": str(policy.zone),
        "calendar": _plain(policy.calendar),
        "events": {name: _plain(type_) for name, type_ in policy.vocabulary.items() if BUILT_IN.get(name) != type_},
        "rules": [[rule.name, ranks[rule.layer], _plain(rule)] for rule in policy.rules],
        "holds": [_plain(hold) for hold in policy.holds],
        "stops": [_plain(stop) for stop in policy.stops],
        **({"limits": [_plain(limit) for limit in policy.limits]} if policy.limits else {}),
        "phrases": _plain(policy.phrases),
    }
    return hashlib.sha256(_canonical(meaning).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Timing):
        rest = {"anchor": _plain(value.anchor), "window": _plain(value.window)}
        return rest | {name: _earliest(moments) for name, moments in value.times.items()}
    if isinstance(value, All | AnyOf | NoneOf):
        return {type(value).__name__: sorted((_plain(part) for part in value.parts), key=_canonical)}
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        parts = {name: getattr(value, name) for name in names if name not in _APART}
        return {name: _plain(part) for name, part in parts.items() if part or name not in _UNSAID}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=_canonical)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _earliest(moments: Sequence[Moment]) -> Any:
    """Return the moments of a time, whose order means nothing; one from the rule's anchor is its offset."""
    plain = [_plain(moment.plus if moment.anchor is None else moment) for moment in moments]
    return sorted(plain, key=_canonical) if len(plain) > 1 else plain[0] if plain else None
