"""Recording a case of event logs as a policy test."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from tactful.commands.failures import finish_with
from tactful.commands.options import instant_of_option
from tactful.commands.output import opened_output
from tactful.commands.replaying import in_files
from tactful.errors import EventError, did_you_mean
from tactful.events.event import Event, Reader
from tactful.events.logs import parse_partition, read_log
from tactful.policy import load
from tactful.policy.packs import is_path
from tactful.testing import is_test_file
from tactful.testing.recording import record


def write_recording(logs: Sequence[str], reference: str, case: str, at: Sequence[str], out: str | None) -> None:
    """Write a case of some logs as a test, to standard output or to a new file.

    Raises UsageError for a file that `tactful test` would not find, and EventError where it is there already, where a
    log cannot be opened, and where there is no such case.
    """
    if out not in (None, "-") and not is_test_file(out or ""):
        raise click.UsageError(f"`{out}` would not be found as a test, expected a name ending in `_test.yaml`")
    if out not in (None, "-") and os.path.lexists(out or ""):
        raise EventError(f"`{out}` is there already; name another file", "file_exists")
    policy = load(reference)
    moments = [instant_of_option(text, "--at", policy.zone) for text in at]
    reader = Reader(policy.vocabulary)
    log = read_log(logs, reader=reader)
    rejects = list(log.rejects)
    concerned: list[Event] = []
    cases: set[str] = set()
    for key in list(log.partitions):
        events, refused = parse_partition(log.partitions.pop(key), reader)
        rejects += refused
        found = {event.case for event in events}
        cases |= found
        if case in found:
            concerned += events
    if not concerned:
        hint = did_you_mean(case[:100], sorted(cases)[:1_000])
        raise EventError(f"no event is of case `{case}`{f'; {hint}' if hint else ''}", "unknown_case")
    recording = record(policy, _seen_from(out, reference), concerned, case, moments)
    with opened_output(out) as file:
        file.write(recording.text.encode())
    if not recording.faithful:
        click.echo("note: with names and texts replaced, this policy advises otherwise than it did", err=True)
    rejects.sort(key=in_files(logs))
    finish_with(rejects, None)


def _seen_from(out: str | None, reference: str) -> str:
    """Return how a test file names a policy: a shipped pack by its name, else the path from the file's folder."""
    if not is_path(reference):
        return reference
    folder = os.path.dirname(os.path.abspath(out)) if out not in (None, "-") and out is not None else os.getcwd()
    relative = os.path.relpath(reference, folder).replace(os.sep, "/")
    return relative if relative.startswith("../") else f"./{relative}"
