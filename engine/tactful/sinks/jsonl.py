"""Decisions appended to a file, one a line."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from tactful.sinks.sink import Delivery, SinkError, checked_name

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

_BEGINNING = b'{"specversion":"1.0"'
_BLOCK = 1 << 16
_REOPENED = 100

_CODES = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EROFS: "no_permission",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EISDIR: "no_file",
    errno.ENXIO: "no_file",
}


class JsonLinesSink:
    """Appends each decision to a JSON Lines file, which is made where there is none, for its owner alone to read.

    A line counts as written only with its newline: what a process that died left of one is cut off before the next.
    Several processes may write one file; where the system has no `flock` (Windows), only one. The file may be moved
    away at any time, and a new one is begun.

    With `fsync`, a line has arrived when it is on the disk, else when the system has it. Writing blocks, in an event
    loop too: for about as long as the disk takes.
    """

    def __init__(self, name: str, path: str | os.PathLike[str], *, fsync: bool = True) -> None:
        self.name = checked_name(name)
        self._path = Path(path)
        self._fsync = fsync

    def bind(self, *, asynchronous: bool) -> None:
        """Both ways are alike here."""

    async def send(self, delivery: Delivery) -> None:
        """Append the line."""
        try:
            with self._locked() as file:
                self._append(file, delivery.to_json() + b"\n")
        except OSError as error:
            code = _CODES.get(error.errno or 0, "io")
            raise SinkError(f"cannot write the file: {os.strerror(error.errno or errno.EIO).lower()}", code) from None
        except ValueError:
            raise SinkError("the path is none", "no_file") from None

    async def close(self) -> None:
        """There is nothing to let go of: the file is open only while a line is written."""

    @contextmanager
    def _locked(self) -> Iterator[FileIO]:
        """Open the file that the path leads to, for this process alone."""
        for _ in range(_REOPENED):
            with FileIO(self._path, "a+", opener=_opened) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise SinkError("found no file to append to at the path, expected a regular one", "no_file")
                if fcntl is not None:
                    fcntl.flock(file, fcntl.LOCK_EX)
                if self._is_still(file):
                    yield file
                    return
        raise SinkError("the file was moved away each time that it was opened", "moved")

    def _is_still(self, file: FileIO) -> bool:
        """Say whether the path leads to this file; it may have been moved while the lock was waited for."""
        try:
            return os.path.samestat(os.stat(self._path), os.fstat(file.fileno()))
        except FileNotFoundError:
            return False

    def _append(self, file: FileIO, line: bytes) -> None:
        end = _whole(file)
        try:
            left = memoryview(line)
            while left:
                left = left[file.write(left) or 0 :]
            if self._fsync:
                os.fsync(file.fileno())
                if end == 0:
                    _sync_folder(self._path.parent)
        except BaseException:
            file.truncate(end)
            raise


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _whole(file: FileIO) -> int:
    """Cut off what follows the last newline, and return where the file ends then."""
    size = end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - (_BLOCK if end < size else 1))
        newline = _read(file, start, end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    if end < size:
        rest = _read(file, end, min(size - end, len(_BEGINNING)))
        if not _BEGINNING.startswith(rest):
            raise SinkError("the file's last line is no decision, expected a file of decisions or none", "not_ours")
        file.truncate(end)
    return end


def _read(file: FileIO, start: int, size: int) -> bytes:
    file.seek(start)
    found = b""
    while len(found) < size and (block := file.read(size - len(found))):
        found += block
    return found


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file last, where the system can."""
    if fcntl is None:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
