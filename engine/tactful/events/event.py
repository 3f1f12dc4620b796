"""One event: a CloudEvents 1.0 record that was read and checked against a vocabulary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

import orjson

from tactful.errors import EventError, did_you_mean
from tactful.events.fields import PARSERS, Parser, Person, Remarks, found
from tactful.events.payload import MAX_DEPTH, as_json, check_depth
from tactful.events.vocabulary import EventType, Vocabulary
from tactful.timing import Instant, UnknownZone, parse_instant, zone
from tactful.timing.texts import quoted

__all__ = ["Event", "Note", "Person", "Reader", "canonical", "in_order", "read_event"]

DEFAULT_SOURCE = "local"
DEFAULT_SPECVERSION = "1.0"


class Note(NamedTuple):
    """Something that was accepted with a remark: a stable code, a text, and the id of the event."""

    code: str
    text: str
    event: str


class Event:
    """What happened.

    `case` is the CloudEvents subject. `time` is when it happened, `known` when it was learnt. `offset` is
    that of `time` as written, None for `Z`; `zone` is a valid IANA name or None. `data` holds the fields that
    the vocabulary knows, typed by their kind: str, int or float, bool, `datetime.date` or an instant, an
    instant, Person, a tuple of Person, a tuple of plain values. What was not said is not in `data`; no
    defaults are filled in. `raw` is the JSON as received, with all that is not in `data`.
    """

    __slots__ = (
        "case",
        "data",
        "id",
        "known",
        "notes",
        "offset",
        "partition",
        "raw",
        "source",
        "time",
        "type",
        "zone",
    )

    def __init__(
        self,
        id: str,  # noqa: A002
        source: str,
        type: str,  # noqa: A002
        case: str,
        partition: str,
        time: Instant,
        known: Instant,
        offset: dt.tzinfo | None,
        zone: str | None,
        data: dict[str, Any],
        notes: tuple[Note, ...],
        raw: bytes,
    ) -> None:
        self.id = id
        self.source = source
        self.type = type
        self.case = case
        self.partition = partition
        self.time = time
        self.known = known
        self.offset = offset
        self.zone = zone
        self.data = data
        self.notes = notes
        self.raw = raw

    @property
    def order(self) -> tuple[Instant, Instant, str, str]:
        """The place in a history: by `time`, then `known`, `source`, `id`."""
        return (self.time, self.known, self.source, self.id)

    def __repr__(self) -> str:
        return f"<Event {self.type} {self.id!r} of {self.case!r}>"


def in_order(event: Event) -> tuple[Instant, Instant, str, str]:
    """Return the sort key of a history: `time`, then `known`, `source`, `id`."""
    return (event.time, event.known, event.source, event.id)


def canonical(event: Event) -> bytes:
    """Return what the event says as JSON with sorted keys, defaults written out and without `recordedtime`.

    Two records under one id are copies when these bytes are equal.
    """
    return canonical_json(event.raw)


def canonical_json(raw: bytes) -> bytes:
    """Return the same of an event's JSON as received."""
    content = {name: value for name, value in orjson.loads(raw).items() if value is not None}
    content.pop("recordedtime", None)
    content.setdefault("source", DEFAULT_SOURCE)
    content.setdefault("specversion", DEFAULT_SPECVERSION)
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def read_event(raw: bytes | str | Mapping[str, Any], vocabulary: Vocabulary, *, learnt: Instant | None = None) -> Event:
    """Read one event; see `Reader.read`. To read many, make one Reader."""
    return Reader(vocabulary).read(raw, learnt=learnt)


class Reader:
    """Reads events of one vocabulary."""

    __slots__ = ("_types", "vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._types = {name: _Fields(declared) for name, declared in vocabulary.items()}

    def read(self, raw: bytes | str | Mapping[str, Any], *, learnt: Instant | None = None) -> Event:
        """Read CloudEvents JSON, or the same as a mapping.

        It is known at its `recordedtime`, else at `learnt`, else at its `time`. Raises only EventError.
        """
        if type(raw) is not bytes:
            raw = as_json(raw)
        try:
            content = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            _reject("not_json", f"not JSON: {error.msg} (column {error.colno})")
        if type(content) is not dict:
            _reject("not_object", f"expected a JSON object, found {found(content)}")
        if len(raw) > 2 * MAX_DEPTH:
            check_depth(raw, content)
        get = content.get
        event_id, type_name, case = get("id"), get("type"), get("subject")
        if type(event_id) is not str or not event_id.strip():
            _reject_attribute("id", event_id)
        if type(type_name) is not str or not type_name.strip():
            _reject_attribute("type", type_name)
        if type(case) is not str or not case.strip():
            _reject_attribute("subject", case)
        source, partition = get("source"), get("partitionkey")
        if source is None:
            source = DEFAULT_SOURCE
        elif type(source) is not str or not source.strip():
            _reject_attribute("source", source)
        if partition is None:
            partition = case
        elif type(partition) is not str or not partition.strip():
            _reject_attribute("partitionkey", partition)
        happened: Any = get("time")
        recorded = get("recordedtime")
        try:
            time, offset = parse_instant(happened)
            known = parse_instant(recorded)[0] if recorded is not None else time if learnt is None else learnt
        except (TypeError, ValueError):
            _reject_times(happened, recorded)

        remarks: Remarks = []
        zone_name = get("timezone")
        if zone_name is not None:
            zone_name = _zone(zone_name, remarks)
        version = get("specversion")
        if version != DEFAULT_SPECVERSION and version is not None:
            _check_version(version, remarks)
        fields = self._types.get(type_name)
        if fields is None:
            data: dict[str, Any] = {}
            remarks.append(("unknown_type", f"unknown type {quoted(type_name)}, kept and not acted on"))
        else:
            data = fields.read(get("data"), type_name, remarks)
            if type_name == "message.received" and data.get("automatic") is True:
                type_name = "message.autoreply"
        notes = tuple([Note(code, text, event_id) for code, text in remarks]) if remarks else ()
        return Event(event_id, source, type_name, case, partition, time, known, offset, zone_name, data, notes, raw)


class _Fields:
    """The parsers of one event type's fields, and what of them is required."""

    __slots__ = ("_parsers", "_required")

    def __init__(self, declared: EventType) -> None:
        self._parsers: dict[str, Parser] = {name: PARSERS[kind] for name, kind in declared.fields.items()}
        self._required = declared.required

    def read(self, content: object, type_name: str, remarks: Remarks) -> dict[str, Any]:
        if content is None:
            content = {}
        elif type(content) is not dict:
            _reject("bad_data", f"`data`: expected an object, found {found(content)}")
        data: dict[str, Any] = {}
        parsers = self._parsers
        before = len(remarks)
        for name, value in content.items():
            parse = parsers.get(name)
            if parse is None:
                hint = _near_field(name, tuple(parsers))
                if hint:
                    remarks.append(("unknown_field", f"`data` has no field {quoted(name)}; {hint}"))
                    before = len(remarks)
            elif value is not None:
                try:
                    typed = parse(value, remarks)
                except ValueError as error:
                    remarks.append(("bad_field", str(error)))
                    typed = None
                if typed is not None:
                    data[name] = typed
                if len(remarks) > before:
                    for at in range(before, len(remarks)):
                        code, text = remarks[at]
                        remarks[at] = (code, f"`data.{name}`: {text}")
                    before = len(remarks)
        for group in self._required:
            for name in group:
                if name in data and data[name] != ():
                    break
            else:
                _reject_missing(group, type_name, remarks)
        return data


@lru_cache(maxsize=1_024)
def _near_field(name: str, known: tuple[str, ...]) -> str:
    return did_you_mean(name[:60], known, cutoff=0.87)


def _reject(code: str, text: str) -> NoReturn:
    raise EventError(text, code) from None


def _reject_missing(group: tuple[str, ...], type_name: str, remarks: Remarks) -> NoReturn:
    starts = tuple(f"`data.{name}`: " for name in group)
    for _, text in remarks:
        if text.startswith(starts):
            _reject("bad_field", text)
    names = " or ".join(f"`data.{name}`" for name in group)
    _reject("missing_field", f"`{type_name}` needs {names}")


def _reject_attribute(name: str, value: object) -> NoReturn:
    if value is None:
        _reject("missing_attribute", f"`{name}` is missing")
    _reject("bad_attribute", f"`{name}`: expected text, found {found(value)}")


def _reject_times(time: object, recorded: object) -> NoReturn:
    for name, value in (("time", time), ("recordedtime", recorded)):
        if type(value) is not str or not value.strip():
            _reject_attribute(name, value)
        try:
            parse_instant(value)
        except ValueError as error:
            _reject("bad_time", f"`{name}`: {error}")
    raise AssertionError("both times can be read")


def _zone(name: object, remarks: Remarks) -> str | None:
    if type(name) is str:
        try:
            zone(name)
        except UnknownZone:
            pass
        else:
            return name
    text = f"`timezone`: expected an IANA name such as `Europe/Paris`, found {found(name)}"
    remarks.append(("unknown_timezone", text))
    return None


def _check_version(version: object, remarks: Remarks) -> None:
    if type(version) is not str or not version.startswith("1."):
        text = f"`specversion`: expected `1.0`, found {found(version)}; read as 1.0"
        remarks.append(("unknown_specversion", text))
