"""A YAML text as its author wrote it: values in their style, with the comments and blank lines around them.

Every comment belongs to one place: above an entry, beside its value, beside its key, or at the foot of a collection.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMENT = re.compile("#[^\n]*")
_OTHER_TYPES: Any = yaml.SafeLoader.yaml_implicit_resolvers

Kind = Literal["text", "list", "mapping"]


@dataclass(slots=True)
class Comment:
    """A comment on a line of its own, and whether a blank line stands before it."""

    text: str
    blank: bool


@dataclass(slots=True)
class Written:
    """A value. `start` and `end` are offsets in the text; `raw` is what stands there.

    Of a scalar, `style` is its quote, `|`, `>` or empty. Of a collection, `flow` says that it has brackets, and
    `column` where its keys or dashes stand.
    """

    kind: Kind
    start: int
    end: int = 0
    raw: str = ""
    value: str = ""
    style: str = ""
    flow: bool = False
    column: int = 0
    entries: list[Entry] = field(default_factory=list)
    foot: list[Comment] = field(default_factory=list)
    parent: Entry | None = None


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list, which has no key.

    `blank` says that a blank line stands before it, or between it and the comments above it.
    """

    owner: Written
    place: int
    key: Written | None
    value: Written
    blank: bool = False
    above: list[Comment] = field(default_factory=list)
    head: str = ""
    beside: str = ""

    @property
    def start(self) -> int:
        """The offset of its key, or of the item."""
        return (self.key or self.value).start


@dataclass(slots=True)
class Page:
    """A document. `comments` holds the text of each comment, in their order."""

    root: Written
    comments: list[str]


def is_text_everywhere(text: str) -> bool:
    """Tell whether readers of YAML 1.1, too, take a plain scalar for text: no `on`, `1:30`, number or date."""
    return not any(pattern.match(text) for _, pattern in _OTHER_TYPES.get(text[:1], ()))


def read_page(text: str) -> Page:
    """Read one YAML document that is known to be readable; its lines end in line feeds."""
    tree = _Tree(text)
    return Page(tree.root, _Attaching(text, tree).comments())


class _Tree:
    """The values of a document, and its entries in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[Written, list[Written]]] = []
        self.root = Written("text", 0)
        self.entries: list[Entry] = []
        self.atoms: list[Written] = []
        events: Any = yaml.parse(text, Loader=_LOADER)
        for event in events:
            self._take(event, event.start_mark.index, event.end_mark.index)

    def _take(self, event: Any, start: int, end: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            node = Written("text", start, end, self._text[start:end], event.value, event.style or "")
            if node.style in ("", "'", '"'):
                node.raw = node.raw.strip()
                node.end = start + len(node.raw)
            self.atoms.append(node)
            self._put(node)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            kind: Kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            opened = Written(kind, start, flow=bool(event.flow_style), column=_column(self._text, start))
            self._open.append((opened, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            node, parts = self._open.pop()
            step = 2 if node.kind == "mapping" else 1
            for place, at in enumerate(range(0, len(parts), step)):
                key = parts[at] if step == 2 else None
                entry = Entry(node, place, key, parts[at + step - 1])
                entry.value.parent = entry
                node.entries.append(entry)
            last = node.entries[-1] if node.entries else None
            node.end = end if node.flow or last is None else last.value.end
            self.entries += node.entries
            self._put(node)

    def _put(self, node: Written) -> None:
        if self._open:
            self._open[-1][1].append(node)
        else:
            self.root = node


class _Attaching:
    """Gives each comment its place, in one walk over the text."""

    def __init__(self, text: str, tree: _Tree) -> None:
        self._text = text
        self._lines = text.split("\n")
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._root = tree.root
        self._atoms = tree.atoms
        # Of entries that begin or end together the outer comes first.
        entries = tree.entries[::-1]
        self._by_start = sorted(entries, key=lambda entry: entry.start)
        self._by_end = sorted(entries, key=lambda entry: (entry.value.end, entry.start))
        self._by_key = sorted((entry for entry in entries if entry.key), key=_key_end)
        self._starts = [entry.start for entry in self._by_start]
        self._ends = [entry.value.end for entry in self._by_end]
        self._key_ends = [_key_end(entry) for entry in self._by_key]
        self._settled: Entry | None = None
        for entry in entries:
            entry.blank = self._blank_before(self._line(entry.start))

    def comments(self) -> list[str]:
        """Attach all comments and return their texts."""
        return [self._attach(match) for match in self._found()]

    def _found(self) -> Iterator[re.Match[str]]:
        """Yield the comments: every `#` outside scalars begins one, and the header of a block scalar may hold one."""
        at = 0
        for atom in self._atoms:
            yield from _COMMENT.finditer(self._text, at, atom.start)
            if atom.style in ("|", ">"):
                header = self._text.find("\n", atom.start)
                yield from _COMMENT.finditer(self._text, atom.start, header if header >= 0 else len(self._text))
            at = max(at, atom.end)
        yield from _COMMENT.finditer(self._text, at)

    def _attach(self, match: re.Match[str]) -> str:
        at, text = match.start(), match.group().rstrip()
        line = self._line(at)
        column = at - (self._breaks[line - 1] + 1 if line else 0)
        if self._lines[line][:column].strip() and self._beside(at, line, text):
            return text
        self._own_line(at, column, Comment(text, self._blank_before(line)))
        return text

    def _beside(self, at: int, line: int, text: str) -> bool:
        place = bisect_right(self._ends, at) - 1
        if place >= 0:
            ended = self._by_end[place]
            if self._line(max(ended.value.end - 1, ended.start)) == line and not ended.beside:
                ended.beside = text
                return True
        place = bisect_right(self._key_ends, at) - 1
        if place >= 0:
            keyed = self._by_key[place]
            if self._line(_key_end(keyed)) == line and at < keyed.value.end and not keyed.head:
                keyed.head = text
                return True
        return False

    def _own_line(self, at: int, column: int, comment: Comment) -> None:
        place = bisect_right(self._starts, at)
        following = self._by_start[place] if place < len(self._by_start) else None
        closing = self._closing(at)
        if closing is not None and (following is None or following.start > closing.end):
            closing.foot.append(comment)
            return
        if following is not None and (following is self._settled or following.owner.flow):
            following.above.append(comment)
            return
        foot = self._foot(following, column)
        if foot is not None:
            foot.foot.append(comment)
        elif following is not None:
            self._settled = following
            following.above.append(comment)
        else:
            self._root.foot.append(comment)

    def _closing(self, at: int) -> Written | None:
        """Return the collection in brackets whose last entry is before the offset and whose end is after it."""
        place = bisect_right(self._ends, at) - 1
        if place >= 0:
            around: Written | None = self._by_end[place].owner
            while around is not None:
                if around.flow and around.start < at < around.end:
                    return around
                around = around.parent.owner if around.parent else None
        place = bisect_right(self._key_ends, at) - 1
        value = self._by_key[place].value if place >= 0 else None
        return value if value is not None and value.flow and value.start < at < value.end else None

    def _foot(self, following: Entry | None, column: int) -> Written | None:
        """Return the deepest collection before the next entry that a comment of this column can be the end of."""
        if following is None:
            node, least = self._root, -1
        elif following.place and column > following.owner.column:
            node, least = following.owner.entries[following.place - 1].value, following.owner.column
        else:
            return None
        found = None
        while node.kind != "text" and not node.flow and node.entries and least < node.column <= column:
            found = node
            node = node.entries[-1].value
        return found

    def _line(self, at: int) -> int:
        return bisect_right(self._breaks, at - 1)

    def _blank_before(self, line: int) -> bool:
        return line > 0 and not self._lines[line - 1].strip()


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at) - 1


def _key_end(entry: Entry) -> int:
    return entry.key.end if entry.key else 0
