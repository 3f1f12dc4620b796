"""Collecting problems of a merged policy by the path of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from tactful.errors import PolicyError, Position, Problem, did_you_mean
from tactful.timing.texts import quoted
from tactful.yaml_nodes import Node

Path: TypeAlias = tuple[str | int, ...]
"""The keys and list indexes that lead from the root of a policy to a value."""


MAX_PROBLEMS = 100
MAX_NAMES = 1_000
"""The most names that a misspelt one is compared with."""

_HINT = re.compile("[;,] (did you mean )")


@dataclass(frozen=True, slots=True)
class FromSetting(Node):
    """A value that stands for the `$setting` written at `used`."""

    setting: str = ""
    used: Position = field(default_factory=lambda: Position(""))


class Problems:
    """The mistakes found so far, with an end where there are too many to be worth telling.

    `lost` holds the paths of what a mistake already told has left out, so that its absence is not told too.
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.lost: set[Path] = set()

    def add(self, where: Position, code: str, message: str, help_text: str = "") -> None:
        """Take in a mistake. Raises PolicyError, with all of them, at the hundredth."""
        self.take([Problem(where, message, code, help_text)])

    def take(self, problems: Iterable[Problem]) -> None:
        """Take in mistakes that others found. Raises PolicyError as `add` does."""
        for problem in problems:
            self.found.append(problem)
            if len(self.found) >= MAX_PROBLEMS:
                end = Problem(problem.where, "there are too many problems to go on", "too-many-problems")
                raise PolicyError([*self.found, end])


def either(texts: Iterable[str]) -> str:
    """Join texts with commas and a last `or`."""
    *most, last = texts
    return f"{', '.join(most)} or {last}" if most else last


def near(found: str, known: Collection[str]) -> str:
    """Return ``did you mean `x`?``, or an empty text where nothing is near or too much would have to be compared."""
    return did_you_mean(found[:100], known) if len(known) <= MAX_NAMES else ""


class Report:
    """Tells mistakes in a merged policy by the path of what is wrong."""

    def __init__(self, root: Node, problems: Problems) -> None:
        self.lost = problems.lost
        self._problems = problems
        self._root = root

    def node(self, path: Path) -> Node:
        """Return the node at the path, or the last one on the way to it."""
        return self._walk(path)[0]

    def where(self, path: Path, *, key: bool = False) -> Position:
        """Return the place of the value at the path, or of its key; where absent, of the last on the way."""
        node, parent, step, _ = self._walk(path)
        if key and parent is not None and isinstance(step, str) and step in parent.keys:
            return parent.keys[step]
        return node.where

    def add(self, path: Path, code: str, message: str, help_text: str = "", *, key: bool = False) -> None:
        """Report a mistake at a value, or at its key."""
        used = self._walk(path)[3]
        if used is not None:
            text = f"it is used as `${used.setting}` in {used.used}"
            help_text = f"{help_text}; {text}" if help_text else text
        self._problems.add(self.where(path, key=key), code, message, help_text)

    def refused(self, path: Path, code: str, error: ValueError, *, key: bool = False) -> None:
        """Report what an error says; a hint at the end of its text becomes the help."""
        message, *hint = _HINT.split(str(error), maxsplit=1)
        self.add(path, code, message, "".join(hint), key=key)

    def unknown(
        self, path: Path, code: str, what: str, found: str, known: Collection[str], *, key: bool = False
    ) -> None:
        """Report a name that is not among the known ones, with the nearest of them."""
        few = f"expected {either(f'`{name}`' for name in sorted(known))}" if 0 < len(known) <= 8 else ""
        self.add(path, code, f"unknown {what} {quoted(found)}", near(found, known) or few, key=key)

    def _walk(self, path: Path) -> tuple[Node, Node | None, str | int | None, FromSetting | None]:
        node = self._root
        parent: Node | None = None
        last: str | int | None = None
        used: FromSetting | None = None
        for step in path:
            child = _child(node, step)
            if child is None:
                break
            node, parent, last = child, node, step
            if isinstance(node, FromSetting):
                used = node
        return node, parent, last, used


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(str(step))
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
