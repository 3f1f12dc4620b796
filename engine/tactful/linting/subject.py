"""What lint looks at: a policy with the files that it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tactful.diagnostics import Finding
from tactful.errors import PolicyError, Position, Problem
from tactful.linting.codes import SEVERITIES
from tactful.linting.deciding import Decider
from tactful.policy.compile import compile_policy
from tactful.policy.merge import Layer, layers, merge, read_file, shown
from tactful.policy.model import Hold, Limit, Policy, Recipients, Rule, Selection, Stop, Trigger
from tactful.policy.packs import resolve
from tactful.policy.report import Path as Keys
from tactful.policy.report import Problems, Report
from tactful.policy.settings import substitute
from tactful.yaml_nodes import Node


@dataclass(frozen=True, slots=True)
class Subject:
    """A policy, its files and its merged text.

    `parts` are its files, ancestors first, each with its nodes; `parents` are the files that each extends;
    `written` is the merged policy in which settings are still `$name`, `report` finds places in it.
    """

    policy: Policy
    name: str
    parts: tuple[Layer, ...]
    parents: Mapping[str, tuple[str, ...]]
    written: Node
    report: Report
    decider: Decider

    @property
    def tasks(self) -> list[Rule]:
        """The rules that ask for a message."""
        return [rule for rule in self.policy.rules if rule.forbids is None]

    def where(self, keys: Keys, *, key: bool = True) -> Position:
        """Return where a key, or else its value, of the merged policy was written."""
        return self.report.where(keys, key=key)

    def is_own(self, where: Position) -> bool:
        """Tell whether a place is in the policy's own file, not in one that it extends."""
        return where.path == self.name

    def never(self, trigger: Trigger) -> bool:
        """Tell whether it is proved that a trigger's condition holds at none of its events."""
        return trigger.condition is not None and all(
            self.decider.never(trigger.condition, event) for event in trigger.events
        )

    def own_clauses(self) -> Iterator[tuple[str, Rule | Hold | Stop | Limit]]:
        """Yield the clauses of which the policy's own file wrote some part, with their sections."""
        for section, clauses in (
            ("rules", self.policy.rules),
            ("holds", self.policy.holds),
            ("stops", self.policy.stops),
            ("limits", self.policy.limits),
        ):
            for clause in clauses:
                if self.is_own(clause.where):
                    yield section, clause


def finding(code: str, where: Position, message: str, help_text: str = "") -> Finding:
    """Return a finding with the severity that its code has."""
    return Finding(Problem(where, message, code, help_text), SEVERITIES[code])


def subject_of(text: str | bytes, name: str, path: Path | None) -> Subject:
    """Read a policy with all that it extends. Raises PolicyError."""
    policy = compile_policy(text, name, path)
    problems = Problems()
    parts = layers(text, name, path, problems)
    merged = merge(parts, problems)
    report = Report(substitute(merged.root, problems), problems)
    parents = {part.name: _parents(part, path if part is parts[-1] else Path(part.name)) for part in parts}
    return Subject(policy, name, tuple(parts), parents, merged.root, report, Decider(policy.vocabulary))


def read_subject(path: Path) -> tuple[Subject, str | bytes]:
    """Read a policy file; return it with its raw text. Raises PolicyError."""
    text = read_file(path)
    return subject_of(text, shown(path), path), text


def extended(root: Node) -> list[Node]:
    """Return the items of a file's `extends`."""
    assert isinstance(root.value, dict)
    extends = root.value.get("extends")
    if extends is None:
        return []
    return extends.value if isinstance(extends.value, list) else [extends]


def _parents(part: Layer, path: Path | None) -> tuple[str, ...]:
    found = []
    for item in extended(part.root):
        try:
            found.append(shown(resolve(str(item.value), path.parent if path else None)))
        except PolicyError:
            found.append("")
    return tuple(found)


def same_people(first: Recipients | None, second: Recipients | None) -> bool:
    """Tell whether two clauses write to or select people in the same words."""
    if first is None or second is None:
        return first is second
    return (
        set(first.who) == set(second.who)
        and (first.each, first.first, first.via) == (second.each, second.first, second.via)
        and first.condition == second.condition
        and same_people(first.fallback, second.fallback)
    )


def same_trigger(first: Trigger | None, second: Trigger | None) -> bool:
    """Tell whether two triggers are the same in words."""
    if first is None or second is None:
        return first is second
    return set(first.events) == set(second.events) and first.condition == second.condition


def meets(rule: Rule, selects: Selection) -> bool:
    """Tell whether a rule's message has a purpose and a channel that a selection names."""
    return (selects.purposes is None or rule.purpose in selects.purposes) and (
        selects.channels is None or bool(selects.channels.intersection(rule.channels or ()))
    )


def listed(names: object) -> str:
    """Return names in backticks with commas, sorted."""
    return ", ".join(f"`{name}`" for name in sorted(names))  # type: ignore[call-overload]
