from __future__ import annotations

import multiprocessing
import os
from typing import Any, NoReturn

import pytest
from command_cases import Run

from tactful.commands import failures

# A test runner may have threads of its own.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def die(*_: Any, **__: Any) -> NoReturn:
    os._exit(9)


def stumble(*_: Any, **__: Any) -> NoReturn:
    raise ZeroDivisionError("in a job")


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="only a forked job sees the substitute")
@pytest.mark.parametrize(("how", "told"), [(die, "a job ended without a result"), (stumble, "ZeroDivisionError")])
def test_a_job_that_fails_is_told(
    run: Run, log: str, policy: str, monkeypatch: pytest.MonkeyPatch, how: Any, told: str
) -> None:
    """Where a process ends early or fails, the whole ends with code 1, a message, and no output."""
    monkeypatch.setattr("tactful.commands.jobs.replayed", how)
    result = run("replay", log, "--policy", policy, "--format", "jsonl", "--jobs", "2")
    assert (result.exit_code, result.stdout) == (failures.UNEXPECTED, "")
    assert told in result.stderr


def test_more_jobs_than_partitions(run: Run, log: str, policy: str) -> None:
    """A process without a partition has nothing to add."""
    arguments = ("replay", log, "--policy", policy, "--format", "jsonl")
    assert run(*arguments, "--jobs", "40").stdout_bytes == run(*arguments).stdout_bytes
