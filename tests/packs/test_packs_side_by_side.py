"""Every two shipped packs can be put side by side, on every story."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest

import tactful
from tactful.commands.side_by_side_text import side_by_side_lines
from tactful.commands.text import Paper, cells
from tactful.comparing.side_by_side import STORIES, side_by_side, story_path
from tactful.events.logs import read_log
from tactful.policy import pack_names

PAIRS = list(combinations(pack_names(), 2))

load = cache(tactful.load)


@cache
def story(name: str) -> list[bytes]:
    """Return the events of a story as JSON."""
    (lines,) = read_log([str(story_path(name))]).partitions.values()
    return list(lines.raws)


@pytest.mark.parametrize("pair", PAIRS, ids=" ".join)
def test_two_packs_side_by_side(pair: tuple[str, str]) -> None:
    """Each event of a story is told once, and what is printed fits, whatever the packs."""
    for name in STORIES:
        found = side_by_side([load(pack) for pack in pair], story(name))
        told = [one.event.id for entry in found.timeline for one in entry.events]
        assert len(told) == len(set(told)) == len(story(name))
        assert found.knobs
        for width in (80, 120):
            lines = side_by_side_lines(found.to_dict(everything=True), STORIES[name], Paper(width))
            assert all(cells(line) <= width for line in lines)


def test_all_packs_side_by_side() -> None:
    """All of them fit onto one page too."""
    found = side_by_side([load(pack) for pack in pack_names()], story("interview"))
    assert all(cells(line) <= 80 for line in side_by_side_lines(found.to_dict(), STORIES["interview"], Paper(80)))
