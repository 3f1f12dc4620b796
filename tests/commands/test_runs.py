from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tactful.commands.runs import Runs, line_of, merged, record_of

names = st.text(st.sampled_from("\x00\x01\x0a\x0b\x0c ab\x7fé\uffff\U0001f600"), max_size=4)
orders = st.tuples(st.integers(-(2**60), 2**60), names, st.integers(0, 300), st.text("abc", min_size=1, max_size=2))


def decision(order: tuple[int, str, int, str], line: bytes = b"{}") -> Any:
    return SimpleNamespace(order=order, to_json=lambda: line)


@given(st.lists(orders, max_size=30, unique=True))
def test_records_sort_as_decisions_do(several: list[tuple[int, str, int, str]]) -> None:
    """The sort key in bytes orders as `Decision.order`, whatever a case is called."""
    records = sorted(record_of(decision(order, repr(order).encode())) for order in several)
    assert [line_of(record) for record in records] == [repr(order).encode() for order in sorted(several)]
    assert not any(b"\n" in record for record in records)


def test_runs_in_files_and_in_memory_are_the_same(tmp_path: Path) -> None:
    """Small limits and several runs give what sorting in memory gives."""
    several = [decision((n * 7919 % 1000, f"case-{n % 13}", n % 3, "x"), b'{"n": %d}' % n) for n in range(5000)]
    in_memory = Runs(str(tmp_path))
    in_memory.add(several)
    in_files = Runs(str(tmp_path), largest=20_000)
    for start in range(0, len(several), 10):
        in_files.add(several[start : start + 10])
    assert not in_memory.files
    expected = flat(in_memory.lines())
    assert flat(in_files.lines()) == expected
    assert len(in_files.files) > 3
    assert len(expected) == 5000


def test_records_longer_than_a_block(tmp_path: Path) -> None:
    """A record may be longer than what is read at once."""
    runs = [Runs(str(tmp_path)) for _ in range(2)]
    for place, run in enumerate(runs):
        run.add([decision((n, "a", 0, f"{place}"), b'"%s"' % (b"x" * 300_000 + b"%d" % n)) for n in range(3)])
        run.spill()
    lines = flat(merged([path for run in runs for path in run.files]))
    assert [line[-2:-1] for line in lines] == [b"0", b"0", b"1", b"1", b"2", b"2"]


def test_nothing(tmp_path: Path) -> None:
    """No decisions are no lines and no files."""
    runs = Runs(str(tmp_path))
    runs.add([])
    runs.spill()
    assert flat(runs.lines()) == []
    assert list(tmp_path.iterdir()) == []


def flat(blocks: Any) -> Sequence[bytes]:
    return [line for block in blocks for line in block]
