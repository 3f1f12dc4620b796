"""A test file, read: the policy, the events and what is expected, with every mistake told at once."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tactful.errors import EventError, PolicyError, Position, Problem
from tactful.events.event import Event, Note, Reader
from tactful.events.vocabulary import Kind
from tactful.policy import Policy, load, resolve
from tactful.policy.report import Path as Keys
from tactful.policy.report import Problems, Report
from tactful.testing.expected import Expected, expected_advice
from tactful.testing.forms import EventForm, ExpectationForm, FileForm, TestForm
from tactful.testing.shape import read_shape
from tactful.testing.times import as_rfc3339, read_moment, with_offset
from tactful.timing import Instant, UnknownZone, zone
from tactful.yaml_nodes import load_nodes

ALL = "all"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a case at a moment. `known` is an instant, or None for all that was ever learnt."""

    where: Position
    at: Instant
    known: Instant | None
    case: str
    advice: tuple[Expected, ...] | None
    forbidden: str | None


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """A history and what is expected on it. `zone` is that of its times; `notes` are remarks on its events."""

    where: Position
    name: str
    zone: dt.tzinfo
    events: tuple[Event, ...]
    notes: tuple[Note, ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of a file."""

    path: str
    policy: Policy
    tests: tuple[PolicyTest, ...]


def read_suite(path: str | os.PathLike[str]) -> Suite:
    """Read a test file and the policy that it tests. Raises PolicyError with every problem of both."""
    name = os.fspath(path)
    try:
        text = Path(path).read_bytes()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise PolicyError([Problem(Position(name), f"the file cannot be read: {why}", "no-file")]) from None
    return parse_suite(text, name)


def parse_suite(text: bytes | str, name: str, policy: Policy | None = None) -> Suite:
    """Read the text of a test file, whose policy is found from `name`'s folder unless given. Raises PolicyError."""
    problems = Problems()
    root = load_nodes(text, name)
    if isinstance(root.value, dict) and "tactful" in root.value:
        where = root.keys["tactful"]
        help_text = "`tactful validate` checks it, and its tests stand in a file of their own"
        raise PolicyError([Problem(where, "this is a policy, not a file of tests", "wrong-type", help_text)])
    report = Report(root, problems)
    form = read_shape(FileForm, (), report)
    if form is None:
        raise PolicyError(problems.found)
    if policy is None:
        try:
            policy = load(resolve(form.policy, Path(name).parent, report.where(("policy",))))
        except PolicyError as error:
            problems.take(error.problems)
    reader = _SuiteReader(policy, report)
    tests = tuple(reader.test(test, ("tests", at)) for at, test in enumerate(form.tests))
    if problems.found or policy is None:
        raise PolicyError(problems.found)
    return Suite(name, policy, tests)


class _SuiteReader:
    """Reads tests of one policy; None where the policy itself is broken and only the rest can be checked."""

    def __init__(self, policy: Policy | None, report: Report) -> None:
        self._reader = None if policy is None else Reader(policy.vocabulary)
        self._report = report

    def test(self, form: TestForm, path: Keys) -> PolicyTest:
        place = dt.UTC if form.timezone is None else self._zone(form.timezone, (*path, "timezone"))
        events = [self._event(event, place, form, at, (*path, "events", at)) for at, event in enumerate(form.events)]
        read = tuple(event for event in events if event is not None)
        expectations = tuple(
            self._expectation(one, place, form, (*path, "expect", at)) for at, one in enumerate(form.expect)
        )
        notes = tuple(note for event in read for note in event.notes)
        return PolicyTest(self._report.where(path), form.name, place, read, notes, expectations)

    def _event(self, form: EventForm, place: dt.tzinfo, test: TestForm, number: int, path: Keys) -> Event | None:
        time = self._written(form.at, place, (*path, "at"))
        learnt = None if form.learnt is None else self._written(form.learnt, place, (*path, "learnt"))
        if self._reader is None or time is None:
            return None
        record = {
            "id": f"e{number}" if form.id is None else form.id,
            "type": form.type,
            "source": form.source,
            "subject": form.case or test.case,
            "partitionkey": form.partitionkey,
            "timezone": form.timezone if "timezone" in form.model_fields_set else test.timezone,
            "time": time,
            "recordedtime": learnt,
            "data": self._data(form.type, form.data or {}, place),
        }
        try:
            return self._reader.read({name: value for name, value in record.items() if value is not None})
        except EventError as error:
            self._report.add(path, "bad-event", str(error))
            return None

    def _data(self, type_name: str, data: Mapping[str, Any], place: dt.tzinfo) -> dict[str, Any]:
        assert self._reader is not None
        declared = self._reader.vocabulary.get(type_name)
        kinds = {} if declared is None else declared.fields
        return {
            name: with_offset(value, place)
            if isinstance(value, str) and kinds.get(name) in (Kind.INSTANT, Kind.DATE)
            else value
            for name, value in data.items()
        }

    def _expectation(self, form: ExpectationForm, place: dt.tzinfo, test: TestForm, path: Keys) -> Expectation:
        at = self._moment(form.at, place, (*path, "at")) or 0
        known: Instant | None = at
        if form.known is not None:
            known = None if form.known == ALL else self._moment(form.known, place, (*path, "known"))
        if form.advice is None and form.forbidden is None:
            text = "the expectation lacks both `advice` and `forbidden`"
            self._report.add(path, "missing-key", text, "`advice: []` expects that nothing is advised")
        advice = None
        if form.advice is not None:
            advice = tuple(
                expected_advice(one, place, (*path, "advice", at), self._report) for at, one in enumerate(form.advice)
            )
        where = self._report.where(path)
        return Expectation(where, at, known, form.case or test.case, advice, form.forbidden)

    def _moment(self, text: str, place: dt.tzinfo, path: Keys) -> Instant | None:
        try:
            return read_moment(text, place)
        except ValueError as error:
            self._report.refused(path, "bad-time", error)
            return None

    def _written(self, text: str, place: dt.tzinfo, path: Keys) -> str | None:
        try:
            return as_rfc3339(text, place)
        except ValueError as error:
            self._report.refused(path, "bad-time", error)
            return None

    def _zone(self, name: str, path: Keys) -> dt.tzinfo:
        try:
            return zone(name)
        except UnknownZone as error:
            self._report.refused(path, "bad-zone", error)
            return dt.UTC
