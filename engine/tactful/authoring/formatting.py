"""One layout for policies and their tests: the same data and comments, written in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tactful.authoring.layout import Layout
from tactful.authoring.written import read_page
from tactful.errors import PolicyError, Position, Problem
from tactful.yaml_nodes import Node, load_nodes

_MARKS = frozenset(("tactful", "policy", "tests"))
_ORDERED = ("rules", "holds", "stops", "limits", "phrases")


def formatted(text: str | bytes, name: str) -> str:
    """Return a policy or test file in the one layout; `name` stands for it in error texts.

    The text means the same and keeps its comments, and what is formatted stays as it is. Raises PolicyError where it
    is not readable, is neither a policy nor a test file, or would not keep its meaning.
    """
    before = load_nodes(text, name)
    if not isinstance(before.value, dict):
        message = f"expected a policy or a test file, found {before.described()}"
        raise PolicyError([Problem(before.where, message, "wrong-type")])
    if not _MARKS & before.value.keys():
        message = "the file is neither a policy nor a test file"
        raise PolicyError([Problem(before.where, message, "wrong-type", "a policy begins with `tactful: 1`")])
    source = re.sub("\r\n?", "\n", _decoded(text).removeprefix("\ufeff"))
    page = read_page(source)
    written = Layout(tests=_is_test(before)).page(page)
    try:
        after = load_nodes(written, name)
        same = _same(before, after) and sorted(read_page(written).comments) == sorted(page.comments)
    except PolicyError:
        same = False
    if not same:
        message = "formatting would change what the file says, so it is left as it is"
        help_text = "write the values and comments in a simpler way"
        raise PolicyError([Problem(Position(name), message, "not-formattable", help_text)])
    return written


def _decoded(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("utf-8")


def _is_test(root: Node) -> bool:
    assert isinstance(root.value, dict)
    return "tests" in root.value and "tactful" not in root.value


def _same(before: Node, after: Node) -> bool:
    return before.data == after.data and list(_names(before)) == list(_names(after))


def _names(root: Node) -> Iterator[str]:
    """Yield the names whose order counts."""
    for section in _ORDERED:
        node = root.value.get(section) if isinstance(root.value, dict) else None
        if node is not None and isinstance(node.value, dict):
            yield from node.value
