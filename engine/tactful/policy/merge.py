"""`extends`: a policy's files read, and laid over each other as JSON Merge Patches (RFC 7396)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tactful.errors import PolicyError, Position, Problem
from tactful.policy import packs
from tactful.policy.report import Problems, near
from tactful.timing.texts import quoted
from tactful.yaml_nodes import MAX_BYTES, MAX_DEPTH, Node, read_nodes

VERSION = "1"
_OWN = ("policy", "title", "extends", "tactful")
_CLAUSES = ("rules", "holds", "stops", "limits")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a policy: its text, the same as nodes, and the name that error texts give it."""

    name: str
    root: Node
    text: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """All files of a policy in one tree, in which every node keeps the place where it was written.

    A key has the place of the last file that wrote some part of its value; `layers` holds the number of that file
    for each rule; `texts` are those of the files.
    """

    root: Node
    files: tuple[str, ...]
    texts: tuple[str, ...]
    layers: Mapping[str, int]


def read_file(path: Path) -> bytes:
    """Read a policy file, one byte more than is allowed at most. Raises PolicyError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = f"cannot be read: {reason}"
        raise PolicyError([Problem(Position(shown(path)), message, "unreadable-file")]) from None


def shown(path: Path) -> str:
    """Return the path as error texts show it: from the working directory where it lies below that."""
    text = os.path.normpath(path)
    relative = os.path.relpath(text) if os.path.isabs(text) else text
    return text if relative.startswith("..") else relative


def layers(text: bytes | str, name: str, path: Path | None, problems: Problems) -> list[Layer]:
    """Read a policy and all that it extends, ancestors first, each once.

    `path` is the policy's file, None for a text without one, whose relative paths count from the working
    directory. Problems are added to the list.
    Raises PolicyError, with all problems so far, where a file is missing or cannot be read as a policy.
    """
    reader = _Reader(problems)
    reader.read(text, name, path)
    if reader.broken:
        raise PolicyError(problems.found)
    return reader.layers


def bundled(files: Iterable[tuple[str, str]], problems: Problems) -> list[Layer]:
    """Read a policy from the names and texts of all its files, ancestors first, whatever they say they extend."""
    reader = _Reader(problems)
    for name, text in files:
        root, found = read_nodes(text, name)
        problems.take(found)
        if root is None or not reader.is_policy(root):
            raise PolicyError(problems.found)
        reader.layers.append(Layer(name, root, text))
    return reader.layers


def _text(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("utf-8-sig", "replace")


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.layers: list[Layer] = []
        self.broken = False
        self._problems = problems
        self._done: set[str] = set()
        self._open: dict[str, str] = {}  # the files being read, outermost first, with their names

    def read(self, text: bytes | str, name: str, path: Path | None) -> None:
        root, found = read_nodes(text, name)
        self._problems.take(found)
        if root is None or not self.is_policy(root):
            self.broken = True
            return
        identity = os.path.realpath(path) if path else ""
        self._open[identity] = name
        for parent in _extended(root, self._problems):
            self._extend(parent, path)
        del self._open[identity]
        self._done.add(identity)
        self.layers.append(Layer(name, root, _text(text)))

    def _extend(self, parent: Node, path: Path | None) -> None:
        reference = str(parent.value)
        try:
            file = packs.resolve(reference, path.parent if path else None, parent.where)
            identity = os.path.realpath(file)
            if identity in self._open:
                chain = list(self._open.values())[list(self._open).index(identity) :]
                ring = " -> ".join([*chain, chain[0]])
                self._break(parent.where, "circular-extends", f"a policy cannot extend itself: {ring}")
            elif len(self._open) > MAX_DEPTH:
                message = f"more than {MAX_DEPTH} policies extend each other in a chain"
                self._break(parent.where, "circular-extends", message)
            elif identity not in self._done:
                self.read(read_file(file), shown(file), file)
        except PolicyError as error:
            self.broken = True
            self._problems.take(error.problems)

    def _break(self, where: Position, code: str, message: str) -> None:
        self.broken = True
        self._problems.add(where, code, message)

    def is_policy(self, root: Node) -> bool:
        """Tell whether a file begins as a policy does; what it begins with instead is a problem."""
        if not isinstance(root.value, dict):
            help_text = f"a policy begins with `tactful: {VERSION}`"
            self._problems.add(root.where, "wrong-type", f"expected a policy, found {root.described()}", help_text)
            return False
        version = root.value.get("tactful")
        if version is None and "tests" in root.value:
            help_text = "`tactful test` runs it; give the policy that it names"
            where = root.keys["tests"]
            self._problems.add(where, "wrong-type", "this is a file of tests, not a policy", help_text)
            return False
        if version is None:
            self._problems.add(root.where, "missing-key", "the policy lacks `tactful`", f"write `tactful: {VERSION}`")
            return True
        if version.value != VERSION:
            message = f"expected version `{VERSION}` of the language, found {version.described()}"
            self._problems.add(version.where, "version", message)
            return False
        return True


def _extended(root: Node, problems: Problems) -> list[Node]:
    assert isinstance(root.value, dict)
    extends = root.value.get("extends")
    if extends is None:
        return []
    parents = extends.value if isinstance(extends.value, list) else [extends]
    for parent in parents:
        if not isinstance(parent.value, str):
            message = f"expected the name or path of a policy, found {parent.described()}"
            problems.add(parent.where, "wrong-type", message)
    return [parent for parent in parents if isinstance(parent.value, str)]


def merge(parts: list[Layer], problems: Problems) -> Merged:
    """Lay the files over each other, the last being the policy itself. Problems are added to the list."""
    merger = _Merger(problems)
    merged: Node | None = None
    numbers: dict[str, int] = {}
    for number, part in enumerate(parts):
        own = part is parts[-1]
        merged = merger.patched(merged, _inheritable(part.root, own=own), ())
        numbers.update(dict.fromkeys(_rules(part.root), number))
    assert merged is not None
    return Merged(merged, tuple(part.name for part in parts), tuple(part.text for part in parts), numbers)


def _inheritable(root: Node, *, own: bool) -> Node:
    assert isinstance(root.value, dict)
    dropped = ("extends",) if own else _OWN
    value = {key: node for key, node in root.value.items() if key not in dropped}
    settings = value.get("settings")
    if settings is not None and isinstance(settings.value, dict):
        full = {name: _full_setting(node) for name, node in settings.value.items()}
        value["settings"] = Node(full, settings.where, settings.keys)
    return Node(value, root.where, root.keys)


def _full_setting(node: Node) -> Node:
    """Write a bare value as `{value: …}`, so that a new value leaves `about` as it was."""
    if node.value is None or isinstance(node.value, dict):
        return node
    return Node({"value": node}, node.where, {"value": node.where})


def _rules(root: Node) -> Iterable[str]:
    rules = root.value.get("rules") if isinstance(root.value, dict) else None
    return rules.value if rules is not None and isinstance(rules.value, dict) else ()


@dataclass(slots=True)
class _Merger:
    problems: Problems

    def patched(self, target: Node | None, patch: Node, path: tuple[str, ...]) -> Node:
        """Return the target changed as the patch says; neither is changed itself."""
        if not isinstance(patch.value, dict) or _is_whole(path):
            return patch
        inherits = target is not None and isinstance(target.value, dict)
        value: dict[str, Node] = dict(target.value) if inherits else {}  # type: ignore[arg-type, union-attr]
        keys = dict(target.keys) if inherits and target else {}
        for key, node in patch.value.items():
            if node.value is not None:
                value[key] = self.patched(value.get(key), node, (*path, key))
                keys[key] = patch.keys[key]
            elif key in value and node.absent:
                hint = "indent what belongs to it, or write `null` to remove what is inherited"
                self.problems.add(patch.keys[key], "no-value", f"{quoted(key)} has no value", hint)
            elif key in value and value[key].value is not None:
                del value[key], keys[key]
            elif _is_toned((*path, key)) and not node.absent:
                value[key] = node  # what it removes may be in the policy's own tone
                keys[key] = patch.keys[key]
            else:
                self._nothing(patch.keys[key], key, value if inherits else {}, path)
        return Node(value, patch.where, keys)

    def _nothing(self, where: Position, key: str, known: Mapping[str, Node], path: tuple[str, ...]) -> None:
        if known:
            place = f" in {quoted('.'.join(path))}" if path else ""
            message = f"`null` removes nothing: there is no {quoted(key)}{place}"
            self.problems.add(where, "removes-nothing", message, near(key, known))
        else:
            hint = "give it one or leave it out; `never` stands for no deadline"
            self.problems.add(where, "no-value", f"{quoted(key)} has no value", hint)
            self.problems.lost.add((*path, key))


def _is_whole(path: tuple[str, ...]) -> bool:
    return len(path) >= 3 and path[0] in _CLAUSES and path[-1] == "if"


def _is_toned(path: tuple[str, ...]) -> bool:
    return len(path) >= 3 and path[0] == "rules" and path[2] == "tone"
