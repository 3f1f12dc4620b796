"""Decisions in their global order, in bounded memory: sorted runs, in files where they grow large, and their merge."""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from tactful.decisions import Decision

LARGEST = 8 << 20
"""How many bytes a run may have before it is written to a file."""

_SHARE = 24  # Runs grow to this part of what was written, so that even of a huge log there are few files.
_BLOCK = 1 << 17
_ZERO = 1 << 63  # makes instants before 1970 positive, so that their digits sort as they do

# A key holds no byte below 0x0b but these, so a shorter name sorts first and a line feed ends a record.
_END = b"\x01"
_ESCAPED = {code: f"\x0b{chr(0x20 + code)}" for code in range(0x0C)}


def record_of(decision: Decision) -> bytes:
    """Return a decision as its sort key, a mark and its JSON. Records sort as `Decision.order` does."""
    time, case, rule, advice = decision.order
    return b"%016x%b\x01%08x%b\x01%b" % (time + _ZERO, _key(case), rule, _key(advice), decision.to_json())


def line_of(record: bytes) -> bytes:
    """Return the JSON of a record."""
    return record.split(_END, 2)[2]


class Runs:
    """Takes records in any order. What does not fit into memory is sorted and written to files in `folder`."""

    def __init__(self, folder: str, *, largest: int = LARGEST) -> None:
        self.files: list[str] = []
        self._folder = folder
        self._largest = largest
        self._records: list[bytes] = []
        self._size = 0
        self._spilled = 0

    def add(self, decisions: Iterable[Decision]) -> None:
        """Take decisions in."""
        records = [record_of(decision) for decision in decisions]
        self._records += records
        self._size += sum(map(len, records))
        if self._size > max(self._largest, self._spilled // _SHARE):
            self.spill()

    def spill(self) -> None:
        """Write what is in memory to a file of its own."""
        if self._records:
            descriptor, path = tempfile.mkstemp(dir=self._folder, suffix=".run")
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(record + b"\n" for record in self._sorted())
            self.files.append(path)
            self._spilled += self._size
            self._records, self._size = [], 0

    def lines(self) -> Iterator[list[bytes]]:
        """Yield the JSON of all decisions in their order, many at a time."""
        if self.files:
            self.spill()
            yield from merged(self.files)
        else:
            records = self._sorted()
            for start in range(0, len(records), 1024):
                yield [line_of(record) for record in records[start : start + 1024]]

    def _sorted(self) -> list[bytes]:
        self._records.sort()
        return self._records


def merged(paths: Sequence[str]) -> Iterator[list[bytes]]:
    """Merge sorted runs; yield the JSON of their records, many at a time."""
    files = [open(path, "rb", buffering=0) for path in paths]  # noqa: SIM115
    try:
        runs = [_Run(file) for file in files]
        while runs := [run for run in runs if run.records]:
            # Up to the smallest of the last records, no file can hold anything that comes before.
            limit = min(run.records[-1] for run in runs)
            block: list[bytes] = []
            for run in runs:
                block += run.take(limit)
            block.sort()
            yield [line_of(record) for record in block]
    finally:
        for file in files:
            file.close()


class _Run:
    """One sorted run: the records read and not yet taken."""

    def __init__(self, file: BinaryIO) -> None:
        self.records: list[bytes] = []
        self._file = file
        self._rest = b""
        self._fill()

    def take(self, limit: bytes) -> list[bytes]:
        """Take the records up to a limit, which is among those read of some run."""
        count = bisect_right(self.records, limit)
        taken, self.records = self.records[:count], self.records[count:]
        if not self.records:
            self._fill()
        return taken

    def _fill(self) -> None:
        while not self.records:
            piece = self._file.read(_BLOCK)
            if not piece:
                return
            self.records = (self._rest + piece).split(b"\n")
            self._rest = self.records.pop()


def _key(name: str) -> bytes:
    if not name.isprintable():
        name = name.translate(_ESCAPED)
    return name.encode("utf-8", "surrogatepass")
