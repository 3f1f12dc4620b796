"""How many cases may change: `5%` of those compared, or a count of cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tactful.timing.texts import quoted

_WRITTEN = re.compile(r"([0-9]{1,12})|([0-9]{1,3}(?:\.[0-9]{1,9})?)%")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it was `written`: `count` cases, or where that is None a `share` of them."""

    written: str
    count: int | None
    share: Fraction

    def is_exceeded(self, changed: int, cases: int) -> bool:
        """Say whether so many changed cases of so many are too many."""
        return changed > (self.share * cases if self.count is None else self.count)


def parse_limit(text: str) -> Limit:
    """Read a limit. Raises ValueError."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"found {quoted(text)}, expected a share such as `5%` or a count of cases such as `20`")
    count = None if match[1] is None else int(match[1])
    return Limit(text.strip(), count, Fraction(0) if match[2] is None else Fraction(match[2]) / 100)
