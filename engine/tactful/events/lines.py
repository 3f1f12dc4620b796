"""The lines of logs, by partition, and those that were refused."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LONGEST_REJECT = 64 << 10

_FILE_SHIFT = 40
_NUMBERS = (1 << _FILE_SHIFT) - 1


def placed(file: int, number: int) -> int:
    """Return a place: the index of a file and the number of a line as one integer, in reading order."""
    return (file << _FILE_SHIFT) + number


def located(files: Sequence[str], place: int) -> tuple[str, int]:
    """Return the file and the line of a place."""
    return files[place >> _FILE_SHIFT], place & _NUMBERS


class Line(NamedTuple):
    """One event as written: the file as it was named, the line from 1, and the JSON."""

    file: str
    number: int
    raw: bytes


class Reject(NamedTuple):
    """A line that is no usable event, and why. Of a long line `raw` is only the beginning."""

    file: str
    line: int
    message: str
    code: str
    raw: bytes

    @classmethod
    def of(cls, files: Sequence[str], place: int, message: str, code: str, raw: bytes) -> Reject:
        """Refuse the line at a place."""
        return cls(*located(files, place), message, code, raw[:LONGEST_REJECT].rstrip(b"\r"))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Lines:
    """The lines of one partition, in the order read, held compactly since there may be millions.

    `raws` and `places` go together, and until duplicates are settled so does `id_hashes`, of source and id.
    """

    __slots__ = ("files", "id_hashes", "places", "raws")

    def __init__(self, files: Sequence[str]) -> None:
        self.files = files
        self.raws: list[bytes] = []
        self.places = array("q")
        self.id_hashes = array("q")

    def __len__(self) -> int:
        return len(self.raws)

    def __iter__(self) -> Iterator[Line]:
        for place, raw in zip(self.places, self.raws, strict=True):
            yield Line(*located(self.files, place), raw)

    def drop(self, dropped: set[int]) -> None:
        """Remove lines by their index."""
        kept = [at for at in range(len(self.raws)) if at not in dropped]
        self.raws = [self.raws[at] for at in kept]
        self.places = array("q", [self.places[at] for at in kept])


class Log:
    """What was read: lines by partition in order of first appearance, and what was refused by file and line.

    `size` is the number of bytes taken from the files, `copies` that of identical records ignored.
    """

    __slots__ = ("copies", "files", "partitions", "rejects", "size")

    def __init__(self, files: Sequence[str]) -> None:
        self.files: tuple[str, ...] = tuple(files)
        self.partitions: dict[str, Lines] = {}
        self.rejects: list[Reject] = []
        self.size = 0
        self.copies = 0

    @property
    def events(self) -> int:
        """The number of lines in all partitions."""
        return sum(map(len, self.partitions.values()))
