"""The JSON Lines file: whole lines only, whoever dies, moves it away or writes it too."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import BODY, DELIVERY, deliver

from tactful.sinks import JsonLinesSink, SinkError

ROOT = Path(__file__).parents[2]
needs_posix = pytest.mark.skipif(os.name != "posix", reason="there is no such thing on this system")


def send(path: Path, times: int = 1, *, asynchronous: bool = False) -> None:
    deliver(JsonLinesSink("log", path, fsync=False), *[DELIVERY] * times, asynchronous=asynchronous)


def code_of(path: Path) -> str:
    """Return the code with which a delivery to a path fails; it may always be tried again, and never names the path."""
    with pytest.raises(SinkError) as caught:
        send(path)
    assert caught.value.again
    assert str(path) not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("fsync", [False, True])
def test_a_decision_a_line(tmp_path: Path, asynchronous: bool, fsync: bool) -> None:
    """Each delivery is one line; the file is for its owner alone."""
    path = tmp_path / "out.jsonl"
    deliver(JsonLinesSink("log", path, fsync=fsync), DELIVERY, DELIVERY, asynchronous=asynchronous)
    assert path.read_bytes() == (BODY + b"\n") * 2
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600


@needs_posix
@pytest.mark.parametrize(("fsync", "wanted"), [(True, ["file", "folder", "file"]), (False, [])])
def test_a_line_is_on_the_disk(tmp_path: Path, fsync: bool, wanted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With `fsync` each line is written through, and once the name of a new file; without it nothing is."""
    synced: list[str] = []

    def note(descriptor: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    monkeypatch.setattr(os, "fsync", note)
    sink = JsonLinesSink("log", tmp_path / "out.jsonl", fsync=fsync)
    deliver(sink, DELIVERY, DELIVERY, asynchronous=False)
    assert synced == wanted


@pytest.mark.parametrize("whole", [0, 1, 3, 2000])
@pytest.mark.parametrize("torn", [1, 5, 20, 21, len(BODY)])
def test_a_torn_line_is_cut_off(tmp_path: Path, whole: int, torn: int) -> None:
    """What a kill left of a line goes before the next is written, and no line before it."""
    path = tmp_path / "out.jsonl"
    path.write_bytes((BODY + b"\n") * whole + BODY[:torn])
    send(path)
    assert path.read_bytes() == (BODY + b"\n") * (whole + 1)


def test_a_torn_line_longer_than_a_block(tmp_path: Path) -> None:
    """However long it is."""
    path = tmp_path / "out.jsonl"
    path.write_bytes(BODY + b"\n" + BODY[:20] + b"x" * 300_000)
    send(path)
    assert path.read_bytes() == (BODY + b"\n") * 2


@given(st.binary(max_size=200))
def test_a_file_of_something_else_is_left_alone(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Only what can be the beginning of a decision is cut off; else nothing is written and nothing lost."""
    path = tmp_path_factory.mktemp("f") / "out.jsonl"
    path.write_bytes(content)
    rest = content.rpartition(b"\n")[2]
    if b'{"specversion":"1.0"'.startswith(rest[:20]):
        send(path)
        assert path.read_bytes() == content[: len(content) - len(rest)] + BODY + b"\n"
    else:
        assert code_of(path) == "not_ours"
        assert path.read_bytes() == content


def test_a_file_moved_away(tmp_path: Path) -> None:
    """After a rotation the next line begins a new file."""
    path = tmp_path / "out.jsonl"
    sink = JsonLinesSink("log", path)
    deliver(sink, asynchronous=False)
    path.rename(tmp_path / "old.jsonl")
    deliver(sink, DELIVERY, DELIVERY, asynchronous=False)
    assert (tmp_path / "old.jsonl").read_bytes() == BODY + b"\n"
    assert path.read_bytes() == (BODY + b"\n") * 2


@needs_posix
def test_a_file_moved_away_while_the_lock_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was opened before the rotation is not written to after it."""
    import fcntl

    path = tmp_path / "out.jsonl"
    send(path)
    real = fcntl.flock

    def late(file: object, operation: int) -> None:
        if not (tmp_path / "old.jsonl").exists():
            path.rename(tmp_path / "old.jsonl")
        real(file, operation)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", late)
    send(path)
    assert (tmp_path / "old.jsonl").read_bytes() == path.read_bytes() == BODY + b"\n"


@needs_posix
def test_a_full_disk(tmp_path: Path) -> None:
    """A line that does not fit leaves nothing behind, and may be tried again."""
    path = tmp_path / "out.jsonl"
    code = f"""
import resource
from test_jsonl_sink import *
path = Path({str(path)!r})
send(path)
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(BODY) + 10},) * 2)
assert code_of(path) == "full"
"""
    run(code)
    assert path.read_bytes() == BODY + b"\n"


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder, no folder, no path: each is a SinkError that says so."""
    assert code_of(tmp_path) == "no_file"
    assert code_of(tmp_path / "nowhere" / "out.jsonl") == "no_folder"
    assert code_of(Path("a\0b")) == "no_file"


@needs_posix
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Nothing waits for somebody to read a pipe."""
    os.mkfifo(tmp_path / "pipe")
    assert code_of(tmp_path / "pipe") == "no_file"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission(tmp_path: Path) -> None:
    """Without the right to write, the decision waits."""
    path = tmp_path / "out.jsonl"
    path.touch(mode=0o400)
    assert code_of(path) == "no_permission"


def test_no_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal has its code, for root too."""

    def refused(*arguments: object) -> int:
        raise PermissionError(13, "Permission denied", "dana")

    monkeypatch.setattr(os, "open", refused)
    assert code_of(tmp_path / "out.jsonl") == "no_permission"


@needs_posix
def test_processes_share_a_file(tmp_path: Path) -> None:
    """Four processes leave whole lines only, and all of them."""
    path = tmp_path / "out.jsonl"
    code = """
import sys
from running import *
from tactful.sinks import JsonLinesSink
body = lambda n: b'{"specversion":"1.0","id":"%s-%d","x":"%s"}' % (sys.argv[2].encode(), n, b"y" * 9000)
sink = JsonLinesSink("log", sys.argv[1], fsync=False)
deliver(sink, *(Delivery("i", "c", body(n)) for n in range(100)), asynchronous=False)
"""
    processes = [start(code, str(path), str(number)) for number in range(4)]
    for process in processes:
        assert process.wait() == 0
    found = sorted(json.loads(line)["id"] for line in path.read_bytes().splitlines())
    assert found == sorted(f"{process}-{n}" for process in range(4) for n in range(100))


def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join((str(ROOT / "engine"), str(Path(__file__).parent)))
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env={"PYTHONPATH": path})


def run(code: str) -> None:
    assert start(code).wait() == 0
