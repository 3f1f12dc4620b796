"""A progress bar on standard error: on a terminal only, and for long logs only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tactful.commands.clock import seconds
from tactful.commands.replaying import Progress

LONG = 8 << 20
"""From how many bytes on a log is long."""

_READING = 0.1  # of the whole time
_EVERY = 0.1  # seconds


@contextmanager
def shown_progress(logs: Sequence[str], jobs: int = 1) -> Iterator[Progress | None]:
    """Show how far a replay has come; yield whom to tell, or None where nothing is shown."""
    size = sum(os.path.getsize(log) for log in logs if os.path.isfile(log))
    if size < LONG or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("replaying"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    # Drawn by hand: a thread that draws would not survive into the forked jobs.
    bars = Bars(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
    read = found = done = 0
    drawn = 0.0
    with bars:
        bar = bars.add_task("", total=1.0)

        def tell(more_read: int, more_found: int, more_done: int) -> None:
            nonlocal read, found, done, drawn
            read, found, done = read + more_read, found + more_found, done + more_done
            if (moment := seconds()) - drawn > _EVERY:
                drawn = moment
                share = _READING * read / (size * jobs) + (1 - _READING) * done / max(found, 1)
                bars.update(bar, completed=min(share, 1.0), refresh=True)

        yield tell
