"""`# lint: allow CODE because REASON`: findings that the author has looked at and wants to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tactful.diagnostics import Finding
from tactful.errors import Position, did_you_mean
from tactful.linting.codes import CODES
from tactful.linting.subject import finding
from tactful.timing.texts import quoted
from tactful.yaml_nodes import read_nodes

FORM = "write `# lint: allow CODE because REASON`"
UNSILENCED = frozenset({"bad-silence", "unused-silence"})

_MARK = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*lint[ \t]*:[^\n\r\x85\u2028\u2029]*")
_ALLOW = re.compile(r"#[ \t]*lint[ \t]*:[ \t]*allow[ \t]+(\S+)(?:[ \t]+because[ \t]+(\S.*?))?[ \t]*")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Silence:
    """A comment that allows findings of a code in one line."""

    code: str
    line: int
    where: Position


def silences(text: str, path: str) -> tuple[list[Silence], list[Finding]]:
    """Return the silences of a policy file, and what is wrong with those that cannot be read."""
    lines = _BREAK.split(text.removeprefix("\ufeff"))
    found: list[Silence] = []
    wrong: list[Finding] = []
    for number, column in _comments(lines, path):
        comment = lines[number][column:]
        where = Position(path, number + 1, column + 1)
        match = _ALLOW.fullmatch(comment)
        if match is None:
            wrong.append(finding("bad-silence", where, "a silence that cannot be read", FORM))
        elif match[1] not in CODES or match[1] in UNSILENCED:
            hint = did_you_mean(match[1][:100], CODES.keys() - UNSILENCED)
            wrong.append(finding("bad-silence", where, f"lint has no code {quoted(match[1])} to allow", hint))
        elif match[2] is None:
            message = f"the silence of {quoted(match[1])} gives no reason"
            wrong.append(finding("bad-silence", where, message, FORM))
        else:
            found.append(Silence(match[1], _target(lines, number, column), where))
    return found, wrong


def silenced(findings: Sequence[Finding], allowed: Sequence[Silence]) -> tuple[list[Finding], list[Silence]]:
    """Return the findings that no silence allows, and the silences that were needed."""
    by_place = {(silence.where.path, silence.line, silence.code): silence for silence in allowed}
    left: list[Finding] = []
    used: list[Silence] = []
    for one in findings:
        problem = one.problem
        silence = by_place.get((problem.where.path, problem.where.line, problem.code))
        if silence is None:
            left.append(one)
        else:
            used.append(silence)
    return left, used


def unused(silence: Silence) -> Finding:
    """Return the finding that a silence silences nothing."""
    message = f"nothing in line {silence.line} is found to be {quoted(silence.code)}"
    return finding("unused-silence", silence.where, message, "remove the comment")


def _comments(lines: Sequence[str], path: str) -> Iterator[tuple[int, int]]:
    """Yield line and column, from 0, of each comment that speaks to lint; no such words within a text."""
    places = [(number, match.start()) for number, line in enumerate(lines) if (match := _MARK.search(line))][:_MOST]
    if not places:
        return
    data = _data(lines, path)
    if _data(_without(lines, places), path) == data:
        yield from places
    else:
        # Cut off, a comment changes nothing, but a part of a text does.
        yield from (place for place in places if _data(_without(lines, [place]), path) == data)


def _without(lines: Sequence[str], places: Sequence[tuple[int, int]]) -> list[str]:
    cut = list(lines)
    for number, column in places:
        cut[number] = cut[number][:column]
    return cut


def _data(lines: Sequence[str], path: str) -> object:
    root, problems = read_nodes("\n".join(lines), path)
    return None if root is None or problems else root.data


def _target(lines: Sequence[str], number: int, column: int) -> int:
    """Return the line, from 1, that a comment speaks of: its own, or the next with anything but a comment."""
    if lines[number][:column].strip():
        return number + 1
    following = (later for later in range(number + 1, len(lines)) if lines[later].split("#", 1)[0].strip())
    return next(following, number) + 1
