"""Which expected advice is which given one: an assignment in which as many as possible agree."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


def paired(fits: Sequence[Sequence[int]], count: int) -> list[int | None]:
    """Return for each left one the right one that it is paired with, such that the most are paired.

    `fits[left]` lists the right ones, of `count`, that it may be paired with.
    """
    pairs: list[int | None] = [None] * len(fits)
    taken_by: list[int | None] = [None] * count
    for start in range(len(fits)):
        # Breadth first along alternating paths: `came` says which left one led to a right one.
        came: dict[int, int] = {}
        waiting = deque([start])
        while waiting:
            left = waiting.popleft()
            free = None
            for right in fits[left]:
                if right not in came:
                    came[right] = left
                    owner = taken_by[right]
                    if owner is None:
                        free = right
                        break
                    waiting.append(owner)
            if free is not None:
                step: int | None = free
                while step is not None:
                    left = came[step]
                    taken_by[step], step, pairs[left] = left, pairs[left], step
                break
    return pairs
