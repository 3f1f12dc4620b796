from __future__ import annotations

import os
from pathlib import Path

import pytest

from tactful.commands.output import opened_output
from tactful.errors import EventError


def test_a_file_is_replaced_at_the_end(tmp_path: Path) -> None:
    """Until all is written the old content stands, and the mode of the old file is kept."""
    path = tmp_path / "out"
    path.write_bytes(b"old")
    path.chmod(0o600)
    with opened_output(str(path)) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    """Where writing fails midway neither a part nor a draft is left."""
    path = tmp_path / "out"

    def fail() -> None:
        with opened_output(str(path)) as file:
            file.write(b"new")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link points to is replaced, not the link."""
    link, path = tmp_path / "link", tmp_path / "out"
    link.symlink_to(path)
    with opened_output(str(link)) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_devices_are_written_to(tmp_path: Path) -> None:
    """A device or a pipe is no file to be replaced."""
    with opened_output(os.devnull) as file:
        file.write(b"x")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["no/such/folder", "."])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    """A place that cannot be written is an error of the caller's."""

    def write() -> None:
        with opened_output(str(tmp_path / name)) as file:
            file.write(b"x")

    with pytest.raises(EventError, match="cannot be written"):
        write()
