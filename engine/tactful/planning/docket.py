"""The advice of one case, live and ended, and what may postpone or end it."""

from __future__ import annotations

from tactful.history import Case, Happening
from tactful.planning.episode import Episode, Group
from tactful.planning.holding import Holds
from tactful.planning.program import Outcome
from tactful.timing import Calendar


class Docket:
    """The advice of one case: `live` and `ended`, the holds in force, and what may end advice that comes up late.

    `cast` are the groups with advice to each person; `seen` is how many of the ended its reader has seen.
    """

    __slots__ = ("case", "cast", "ended", "endings", "groups", "holds", "live", "seen")

    def __init__(self, case: Case, calendar: Calendar) -> None:
        self.case = case
        self.live: list[Episode] = []
        self.ended: list[Episode] = []
        self.seen = 0
        self.groups: dict[tuple[int, str | None], Group] = {}
        self.cast: list[Group] = []
        self.holds = Holds(calendar)
        self.endings: list[tuple[Happening, Outcome]] = []
