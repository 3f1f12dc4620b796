"""Putting policies side by side on a case of some logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tactful.commands.replaying import in_files
from tactful.comparing.side_by_side import SideBySide
from tactful.comparing.side_by_side.sides import put_together
from tactful.errors import PolicyError, Problem
from tactful.events.event import Event, Reader
from tactful.events.logs import Reject, parse_partition, read_log
from tactful.policy import load

if TYPE_CHECKING:
    from tactful.policy import Policy


def loaded(references: Sequence[str]) -> list[Policy]:
    """Load policies. Raises PolicyError with the problems of all of them."""
    policies: list[Policy] = []
    problems: set[Problem] = set()
    for reference in references:
        try:
            policies.append(load(reference))
        except PolicyError as error:
            problems.update(error.problems)
    if problems:
        raise PolicyError(problems)
    return policies


def put_side_by_side(
    policies: Sequence[Policy], logs: Sequence[str], case: str | None
) -> tuple[SideBySide, list[Reject]]:
    """Return what policies say to a case, and the events that were rejected.

    Raises EventError where a log cannot be opened, and for a case that is not there.
    """
    log = read_log(logs, reader=Reader(policies[0].vocabulary))
    rejects = dict.fromkeys(log.rejects)
    partitions: list[dict[str, list[Event]]] = []
    for place, policy in enumerate(policies):
        # Events are typed by the vocabulary of the policy that reads them; mostly it is one.
        alike = next((at for at in range(place) if policies[at].vocabulary == policy.vocabulary), None)
        if alike is not None:
            partitions.append(partitions[alike])
            continue
        reader = Reader(policy.vocabulary)
        read: dict[str, list[Event]] = {}
        for key, lines in log.partitions.items():
            read[key], refused = parse_partition(lines, reader)
            rejects.update(dict.fromkeys(refused))
        partitions.append(read)
    return put_together(policies, partitions, case), sorted(rejects, key=in_files(logs))
