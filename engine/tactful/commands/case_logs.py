"""One case in logs: only the partitions that it is in are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tactful.commands.replaying import in_files
from tactful.events.event import Event, Reader
from tactful.events.logs import Reject, parse_partition, read_log
from tactful.lookup import unknown_case
from tactful.planning import panel_of

if TYPE_CHECKING:
    from tactful.policy import Policy


def events_of(
    policies: Sequence[Policy], logs: Sequence[str], case: str
) -> tuple[dict[str, list[Event]], list[Reject]]:
    """Return the events of the partitions with a case, settled, and the events that were rejected.

    Raises EventError where a log cannot be opened, and for a case that is not there.
    """
    reader = Reader(panel_of(policies).vocabulary)
    log = read_log(logs, reader=reader)
    rejects = list(log.rejects)
    cases: set[str] = set()
    concerned: dict[str, list[Event]] = {}
    for key in list(log.partitions):
        events, refused = parse_partition(log.partitions.pop(key), reader)
        rejects += refused
        mine = {event.case for event in events}
        cases |= mine
        if case in mine:
            concerned[key] = events
    if not concerned:
        raise unknown_case(case, cases)
    rejects.sort(key=in_files(logs))
    return concerned, rejects
