"""What a fold tells those who want to know how times and recipients came about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from tactful.history import Happening, Person
from tactful.policy.model import Moment, Recipients, Rule
from tactful.timing import Instant, Window

if TYPE_CHECKING:
    from tactful.planning.episode import Episode, Kept, Span


class Counted(NamedTuple):
    """A moment counted: the happening that tells its anchor, the anchor and the moment itself, None while not known."""

    moment: Moment
    told: Happening
    anchor: Instant | None
    at: Instant | None


class Step(NamedTuple):
    """One step of the sum behind a time: what was added, and where that leads; None where it leads nowhere yet.

    `by` is the happening that tells the anchor of the rule; the moments of which the earliest counts; a hold or snooze;
    a limit; a window; or, for what moved the opening moving `due` as much, that many microseconds.
    """

    of: Literal["anchor", "opens", "due", "expires"]
    by: Happening | tuple[Counted, ...] | Span | Kept | Window | int
    at: Instant | None
    zone: dt.tzinfo


class Choice(NamedTuple):
    """One selector tried: whom it named, who of them passed its condition, who of these may be written to, and through
    whom: None for directly, or where nobody is there to go through.

    `asked` is the instruction by which all advice of the case goes through somebody, None where there is none.
    """

    selector: Recipients
    named: tuple[Person, ...]
    passed: tuple[Person, ...]
    willing: tuple[Person, ...]
    via: Person | None
    asked: Happening | None


class Trace(Protocol):
    """Is told how times and recipients are settled, each time; a fold without one does no more than settle them."""

    def scheduled(self, episode: Episode, steps: Sequence[Step]) -> None:
        """The times of an advice were set."""

    def limited(self, episode: Episode, steps: Sequence[Step]) -> None:
        """What limits add to the sums of an advice was found; none where they leave it alone."""

    def addressed(self, rule: Rule, trigger: Happening, time: Instant, choices: Sequence[Choice]) -> None:
        """The recipients of a rule's advice were chosen, at an instant, by the selectors tried one after another."""
