"""Placing findings in an extended file at the setting that the policy's own file gave another value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tactful.diagnostics import Finding
from tactful.errors import Position
from tactful.linting.subject import Subject
from tactful.policy.report import FromSetting
from tactful.yaml_nodes import Node

_CLAUSES = ("rules", "holds", "stops", "limits")


def blamed(subject: Subject, findings: list[Finding]) -> list[Finding]:
    """Return the findings, those at an extended file's key whose value the policy's own setting gave at the setting."""
    causes = dict(_causes(subject)) if findings else {}
    return [_placed(one, causes.get(one.problem.where)) for one in findings]


def _placed(one: Finding, cause: FromSetting | None) -> Finding:
    if cause is None:
        return one
    message = f"{one.problem.message}; `${cause.setting}` stands in {cause.used}"
    return replace(one, problem=replace(one.problem, where=cause.where, message=message))


def _causes(subject: Subject) -> Iterator[tuple[Position, FromSetting]]:
    """Yield the places of the extended files' keys within clauses, with the own setting that their values hold."""
    root = subject.report.node(())
    for section in _CLAUSES:
        clauses = _children(root).get(section)
        for clause in _children(clauses).values():
            yield from _keys(subject, clause)


def _keys(subject: Subject, node: Node) -> Iterator[tuple[Position, FromSetting]]:
    for key, child in _children(node).items():
        where = node.keys[key]
        own = next(_own_settings(subject, child), None)
        if own is None:
            continue
        if not subject.is_own(where):
            yield where, own
        yield from _keys(subject, child)
        if key == "timing":
            yield from _later_times(subject, child)


def _later_times(subject: Subject, timing: Node) -> Iterator[tuple[Position, FromSetting]]:
    """Yield the places of the times that are compared with an opening which is the policy's own setting."""
    times = _children(timing)
    own = next(_own_settings(subject, times["opens"]), None) if "opens" in times else None
    for key in ("due", "expires"):
        if own is not None and key in times and next(_own_settings(subject, times[key]), None) is None:
            where = timing.keys[key]
            if not subject.is_own(where):
                yield where, own


def _own_settings(subject: Subject, node: Node) -> Iterator[FromSetting]:
    if isinstance(node, FromSetting) and subject.is_own(node.where) and not subject.is_own(node.used):
        yield node
    children = node.value if isinstance(node.value, list) else _children(node).values()
    for child in children:
        yield from _own_settings(subject, child)


def _children(node: Node | None) -> dict[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}
