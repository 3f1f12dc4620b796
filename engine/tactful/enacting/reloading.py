"""Policies put in force from files that somebody edits, without anybody watching. A bad one changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tactful.diagnostics import Finding
from tactful.enacting.applying import MaxChanged, enact
from tactful.enacting.planned import PlannedChange, plan_change
from tactful.errors import EventError, PolicyError, Problem
from tactful.linting import lint
from tactful.policy import load_all
from tactful.service.desk import Desk
from tactful.service.enactments import Enactment

_MOST_FILES = 1_000
_MOST_BYTES = 1 << 20
_PACK = "policy.yaml"


@dataclass(frozen=True, slots=True)
class Reload:
    """What came of a reload. Where `enactment` is None what was in force still is, and `problems` or `error` say why.

    `findings` are what lint says of the policies; `planned` is what they change, where they got so far.
    """

    enactment: Enactment | None = None
    planned: PlannedChange | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: EventError | None = None

    def __bool__(self) -> bool:
        """Say whether the policies are in force now."""
        return self.enactment is not None

    @property
    def why(self) -> list[str]:
        """Why they are not, a line for each reason."""
        told = [str(problem) for problem in self.problems]
        told += [str(one.problem) for one in self.findings if one.severity == "error"]
        return told + ([str(self.error)] if self.error is not None else [])


async def reload(desk: Desk, paths: Sequence[Path], max_changed: MaxChanged | None = None) -> Reload:
    """Validate policies, lint them, compare them on the cases under way, and put them in force; none of it raises."""
    try:
        policies = load_all(paths)
        findings = tuple(lint(paths))
    except PolicyError as error:
        return Reload(problems=error.problems)
    if any(finding.severity == "error" for finding in findings):
        return Reload(findings=findings)
    try:
        planned = await plan_change(desk, policies)
        if max_changed is not None:
            max_changed.check(planned)
        return Reload(await enact(desk, policies, planned), planned, findings=findings)
    except EventError as error:
        return Reload(findings=findings, error=error)


class Watcher:
    """Looks at a policy file, or a folder of them, whenever it is asked to; it has no thread and no clock.

    Of a folder its `policy.yaml` counts, else every policy in it, in order of name. What they extend in the same folder
    is watched too.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._seen: str | None = None
        self._done: str | None = None

    def look(self) -> list[Path] | None:
        """Return the policies to load where something has changed since the last time, and is still the same now.

        A file that is being written is thus left alone until the next look. Where nothing can be read, or nothing has
        changed, None.
        """
        try:
            files = self._files()
            stamp = _stamp(files)
        except OSError:
            self._seen = None
            return None
        steady = stamp == self._seen
        self._seen = stamp
        if not steady or stamp == self._done:
            return None
        self._done = stamp
        return self._policies(files)

    def again(self) -> None:
        """Take what was last returned as not done: the next look that finds it unchanged returns it once more."""
        self._done = None

    def _files(self) -> list[Path]:
        if not self._place.is_dir():
            return [self._place]
        return sorted(self._place.rglob("*.yaml"))[:_MOST_FILES]

    def _policies(self, files: Sequence[Path]) -> list[Path]:
        if not self._place.is_dir():
            return [self._place]
        if (pack := self._place / _PACK) in files:
            return [pack]
        return [file for file in files if file.parent == self._place and _is_policy(file)]


def _stamp(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        digest.update(f"{file}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _is_policy(file: Path) -> bool:
    """Say whether a file is a policy of its own: not one of tests, nor a part such as wordings that others extend."""
    lines = file.read_bytes()[:_MOST_BYTES].splitlines()
    return not file.stem.endswith("_test") and any(line.startswith(b"policy:") for line in lines)
