"""Work in several processes: each takes its share of the partitions."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tactful.commands.replaying import Outcome, Progress, Task, in_files, replayed
from tactful.errors import TactfulError
from tactful.events.logs import Reject

if TYPE_CHECKING:
    from tactful.policy import Policy


class Shared(Protocol):
    """A task, a frozen dataclass, that can be done in shares. `folder` is for files that it needs meanwhile."""

    @property
    def logs(self) -> Sequence[str]: ...
    @property
    def folder(self) -> str: ...
    @property
    def share(self) -> tuple[int, int] | None: ...


class Rejecting(Protocol):
    """What one process found, with what it rejected. It can be pickled."""

    @property
    def rejects(self) -> Sequence[Reject]: ...


T = TypeVar("T", bound=Shared)
R = TypeVar("R", bound=Rejecting)


@dataclass(frozen=True, slots=True)
class _Told:
    """Progress of one process."""

    read: int
    found: int
    done: int


@dataclass(frozen=True, slots=True)
class _Done:
    """What one process replayed: the files of its runs, and what was rejected."""

    files: Sequence[str]
    rejects: Sequence[Reject]
    events: int


def replayed_in(
    jobs: int,
    policies: Sequence[Policy],
    references: Sequence[str],
    task: Task,
    *,
    progress: Progress | None = None,
) -> Outcome:
    """Replay in several processes; the outcome is that of one. Each loads the policies by their references anew.

    Raises what a process raised.
    """
    outcome = Outcome(task.runs())
    found, outcome.rejects = shared_out(
        jobs, task, partial(_replay, references, [policy.digest for policy in policies]), progress=progress
    )
    for done in found:
        outcome.runs.files += done.files
        outcome.events += done.events
    return outcome


def shared_out(
    jobs: int, task: T, work: Callable[[T, Progress | None], R], *, progress: Progress | None = None
) -> tuple[list[R], list[Reject]]:
    """Do a task in several processes, each with its share; standard input is first copied into a file.

    Return what each found, in the order of the shares, and all that was rejected, in the order of the files. Raises
    what a process raised.
    """
    spool = None
    if "-" in task.logs:
        task, spool = _spooled(task)
    workers: list[multiprocessing.Process] = []
    open_ends: dict[Connection, int] = {}
    found: dict[int, R] = {}
    try:
        for number in range(jobs):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            own: T = replace(task, share=(number, jobs))  # type: ignore[type-var]
            worker = multiprocessing.Process(target=_work, args=(theirs, work, own, progress is not None), daemon=True)
            worker.start()
            theirs.close()
            workers.append(worker)
            open_ends[ours] = number
        while open_ends:
            ready: Any = wait(list(open_ends))
            for end in ready:
                message = _received(end)
                if not isinstance(message, _Told):
                    found[open_ends.pop(end)] = message
                elif progress is not None:
                    progress(message.read, message.found, message.done)
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            worker.kill()
    results = [found[number] for number in sorted(found)]
    rejects = sorted((reject for result in results for reject in result.rejects), key=in_files(task.logs))
    return results, rejects if spool is None else [_unspooled(reject, spool) for reject in rejects]


def _spooled(task: T) -> tuple[T, str]:
    """Copy standard input into a file, so that several processes can read it; return its path too."""
    descriptor, path = tempfile.mkstemp(dir=task.folder, suffix=".log")
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
    spooled: T = replace(task, logs=[path if log == "-" else log for log in task.logs])  # type: ignore[type-var]
    return spooled, path


def _unspooled(reject: Reject, spool: str) -> Reject:
    """Return a reject as if standard input itself had been read."""
    file = "-" if reject.file == spool else reject.file
    return reject._replace(file=file, message=reject.message.replace(f"{spool}:", "-:"))


def _received(end: Connection) -> Any:
    try:
        message = end.recv()
    except EOFError:
        raise RuntimeError("a job ended without a result") from None
    if isinstance(message, BaseException):
        raise message
    return message


def _replay(references: Sequence[str], digests: Sequence[str], task: Task, progress: Progress | None) -> _Done:
    from tactful.policy import load_all

    policies = load_all(references)
    if [policy.digest for policy in policies] != digests:
        raise RuntimeError("the policy has changed meanwhile")
    outcome = replayed(policies, task, progress=progress)
    outcome.runs.spill()
    return _Done(outcome.runs.files, outcome.rejects, outcome.events)


def _work(end: Connection, work: Callable[[Any, Progress | None], Any], task: Any, tells: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends this one

    def tell(read: int, found: int, done: int) -> None:
        end.send(_Told(read, found, done))

    try:
        end.send(work(task, tell if tells else None))
    except TactfulError as error:
        end.send(error)
    except Exception as error:
        end.send(RuntimeError(f"{type(error).__name__}: {error}"))
    end.close()
