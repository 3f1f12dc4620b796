from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tactful.testing.pairing import paired

COUNT = 5

graphs = st.lists(st.lists(st.integers(0, COUNT - 1), unique=True, max_size=COUNT), max_size=5)


def most(fits: list[list[int]]) -> int:
    """Try every assignment."""
    rights = [*range(COUNT), *[None] * len(fits)]
    return max(
        sum(right in fits[left] for left, right in enumerate(chosen)) for chosen in permutations(rights, len(fits))
    )


@given(graphs)
def test_as_many_as_possible_are_paired(fits: list[list[int]]) -> None:
    """Pairs fit, no one is in two, and no assignment has more."""
    pairs = paired(fits, COUNT)
    chosen = [right for right in pairs if right is not None]
    assert len(pairs) == len(fits)
    assert len(set(chosen)) == len(chosen)
    assert all(right is None or right in fits[left] for left, right in enumerate(pairs))
    assert len(chosen) == most([list(row) for row in fits])


def test_a_greedy_choice_is_taken_back() -> None:
    """The first takes what the second needs, and gives it up."""
    assert paired([[0, 1], [0]], 2) == [1, 0]
    assert paired([[0, 1], [0, 2], [0]], 3) == [1, 2, 0]
