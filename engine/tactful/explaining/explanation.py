"""An explanation: the advice of one case at a moment with all that led to it, and the rules that did not speak."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tactful.errors import Position
from tactful.events.event import Note
from tactful.explaining.addressing import choices_to_list
from tactful.explaining.bearing import Awaited, Bearing
from tactful.explaining.happened import Shown
from tactful.explaining.marked import Marked
from tactful.explaining.record import Tried
from tactful.explaining.silence import Silence
from tactful.explaining.sums import Sum
from tactful.planning import Advice
from tactful.planning.plan import policies_told
from tactful.timing import Instant, format_instant


@dataclass(frozen=True, slots=True)
class Account:
    """One advice with all that led to it.

    `where` is the rule's place in its file; `events` what led to the advice; `condition` what the rule's `if` saw at
    the event that its timing counts from, None where the rule has none; `tried` the selectors of its recipients;
    `sums` the sum behind each of its times; `bearings` what bears on it or has ended it; `awaited` what it waits for.
    """

    advice: Advice
    where: Position
    events: tuple[Shown, ...]
    condition: Marked | None
    tried: tuple[Tried, ...]
    sums: tuple[Sum, ...]
    bearings: tuple[Bearing, ...]
    awaited: Awaited | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the advice as in a plan, and more."""
        advice = self.advice
        zone = advice.zone
        return {
            **advice.to_dict(),
            "where": str(self.where),
            "zone": str(zone),
            "events": [event.to_dict() for event in self.events],
            "condition": None if self.condition is None else self.condition.to_dict(zone),
            "recipients": choices_to_list(self.tried, advice.case, zone),
            "sums": [one.to_dict() for one in self.sums],
            "bearings": [one.to_dict(zone) for one in self.bearings],
            "awaits": None if self.awaited is None else self.awaited.to_dict(zone),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a case is advised as it is at a moment. Instants are microseconds since 1970 UTC.

    `policies` are the name and digest of each policy that advises, `zone` is that of the first. `accounts` explains
    every advice, ended and withheld too, in rule order; `silences` the rules that did not speak, or those asked for.
    `known` is the moment whose knowledge counts, None for all there is. `status` is the case's, and `notes` are remarks
    on its events.
    """

    case: str
    at: Instant
    known: Instant | None
    policies: tuple[tuple[str, str], ...]
    zone: dt.tzinfo
    status: str
    accounts: tuple[Account, ...]
    silences: tuple[Silence, ...]
    notes: tuple[Note, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data."""
        return {
            "case": self.case,
            "status": self.status,
            "at": format_instant(self.at, dt.UTC),
            "known": None if self.known is None else format_instant(self.known, dt.UTC),
            **policies_told(self.policies),
            "advice": [account.to_dict() for account in self.accounts],
            "silent": [silence.to_dict() for silence in self.silences],
            "notes": [{"code": note.code, "text": note.text, "event": note.event} for note in self.notes],
        }
