"""One log as numbered lines of JSON, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeAlias

import orjson

from tactful.errors import PolicyError
from tactful.events.streams import DamagedError, chunks, opened

LONGEST_LINE = 16 << 20
LONGEST_YAML = 16 << 20
MOST_YAML_VALUES = 2_000_000

Refuse: TypeAlias = Callable[[int, str, str, bytes], None]
"""Takes the number of a line that cannot be used, why not, a code, and its bytes or their beginning."""

Numbered: TypeAlias = Iterable[tuple[int, bytes]]

_TOO_LONG = f"the line is longer than {LONGEST_LINE >> 20} MiB"


def numbered_lines(
    path: str, stdin: BinaryIO | None, progress: Callable[[int], None] | None, refuse: Refuse
) -> Iterator[Numbered]:
    """Yield the lines of a log, many at a time; of a YAML list, each item as JSON with the line it begins in.

    `-` is standard input. `progress` gets the number of bytes taken since the last call. Raises EventError
    where the log cannot be opened; where it is damaged, what comes before is used and the rest refused.
    """
    name = path.lower()
    number = 0
    with opened(path, stdin) as file:
        content = chunks(file, name, progress)
        try:
            if name.removesuffix(".gz").removesuffix(".zst").endswith((".yaml", ".yml")):
                yield _items(path, content, refuse)
                return
            for first, lines in _cut(content, refuse):
                yield enumerate(lines, first)
                number = first + len(lines) - 1
        except DamagedError as error:
            refuse(number + 1, str(error), "damaged_log", b"")


def _cut(content: Iterable[bytes], refuse: Refuse) -> Iterator[tuple[int, list[bytes]]]:
    """Cut content into lines, many at a time, each time with the number of the first.

    A line longer than LONGEST_LINE is refused without being held whole, and an empty one stands in its place.
    """
    number = 1
    held: list[bytes] = []  # the beginning of a line whose end is still to come
    size = 0
    skipping = False
    for chunk in content:
        if skipping:
            end = chunk.find(b"\n")
            if end < 0:
                continue
            chunk, skipping = chunk[end:], False
        lines = chunk.split(b"\n")
        if held and len(lines) > 1:
            lines[0] = b"".join([*held, lines[0]])
            held, size = [], 0
        rest = lines.pop()
        if len(chunk) > LONGEST_LINE or (lines and len(lines[0]) > LONGEST_LINE):
            for at, line in enumerate(lines):
                if len(line) > LONGEST_LINE:
                    refuse(number + at, _TOO_LONG, "too_long", line)
                    lines[at] = b""
        if lines:
            yield number, lines
            number += len(lines)
        held.append(rest)
        size += len(rest)
        if size > LONGEST_LINE:
            refuse(number, _TOO_LONG, "too_long", b"".join(held))
            held, size, skipping = [], 0, True
    if size:
        yield number, [b"".join(held)]


def _items(path: str, content: Iterable[bytes], refuse: Refuse) -> Numbered:
    from tactful.yaml_nodes import load_nodes

    text = bytearray()
    for chunk in content:
        text += chunk
        if len(text) > LONGEST_YAML:
            break
    try:
        root = load_nodes(bytes(text), path, max_bytes=LONGEST_YAML, max_nodes=MOST_YAML_VALUES)
    except PolicyError as error:
        for problem in error.problems:
            message = f"{problem.message}; {problem.help}" if problem.help else problem.message
            refuse(problem.where.line, message, "not_yaml", b"")
        return []
    if isinstance(root.value, list):
        return [(item.where.line, orjson.dumps(item.data)) for item in root.value]
    if root.value is not None:
        message = f"expected a list of events, found {root.described()}"
        refuse(root.where.line, message, "not_yaml", b"")
    return []
