"""Replaying logs: partition by partition, so that no more than the log itself is in memory."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from tactful.commands.runs import Runs
from tactful.events.event import Reader
from tactful.events.logs import Lines, Reject, parse_partition, read_log
from tactful.planning import panel_of
from tactful.replaying import replay_partition

if TYPE_CHECKING:
    from tactful.policy import Policy
    from tactful.timing import Instant

Progress: TypeAlias = Callable[[int, int, int], None]
"""Told how many bytes have been read, events found, and events replayed since the last call."""

_OFTEN = 500  # events between two reports of progress


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be replayed, and how. `share` is as in `read_log`; with `case` only its decisions are kept."""

    logs: Sequence[str]
    until: Instant | None
    case: str | None
    folder: str
    share: tuple[int, int] | None = None

    def runs(self) -> Runs:
        """Return where its decisions go."""
        return Runs(self.folder)


@dataclass(slots=True)
class Outcome:
    """What came of a task: sorted runs of decisions, and what was rejected, in the order of the files."""

    runs: Runs
    rejects: list[Reject] = field(default_factory=list)
    events: int = 0


class Reading:
    """A log being read and then taken apart: partition by partition, each let go as soon as the next is asked for.

    `rejects` are those of the log as a whole; who reads the events of a partition adds its own.
    """

    def __init__(
        self,
        logs: Sequence[str],
        reader: Reader,
        *,
        share: tuple[int, int] | None = None,
        stdin: BinaryIO | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._tell = tell = progress or _untold
        self._log = read_log(logs, stdin=stdin, share=share, progress=lambda size: tell(size, 0, 0), reader=reader)
        self.rejects: list[Reject] = list(self._log.rejects)
        self.events = self._log.events
        tell(0, self.events, 0)

    def __iter__(self) -> Iterator[tuple[str, Lines]]:
        """Yield each partition's key and lines, and tell how far this has come."""
        partitions = self._log.partitions
        done = 0
        with _no_collection():
            for key in list(partitions):
                lines = partitions.pop(key)
                count = len(lines)
                yield key, lines
                del lines
                done += count
                if done >= _OFTEN:
                    self._tell(0, 0, done)
                    done = 0
        self._tell(0, 0, done)


def replayed(
    policies: Sequence[Policy], task: Task, *, stdin: BinaryIO | None = None, progress: Progress | None = None
) -> Outcome:
    """Do a task. Raises EventError where a log cannot be opened."""
    panel = panel_of(policies)
    reader = Reader(panel.vocabulary)
    reading = Reading(task.logs, reader, share=task.share, stdin=stdin, progress=progress)
    outcome = Outcome(task.runs(), reading.rejects, reading.events)
    case, until = task.case, task.until
    for key, lines in reading:
        events, rejects = parse_partition(lines, reader)
        del lines
        outcome.rejects += rejects
        if case is None:
            outcome.runs.add(replay_partition(panel, key, events, until))
        elif any(event.case == case for event in events):
            found = replay_partition(panel, key, events, until)
            outcome.runs.add([decision for decision in found if decision.subject == case])
    outcome.rejects.sort(key=in_files(task.logs))
    return outcome


def in_files(logs: Sequence[str]) -> Callable[[Reject], tuple[int, int]]:
    """Return the sort key that puts rejects in the order of the files and lines."""
    places = {path: place for place, path in reversed(list(enumerate(logs)))}
    return lambda reject: (places[reject.file], reject.line)


def _untold(read: int, found: int, done: int) -> None:
    pass


@contextmanager
def _no_collection() -> Iterator[None]:
    # What a partition leaves behind is freed as it goes; walking all that is alive again and again finds nothing.
    was_enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()
