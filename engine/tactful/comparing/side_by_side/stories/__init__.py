"""The cases that ship with Tactful to compare policies on."""

from __future__ import annotations

from pathlib import Path

from tactful.errors import EventError, did_you_mean
from tactful.timing.texts import quoted

STORIES = {
    "interview": "A whole pursuit: a call, a visit, some thanks, a promised date, silence, and a no.",
    "application": "An application that nobody answers, two questions, and a request not to write.",
    "networking": "A career fair, a talk that came of it, and a contact that is kept.",
}
"""The name of each story, and what happens in it."""


def story_path(name: str) -> Path:
    """Return the log of a story, a YAML list of events. Raises EventError where there is no such story."""
    if name not in STORIES:
        hint = did_you_mean(name, STORIES) or f"there are {', '.join(f'`{known}`' for known in STORIES)}"
        raise EventError(f"there is no story {quoted(name)}; {hint}", "unknown_story")
    return Path(__file__).with_name(f"{name}.yaml")
