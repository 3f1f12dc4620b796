from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.diagnostics import read_source
from tactful.diagnostics.sources import Sources
from tactful.errors import Position
from tactful.yaml_nodes import MAX_BYTES, read_nodes, spans


@pytest.mark.parametrize("text", ["a: 1\nb: x\n", "a: 1\r\nb: x\r\n", "\ufeffa: 1\rb: x", "a: 1\u2028b: x"])
def test_lines_are_those_of_yaml(text: str) -> None:
    """The second line is found whatever ends the first, and a byte order mark is no part of it."""
    sources = Sources(lambda _: text)
    assert sources.line(Position("p", 1, 1)) == "a: 1"
    assert sources.line(Position("p", 2, 1)) == "b: x"
    assert sources.end(Position("p", 2, 4)) == (2, 5)
    assert sources.end(Position("p", 1, 1)) == (1, 2)


def test_a_file_is_read_once() -> None:
    """However many places in a file are asked for, it is read once."""
    asked: list[str] = []

    def read(path: str) -> str:
        asked.append(path)
        return "a: 1\n"

    sources = Sources(read)
    for path in ("p", "q", "p"):
        sources.line(Position(path, 1, 1))
        sources.end(Position(path, 1, 1))
    assert asked == ["p", "q"]


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    """Folders, devices, what does not exist and names that no file can have are no text; bad UTF-8 is replaced."""
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path), str(tmp_path / "pipe"), str(tmp_path / "gone"), "/dev/zero", "a\0b", "<policy>"):
        assert read_source(path) is None
    (tmp_path / "p").write_bytes(b"a: \xff\n")
    assert read_source(str(tmp_path / "p")) == "a: \ufffd\n"
    (tmp_path / "long").write_bytes(b"a" * (MAX_BYTES + 5))
    assert len(read_source(str(tmp_path / "long")) or "") == MAX_BYTES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key: value # why", {(1, 1): (1, 4), (1, 6): (1, 11)}),
        ("a: 'it''s'", {(1, 1): (1, 2), (1, 4): (1, 11)}),
        ("a: [b, {c: d}]", {(1, 4): (1, 15), (1, 8): (1, 14), (1, 5): (1, 6)}),
        ("a:\nb: [c,\n  d]", {(1, 1): (1, 2), (2, 4): (3, 5)}),
        ("a: *x", {(1, 4): (1, 6)}),
        ("- - a", {(1, 5): (1, 6)}),
        ("a: b\nc: d: e", {(1, 4): (1, 5)}),
    ],
)
def test_spans(text: str, expected: dict[tuple[int, int], tuple[int, int]]) -> None:
    """What is written in one piece has its end; what ends by indentation or stands after a mistake has none."""
    found = spans(text)
    assert {begin: found.get(begin) for begin in expected} == expected


def test_lists_by_indentation_have_no_end() -> None:
    """A block list begins at its dash, where nothing else begins."""
    assert (2, 3) not in spans("a:\n  - b\n")


@given(st.text("ab:-[]{},'\"&*!|>#%@ \t\n", max_size=60))
def test_a_span_begins_and_ends_in_the_text(text: str) -> None:
    """Whatever the text, nothing is raised and every span lies in it, longer than nothing."""
    lines = text.split("\n")
    for (line, column), end in spans(text).items():
        assert (line, column) < end
        assert line <= len(lines)
        assert column <= len(lines[line - 1])


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "a: [" + "1," * 200_000])
def test_spans_are_bounded(text: str) -> None:
    """Depth and size end the reading, as they end that of the policy itself."""
    assert read_nodes(text, "p")[1]
    assert len(spans(text)) <= 100_000
