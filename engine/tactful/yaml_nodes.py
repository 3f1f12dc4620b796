"""YAML text as nodes that know their place, read so that scalars are text and nothing can run or explode.

Only plain `true`, `false` and `null` are special, and an absent value is null; `on`, `no`, `~`, `1:30`, `007`
and dates are the text that was written. Anchors, aliases, merge keys and tags are refused, so a document
costs what its length says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from tactful.errors import PolicyError, Position, Problem
from tactful.timing.texts import quoted

MAX_DEPTH = 64
MAX_BYTES = 1 << 20
MAX_NODES = 100_000

Value: TypeAlias = "dict[str, Node] | list[Node] | str | bool | None"

_TOO_DEEP = f"lists and mappings are nested more than {MAX_DEPTH} deep"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SPECIAL: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?!^)\ufeff")
_STANDARD = "tag:yaml.org,2002:"
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written. Of a mapping, `keys` holds the place of each key.

    `absent` tells a value that was left out from a `null` that was written.
    """

    value: Value
    where: Position
    keys: Mapping[str, Position] = field(default_factory=dict)
    absent: bool = field(default=False, kw_only=True)

    @property
    def data(self) -> Any:
        """The value as plain Python data, without places."""
        if isinstance(self.value, dict):
            return {key: child.data for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.data for child in self.value]
        return self.value

    def described(self) -> str:
        """Say what was found, for an error text: `` `x` ``, `a list`, `a mapping` or `nothing`."""
        match self.value:
            case dict():
                return "a mapping"
            case list():
                return "a list"
            case None:
                return "nothing"
            case bool() as value:
                return f"`{str(value).lower()}`"
            case value:
                return quoted(value)


def load_nodes(text: str | bytes, path: str, *, max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES) -> Node:
    """Read one YAML document. An empty one is a null node.

    Raises PolicyError with every problem that could be told; nothing else, whatever the text.
    """
    root, problems = read_nodes(text, path, max_bytes=max_bytes, max_nodes=max_nodes)
    if root is None or problems:
        raise PolicyError(problems)
    return root


def read_nodes(
    text: str | bytes, path: str, *, max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES
) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document as `load_nodes` does, but return what is readable beside the problems.

    The node is None where the rest of the file could not be read or would be misread.
    """
    if len(text) > max_bytes:
        message = f"the file is longer than {max_bytes:,} bytes"
        return None, [Problem(Position(path), message, "yaml-too-large")]
    try:
        return _Composer(path, _decoded(text, path), max_nodes).compose()
    except PolicyError as error:
        return None, list(error.problems)


def spans(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Return where each scalar, and each list or mapping in brackets, ends, by where it begins.

    Places are line and column, from 1; an end is the place after the last character. What follows a mistake in the
    text is left out.
    """
    found: dict[tuple[int, int], tuple[int, int]] = {}
    begun: list[tuple[int, int]] = []
    event: Any
    try:
        for count, event in enumerate(yaml.parse(_decoded(text, ""), Loader=_LOADER)):
            if count > MAX_NODES or len(begun) > MAX_DEPTH:
                break
            start, end = event.start_mark, event.end_mark
            if isinstance(event, yaml.NodeEvent):
                begun.append((start.line + 1, start.column + 1))
            if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent | yaml.CollectionEndEvent):
                begin = begun.pop()
                if start.index < end.index:  # else it is empty, or ends by indentation alone
                    found[begin] = (end.line + 1, end.column + 1)
    except (PolicyError, yaml.YAMLError, ValueError, OverflowError):
        pass
    return found


def _refused(where: Position, code: str, message: str, help_text: str = "") -> PolicyError:
    return PolicyError([Problem(where, message, code, help_text)])


def _decoded(text: str | bytes, path: str) -> str:
    if isinstance(text, bytes):
        if text.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _refused(Position(path, 1, 1), "yaml-encoding", "the file is UTF-16", "save it as UTF-8")
        raw = text
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            where = _place(path, raw[: error.start].decode("utf-8"))
            message = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
            raise _refused(where, "yaml-encoding", message, "save the file as UTF-8") from None
    text = text.removeprefix("\ufeff")
    if bad := _UNREADABLE.search(text):
        message = f"the character U+{ord(bad.group()):04X} cannot stand in YAML"
        raise _refused(_place(path, text[: bad.start()]), "yaml-encoding", message)
    return text


def _place(path: str, before: str) -> Position:
    lines = _BREAK.split(before)
    return Position(path, len(lines), len(lines[-1]) + 1)


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended."""

    value: dict[str, Node] | list[Node]
    where: Position
    is_key: bool
    keys: dict[str, Position] = field(default_factory=dict)
    key: str | None = None
    key_where: Position | None = None


class _Composer:
    """Builds nodes from libyaml's events without recursion, so that depth is checked before it can hurt."""

    def __init__(self, path: str, text: str, max_nodes: int) -> None:
        self._path = path
        self._text = text
        self._left = self._max_nodes = max_nodes
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._problems: list[Problem] = []

    def compose(self) -> tuple[Node | None, list[Problem]]:
        readable = False
        try:
            readable = self._read()
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
        except (yaml.YAMLError, ValueError, OverflowError):
            self._report(Position(self._path), "yaml-syntax", "not readable as YAML")
        if not readable:
            return None, self._problems
        return self._root or Node(None, Position(self._path, 1, 1)), self._problems

    def _read(self) -> bool:
        """Take in all events; False where the document is not whole."""
        documents = 0
        aliased = False
        for event in yaml.parse(self._text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._report(self._position(event), "yaml-documents", "a file holds one document")
                    return False
            elif isinstance(event, yaml.NodeEvent):
                aliased = aliased or isinstance(event, yaml.AliasEvent)
                if not self._begin(event):
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end()
        return not aliased

    def _position(self, event: Any) -> Position:
        mark = event.start_mark
        return Position(self._path, mark.line + 1, mark.column + 1)

    def _report(self, where: Position, code: str, message: str, help_text: str = "") -> None:
        self._problems.append(Problem(where, message, code, help_text))

    def _refuse(self, where: Position, code: str, what: str, help_text: str) -> None:
        self._report(where, code, f"{what} is refused", help_text)

    def _begin(self, event: Any) -> bool:
        """Take in the start of a node; False when reading must end here."""
        where = self._position(event)
        self._left -= 1
        if self._left < 0:
            self._report(where, "yaml-too-large", f"the file holds more than {self._max_nodes:,} values")
            return False
        if isinstance(event, yaml.AliasEvent):
            self._refuse(where, "yaml-alias", f"the alias {quoted(f'*{event.anchor}')}", "write the value out")
            self._put(Node(None, where), str(event.anchor))
            return True
        if event.anchor is not None:
            self._refuse(where, "yaml-alias", f"the anchor {quoted('&' + event.anchor)}", "write the value out")
        if event.tag is not None:
            self._refuse(
                where,
                "yaml-tag",
                f"the tag {quoted(event.tag.replace(_STANDARD, '!!'))}",
                "values are typed by their key",
            )
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, where)
            return True
        if len(self._open) >= MAX_DEPTH:
            self._report(where, "yaml-too-deep", _TOO_DEEP)
            return False
        parent = self._open[-1] if self._open else None
        is_key = parent is not None and isinstance(parent.value, dict) and parent.key is None
        self._open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], where, is_key))
        return True

    def _scalar(self, event: Any, where: Position) -> None:
        text: str = event.value
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            self._report(where, "yaml-encoding", "the text holds half of a surrogate pair")
        plain = event.implicit[0]
        value: Value = _SPECIAL.get(text, text) if plain else text
        self._put(Node(value, where, absent=plain and not text), text, merge=plain and text == "<<")

    def _end(self) -> None:
        ended = self._open.pop()
        if ended.is_key:
            self._report(ended.where, "yaml-key", "a key must be one word or text, not a list or a mapping")
            self._open[-1].key, self._open[-1].key_where = "", None
        else:
            self._put(Node(ended.value, ended.where, ended.keys))

    def _put(self, node: Node, as_key: str = "", *, merge: bool = False) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif parent.key is None:
            parent.key, parent.key_where = as_key, self._new_key(parent, as_key, node.where, merge)
        else:
            if parent.key_where is not None:
                parent.value[parent.key] = node
                parent.keys[parent.key] = parent.key_where
            parent.key = parent.key_where = None

    def _new_key(self, parent: _Open, key: str, where: Position, merge: bool) -> Position | None:
        """Return the key's place, or None where the key is reported and its value must be dropped."""
        if merge:
            self._refuse(where, "yaml-merge-key", "the merge key `<<`", "write the keys out")
        elif not key:
            self._report(where, "yaml-key", "a key is empty")
        elif key in parent.keys:
            line = parent.keys[key].line
            self._report(where, "yaml-duplicate-key", f"the key {quoted(key)} was written before, in line {line}")
        else:
            return where
        return None

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        where = Position(self._path, mark.line + 1, mark.column + 1) if mark else Position(self._path)
        problem = error.problem or "it cannot be read"
        lines = _BREAK.split(self._text)
        line = lines[where.line - 1] if 0 < where.line <= len(lines) else ""
        found = line[where.column - 1 : where.column]
        if found == "\t" or (line[: where.column].lstrip(" ").startswith("\t")):
            self._report(where, "yaml-tab", "a tab cannot indent YAML", "use spaces")
        elif "maximum nesting depth" in problem:
            self._report(where, "yaml-too-deep", _TOO_DEEP)
        elif "mapping values are not allowed" in problem:
            hint = "check the indentation, or put quotes around text with `: `"
            self._report(where, "yaml-syntax", "`:` cannot stand here", hint)
        elif "cannot start any token" in problem:
            self._report(where, "yaml-syntax", f"a value cannot begin with `{found}`", "put quotes around it")
        else:
            closing = "every `[`, `{` and quote needs its closing one" if "'" in problem or "quoted" in problem else ""
            hint = closing or "check the indentation: what belongs together begins in one column"
            self._report(where, "yaml-syntax", f"not valid YAML: {problem.strip()}", hint)
