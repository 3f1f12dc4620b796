"""A change of policy does what it was planned to do, or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from enacted import START, Clock, policy, received, under_way

from tactful.enacting import MaxChanged, apply, plan_change, planned_change, policies_of, policy_from_text
from tactful.enacting import planned as plans
from tactful.errors import EventError, PolicyError, StoreError
from tactful.service import Service, drive
from tactful.service.enactments import Enactment, Enactments
from tactful.stores.store import Transaction


def refused(service: Service, name: str, limit: MaxChanged | None = None) -> str:
    with pytest.raises(EventError) as caught:
        drive(apply(service.desk, name, limit))
    return caught.value.code


def test_a_plan_changes_nothing_and_its_application_exactly_that() -> None:
    """Before `apply` advice is as it was; after it, the decisions concern just the cases that the plan counted."""
    clock = Clock()
    first, second = policy(), policy(opens="2 days")
    service = under_way(clock, first)
    planned = drive(plan_change(service.desk, [second]))
    assert (planned.cases, planned.changed) == (3, 3)
    assert service.in_force().digests == (first.digest,)
    assert service.advance() == []
    clock.now = "2026-03-03T18:00:00Z"
    enactment = drive(apply(service.desk, planned.id))
    assert (enactment.number, enactment.by, enactment.digests) == (2, planned.id, (second.digest,))
    found = service.advance()
    assert [decision.subject for decision in found] == ["c0", "c1", "c2"]
    assert {decision.type for decision in found} == {"advice.moved"}
    assert {decision.advice.reason.code for decision in found} == {"policy_changed"}
    assert {decision.policy for decision in found} == {("p", second.digest)}
    assert {decision.at.isoformat() for decision in found} == {"2026-03-03T18:00:00+00:00"}
    assert service.advance() == []


def test_partitions_that_were_not_in_memory_are_decided_under_each_policy_in_its_turn() -> None:
    """Two swaps that a partition slept through are reported one after the other, each at its own moment."""
    clock = Clock()
    service = under_way(clock, policy(), cases=2, cache=1)
    digests = []
    for moment, opens in (("2026-03-03T18:00:00Z", "2 days"), ("2026-03-03T19:00:00Z", "3 days")):
        clock.now = moment
        second = policy(opens=opens)
        digests.append(second.digest)
        drive(apply(service.desk, drive(plan_change(service.desk, [second])).id))
    clock.now = "2026-03-03T20:00:00Z"
    found = [one for one in service.advance() if one.subject == "c0"]
    assert [one.policy[1] for one in found] == digests
    assert [one.at.hour for one in found] == [18, 19]


def test_going_back_is_the_same_operation() -> None:
    """What was in force before is read from the store, planned and applied as anything else."""
    clock = Clock()
    first = policy()
    service = under_way(clock, first)
    drive(apply(service.desk, drive(plan_change(service.desk, [policy(opens="2 days")])).id))
    (old,) = drive(policies_of(service.desk, [first.digest]))
    clock.now = "2026-03-03T18:00:00Z"
    enactment = drive(apply(service.desk, drive(plan_change(service.desk, [old])).id))
    assert (enactment.number, enactment.digests) == (3, (first.digest,))
    assert [one.digests[0] for one in service.enactments()].count(first.digest) == 2


def test_the_id_is_the_same_while_the_plan_is() -> None:
    """Time that changes nothing leaves the id alone; another effect, or another policy, has another."""
    clock = Clock()
    service = under_way(clock, policy())
    one = drive(plan_change(service.desk, [policy(opens="2 days")]))
    clock.now = "2026-03-03T18:00:00Z"
    later = drive(plan_change(service.desk, [policy(opens="2 days")]))
    assert later.id == one.id
    assert drive(planned_change(service.desk, one.id)) == replace(later, details={})
    assert drive(plan_change(service.desk, [policy(opens="3 days")])).id != one.id
    service.process(received("c9"))
    assert drive(plan_change(service.desk, [policy(opens="2 days")])).id != one.id


def test_the_id_tells_what_changes_within_a_case() -> None:
    """The same cases changed in another way make another plan: here one of two pieces of advice is done meanwhile."""
    service = under_way(Clock(), policy())
    service.process(received("c1", 1, "2026-03-03T17:00:00Z"))
    planned = drive(plan_change(service.desk, [policy(opens="2 days")]))
    dismissed = {"id": "d", "type": "advice.dismissed", "subject": "c1", "time": START, "data": {"purpose": "reply"}}
    service.process(dismissed)
    again = drive(plan_change(service.desk, [policy(opens="2 days")]))
    assert (again.cases, again.id == planned.id) == (planned.cases, False)


def test_old_plans_go_with_the_policies_that_they_alone_needed() -> None:
    """A hundred plans are kept, the newest; a policy stays while a plan or an enactment needs it."""
    clock = Clock()
    service = under_way(clock, policy(), cases=1)
    lone, shared, applied = policy(opens="40 hours"), policy(opens="2 days"), policy(opens="3 days")
    first = [drive(plan_change(service.desk, [one])) for one in (lone, shared, applied)]
    drive(apply(service.desk, first[2].id))
    ids = []
    for number in range(100):
        clock.now = f"2026-03-03T18:{number // 60:02}:{number % 60:02}Z"
        other = shared if number == 50 else policy(because=f"b{number}")
        ids.append(drive(plan_change(service.desk, [other])).id)
    assert {drive(planned_change(service.desk, name)).id for name in ids} == set(ids)
    for old in first:
        with pytest.raises(EventError, match="there is no planned change"):
            drive(planned_change(service.desk, old.id))
    kept = drive(service.desk.core.look(lambda tx: tx.records("policy")))
    assert lone.digest not in kept
    assert {shared.digest, applied.digest, policy().digest, policy(because="b0").digest} <= set(kept)
    assert len(kept) == 99 + 3
    with pytest.raises(StoreError, match="there is no policy of digest"):
        drive(policies_of(service.desk, [lone.digest]))


def test_a_policy_that_was_dropped_is_planned_anew() -> None:
    """What went with its plans is written down again by the next."""
    clock = Clock()
    service = under_way(clock, policy(), cases=1)
    lone = policy(opens="40 hours")
    first = drive(plan_change(service.desk, [lone]))
    for number in range(100):
        clock.now = f"2026-03-03T18:{number // 60:02}:{number % 60:02}Z"
        drive(plan_change(service.desk, [policy(because=f"b{number}")]))
    clock.now = "2026-03-03T19:00:00Z"
    assert drive(plan_change(service.desk, [lone])).id == first.id
    assert drive(apply(service.desk, first.id)).digests == (lone.digest,)


def test_a_plan_that_no_longer_holds_is_refused() -> None:
    """History that moved on, another policy in force, an unknown id, and too much change: nothing is put in force."""
    clock = Clock()
    first = policy()
    service = under_way(clock, first)
    planned = drive(plan_change(service.desk, [policy(opens="2 days")]))
    assert refused(service, "nope") == "unknown_plan"
    assert refused(service, planned.id, MaxChanged(2)) == "too_many_changed"
    assert refused(service, planned.id, MaxChanged(99, is_share=True)) == "too_many_changed"
    service.process(received("c9"))
    assert refused(service, planned.id, MaxChanged(9)) == "plan_differs"
    assert service.in_force().digests == (first.digest,)
    again = drive(plan_change(service.desk, [policy(opens="2 days")]))
    drive(apply(service.desk, again.id, MaxChanged(4)))
    assert refused(service, again.id) == "moved_on"


def test_what_does_not_concern_a_case_leaves_the_plan_alone() -> None:
    """An event that changes neither side's advice does not spoil a plan."""
    clock = Clock()
    service = under_way(clock, policy())
    planned = drive(plan_change(service.desk, [policy(opens="2 days")]))
    clock.now = "2026-03-03T18:00:00Z"
    note = {"id": "n1", "type": "no.such", "subject": "c1", "time": START}
    service.process(note)
    assert drive(apply(service.desk, planned.id)).number == 2


@pytest.mark.parametrize("text", ["", "-1", "5 %", "1.5", "101%", "999%", "1000%", "all", "5%%"])
def test_a_limit_is_a_number_or_a_share(text: str) -> None:
    """Anything else is refused, with what was expected."""
    with pytest.raises(EventError, match="expected a number of cases such as `25`, or a share such as `5%`"):
        MaxChanged.parse(text)
    assert [str(MaxChanged.parse(one)) for one in ("25", "5%", "100%", "0%")] == ["25", "5%", "100%", "0%"]


def test_a_text_from_outside_names_no_files() -> None:
    """A policy that came as text may extend shipped packs, and never tells what is in a file."""
    text = "tactful: 1\npolicy: mine\nextends: [{}]\n"
    assert policy_from_text(text.format("seed-article")).name == "mine"
    for path in ("./secret.yaml", "/etc/passwd.yaml", "../x/policy.yaml", "a/b", "tests"):
        with pytest.raises(EventError, match="expected the name of a shipped pack"):
            policy_from_text(text.format(path))
    with pytest.raises(PolicyError):
        policy_from_text("tactful: 1\npolicy: [", "body")


def test_a_plan_names_nobody_in_the_store() -> None:
    """It is made of what people wrote; what is kept of it tells policies and numbers."""
    service = under_way(Clock(), policy())
    planned = drive(plan_change(service.desk, [policy(opens="2 days")]))
    assert "dana@c0.example" in str(planned.details)
    kept = drive(service.desk.core.look(lambda tx: tx.records("planned-change")))
    assert list(kept) == [planned.id]
    assert b"dana" not in kept[planned.id]


def test_the_plan_just_made_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the clock that made it is behind those of all others."""
    monkeypatch.setattr(plans, "_KEPT", 2)
    clock = Clock()
    service = under_way(clock, policy())
    for number in range(3):
        clock.now = f"2026-03-03T18:0{5 - number}:00Z"
        made = drive(plan_change(service.desk, [policy(opens=f"{number + 2} days")]))
        assert drive(planned_change(service.desk, made.id)).id == made.id


@pytest.mark.parametrize("meanwhile", ["in force", "planned"])
def test_a_policy_that_comes_to_be_needed_while_it_is_dropped_stays(
    meanwhile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever drops it looks once more, and begins anew where others were first."""
    monkeypatch.setattr(plans, "_KEPT", 1)
    service = under_way(Clock(), policy())
    enactments, first = service.desk.core.enactments, policy(opens="2 days")
    old = drive(plan_change(service.desk, [first]))
    record = drive(service.desk.core.look(lambda tx: tx.record("planned-change", old.id)))

    async def dropping(tx: Transaction, digests: Collection[str]) -> list[str]:
        dropped = await Enactments.drop(enactments, tx, digests)
        if dropped == [first.digest]:
            acts.append(meanwhile)
            if meanwhile == "planned":
                await tx.put("planned-change", old.id, record or b"")
        return dropped

    async def history(tx: Transaction) -> list[Enactment]:
        found = await Enactments.history(enactments, tx)
        looked.append(len(looked))
        late = [Enactment(2, 1, ((first.name, first.digest),))] if meanwhile == "in force" and len(looked) == 2 else []
        return found + late

    acts: list[str] = []
    looked: list[int] = []
    monkeypatch.setattr(enactments, "drop", dropping)
    monkeypatch.setattr(enactments, "history", history)
    if meanwhile == "planned":
        with pytest.raises(StoreError, match="others were first"):
            drive(plan_change(service.desk, [policy(opens="3 days")]))
    else:
        drive(plan_change(service.desk, [policy(opens="3 days")]))
        assert len(looked) == 4
