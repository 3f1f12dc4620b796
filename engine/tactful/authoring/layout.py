"""How a file is laid out: two spaces a level, short values in brackets, a blank line between rules."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.authoring.order import SECTIONS, Path, key_order
from tactful.authoring.scalars import scalar_line, scalar_lines
from tactful.authoring.written import Comment, Entry, Page, Written

WIDTH = 120
_APART = ("rules", "holds", "stops", "limits")
_STEP = "  "


class Layout:
    """Writes a file again: a policy with its keys in order, or tests, whose keys and long lines stay as they are."""

    def __init__(self, *, tests: bool) -> None:
        self._tests = tests
        self._commented: set[int] = set()
        self._flows: dict[int, str | None] = {}

    def page(self, page: Page) -> str:
        """Return the text of a whole file."""
        root = page.root
        self._gather(root)
        lines: list[str] = []
        if root.entries:
            # What stands above the first key is said of the file.
            first = root.entries[0]
            lines += _comments(first.above, "")
            if first.above and first.blank:
                lines.append("")
            first.above, first.blank = [], False
        else:
            lines.append("{}")
        lines += self._collection(root, (), "")
        return "\n".join(lines) + "\n"

    def _gather(self, node: Written) -> None:
        """Leave at most one comment beside each value and the others above it, and mark what has comments within."""
        for entry in node.entries:
            value = entry.value
            self._gather(value)
            if value.kind != "text" and not value.entries:
                entry.above += value.foot
                value.foot = []
            if entry.head and entry.beside:
                entry.above.append(Comment(entry.head, blank=False))
                entry.head = ""
            entry.beside = entry.beside or entry.head
            entry.head = ""
            if entry.key is None and value.entries:
                # Nothing stands between a dash and what follows it.
                entry.above += value.entries[0].above
                value.entries[0].above = []
            if value.foot or any(one.above or one.beside or id(one.value) in self._commented for one in value.entries):
                self._commented.add(id(value))

    def _collection(self, node: Written, path: Path, indent: str) -> list[str]:
        """Return the lines of a collection without brackets."""
        lines: list[str] = []
        before: Entry | None = None
        was_long = False
        for entry in self._in_order(node, path):
            key = entry.key.value if entry.key else ""
            own = self._entry(entry, (*path, key), indent)
            if before and self._parted(entry, before, path, long=was_long or len(own) > 1):
                lines.append("")
            lines += _comments(entry.above, indent)
            if entry.above and entry.blank and (self._tests or len(path) < 2):
                lines.append("")
            lines += own
            before, was_long = entry, len(own) > 1
        for comment in node.foot:
            if comment.blank and lines:
                lines.append("")
            lines.append(f"{indent}{comment.text}")
        return lines

    def _in_order(self, node: Written, path: Path) -> Iterable[Entry]:
        order = () if self._tests or node.kind == "list" else key_order(path)
        if not order:
            return node.entries
        ranks = {key: rank for rank, key in enumerate(order)}
        return sorted(node.entries, key=lambda entry: ranks.get(entry.key.value if entry.key else "", len(ranks)))

    def _parted(self, entry: Entry, before: Entry, path: Path, *, long: bool) -> bool:
        """Tell whether a blank line stands between two entries."""
        asked = entry.above[0].blank if entry.above else entry.blank
        if self._tests:
            return asked or (path == ("tests",) and long)
        if path == ():
            names = [one.key.value for one in (entry, before) if one.key]
            return asked or (long and any(name in SECTIONS for name in names))
        return (asked and len(path) < 2) or (long and len(path) == 1 and path[0] in _APART)

    def _entry(self, entry: Entry, path: Path, indent: str) -> list[str]:
        """Return the lines of a key with its value, or of an item."""
        node = entry.value
        key = (scalar_line(entry.key, flow=False) or "") if entry.key else ""
        lead = f"{indent}{key}: " if entry.key else f"{indent}- "
        line = self._line(node, path, len(lead))
        if line is not None:
            return [_beside(lead + line, entry.beside)]
        if node.kind == "text":
            first, *others = scalar_lines(node, indent + _STEP)
            if node.style in ("|", ">"):
                return [_beside(lead + first, entry.beside), *others]
            return [lead + first, *others[:-1], _beside(others[-1], entry.beside)]
        filled = [] if id(node) in self._commented else _filled(node, lead, indent + _STEP)
        if filled:
            return [*filled[:-1], _beside(filled[-1], entry.beside)]
        inner = self._collection(node, path, indent + _STEP)
        if entry.key:
            return [_beside(lead.rstrip(), entry.beside), *inner]
        while inner[0].lstrip()[:1] in ("", "#"):
            if comment := inner.pop(0).lstrip():
                entry.above.append(Comment(comment, blank=False))
        if entry.beside:
            entry.above.append(Comment(entry.beside, blank=False))
        return [lead + inner[0].lstrip(), *inner[1:]]

    def _line(self, node: Written, path: Path, column: int) -> str | None:
        """Return a value as the rest of a line; None where it takes several."""
        if node.kind == "text":
            line = scalar_line(node, flow=False)
            long = line is not None and "\n" in node.raw and column + len(line) > WIDTH
            return None if long else line
        if not node.entries:
            return None if node.foot else ("{}" if node.kind == "mapping" else "[]")
        line = None if id(node) in self._commented else self._flow(node, path)
        if line is None:
            return None
        if node.flow and self._tests and "\n" not in node.raw:
            return line
        if column + len(line) > WIDTH:
            return None
        return line if node.flow or self._is_short(node, path) else None

    def _is_short(self, node: Written, path: Path) -> bool:
        """Tell whether a collection that the author wrote without brackets is to have them."""
        if self._tests or any(entry.value.kind != "text" for entry in node.entries):
            return False
        return path[0] not in SECTIONS or (len(path) > 2 and path[0] != "phrases")

    def _flow(self, node: Written, path: Path) -> str | None:
        """Return a value in one line, in brackets; None where that cannot be."""
        if id(node) not in self._flows:
            self._flows[id(node)] = self._new_flow(node, path)
        return self._flows[id(node)]

    def _new_flow(self, node: Written, path: Path) -> str | None:
        if node.kind == "text":
            return scalar_line(node, flow=True)
        parts = []
        for entry in self._in_order(node, path):
            value = self._flow(entry.value, (*path, entry.key.value if entry.key else ""))
            key = scalar_line(entry.key, flow=True) if entry.key else ""
            if value is None or key is None:
                return None
            parts.append(f"{key}: {value}" if entry.key else value)
        joined = ", ".join(parts)
        return f"{{{joined}}}" if node.kind == "mapping" else f"[{joined}]"


def _filled(node: Written, lead: str, indent: str) -> list[str]:
    """Return a long list in brackets of words, as many a line as fit; empty where it is none."""
    if node.kind != "list" or not node.flow or any(entry.value.kind != "text" for entry in node.entries):
        return []
    words = [scalar_line(entry.value, flow=True) for entry in node.entries]
    lines = [lead + "["]
    for place, word in enumerate(words):
        if word is None:
            return []
        piece = word + ("," if place < len(words) - 1 else "]")
        if lines[-1].endswith("["):
            lines[-1] += piece
        elif len(lines[-1]) + 1 + len(piece) <= WIDTH:
            lines[-1] += f" {piece}"
        else:
            lines.append(indent + piece)
    return lines


def _comments(comments: list[Comment], indent: str) -> list[str]:
    lines: list[str] = []
    for comment in comments:
        if comment.blank and lines:
            lines.append("")
        lines.append(f"{indent}{comment.text}")
    return lines


def _beside(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line
