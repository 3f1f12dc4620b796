"""A policy file, or a folder of them, that somebody edits."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Sequence
from pathlib import Path

_MOST_FILES = 1_000
_MOST_BYTES = 1 << 20
_PACK = "policy.yaml"


class Watcher:
    """Looks at a policy file, or a folder of them, whenever it is asked to; it has no thread and no clock.

    Of a folder its `policy.yaml` counts, else every policy in it, in order of name. What they extend in the same folder
    is watched too. Names that begin with `.` are passed over.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._seen: str | None = None
        self._done: str | None = None

    def look(self) -> list[Path] | None:
        """Return the policies to load where something has changed since the last time, and is still the same now.

        A file that is being written is thus left alone until the next look. What cannot be read is returned as well, so
        that loading it says why. Where nothing has changed, None.
        """
        try:
            files = self._files()
        except OSError:
            files = [self._place]
        stamp, unreadable = _stamp(files)
        steady = stamp == self._seen
        self._seen = stamp
        if not steady or stamp == self._done:
            return None
        try:
            found = self._policies([file for file in files if file not in unreadable])
        except OSError:
            return None
        self._done = stamp
        return sorted({*found, *unreadable}) or [self._place]

    def again(self) -> None:
        """Take what was last returned as not done: the next look that finds it unchanged returns it once more."""
        self._done = None

    def _files(self) -> list[Path]:
        self._place.lstat()
        if not self._place.is_dir():
            return [self._place]
        found = self._place.rglob("*.yaml")
        shown = (file for file in found if not any(part[0] == "." for part in file.relative_to(self._place).parts))
        return sorted(shown)[:_MOST_FILES]

    def _policies(self, files: Sequence[Path]) -> list[Path]:
        if not self._place.is_dir():
            return [self._place]
        if (pack := self._place / _PACK) in files:
            return [pack]
        return [file for file in files if file.parent == self._place and _is_policy(file)]


def _stamp(files: Sequence[Path]) -> tuple[str, set[Path]]:
    """Return a hash of what is in some files, and those that cannot be read."""
    digest = hashlib.sha256()
    unreadable = set()
    for file in files:
        try:
            told, content = "", _content(file)
        except OSError as error:
            unreadable.add(file)
            told, content = f"{type(error).__name__} {error.errno}", b""
        digest.update(f"{file}\0{told}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest(), unreadable


def _content(file: Path) -> bytes:
    """Return as much of a file as may be of a policy. Raises OSError; a pipe would never answer."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError("not a file")
    with file.open("rb") as opened:
        return opened.read(_MOST_BYTES + 1)


def _is_policy(file: Path) -> bool:
    """Say whether a file is a policy of its own: not one of tests, nor a part such as wordings that others extend."""
    lines = _content(file).splitlines()
    return not file.stem.endswith("_test") and any(line.startswith(b"policy:") for line in lines)
