"""Which advice under one policy is which under the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TypeAlias

from tactful.comparing.lives import Life

Pair: TypeAlias = tuple[Life | None, Life | None]

_place = attrgetter("place")


def pairs(before: Mapping[str, Life], after: Mapping[str, Life]) -> Iterator[Pair]:
    """Yield the advice of one case under two policies, each with its counterpart or None. Both are by id.

    Counterparts are, the first that applies: what the same event set off by the same rule for the same recipients;
    the same rule's for the same key and recipients; the same rule's set off by the same event, for others; another
    rule's for the same purpose and recipients, set off by the same event. But for the first, only advice that counts.
    """
    ours: list[Life] = []
    theirs = dict(after)
    for name, life in before.items():
        twin = theirs.get(name)
        if twin is not None and twin.since == life.since:
            del theirs[name]
            yield life, twin
        else:
            ours.append(life)
    if ours and theirs:
        left, right = sorted(ours, key=_place), sorted(theirs.values(), key=_place)
        for key, every in _KEYS:
            found = _matched(left, right, key, every=every)
            yield from found
            taken = {id(life) for pair in found for life in pair}
            left = [life for life in left if id(life) not in taken]
            right = [life for life in right if id(life) not in taken]
    else:
        left, right = ours, list(theirs.values())
    yield from ((life, None) for life in left)
    yield from ((None, life) for life in right)


def _matched(
    left: Sequence[Life], right: Sequence[Life], key: Callable[[Life], Hashable], *, every: bool
) -> list[tuple[Life, Life]]:
    free: dict[Hashable, list[Life]] = {}
    for life in reversed(right):
        if every or life.counts:
            free.setdefault(key(life), []).append(life)
    return [(life, others.pop()) for life in left if (every or life.counts) and (others := free.get(key(life)))]


def _same(life: Life) -> Hashable:
    return (life.advice.rule, life.advice.meant, life.since)


def _again(life: Life) -> Hashable:
    return (life.advice.rule, life.advice.key, life.advice.meant)


def _to_others(life: Life) -> Hashable:
    return (life.advice.rule, life.since)


def _by_another_rule(life: Life) -> Hashable:
    advice = life.advice
    return (advice.purpose, advice.strength == "must_not", advice.meant, life.since)


_KEYS: tuple[tuple[Callable[[Life], Hashable], bool], ...] = (
    (_same, True),
    (_again, False),
    (_to_others, False),
    (_by_another_rule, False),
)
