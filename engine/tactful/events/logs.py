"""Logs: reading files of events line by line, grouped by partition, with duplicates settled."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import BinaryIO, NamedTuple
from zlib import crc32

import orjson

from tactful.errors import EventError
from tactful.events.duplicates import settle
from tactful.events.event import DEFAULT_SOURCE, Event, Reader
from tactful.events.files import Numbered, numbered_lines
from tactful.events.lines import Line, Lines, Log, Reject, located, placed
from tactful.events.vocabulary import BUILT_IN
from tactful.timing.texts import quoted

__all__ = ["Line", "Lines", "Log", "Reject", "parse_partition", "read_log", "write_rejects"]


def read_log(
    paths: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    share: tuple[int, int] | None = None,
    progress: Callable[[int], None] | None = None,
    reader: Reader | None = None,
) -> Log:
    """Read logs: JSON Lines, plain or packed as gzip or zstd, `-` for standard input, and YAML lists.

    `share=(i, n)` keeps the partitions of worker `i` of `n`, counted from 0; what concerns no partition is
    told to worker 0. `progress` gets the number of bytes taken from the files since the last call. `reader`
    says which of several records under one id can be read at all; by default it knows the built-in types.

    Only partition and id are looked at; `parse_partition` reads the events. Raises EventError where a log
    cannot be opened.
    """
    if share is not None and "-" in paths:
        raise EventError("standard input cannot be shared between jobs, expected files", "unreadable_log")
    return _Intake(paths, share, reader or Reader(BUILT_IN)).read(stdin, progress)


def parse_partition(lines: Lines, reader: Reader) -> tuple[list[Event], list[Reject]]:
    """Return the events of one partition, sorted by `known`, `time`, `source`, `id`, and the broken lines."""
    events: list[Event] = []
    rejects: list[Reject] = []
    read = reader.read
    for at, raw in enumerate(lines.raws):
        try:
            events.append(read(raw))
        except EventError as error:
            place = lines.places[at]
            rejects.append(Reject.of(lines.files, place, str(error), error.code, raw))
    events.sort(key=_as_known)
    return events, rejects


def write_rejects(path: str, rejects: Iterable[Reject]) -> None:
    """Write what was refused as JSON Lines: `file`, `line`, `error`, `code`, `raw`. Raises EventError."""
    try:
        with open(path, "wb") as file:
            for reject in rejects:
                text = reject.raw.decode("utf-8", "backslashreplace")
                row = {
                    "file": reject.file.encode("utf-8", "replace").decode(),
                    "line": reject.line,
                    "error": reject.message,
                    "code": reject.code,
                    "raw": text,
                }
                file.write(orjson.dumps(row) + b"\n")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise EventError(f"the rejects cannot be written to `{path}`: {why}", "unwritable") from None


def _as_known(event: Event) -> tuple[int, int, str, str]:
    return (event.known, event.time, event.source, event.id)


class _Spot(NamedTuple):
    """Where a line with a contested id stands; `lines` is None where another worker keeps it."""

    place: int
    raw: bytes
    lines: Lines | None
    row: int


class _Intake:
    """One run over the files, and another where workers must compare records of each other's partitions."""

    def __init__(self, paths: Sequence[str], share: tuple[int, int] | None, reader: Reader) -> None:
        self._log = Log(paths)
        self._worker, self._workers = share or (0, 1)
        self._reader = reader
        self._partitions: dict[str, Lines | None] = {}  # None: another worker's
        self._contested: dict[int, int] = {}  # hash of source and id -> number of lines
        self._rejects: list[tuple[int, Reject]] = []

    def read(self, stdin: BinaryIO | None, progress: Callable[[int], None] | None) -> Log:
        log = self._log

        def took(size: int) -> None:
            log.size += size
            if progress is not None:
                progress(size)

        seen: set[int] = set()
        for index, path in enumerate(log.files):
            start = placed(index, 0)
            for numbered in numbered_lines(path, stdin, took, partial(self._refuse, start)):
                self._take(start, numbered, seen)
        self._settle()
        for key, lines in self._partitions.items():
            if lines:
                lines.id_hashes = array("q")
                log.partitions[key] = lines
        log.rejects = [reject for _, reject in sorted(self._rejects, key=itemgetter(0))]
        return log

    def _take(self, start: int, numbered: Numbered, seen: set[int]) -> None:
        loads, partitions, contested = orjson.loads, self._partitions, self._contested
        count = len(seen)
        for number, raw in numbered:
            try:
                event = loads(raw)
                get = event.get
                key = get("partitionkey") or event["subject"]
                id_hash = hash((get("source") or DEFAULT_SOURCE, event["id"]))
                lines = partitions[key] if key in partitions else self._begin(key)
            except (ValueError, AttributeError, KeyError, TypeError):
                if raw.strip():
                    self._refuse_unreadable(start, number, raw)
                continue
            seen.add(id_hash)
            if len(seen) == count:
                contested[id_hash] = contested.get(id_hash, 1) + 1
            else:
                count += 1
            if lines is not None:
                lines.raws.append(raw)
                lines.places.append(start + number)
                lines.id_hashes.append(id_hash)

    def _begin(self, key: object) -> Lines | None:
        if type(key) is not str:
            raise TypeError
        lines = self._partitions[key] = Lines(self._log.files) if self._is_ours(key) else None
        return lines

    def _is_ours(self, key: str) -> bool:
        return self._workers == 1 or crc32(key.encode()) % self._workers == self._worker

    def _refuse_unreadable(self, start: int, number: int, raw: bytes) -> None:
        try:
            self._reader.read(raw)
        except EventError as error:
            self._refuse(start, number, str(error), error.code, raw)

    def _refuse(self, start: int, number: int, message: str, code: str, raw: bytes) -> None:
        if self._worker == 0:
            place = start + number
            self._rejects.append((place, Reject.of(self._log.files, place, message, code, raw)))

    def _settle(self) -> None:
        """Of the records under one source and id keep the one that counts."""
        dropped: dict[Lines, set[int]] = {}
        for spots in self._contested_spots():
            for spot in self._losers(spots):
                if spot.lines is not None:
                    dropped.setdefault(spot.lines, set()).add(spot.row)
        for lines, rows in dropped.items():
            lines.drop(rows)

    def _contested_spots(self) -> Iterable[list[_Spot]]:
        """Return all lines whose id is found more than once and at least once in a partition of ours."""
        spots: dict[int, list[_Spot]] = {}
        if contested := self._contested:
            for lines in self._partitions.values():
                for row, id_hash in enumerate(lines.id_hashes if lines else ()):
                    if lines and id_hash in contested:
                        spot = _Spot(lines.places[row], lines.raws[row], lines, row)
                        spots.setdefault(id_hash, []).append(spot)
            abroad = {id_hash for id_hash, ours in spots.items() if len(ours) < contested[id_hash]}
            for id_hash, spot in self._read_abroad(abroad) if abroad else ():
                spots[id_hash].append(spot)
        return spots.values()

    def _losers(self, spots: list[_Spot]) -> Iterator[_Spot]:
        """Yield the lines that do not count, and note why."""
        rivals: dict[tuple[str, str], dict[bytes, Event]] = {}
        for raw in {spot.raw: None for spot in spots}:
            try:
                event = self._reader.read(raw)
            except EventError:
                continue  # `parse_partition` refuses it for its own fault
            rivals.setdefault((event.source, event.id), {})[raw] = event
        for events in rivals.values():
            counts, copies = settle(events.values())
            kept = next(spot for spot in spots if spot.raw == counts.raw)
            for spot in spots:
                if spot is kept or spot.raw not in events:
                    continue
                yield spot
                if spot.lines is not None and spot.raw in copies:
                    self._log.copies += 1
                elif spot.lines is not None:
                    self._refuse_used_id(spot, counts, kept.place)

    def _refuse_used_id(self, spot: _Spot, counts: Event, place: int) -> None:
        file, number = located(self._log.files, place)
        message = (
            f"a different event under a used id: {quoted(counts.id)} of {quoted(counts.source)} "
            f"is the one at {file}:{number}"
        )
        reject = Reject.of(self._log.files, spot.place, message, "used_id", spot.raw)
        self._rejects.append((spot.place, reject))

    def _read_abroad(self, wanted: set[int]) -> Iterator[tuple[int, _Spot]]:
        for index, path in enumerate(self._log.files):
            for numbered in numbered_lines(path, None, None, lambda *_: None):
                for number, raw in numbered:
                    try:
                        event = orjson.loads(raw)
                        id_hash = hash((event.get("source") or DEFAULT_SOURCE, event["id"]))
                        key = event.get("partitionkey") or event["subject"]
                        if id_hash in wanted and not self._is_ours(key):
                            yield id_hash, _Spot(placed(index, number), raw, None, 0)
                    except (ValueError, AttributeError, KeyError, TypeError):
                        continue
