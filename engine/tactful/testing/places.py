"""The lines of a policy's files on which the parts of its clauses stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tactful.errors import PolicyError, Position
from tactful.yaml_nodes import Node, load_nodes


class Places:
    """Finds where the files of a policy write a key, the file that comes last first."""

    def __init__(self, files: Sequence[str]) -> None:
        self._roots = tuple(_roots(reversed(files)))

    def of(self, where: Position, path: Sequence[str]) -> Position:
        """Return the place of the key that a path leads to; where no file writes it, the given place."""
        for root in self._roots:
            node: Node | None = root
            place = where
            for key in path:
                if node is None or not isinstance(node.value, dict) or key not in node.value:
                    break
                place, node = node.keys[key], node.value[key]
            else:
                return place
        return where


def _roots(files: Iterator[str]) -> Iterator[Node]:
    for file in files:
        try:
            yield load_nodes(Path(file).read_bytes(), file)
        except (OSError, PolicyError):
            continue
