"""Reading one event: what is accepted, what is noted, what is rejected."""

import datetime as dt
import math
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.errors import EventError
from tactful.events.event import Event, Person, Reader, canonical, read_event
from tactful.events.vocabulary import BUILT_IN, extend

VOCABULARY = extend(
    BUILT_IN,
    {
        "meeting.held": {
            "key": "meeting",
            "fields": {"meeting": "text", "tags": "list", "at": "instant", "good": "yes_no", "size": "number"},
        }
    },
)
READER = Reader(VOCABULARY)
NOON = 1_772_539_200_000_000  # 2026-03-03T12:00Z
HOUR = 3_600_000_000
SENT = {
    "id": "e1",
    "type": "message.sent",
    "subject": "c1",
    "time": "2026-03-03T12:00:00Z",
    "data": {"to": "dana@x.example"},
}


def event(**attributes: Any) -> dict[str, Any]:
    return {**SENT, **attributes}


def read(**attributes: Any) -> Event:
    return READER.read(orjson.dumps(event(**attributes)))


def data(type_name: str, **fields: Any) -> Event:
    return read(type=type_name, data=fields)


def codes(read: Event) -> list[str]:
    return [note.code for note in read.notes]


def test_the_least_event() -> None:
    """What is not written has its default: the source, the partition, and the moment it was known."""
    sent = read()
    assert (sent.id, sent.source, sent.type, sent.case, sent.partition) == (
        "e1",
        "local",
        "message.sent",
        "c1",
        "c1",
    )
    assert (sent.time, sent.known, sent.offset, sent.zone, sent.notes) == (NOON, NOON, None, None, ())
    assert sent.data == {"to": (Person(None, "dana@x.example", None),)}
    assert sent.order == (NOON, NOON, "local", "e1")


def test_the_extensions() -> None:
    """The CloudEvents extensions say when it was learnt, where, and to whom it belongs."""
    sent = read(
        time="2026-03-03T05:00:00-07:00",
        recordedtime="2026-03-03T13:00:00Z",
        timezone="America/Phoenix",
        partitionkey="dana",
        source="mail",
        specversion="1.0",
        datacontenttype="text/html",
    )
    assert (sent.time, sent.known, sent.zone, sent.partition, sent.source) == (
        NOON,
        NOON + HOUR,
        "America/Phoenix",
        "dana",
        "mail",
    )
    assert sent.offset is not None
    assert sent.offset.utcoffset(None) == dt.timedelta(hours=-7)
    assert sent.notes == ()


def test_when_it_was_known() -> None:
    """An event is known at its recordedtime, else when it was learnt, else when it happened."""
    recorded = orjson.dumps(event(recordedtime="2026-03-03T13:00:00Z"))
    assert READER.read(recorded, learnt=NOON + 5).known == NOON + HOUR
    assert READER.read(orjson.dumps(SENT), learnt=NOON + 5).known == NOON + 5


@pytest.mark.parametrize("given", [orjson.dumps(SENT), orjson.dumps(SENT).decode(), SENT, MappingProxyType(SENT)])
def test_the_forms_of_an_event(given: Any) -> None:
    """JSON as bytes or text and a mapping are one event."""
    assert read_event(given, VOCABULARY).data == read().data


def test_an_automatic_message_is_an_autoreply() -> None:
    """A message that a machine wrote is of another type; one that says it is not stays what it is."""
    assert data("message.received", **{"from": "d@x", "automatic": True}).type == "message.autoreply"
    assert data("message.received", **{"from": "d@x", "automatic": "true"}).type == "message.autoreply"
    assert data("message.received", **{"from": "d@x", "automatic": False}).type == "message.received"
    assert data("message.received", **{"from": "d@x"}).type == "message.received"


DANA = Person(None, "dana@x.example", None)


@pytest.mark.parametrize(
    ("type_name", "field", "value", "typed"),
    [
        ("message.sent", "to", "dana@x.example", (DANA,)),
        ("message.sent", "to", " dana@x.example ", (DANA,)),
        ("message.sent", "to", {"email": "dana@x.example"}, (DANA,)),
        ("message.sent", "to", ["dana@x.example", "Eve"], (DANA, Person("Eve", None, None))),
        (
            "message.sent",
            "to",
            [{"name": " Dana ", "email": "Dana@X.example", "role": "lead"}],
            (Person("Dana", "Dana@X.example", "lead"),),
        ),
        ("message.received", "from", '"Dana S." <dana@x.example>', Person("Dana S.", "dana@x.example", None)),
        ("message.received", "from", "<dana@x.example>", DANA),
        ("message.received", "from", {"name": "Dana", "email": None, "phone": 5}, Person("Dana", None, None)),
        ("interview.completed", "interviewers", [], ()),
        ("interview.completed", "round", 2, 2),
        ("interview.completed", "round", 2.5, 2.5),
        ("interview.completed", "round", "2", 2),
        ("interview.completed", "round", "-2.5", -2.5),
        ("interview.completed", "round", "1e3", 1000.0),
        ("interview.completed", "end", "2026-03-03T13:00:00+01:00", NOON),
        ("decision.promised", "by", "2026-03-05", dt.date(2026, 3, 5)),
        ("decision.promised", "by", "2026-03-03T12:00:00Z", NOON),
        ("message.sent", "text", "a\x00b", "a\x00b"),
        ("meeting.held", "tags", ["a", 1, True], ("a", 1, True)),
        ("meeting.held", "tags", "a", ("a",)),
        ("meeting.held", "good", "false", False),
        ("meeting.held", "at", "2026-03-03T12:00:00Z", NOON),
        ("meeting.held", "size", 18446744073709551615, 18446744073709551615),
    ],
)
def test_a_field_is_typed(type_name: str, field: str, value: object, typed: object) -> None:
    """A field has the type of its kind, also where a hand-written log has text."""
    needed = {"interview": "i1", "meeting": "m1", "to": "eve@x.example"}
    read_ = data(type_name, **{**needed, field: value})
    assert read_.data[field] == typed
    assert type(read_.data[field]) is type(typed)
    assert read_.notes == ()


@pytest.mark.parametrize("value", [None, "", "  "])
@pytest.mark.parametrize("field", ["format", "round", "end", "interviewers"])
def test_nothing_said_is_missing(field: str, value: object) -> None:
    """Null and blank text say nothing: the field is missing, without a remark."""
    completed = data("interview.completed", interview="i1", **{field: value})
    assert field not in completed.data
    assert completed.notes == ()


@pytest.mark.parametrize(
    ("type_name", "field", "value", "text"),
    [
        ("interview.completed", "format", 5, "expected text, found the number `5`"),
        ("interview.completed", "format", ["phone"], "expected text, found a list"),
        ("interview.completed", "round", "two", "expected a number, found `two`"),
        ("interview.completed", "round", True, "expected a number, found `true`"),
        ("interview.completed", "round", "nan", "expected a number"),
        ("interview.completed", "round", "1_000", "expected a number"),
        ("interview.completed", "round", "1e999", "expected a number"),
        ("interview.completed", "round", "9" * 5000, "expected a number"),
        ("interview.completed", "end", "2026-03-03", "no time of day"),
        ("interview.completed", "end", "2026-03-03T12:00:00", "no offset"),
        ("interview.completed", "end", 1772539200, "expected an RFC 3339 time"),
        ("interview.completed", "interviewers", 5, "expected a person or an address"),
        ("interview.completed", "interviewers", [5, []], "expected a person or an address"),
        ("message.received", "automatic", "yes", "expected `true` or `false`, found `yes`"),
        ("message.received", "automatic", 1, "expected `true` or `false`"),
        ("message.received", "returns", "2026-02-30", "no date"),
        ("message.received", "returns", "1776-07-04", "1900"),
        ("message.received", "returns", "soon", "no date"),
        ("meeting.held", "tags", [[1]], "expected a list of plain values"),
    ],
)
def test_a_bad_optional_field_is_missing(type_name: str, field: str, value: object, text: str) -> None:
    """A bad optional field is taken as missing, with a note that says what was found."""
    needed = {"interview": "i1", "from": "eve@x.example", "meeting": "m1"}
    noted = data(type_name, **{**needed, field: value})
    assert field not in noted.data
    assert set(codes(noted)) == {"bad_field"}
    assert noted.notes[0].text.startswith(f"`data.{field}`: ")
    assert text in noted.notes[0].text
    assert noted.notes[0].event == "e1"


def test_a_person_without_name_and_address_is_left_out() -> None:
    """A person with neither name nor address is left out with a note, and the others stay."""
    sent = data("message.sent", to=["dana@x.example", {"role": "lead"}, {"email": "  "}])
    assert sent.data["to"] == (DANA,)
    assert codes(sent) == ["empty_person", "empty_person"]


def test_a_list_of_which_nothing_can_be_used_says_nothing() -> None:
    """Only an empty list says that there is nobody."""
    assert "met" not in data("interview.completed", interview="i1", met=[{}]).data


def test_an_address_without_at_is_none() -> None:
    """What cannot be an address is left out of a person, with a note."""
    sent = data("message.sent", to={"name": "Dana", "email": "dana"})
    assert sent.data["to"] == (Person("Dana", None, None),)
    assert codes(sent) == ["bad_field"]


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"type": "com.example.thing", "data": [1]}, "unknown_type"),
        ({"timezone": "Mars/Olympus"}, "unknown_timezone"),
        ({"timezone": "../../etc/passwd"}, "unknown_timezone"),
        ({"timezone": 5}, "unknown_timezone"),
        ({"timezone": ""}, "unknown_timezone"),
        ({"specversion": "0.3"}, "unknown_specversion"),
        ({"specversion": 1.0}, "unknown_specversion"),
    ],
)
def test_accepted_with_a_note(attributes: dict[str, Any], code: str) -> None:
    """What is unknown is accepted and noted."""
    noted = read(**attributes)
    assert codes(noted) == [code]
    assert noted.zone is None


def test_the_unknown_is_kept() -> None:
    """Unknown attributes and fields stay in `raw` and trouble nobody."""
    raw = orjson.dumps(event(colour="red", data={"to": "d@x", "mood": {"deep": [1]}}))
    kept = READER.read(raw)
    assert kept.raw == raw
    assert set(kept.data) == {"to"}
    assert kept.notes == ()


def test_of_a_key_written_twice_the_last_counts() -> None:
    """JSON leaves a repeated key open; the last one counts."""
    raw = orjson.dumps(SENT).replace(b'"id":"e1"', b'"id":"e0","id":"e1"')
    assert READER.read(raw).id == "e1"


@pytest.mark.parametrize(
    ("attributes", "code", "text"),
    [
        ({"id": None}, "missing_attribute", "`id` is missing"),
        ({"id": ""}, "bad_attribute", "`id`: expected text, found blank text"),
        ({"id": " "}, "bad_attribute", "`id`"),
        ({"id": 5}, "bad_attribute", "`id`: expected text, found the number `5`"),
        ({"type": None}, "missing_attribute", "`type`"),
        ({"type": ["message.sent"]}, "bad_attribute", "`type`: expected text, found a list"),
        ({"subject": None}, "missing_attribute", "`subject`"),
        ({"subject": {}}, "bad_attribute", "`subject`: expected text, found an object"),
        ({"time": None}, "missing_attribute", "`time` is missing"),
        ({"time": 1772539200}, "bad_attribute", "`time`: expected text"),
        ({"time": "yesterday"}, "bad_time", "`time`: `yesterday`"),
        ({"time": "2026-03-03T12:00:00"}, "bad_time", "no offset"),
        ({"time": "2026-03-03"}, "bad_time", "`time`"),
        ({"time": "2026-02-30T12:00:00Z"}, "bad_time", "`time`"),
        ({"time": "1899-12-31T23:59:59Z"}, "bad_time", "1900"),
        ({"time": "2201-01-01T00:00:00Z"}, "bad_time", "1900"),
        ({"time": "9" * 1_000_000}, "bad_time", "`time`"),
        ({"source": 5}, "bad_attribute", "`source`"),
        ({"source": ""}, "bad_attribute", "`source`"),
        ({"partitionkey": 5}, "bad_attribute", "`partitionkey`"),
        ({"recordedtime": "soon"}, "bad_time", "`recordedtime`"),
        ({"recordedtime": 5}, "bad_attribute", "`recordedtime`"),
        ({"recordedtime": "2026-03-03T12:00:00"}, "bad_time", "`recordedtime`"),
        ({"data": None}, "missing_field", "`message.sent` needs `data.to`"),
        ({"data": {}}, "missing_field", "`data.to`"),
        ({"data": []}, "bad_data", "`data`: expected an object, found a list"),
        ({"data": "text"}, "bad_data", "`data`"),
        ({"data": {"to": None}}, "missing_field", "`data.to`"),
        ({"data": {"to": []}}, "missing_field", "`data.to`"),
        ({"data": {"to": ""}}, "missing_field", "`data.to`"),
        ({"data": {"to": 5}}, "bad_field", "`data.to`: expected a person or an address, found the number `5`"),
        ({"data": {"to": [{}]}}, "bad_field", "neither name nor address"),
        ({"type": "message.bounced", "data": {}}, "missing_field", "`data.message` or `data.to`"),
        ({"type": "advice.dismissed", "data": {}}, "missing_field", "`data.purpose` or `data.advice`"),
        ({"type": "decision.promised", "data": {"by": "soon"}}, "bad_field", "`data.by`"),
        ({"type": "interview.completed", "data": {"interview": 7}}, "bad_field", "`data.interview`"),
        ({"type": "meeting.held", "data": {"good": True}}, "missing_field", "`data.meeting`"),
    ],
)
def test_rejected(attributes: dict[str, Any], code: str, text: str) -> None:
    """What lacks a required part, or has it in the wrong type, is rejected with a text that names the part."""
    with pytest.raises(EventError) as caught:
        read(**attributes)
    assert caught.value.code == code
    assert text in str(caught.value)
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"{'id': 1}", "not_json"),
        (b'{"id": NaN}', "not_json"),
        (b'{"id": Infinity}', "not_json"),
        (b'{"id": 1e999}', "not_json"),
        (b'{"id": "\xff"}', "not_json"),
        (b'{"id": "\\ud800"}', "not_json"),
        (b'{"id": "a\x00"}', "not_json"),
        (b"\x00" * 50, "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"null", "not_object"),
        (b"5", "not_object"),
        (b'"text"', "not_object"),
        (b"[]", "not_object"),
        ("\ud800", "not_json"),
        ('{"id": "\udcff"}', "not_json"),
        (5, "not_object"),
        (None, "not_object"),
        ({"id": "\ud800"}, "not_json"),
        ({1: 2}, "not_json"),
        ({**SENT, "x": math.nan}, "not_json"),
        ({**SENT, "x": [{"y": math.inf}]}, "not_json"),
        ({**SENT, "x": object()}, "not_json"),
        ({**SENT, "x": 1 << 70}, "not_json"),
    ],
)
def test_no_json_object(raw: Any, code: str) -> None:
    """What is no JSON object, or cannot be written as one, is rejected and never raises anything else."""
    with pytest.raises(EventError) as caught:
        READER.read(raw)
    assert caught.value.code == code


def test_a_mapping_that_holds_itself() -> None:
    """A mapping without end is rejected."""
    endless: dict[str, Any] = dict(SENT)
    endless["x"] = endless
    with pytest.raises(EventError):
        READER.read(endless)


@pytest.mark.parametrize(("depth", "fine"), [(248, True), (249, True), (250, False), (900, False)])
def test_depth(depth: int, fine: bool) -> None:
    """Nesting is bounded, so that whatever is accepted can be written again."""
    nested = b"[" * depth + b"]" * depth
    raw = orjson.dumps(SENT)[:-1] + b',"x":' + nested + b"}"
    if fine:
        assert canonical(READER.read(raw))
    else:
        with pytest.raises(EventError) as caught:
            READER.read(raw)
        assert caught.value.code == "too_deep"


def test_many_brackets_are_not_depth() -> None:
    """A flat event with many people is not deep."""
    people = [{"email": f"p{i}@x.example"} for i in range(1000)]
    assert len(data("message.sent", to=people).data["to"]) == 1000


def test_ten_megabytes() -> None:
    """An event of ten megabytes is an event."""
    assert len(data("message.sent", to="d@x", text="a" * 10_000_000).data["text"]) == 10_000_000


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"recordedtime": "2026-03-09T12:00:00Z"}, True),
        ({"source": "local"}, True),
        ({"specversion": "1.0"}, True),
        ({"colour": None}, True),
        ({"colour": "red"}, False),
        ({"time": "2026-03-03T12:00:01Z"}, False),
        ({"data": {"to": "eve@x.example"}}, False),
    ],
)
def test_what_a_copy_is(other: dict[str, Any], same: bool) -> None:
    """A copy says the same, whenever it was recorded and in whatever order its keys are written."""
    turned = dict(reversed(event(**other).items()))
    assert (canonical(READER.read(orjson.dumps(turned))) == canonical(read())) is same


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted({field for declared in BUILT_IN.values() for field in declared.fields})
EVENTS = st.fixed_dictionaries(
    {
        "id": st.just("e1") | JSON,
        "type": st.sampled_from(sorted(VOCABULARY)) | JSON,
        "subject": st.just("c1") | JSON,
        "time": st.sampled_from(["2026-03-03T12:00:00Z", "2026-03-03T12:00:60+14:00"]) | JSON,
        "data": st.dictionaries(
            st.sampled_from(FIELDS), st.sampled_from(["a@x", "2026-03-03", "<@>"]) | JSON, max_size=5
        )
        | JSON,
    },
    optional=dict.fromkeys(("source", "recordedtime", "timezone", "partitionkey", "specversion", "x"), JSON),
)


def check(given: Any) -> None:
    try:
        accepted = READER.read(given)
    except EventError:
        return
    assert accepted.id
    assert accepted.case
    declared = VOCABULARY.get(accepted.type)
    assert all(any(name in accepted.data for name in group) for group in declared.required) if declared else True
    assert READER.read(canonical(accepted)).data == accepted.data


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    """Whatever the bytes are, nothing but an EventError comes of them."""
    check(raw)


@settings(max_examples=300)
@given(EVENTS)
def test_any_event(event: dict[str, Any]) -> None:
    """Whatever a mapping holds, it is read with all that is required, or rejected."""
    check(event)


@given(st.data())
def test_a_damaged_event(draw: st.DataObject) -> None:
    """An event with one byte changed or cut off is read or rejected."""
    raw = bytearray(orjson.dumps(event(timezone="Europe/Paris", recordedtime="2026-03-03T13:00:00Z")))
    at = draw.draw(st.integers(0, len(raw) - 1))
    raw[at] = draw.draw(st.integers(0, 255))
    check(bytes(raw))
    check(bytes(raw[:at]))
