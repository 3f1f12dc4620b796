"""Reading logs: formats, broken lines, partitions, shares of workers, and duplicates."""

import gzip
import io
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tactful.errors import EventError
from tactful.events.event import Reader
from tactful.events.files import LONGEST_LINE
from tactful.events.logs import Log, parse_partition, read_log, write_rejects
from tactful.events.vocabulary import BUILT_IN

READER = Reader(BUILT_IN)


def line(id_: str = "e1", case: str = "c1", **attributes: Any) -> bytes:
    event = {
        "id": id_,
        "type": "message.sent",
        "subject": case,
        "time": "2026-03-03T12:00:00Z",
        "data": {"to": "dana@x.example"},
    }
    return orjson.dumps({**event, **attributes})


def log_of(*lines: bytes, **options: Any) -> Log:
    return read_log(["-"], stdin=io.BytesIO(b"\n".join(lines)), **options)


def ids(log: Log) -> dict[str, list[str]]:
    return {key: [event.id for event in parse_partition(lines, READER)[0]] for key, lines in log.partitions.items()}


def told(log: Log) -> list[tuple[int, str]]:
    return [(reject.line, reject.code) for reject in log.rejects]


THREE = [line("e1", "b"), line("e2", "a"), line("e3", "b")]


def test_partitions() -> None:
    """Lines are grouped by `partitionkey`, by default the subject, in order of first appearance."""
    log = log_of(*THREE, line("e4", "c", partitionkey="a"))
    assert list(log.partitions) == ["b", "a"]
    assert ids(log) == {"b": ["e1", "e3"], "a": ["e2", "e4"]}
    assert log.events == 4
    assert [(line.file, line.number) for line in log.partitions["a"]] == [("-", 2), ("-", 4)]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("log.jsonl", bytes),
        ("log", bytes),
        ("log.jsonl.gz", gzip.compress),
        ("LOG.JSONL.GZ", gzip.compress),
        ("log.jsonl.zst", zstandard.compress),
        ("gzip-without-its-name", gzip.compress),
        ("zstd-without-its-name", zstandard.compress),
        ("two-members.gz", lambda text: gzip.compress(text[:50]) + gzip.compress(text[50:]) + b"\0" * 7),
        ("two-frames.zst", lambda text: zstandard.compress(text[:50]) + zstandard.compress(text[50:])),
        ("bom.jsonl", lambda text: b"\xef\xbb\xbf" + text),
        ("bom.jsonl.gz", lambda text: gzip.compress(b"\xef\xbb\xbf" + text)),
        ("crlf.jsonl", lambda text: text.replace(b"\n", b"\r\n")),
        ("blank.jsonl", lambda text: b"\n \n" + text.replace(b"\n", b"\n\r\n\t\n") + b"\n\n"),
    ],
)
def test_formats(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    """A log reads the same in every packing, with a byte order mark, CRLF or blank lines."""
    path = tmp_path / name
    packed = pack(b"\n".join(THREE))
    path.write_bytes(packed)
    taken: list[int] = []
    for log in (
        read_log([str(path)], progress=taken.append),
        read_log(["-"], stdin=io.BytesIO(packed)),
    ):
        assert ids(log) == {"b": ["e1", "e3"], "a": ["e2"]}
        assert log.rejects == []
        assert log.size == len(packed) == sum(taken)


YAML = """\
# two events by hand
- id: e1
  type: interview.completed
  subject: c1
  time: 2026-03-03T10:30:00-07:00
  data: {interview: 007, round: 2, interviewers: [{name: Dana, email: dana@x.example}]}
- {id: 2, type: message.received, subject: c1, time: 2026-03-04T10:30:00Z, data: {from: d@x, automatic: true}}
"""


@pytest.mark.parametrize("name", ["log.yaml", "log.yml", "log.yaml.gz"])
def test_yaml(tmp_path: Path, name: str) -> None:
    """A hand-written list reads like a log: its scalars are text, typed by the field."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(YAML.encode()) if name.endswith("gz") else YAML.encode())
    log = read_log([str(path)])
    events, rejects = parse_partition(log.partitions["c1"], READER)
    assert rejects == log.rejects == []
    assert [(event.id, event.type) for event in events] == [
        ("e1", "interview.completed"),
        ("2", "message.autoreply"),
    ]
    assert (events[0].data["interview"], events[0].data["round"]) == ("007", 2)
    assert [line.number for line in log.partitions["c1"]] == [2, 7]


@pytest.mark.parametrize(
    ("text", "line_", "code"),
    [
        ("- {id: e1}\n\t- x", 2, "not_yaml"),
        ("id: e1\n", 1, "not_yaml"),
        ("- &a {id: e1}\n- *a\n", 1, "not_yaml"),
        ("- !!python/object:os.system {}\n", 1, "not_yaml"),
        ("[" * 10_000, 1, "not_yaml"),
        ("- {id: e1, type: t}\n", 1, "missing_attribute"),
        ("\n- text\n", 2, "not_object"),
    ],
)
def test_broken_yaml(tmp_path: Path, text: str, line_: int, code: str) -> None:
    """YAML that cannot be read is refused with its line, and an item that is no event like a line."""
    path = tmp_path / "log.yaml"
    path.write_text(text)
    log = read_log([str(path)])
    assert log.partitions == {}
    assert told(log)[0] == (line_, code)
    assert log.rejects[0].file == str(path)


def test_an_empty_file_is_an_empty_log(tmp_path: Path) -> None:
    """A log without events is no mistake."""
    paths = []
    for name in ("log.jsonl", "log.jsonl.gz", "log.zst", "log.yaml"):
        path = tmp_path / name
        path.touch()
        paths.append(str(path))
    log = read_log(paths)
    assert (log.partitions, log.rejects, log.size) == ({}, [], 0)


def test_a_log_that_cannot_be_opened(tmp_path: Path) -> None:
    """A missing log, a directory and an impossible name are told in plain words."""
    for path, text in (
        (str(tmp_path), "is a directory"),
        (str(tmp_path / "none.jsonl"), "there is no log"),
        (str(tmp_path / "a\0b"), "cannot be read"),
        (str(tmp_path / ("a" * 5000)), "cannot be read"),
    ):
        with pytest.raises(EventError, match=text) as caught:
            read_log([path])
        assert caught.value.code == "unreadable_log"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_log_without_permission(tmp_path: Path) -> None:
    """A log that must not be read is told in plain words."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(line())
    path.chmod(0)
    with pytest.raises(EventError, match="permission denied"):
        read_log([str(path)])


@pytest.mark.parametrize("packed", [gzip.compress(b"\n".join(THREE)), zstandard.compress(b"\n".join(THREE))])
@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_a_damaged_stream(tmp_path: Path, packed: bytes, damage: str) -> None:
    """A packed log that ends early or is damaged is refused at its place, and what comes after is read."""
    path = tmp_path / "log.packed"
    middle = len(packed) // 2
    flipped = bytes(byte ^ 0xFF for byte in packed[middle:])
    path.write_bytes(packed[:-9] if damage == "cut" else packed[:middle] + flipped)
    fine = tmp_path / "fine.jsonl"
    fine.write_bytes(line("e9", "z"))
    log = read_log([str(path), str(fine)])
    assert told(log)[-1][1] == "damaged_log"
    assert str(log.rejects[-1]).startswith(f"{path}:")
    assert ids(log)["z"] == ["e9"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_what_comes_before_damage_is_used(pack: Callable[[bytes], bytes]) -> None:
    """The lines before the place of damage count."""
    whole = b"".join(line(f"e{i}", os.urandom(20).hex()) + b"\n" for i in range(30_000))
    packed = pack(whole)
    log = read_log(["-"], stdin=io.BytesIO(packed[: len(packed) // 2]))
    assert 10_000 < log.events < 20_000
    assert told(log) == [(log.events + 1, "damaged_log")]


@pytest.mark.parametrize("name", ["log.gz", "log.zst"])
def test_a_name_that_promises_packing(tmp_path: Path, name: str) -> None:
    """A file that is named as packed and is not is damaged."""
    path = tmp_path / name
    path.write_bytes(line())
    assert told(read_log([str(path)])) == [(1, "damaged_log")]


def test_broken_lines() -> None:
    """A broken line is refused as `file:line: what and why`, and all others are read."""
    log = log_of(
        line("e1"),
        b"{",
        b"[]",
        b'{"id": "\xff"}',
        b"\0\0",
        b'{"id": "e1"}',
        line("e2", subject=5),
        line("e3", partitionkey=["x"]),
        line("e4", id=["x"]),
        line("e5", source={"x": 1}),
        line("e6"),
        b"[" * 100_000,
    )
    assert ids(log) == {"c1": ["e1", "e6"]}
    assert told(log) == [
        (2, "not_json"),
        (3, "not_object"),
        (4, "not_json"),
        (5, "not_json"),
        (6, "missing_attribute"),
        (7, "bad_attribute"),
        (8, "bad_attribute"),
        (9, "bad_attribute"),
        (10, "bad_attribute"),
        (12, "not_json"),
    ]
    assert str(log.rejects[1]) == "-:3: expected a JSON object, found a list"
    assert log.rejects[1].raw == b"[]"


def test_events_that_are_broken_inside() -> None:
    """What only a full reading shows is refused when the partition is read, with its place."""
    log = log_of(line("e1"), line("e2", time="noon"), line("e3", data={}), b"", line("e4", source=7))
    events, rejects = parse_partition(log.partitions["c1"], READER)
    assert [event.id for event in events] == ["e1"]
    assert [(reject.line, reject.code) for reject in rejects] == [
        (2, "bad_time"),
        (3, "missing_field"),
        (5, "bad_attribute"),
    ]
    assert rejects[0].raw == line("e2", time="noon")


def test_events_come_as_they_were_known() -> None:
    """The events of a partition are sorted by when they were known, then happened, then source and id."""
    log = log_of(
        line("e4", recordedtime="2026-03-09T12:00:00Z"),
        line("e3"),
        line("e2", recordedtime="2026-03-03T12:00:00Z", time="2026-03-02T12:00:00Z"),
        line("e1"),
    )
    assert ids(log) == {"c1": ["e2", "e1", "e3", "e4"]}


def test_long_lines() -> None:
    """A line of ten megabytes is read; one beyond the limit is refused, and the lines around it are read."""
    log = log_of(
        line("e1"),
        line("e2", x="a" * 10_000_000),
        line("e3", x="b" * LONGEST_LINE),
        line("e4"),
        b"c" * (3 * LONGEST_LINE),
        line("e5"),
        b"d" * (LONGEST_LINE + 1),
    )
    assert ids(log) == {"c1": ["e1", "e2", "e4", "e5"]}
    assert told(log) == [(3, "too_long"), (5, "too_long"), (7, "too_long")]
    assert [line.number for line in log.partitions["c1"]] == [1, 2, 4, 6]
    assert all(len(reject.raw) < 100_000 for reject in log.rejects)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_long_line_that_is_packed_small(pack: Callable[[bytes], bytes]) -> None:
    """A small file that unpacks into one huge line is refused without being held."""
    log = read_log(["-"], stdin=io.BytesIO(pack(line("e1") + b"\n" + b" " * (4 * LONGEST_LINE))))
    assert ids(log) == {"c1": ["e1"]}
    assert told(log) == [(2, "too_long")]


class Trickle(io.BytesIO):
    """A stream that gives a few bytes at a time, like a pipe."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_pieces_of_any_size(pack: Callable[[bytes], bytes]) -> None:
    """How the bytes arrive makes no difference."""
    text = b"\xef\xbb\xbf" + b"\n".join([*THREE, b"{"])
    log = read_log(["-"], stdin=Trickle(pack(text)))
    assert ids(log) == {"b": ["e1", "e3"], "a": ["e2"]}
    assert told(log) == [(4, "not_json")]


FIRST = line("e1", "a")
LATER = line("e1", "a", recordedtime="2026-03-05T12:00:00Z")
OTHER = line("e1", "a", data={"to": "zoe@x.example"})
ELSEWHERE = line("e1", "b", recordedtime="2026-03-04T12:00:00Z")
BROKEN = line("e1", "a", time="2026-03-01")


@pytest.mark.parametrize(
    ("lines", "kept", "copies", "refused"),
    [
        ([FIRST, FIRST], FIRST, 1, []),
        ([FIRST, FIRST + b"\r"], FIRST, 1, []),
        ([FIRST, LATER], FIRST, 1, []),
        ([FIRST, OTHER], FIRST, 0, [OTHER]),
        ([FIRST, OTHER, OTHER, FIRST], FIRST, 1, [OTHER, OTHER]),
        ([FIRST, ELSEWHERE], FIRST, 0, [ELSEWHERE]),
        ([LATER, ELSEWHERE], ELSEWHERE, 0, [LATER]),
        ([FIRST, LATER, ELSEWHERE], FIRST, 1, [ELSEWHERE]),
        ([BROKEN, LATER], LATER, 0, []),
        ([line("e1", "a", source="local"), FIRST], FIRST, 1, []),
        ([line("e1", "a", source="mail"), FIRST], None, 0, []),
    ],
)
def test_duplicates(lines: list[bytes], kept: bytes | None, copies: int, refused: list[bytes]) -> None:
    """Of one source and id the earliest recorded counts, then the smallest JSON, in whatever order they come."""
    for order in itertools.permutations(lines):
        log = log_of(*order)
        counting = [event.raw for lines in log.partitions.values() for event in parse_partition(lines, READER)[0]]
        if kept is None:
            assert sorted(counting) == sorted(lines)
        else:
            ours = [READER.read(raw) for raw in counting]
            assert [(event.known, event.case, event.data) for event in ours] == [
                (event.known, event.case, event.data) for event in [READER.read(kept)]
            ]
        assert log.copies == copies
        assert sorted(reject.raw for reject in log.rejects) == sorted(refused)
        assert {reject.code for reject in log.rejects} <= {"used_id"}


def test_the_text_of_a_used_id(tmp_path: Path) -> None:
    """A different event under a used id is refused with the place of the one that counts."""
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(OTHER)
    two.write_bytes(b"\n" + FIRST)
    log = read_log([str(one), str(two)])
    assert [str(reject) for reject in log.rejects] == [
        f"{one}:1: a different event under a used id: `e1` of `local` is the one at {two}:2"
    ]


IDS = st.sampled_from(["e1", "e2", "e3"])
LINES = st.lists(
    st.one_of(
        st.builds(
            line,
            IDS,
            st.sampled_from("abcd"),
            source=st.sampled_from(["local", "mail", None]),
            time=st.sampled_from(["2026-03-03T12:00:00Z", "2026-03-01T12:00:00Z", "noon"]),
            recordedtime=st.sampled_from([None, "2026-03-04T12:00:00Z", "2026-03-05T12:00:00Z"]),
        ),
        st.sampled_from([b"{", b"", b"[]"]),
    ),
    max_size=8,
)


def outcome(logs: list[Log]) -> tuple[Any, ...]:
    events, refused = [], [(reject.raw, reject.code) for log in logs for reject in log.rejects]
    for log in logs:
        for key, lines in log.partitions.items():
            read, rejects = parse_partition(lines, READER)
            events += [(key, event.raw) for event in read]
            refused += [(reject.raw, reject.code) for reject in rejects]
    return sorted(events), sorted(refused), sum(log.copies for log in logs)


@given(LINES, st.randoms(use_true_random=False))
def test_order_makes_no_difference(lines: list[bytes], random: Any) -> None:
    """Which events count, and which are refused, does not depend on the order of the lines."""
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert outcome([log_of(*shuffled)]) == outcome([log_of(*lines)])


@given(lines=LINES, workers=st.integers(1, 4))
def test_shares(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], workers: int) -> None:
    """The shares of all workers together are the whole log."""
    path = tmp_path_factory.getbasetemp() / "shared.jsonl"
    path.write_bytes(b"\n".join(lines))
    shares = [read_log([str(path)], share=(worker, workers)) for worker in range(workers)]
    assert outcome(shares) == outcome([read_log([str(path)])])
    keys = [key for log in shares for key in log.partitions]
    assert len(keys) == len(set(keys))


def test_standard_input_cannot_be_shared() -> None:
    """Workers cannot each read standard input."""
    with pytest.raises(EventError, match="cannot be shared"):
        read_log(["-"], share=(0, 2))


@given(st.binary(max_size=300))
def test_any_bytes_as_a_log(raw: bytes) -> None:
    """Whatever standard input holds, it is read or refused."""
    log = read_log(["-"], stdin=io.BytesIO(raw))
    for lines in log.partitions.values():
        parse_partition(lines, READER)
    assert all(str(reject).isprintable() for reject in log.rejects)


def test_rejects_are_written_back(tmp_path: Path) -> None:
    """The refused lines can be written back with place and reason, whatever bytes they hold."""
    log = log_of(line("e1"), b"{", b'{"id": "\xff"}')
    path = tmp_path / "rejects.jsonl"
    write_rejects(str(path), log.rejects)
    rows = [orjson.loads(row) for row in path.read_bytes().splitlines()]
    assert [(row["file"], row["line"], row["code"], row["raw"]) for row in rows] == [
        ("-", 2, "not_json", "{"),
        ("-", 3, "not_json", '{"id": "\\xff"}'),
    ]
    assert all(row["error"].startswith("not JSON: ") for row in rows)


def test_rejects_that_cannot_be_written(tmp_path: Path) -> None:
    """A place that cannot be written to is told in plain words."""
    with pytest.raises(EventError, match="is a directory") as caught:
        write_rejects(str(tmp_path), [])
    assert caught.value.code == "unwritable"
