"""Where policy tests are found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tactful.errors import PolicyError, Position, Problem

ENDINGS = ("_test.yaml", "_test.yml")


def is_test_file(path: str | os.PathLike[str]) -> bool:
    """Tell by its name whether a file holds policy tests."""
    return os.fspath(path).endswith(ENDINGS)


def is_own(folder: Path) -> bool:
    """Tell whether a folder may hold the author's files: not a hidden one, nor one of installed packages."""
    hidden = folder.name.startswith(".") or folder.name == "node_modules"
    return not hidden and not (folder / "pyvenv.cfg").exists()


def test_files(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the test files of a folder and the folders in it, sorted; of a file, itself.

    Raises PolicyError where there is neither.
    """
    root = Path(path)
    if root.is_dir():
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if is_own(Path(folder, name)))
            for name in sorted(names):
                if is_test_file(name):
                    yield Path(folder, name)
    elif root.is_file():
        yield root
    else:
        raise PolicyError([Problem(Position(str(path)), "there is no such file or folder", "no-file")])


test_files.__test__ = False  # type: ignore[attr-defined]
