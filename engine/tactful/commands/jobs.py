"""Replaying in several processes: each takes its share of the partitions and leaves sorted runs in files."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from tactful.commands.replaying import Outcome, Progress, Task, in_files, replayed
from tactful.errors import TactfulError
from tactful.events.logs import Reject

if TYPE_CHECKING:
    from tactful.policy import Policy


@dataclass(frozen=True, slots=True)
class _Told:
    """Progress of one process."""

    read: int
    found: int
    done: int


@dataclass(frozen=True, slots=True)
class _Done:
    """What one process found: the files of its runs, and what was rejected."""

    files: Sequence[str]
    rejects: Sequence[Reject]
    events: int


def replayed_in(jobs: int, policy: Policy, reference: str, task: Task, *, progress: Progress | None = None) -> Outcome:
    """Do a task in several processes; the outcome is that of one. Each loads the policy by its reference anew,
    and standard input is first copied into a file.

    Raises what a process raised.
    """
    spool = None
    if "-" in task.logs:
        task, spool = _spooled(task)
    workers: list[multiprocessing.Process] = []
    open_ends: list[Connection] = []
    outcome = Outcome(task.runs())
    try:
        for number in range(jobs):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            own = replace(task, share=(number, jobs))
            worker = multiprocessing.Process(
                target=_work, args=(theirs, reference, policy.digest, own, progress is not None), daemon=True
            )
            worker.start()
            theirs.close()
            workers.append(worker)
            open_ends.append(ours)
        while open_ends:
            for end in wait(open_ends):
                message = _received(end)  # type: ignore[arg-type]
                if isinstance(message, _Told) and progress is not None:
                    progress(message.read, message.found, message.done)
                elif isinstance(message, _Done):
                    outcome.runs.files += message.files
                    outcome.rejects += message.rejects
                    outcome.events += message.events
                    open_ends.remove(end)  # type: ignore[arg-type]
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            worker.kill()
    outcome.rejects.sort(key=in_files(task.logs))
    if spool is not None:
        outcome.rejects = [_unspooled(reject, spool) for reject in outcome.rejects]
    return outcome


def _spooled(task: Task) -> tuple[Task, str]:
    """Copy standard input into a file, so that several processes can read it; return its path too."""
    descriptor, path = tempfile.mkstemp(dir=task.folder, suffix=".log")
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
    return replace(task, logs=[path if log == "-" else log for log in task.logs]), path


def _unspooled(reject: Reject, spool: str) -> Reject:
    """Return a reject as if standard input itself had been read."""
    file = "-" if reject.file == spool else reject.file
    return reject._replace(file=file, message=reject.message.replace(f"{spool}:", "-:"))


def _received(end: Connection) -> object:
    try:
        message = end.recv()
    except EOFError:
        raise RuntimeError("a job ended without a result") from None
    if isinstance(message, BaseException):
        raise message
    return message


def _work(end: Connection, reference: str, digest: str, task: Task, tells: bool) -> None:
    from tactful.policy import load

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends this one

    def tell(read: int, found: int, done: int) -> None:
        end.send(_Told(read, found, done))

    try:
        policy = load(reference)
        if policy.digest != digest:
            raise RuntimeError("the policy has changed meanwhile")
        outcome = replayed(policy, task, progress=tell if tells else None)
        outcome.runs.spill()
        end.send(_Done(outcome.runs.files, outcome.rejects, outcome.events))
    except TactfulError as error:
        end.send(error)
    except Exception as error:
        end.send(RuntimeError(f"{type(error).__name__}: {error}"))
    end.close()
