"""Comparing policies over logs: each partition is read once and folded under all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tactful.commands.jobs import shared_out
from tactful.commands.replaying import Progress, Reading, in_files
from tactful.comparing.comparison import Comparer, Comparison
from tactful.comparing.lives import View
from tactful.comparing.sweep import variant
from tactful.comparing.tally import Tally
from tactful.events.event import Reader
from tactful.events.logs import Reject, parse_partition
from tactful.planning import panel_of

if TYPE_CHECKING:
    from tactful.policy import Policy


@dataclass(frozen=True, slots=True)
class Side:
    """A policy by its reference, and the value that one of its settings is to take."""

    reference: str
    setting: tuple[str, str] | None = None

    def load(self) -> Policy:
        """Load the policy. Raises PolicyError."""
        from tactful.policy import load

        return load(self.reference) if self.setting is None else variant(self.reference, *self.setting)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be compared: the first of the sides with each of the others. `share` is as in `read_log`."""

    logs: Sequence[str]
    sides: Sequence[Side]
    view: View
    examples: int
    folder: str
    share: tuple[int, int] | None = None


@dataclass(slots=True)
class Found:
    """What came of a task: a tally for each side but the first, and what was rejected, in the order of the files."""

    tallies: list[Tally]
    rejects: list[Reject] = field(default_factory=list)


def compared(task: Task, policies: Sequence[Policy], progress: Progress | None = None) -> Found:
    """Do a task, whose policies have been loaded. Raises EventError where a log cannot be opened."""
    readers: list[Reader] = []
    numbers: list[int] = []
    vocabularies = []
    for policy in policies:
        # Events are typed by the vocabulary of the policy that reads them; mostly it is one.
        if policy.vocabulary not in vocabularies:
            vocabularies.append(policy.vocabulary)
            readers.append(Reader(policy.vocabulary))
        numbers.append(vocabularies.index(policy.vocabulary))
    programs = [panel_of(policy) for policy in policies]
    view, case = task.view, task.view.case
    comparers = [Comparer(view, task.examples) for _ in policies[1:]]
    reading = Reading(task.logs, readers[0], share=task.share, progress=progress)
    rejects = dict.fromkeys(reading.rejects)
    for key, lines in reading:
        histories = []
        for reader in readers:
            events, refused = parse_partition(lines, reader)
            histories.append(events)
            rejects.update(dict.fromkeys(refused))
        del lines
        if case is not None and not any(event.case == case for events in histories for event in events):
            continue
        before = view.lives(programs[0], key, histories[0])
        for comparer, program, number in zip(comparers, programs[1:], numbers[1:], strict=True):
            after = view.lives(program, key, histories[number])
            comparer.take(key, histories[number], before, after)
    return Found([comparer.tally for comparer in comparers], sorted(rejects, key=in_files(task.logs)))


def comparisons(
    task: Task, policies: Sequence[Policy], jobs: int, progress: Progress | None = None
) -> tuple[list[Comparison], list[Reject]]:
    """Compare the first policy with each of the others, in several processes if asked to; the outcome is that of one.

    Raises what a process raised.
    """
    if jobs == 1:
        found = compared(task, policies, progress)
    else:
        shares, rejects = shared_out(jobs, task, _Share(tuple(policy.digest for policy in policies)), progress=progress)
        found = Found([Tally(task.examples) for _ in policies[1:]], rejects)
        for share in shares:
            for tally, more in zip(found.tallies, share.tallies, strict=True):
                tally.merge(more)
    first, *others = ((policy.name, policy.digest) for policy in policies)
    return [Comparison(first, other, task.view, tally) for other, tally in zip(others, found.tallies, strict=True)], (
        found.rejects
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """The work of one process, which loads the policies anew."""

    digests: tuple[str, ...]

    def __call__(self, task: Task, progress: Progress | None) -> Found:
        policies = [side.load() for side in task.sides]
        if tuple(policy.digest for policy in policies) != self.digests:
            raise RuntimeError("a policy has changed meanwhile")
        return compared(task, policies, progress)
