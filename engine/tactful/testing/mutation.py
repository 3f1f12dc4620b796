"""Which small changes of a policy no test of it notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tactful.conditions.tree import Value
from tactful.history import Case, Happening, Person
from tactful.planning import Panel, Program
from tactful.planning.program import Clause as Decided
from tactful.policy import Policy, Recipients
from tactful.testing.differences import is_met
from tactful.testing.mutants import Mutant, mutants
from tactful.testing.places import Places
from tactful.testing.scope import Key, clauses, own_clauses
from tactful.testing.stages import Stage, advice_at, stages
from tactful.testing.suite import PolicyTest

MOST = 2_000
"""The most changes that are tried; of more, every so-many-th."""

_SECTIONS = {"rules": "rules", "ends": "rules", "stops": "stops", "holds": "holds", "releases": "holds"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """What came of the small changes of a policy: how many there are, how many were tried, and which went unnoticed."""

    policy: str
    file: str
    possible: int
    tried: int
    survivors: tuple[Mutant, ...]

    @property
    def noticed(self) -> int:
        """How many changes some test noticed."""
        return self.tried - len(self.survivors)


def mutate(policy: Policy, tests: Sequence[PolicyTest], *, inherited: bool = False) -> Mutation:
    """Change a policy in small ways, one at a time, and return the changes that none of its passing tests notices.

    Only what the policy's own folder writes or changes is tried, unless `inherited`.
    """
    keys = frozenset(clauses(policy)) if inherited else own_clauses(policy)
    found = list(mutants(policy, keys, Places(policy.files)))
    step = -(-len(found) // MOST) or 1
    tried = found[::step]
    moments = [stage for test in tests for stage in stages(policy, test)]
    reaching = _reaching(policy, moments)
    survivors = [mutant for mutant in tried if not _noticed(mutant, reaching.get(mutant.clause, ()))]
    survivors.sort(key=lambda one: one.where)
    return Mutation(policy.name, policy.files[-1], len(found), len(tried), tuple(survivors))


def _noticed(mutant: Mutant, moments: Sequence[Stage]) -> bool:
    if not moments:
        return False
    # Both lowerings decide alike; this one is ready at once.
    panel = Panel([Program(mutant.policy, lowering="plain")])
    return any(not is_met(stage.expectation, advice_at(panel, stage)) for stage in moments)


class _Reached:
    """A watch that keeps which clauses had to be decided at all; no change of another can be noticed."""

    def __init__(self) -> None:
        self.keys: set[Key] = set()

    def decided(
        self,
        role: str,
        clause: Decided,
        case: Case,
        happening: Happening,
        facts: Mapping[str, Value | None],
        held: bool,
    ) -> None:
        self.keys.add((_SECTIONS[role], clause.name))

    def chosen(
        self,
        recipients: Recipients,
        case: Case,
        happening: Happening,
        person: Person,
        facts: Mapping[str, Value | None],
        held: bool,
    ) -> None:
        """Recipients are chosen only for clauses that were decided."""


def _reaching(policy: Policy, moments: Sequence[Stage]) -> dict[Key, list[Stage]]:
    watch = _Reached()
    panel = Panel([Program(policy, lowering="plain", watch=watch)])
    found: dict[Key, list[Stage]] = {}
    for stage in moments:
        watch.keys.clear()
        advice_at(panel, stage)
        for key in watch.keys:
            found.setdefault(key, []).append(stage)
    # A limit is not decided at events: what it keeps back may be in any case.
    found.update({("limits", limit.name): list(moments) for limit in policy.limits})
    return found
