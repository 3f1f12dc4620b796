"""A change of policy that was planned, and is kept so that it can be applied by its id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tactful.diagnostics import Finding
from tactful.enacting.effect import Effect, work_out
from tactful.errors import EventError, Position, Problem, did_you_mean
from tactful.policy.model import Policy
from tactful.service.desk import Desk
from tactful.stores.store import Conflict, Transaction
from tactful.timing.texts import quoted

_KIND = "planned-change"
_KEPT = 100


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What putting `policies` in force in the place of those of the enactment `base` would do.

    `id` is a hash of the policies before and after and of what changes in which case: while that stays the same, so
    does the id. `base` is 0 where nothing is in force yet. `policies` are names and digests; `changed` of `cases` get
    other advice; `findings` are what lint says of the policies. `created` is in microseconds since 1970 UTC. `details`
    are as those of `diff --at`; they name people, so they are not kept, and empty in what is read back.
    """

    id: str
    base: int
    policies: tuple[tuple[str, str], ...]
    cases: int
    changed: int
    created: int
    details: dict[str, Any]
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which it is not put in force."""
        return tuple(one for one in self.findings if one.severity == "error")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        policies = [{"name": name, "digest": digest} for name, digest in self.policies]
        return {
            "id": self.id,
            "base": self.base,
            "policies": policies,
            "cases": self.cases,
            "changed_cases": self.changed,
            "created": self.created,
            "findings": [_finding_to_dict(one) for one in self.findings],
            "details": self.details,
        }

    def to_json(self) -> bytes:
        """Return what is kept of it."""
        kept = self.to_dict()
        del kept["details"]
        return orjson.dumps(kept)

    @classmethod
    def from_json(cls, text: bytes) -> PlannedChange:
        """Read what `to_json` wrote."""
        record = orjson.loads(text)
        policies = tuple((one["name"], one["digest"]) for one in record["policies"])
        counted = (record["cases"], record["changed_cases"], record["created"])
        findings = tuple(map(_finding_from, record.get("findings", ())))
        return cls(record["id"], record["base"], policies, *counted, {}, findings)


async def plan_change(desk: Desk, policies: Sequence[Policy], findings: Sequence[Finding] = ()) -> PlannedChange:
    """Work out what policies would change, and keep that so that it can be applied by its id.

    The cases are gone through in many short transactions, so that work goes on meanwhile. `findings` are what lint said
    of the policies; with an error among them the change is not applied.
    """
    _, planned = await plan_with(desk, policies, findings)
    return planned


async def plan_with(
    desk: Desk, policies: Sequence[Policy], findings: Sequence[Finding]
) -> tuple[Effect, PlannedChange]:
    """Plan a change, and return the effect as well, to be brought up to date."""
    effect = await work_out(desk, policies)
    told = tuple((one.name, one.digest) for one in policies)
    counted = (effect.cases, effect.changed, effect.created)
    planned = PlannedChange(effect.id, effect.base, told, *counted, effect.details, tuple(findings))

    async def step(tx: Transaction) -> None:
        await desk.core.enactments.keep(tx, policies)
        await tx.put(_KIND, planned.id, planned.to_json())
        await _prune(desk, tx, planned.id)

    await desk.core.change(step)
    return effect, planned


async def planned_change(desk: Desk, name: str) -> PlannedChange:
    """Return what was planned under an id. Raises EventError, `unknown_plan`, where nothing was."""

    async def step(tx: Transaction) -> PlannedChange:
        text = await tx.record(_KIND, name)
        if text is None:
            hint = (
                did_you_mean(name[:100], await tx.records(_KIND)) or "`tactful plan-change` makes one and prints its id"
            )
            raise EventError(f"there is no planned change {quoted(name)}; {hint}", "unknown_plan")
        return PlannedChange.from_json(text)

    return await desk.core.look(step)


async def policies_of(desk: Desk, digests: Sequence[str]) -> list[Policy]:
    """Return policies that are in force, were or were to be, by their digests."""

    async def step(tx: Transaction) -> list[Policy]:
        return [await desk.core.enactments.policy(tx, digest) for digest in digests]

    return await desk.core.look(step)


async def _prune(desk: Desk, tx: Transaction, made: str) -> None:
    """Drop the oldest plans but the one just made, and the policies that were to be in force by them alone."""
    plans = await _plans(tx)
    plans.sort(key=lambda one: (one.id == made, one.created, one.id))
    old, kept = plans[:-_KEPT], plans[-_KEPT:]
    for one in old:
        await tx.drop(_KIND, one.id)
    dropped = await desk.core.enactments.drop(tx, _digests(old) - _digests(kept))
    if dropped and not _digests(await _plans(tx)).isdisjoint(dropped):
        raise Conflict("a policy was planned while it was being removed")


async def _plans(tx: Transaction) -> list[PlannedChange]:
    return [PlannedChange.from_json(text) for text in (await tx.records(_KIND)).values()]


def _digests(plans: Sequence[PlannedChange]) -> set[str]:
    return {digest for one in plans for _, digest in one.policies}


def _finding_to_dict(finding: Finding) -> dict[str, Any]:
    problem, where = finding.problem, finding.problem.where
    return {
        "path": where.path,
        "line": where.line or None,
        "column": where.column or None,
        "severity": finding.severity,
        "code": problem.code,
        "message": problem.message,
        "help": problem.help or None,
    }


def _finding_from(record: dict[str, Any]) -> Finding:
    where, code = Position(record["path"], record["line"] or 0, record["column"] or 0), record["code"]
    return Finding(Problem(where, record["message"], code, record["help"] or ""), record["severity"])
