"""One advice from its trigger to its end, as plain instants, and the intervals that hold it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from tactful.history import Happening, Interview, Person
from tactful.policy.model import Limit, Rule, Selection


class End(NamedTuple):
    """How an advice ended: `verdict` is done, stopped or expired. `by` is the event's id, None for time alone."""

    time: int
    verdict: str
    code: str
    by: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Kept:
    """That a limit keeps an advice back `until` there is room; `by` is the event that takes it up: a message, or what
    triggered the advice that asks for one."""

    limit: Limit
    until: int
    by: str

    @property
    def code(self) -> str:
        """The reason code."""
        return f"limited:{self.limit.name}"


class Episode:
    """One advice of one rule, for one case, key and recipient: `number` counts those that followed one another.

    `since` is what triggered it, `trigger` what its timing counts from (another after a restart). `person` is None
    where the advice is one for all, or where nobody is known. `key` is the interview or other key, None for the case;
    `of_interview` is the interview that the advice is of. `opens` is None while unknown; `waits` says why it waits.
    `floor` is the latest end of a hold that has passed. `cause` is why it changed in the step last taken. `version` is
    that of the case for which recipients were last chosen; a `choosy` rule's choice may change with any message.
    `natural` is when it opens, when it is due and why it waits without any limit; `delayed` and `withheld` what keeps
    it back; `freed` what kept it back last, until it was free. `place` is that of its policy where several advise.
    `recipients` are those who are meant. `via` is the person through whom they are written to, None for directly, and
    may be one of those meant, but not the only one. `addressees` are those to whom the message goes.
    """

    __slots__ = (
        "absent",
        "addressees",
        "case",
        "cause",
        "choosy",
        "delayed",
        "due",
        "end",
        "expires",
        "floor",
        "freed",
        "held_by",
        "id",
        "interview",
        "key",
        "missing",
        "natural",
        "number",
        "of_interview",
        "opens",
        "person",
        "place",
        "recipients",
        "rule",
        "scheduled_for",
        "since",
        "trigger",
        "version",
        "via",
        "waits",
        "withheld",
        "zone",
    )

    def __init__(
        self,
        partition: str,
        rule: Rule,
        key: str | None,
        person: Person | None,
        number: int,
        trigger: Happening,
        interview: Interview | None,
        place: int = 0,
    ) -> None:
        self.rule = rule
        self.place = place
        self.case = trigger.case
        self.key = key
        self.of_interview = key if rule.per == "interview" else None
        self.person = person
        self.number = number
        self.since = self.trigger = trigger
        self.interview = interview
        self.id = identity(
            partition, rule.name, self.case, key or "", person.keys[self.case][1] if person else "", str(number)
        )
        self.opens: int | None = None
        self.due: int | None = None
        self.expires: int | None = None
        self.zone: dt.tzinfo = dt.UTC
        self.waits = "not_yet"
        self.natural: tuple[int | None, int | None, str] = (None, None, self.waits)
        self.delayed: Kept | None = None
        self.withheld: Kept | None = None
        self.freed: Kept | None = None
        self.held_by: Span | None = None
        self.floor: tuple[int, Span] | None = None
        self.recipients: tuple[Person, ...] = ()
        self.addressees: tuple[Person, ...] = ()
        self.via: Person | None = None
        self.missing: str | None = None
        self.absent = False
        self.end: End | None = None
        self.cause: str | None = None
        self.scheduled_for: tuple[object, ...] | None = None
        self.version = -1
        self.choosy = is_choosy(rule)

    @property
    def routed(self) -> tuple[Person, ...]:
        """Those who are meant and written to through somebody else."""
        return () if self.via is None else tuple(person for person in self.recipients if person is not self.via)


def is_choosy(rule: Rule) -> bool:
    """Say whether any message may change who a rule's recipients are."""
    selector = rule.recipients
    while selector is not None:
        if selector.condition is not None or selector.first:
            return True
        selector = selector.fallback
    return False


def identity(*parts: str) -> str:
    """Return a stable id made of the parts: 20 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


class Span:
    """The interval in which a hold or a snooze is in force: from `begin` to before `end`, None while unknown.

    A hold selects by its three keys, `people` being those meant by now; a snooze names its `target`.
    """

    __slots__ = ("because", "begin", "code", "end", "event", "people", "selects", "target")

    def __init__(
        self,
        code: str,
        because: str,
        event: Happening,
        end: int | None,
        selects: Selection | None,
        target: str | None = None,
    ) -> None:
        self.code = code
        self.because = because
        self.event = event
        self.begin = event.time
        self.end = end
        self.selects = selects
        self.people: frozenset[int] | None = None
        self.target = target


class Group:
    """The advice of one rule for one key of a case, by recipient: the latest of each.

    `trigger` is the last that counts, with its `interview`; advice triggered before it keeps its own.
    """

    __slots__ = ("chains", "choosy", "interview", "key", "rule", "trigger", "version")

    def __init__(self, rule: Rule, key: str | None, trigger: Happening, interview: Interview | None) -> None:
        self.rule = rule
        self.key = key
        self.trigger = trigger
        self.interview = interview
        self.chains: dict[int, Episode] = {}
        self.version = -1
        self.choosy = is_choosy(rule)
