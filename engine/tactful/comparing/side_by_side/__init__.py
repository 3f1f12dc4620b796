"""Policies side by side: what each says to the same case, moment by moment, and the knobs in which they differ."""

from tactful.comparing.side_by_side.sides import SideBySide, side_by_side
from tactful.comparing.side_by_side.stories import STORIES, story_path

__all__ = ["STORIES", "SideBySide", "side_by_side", "story_path"]
