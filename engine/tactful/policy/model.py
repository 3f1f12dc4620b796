"""A policy that has been read, merged and checked: plain, frozen data and the only form the engine sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tactful.conditions.tree import Condition
from tactful.errors import Position
from tactful.events.vocabulary import Vocabulary
from tactful.timing import Calendar, Offset, Window


class Strength(StrEnum):
    """How binding a rule is, in the words of RFC 2119."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    MUST_NOT = "must_not"


class Again(StrEnum):
    """What a new trigger does while the advice is live."""

    IGNORE = "ignore"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Trigger:
    """Event types, and the condition tested when one of them happens."""

    events: tuple[str, ...]
    condition: Condition | None
    where: Position


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is written to.

    `who` holds selectors: `interviewers`, `met`, `main_contact`, `everyone`, `candidate`, `event.<field>` or a role.
    `via` is the selector of the person through whom they are written to; `first` leaves only the next one not yet
    written to.
    """

    who: tuple[str, ...]
    each: bool
    condition: Condition | None
    fallback: Recipients | None
    where: Position
    via: str | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """The instant that timing counts from: `event` (the trigger), `interview.start`, `interview.end`, or
    `event.<field>`. `field` is the part after the dot, None for `event` alone."""

    of: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that lies `plus` away from an anchor, that of the rule where `anchor` is None."""

    plus: Offset
    anchor: Anchor | None = None
    where: Position | None = field(default=None, compare=False)

    def __str__(self) -> str:
        if self.anchor is None:
            return str(self.plus)
        if self.plus == Offset():
            return self.anchor.of
        plus = str(self.plus)
        return f"{plus} {self.anchor.of}" if plus.endswith(" before") else f"{plus} from {self.anchor.of}"


@dataclass(frozen=True, slots=True)
class Timing:
    """When a rule's advice opens, is due and expires: each the earliest of its moments whose anchors are known.

    Without moments it opens at the anchor, and is never due and never expires.
    """

    anchor: Anchor
    opens: tuple[Moment, ...] = ()
    due: tuple[Moment, ...] = ()
    expires: tuple[Moment, ...] = ()
    window: Window | None = None

    @property
    def times(self) -> dict[str, tuple[Moment, ...]]:
        """The moments of each time, by its name."""
        return {"opens": self.opens, "due": self.due, "expires": self.expires}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which advice a hold, stop or prohibition touches. None means all."""

    purposes: frozenset[str] | None
    recipients: Recipients | None
    channels: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of advice.

    `order` is its place in the merged policy from 0; `layer` grows from the first ancestor to the policy itself
    and is that of the last file which wrote the rule. `per` is `case` or the name of a key field. `purpose` is
    the one purpose of a task; a prohibition's are in `forbids`. `channels` is None for a prohibition of all
    channels.
    """

    name: str
    order: int
    layer: int
    because: str
    source: tuple[str, ...]
    trigger: Trigger
    strength: Strength
    purpose: str
    recipients: Recipients | None
    channels: tuple[str, ...] | None
    timing: Timing
    again: Again
    per: str
    priority: int
    stop: Trigger | None
    tone: Mapping[str, Any] | None
    forbids: Selection | None
    where: Position


@dataclass(frozen=True, slots=True)
class Hold:
    """A condition that postpones advice until an instant or a release.

    `until` is the name of a field of the event, a date or an instant (microseconds), or None; `plus` is added
    to it.
    """

    name: str
    trigger: Trigger
    until: str | dt.date | int | None
    plus: Offset | None
    release: Trigger | None
    selects: Selection
    because: str
    where: Position


@dataclass(frozen=True, slots=True)
class Stop:
    """A condition that ends advice."""

    name: str
    trigger: Trigger
    selects: Selection
    because: str
    where: Position


class Per(StrEnum):
    """What a limit counts together."""

    PERSON = "person"
    COMPANY = "company"
    CANDIDATE = "candidate"


class Then(StrEnum):
    """What a limit does with advice that there is no room for."""

    DELAY = "delay"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most messages, sent or advised, in any stretch of time, over all cases of one candidate."""

    name: str
    per: Per
    max: int
    within: Offset
    then: Then
    selects: Selection
    because: str
    where: Position


@dataclass(frozen=True, slots=True)
class Setting:
    """A knob: its name, its value as written, and what it is for."""

    name: str
    value: Any
    about: str
    where: Position


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Policy:
    """A whole policy, compared by identity.

    `digest` is the SHA-256 of its meaning; `zone` is where nothing better is known; `tone` is what lies under that of
    every rule which is no prohibition.
    """

    name: str
    title: str
    digest: str
    zone: dt.tzinfo
    calendar: Calendar
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    holds: tuple[Hold, ...]
    stops: tuple[Stop, ...]
    limits: tuple[Limit, ...]
    tone: Mapping[str, Any]
    phrases: Mapping[str, tuple[Any, ...]]
    settings: Mapping[str, Setting]
    sources: Mapping[str, str]
    files: tuple[str, ...]
    texts: tuple[str, ...] = field(default=(), repr=False)
