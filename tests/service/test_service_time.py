"""What time alone changes: found when it is due, once, each change at its own moment."""

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from clerk import KINDS, SMALL_POLICY, BrokenError, Clock, held, kept, policy, sent, told

import tactful
from tactful.decisions import Partition
from tactful.service.deciding import let_pass
from tactful.service.driving import drive
from tactful.sinks import Delivery
from tactful.sinks.function import FunctionSink
from tactful.stores.memory import MemoryStore
from tactful.stores.store import Conflict, Store, Transaction

NOW = "2026-03-02T10:00:00Z"
LIFE = [("opened", "02 11:00:00"), ("late", "03 10:00:00"), ("expired", "05 10:00:00")]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: Callable[[Path], Store] = request.param
    return make(tmp_path)


def test_what_time_changes_is_reported_once_at_its_moment(store: Store) -> None:
    """`next_due` says when; not before it, and not twice."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    service.process(held())
    found = []
    while (due := service.next_due) is not None:
        clock.now = (due - dt.timedelta(microseconds=1)).isoformat()
        assert service.advance() == []
        clock.now = due.isoformat()
        found += told(service.advance())
        assert service.advance() == []
    assert found == LIFE


def test_weeks_of_downtime_are_caught_up_with_at_once(store: Store) -> None:
    """All that happened meanwhile is reported, each change at its moment, and delivered with what overtook it."""
    clock = Clock(NOW)
    arrived: list[Delivery] = []
    sinks = [FunctionSink("f", arrived.append)]
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, sinks=sinks)
    service.process(held())
    clock.now = "2026-04-01T10:00:00Z"
    assert told(service.advance()) == LIFE
    assert service.next_due is None
    assert service.advance() == []
    assert service.deliver().delivered == 4
    kinds = [(orjson.loads(one.json)["type"], one.overtaken_by) for one in arrived]
    assert kinds == [
        ("advice.planned", "advice.expired"),
        ("advice.opened", "advice.expired"),
        ("advice.late", "advice.expired"),
        ("advice.expired", None),
    ]


def test_advancing_in_parts_comes_to_the_same(store: Store) -> None:
    """`limit` is how many partitions one call brings up to now, the longest overdue first."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    hours = {"c1": 9, "c2": 7, "c3": 8}
    clock.now = "2026-03-02T10:30:00Z"
    events = [held(case, case, at=f"2026-03-02T0{hour}:45:00Z") for case, hour in hours.items()]
    assert not service.process_all(events).refused
    clock.now = "2026-03-02T12:00:00Z"
    assert service.advance(limit=0) == []
    assert [one.subject for one in service.advance(limit=1)] == ["c2"]
    assert [one.subject for one in service.advance(limit=5)] == ["c3", "c1"]
    assert service.advance() == []


def test_more_partitions_than_one_transaction_takes(store: Store) -> None:
    """All that is due is reported, however much; sorted over all of it."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=50)
    service.process_all([held(f"c{number:03}", str(number)) for number in range(230)])
    clock.now = "2026-03-02T11:00:00Z"
    assert [one.subject for one in service.advance(limit=210)] == [f"c{number:03}" for number in range(210)]
    assert [one.subject for one in service.advance()] == [f"c{number:03}" for number in range(210, 230)]
    clock.now = "2026-04-01T00:00:00Z"
    rest = service.advance()
    assert len(rest) == 460
    assert rest == sorted(rest, key=lambda one: one.order)


def test_a_clock_that_runs_back_decides_nothing_twice(store: Store) -> None:
    """Time that passed stays passed."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    service.process(held())
    clock.now = "2026-03-03T11:00:00Z"
    service.advance()
    before = kept(store)
    clock.now = NOW
    assert service.advance() == []
    assert service.process(held()) == []
    assert kept(store) == before


def test_nothing_due_writes_nothing(store: Store) -> None:
    """A time in which nothing changes costs a look, and no version of any partition moves."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    service.process(held())
    before = kept(store)
    clock.now = "2026-03-02T10:59:59Z"
    assert service.advance() == []
    assert kept(store) == before


# A policy that changes while cases are under way


def test_a_new_policy_is_reported_where_it_changes_something(store: Store) -> None:
    """At the instant at which it was put in force, as `policy_changed`, with the digest of the new one."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    clock.now = "2026-03-02T10:30:00Z"
    other = policy(opens="2 hours")
    service = tactful.Service(other, store=store, clock=clock)
    assert service.next_due is not None
    clock.now = "2026-03-02T10:45:00Z"
    [moved] = service.advance()
    assert told([moved]) == [("moved", "02 10:30:00")]
    assert moved.advice.reason.code == "policy_changed"
    assert moved.policy == (other.name, other.digest)
    clock.now = "2026-03-02T12:00:00Z"
    assert told(service.advance()) == [("opened", "02 12:00:00")]


@pytest.mark.parametrize("cache", [0, 2000])
def test_swaps_that_a_partition_missed_are_made_up_for_one_by_one(cache: int, store: Store) -> None:
    """Cold or not: each policy has decided for its own time, as if somebody had advanced at once each time."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    for now, opens in (("2026-03-02T10:30:00Z", "3 hours"), ("2026-03-02T13:30:00Z", "5 hours")):
        clock.now = now
        service = tactful.Service(policy(opens=opens), store=store, clock=clock, cache=cache)
    assert [one.number for one in service.enactments()] == [1, 2, 3]
    clock.now = "2026-03-02T16:00:00Z"
    found = service.process(sent(at="2026-03-02T16:00:00Z"))
    assert told(found) == [
        ("moved", "02 10:30:00"),
        ("opened", "02 13:00:00"),
        ("moved", "02 13:30:00"),
        ("opened", "02 15:00:00"),
        ("done", "02 16:00:00"),
    ]
    assert len({one.policy[1] for one in found}) == 2


def test_what_comes_under_an_old_policy_before_the_swap_stays_of_it(store: Store) -> None:
    """What fell due before the instant of the swap is reported under the policy of then."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    clock.now = "2026-03-02T11:00:00Z"
    service = tactful.Service(policy(opens="2 hours"), store=store, clock=clock)
    [moved] = service.advance()
    # Opened at 11:00 under the one, or to be opened at 12:00 under the other: the swap at 11:00 comes first.
    assert told([moved]) == [("moved", "02 11:00:00")]
    clock.now = "2026-03-02T12:00:00.000001Z"
    service = tactful.Service(policy(opens="4 hours"), store=store, clock=clock)
    assert told(service.advance()) == [("opened", "02 12:00:00"), ("moved", "02 12:00:00")]


def test_a_swap_at_an_instant_that_was_decided_comes_after_it(store: Store) -> None:
    """A partition decided up to an instant is decided under the new policy a microsecond later."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    service = tactful.Service(policy(opens="2 hours"), store=store, clock=clock)
    [moved] = service.advance()
    assert moved.at.microsecond == 1


def test_a_swap_before_an_instant_that_was_decided_comes_after_it(store: Store) -> None:
    """Where the clock ran back before the swap, a partition that is ahead of it goes on from where it stands."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    clock.now = "2026-03-02T11:20:00Z"
    tactful.Service(SMALL_POLICY, store=store, clock=clock).advance()
    clock.now = "2026-03-02T10:30:00Z"
    tactful.Service(policy(opens="2 hours"), store=store, clock=clock).advance()
    last = orjson.loads(kept(store)[2][-1][1])
    assert last["type"] == "advice.moved"
    assert last["time"].startswith("2026-03-02T11:00:00.000001")


def test_a_policy_of_another_name_goes_on_with_what_was_said(store: Store) -> None:
    """Where one policy alone follows another, its advice is the same advice, whatever the two are called."""
    clock = Clock(NOW)
    first = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    [planned] = first.process(held())
    clock.now = "2026-03-02T11:30:00Z"
    service = tactful.Service(policy("renamed"), store=store, clock=clock)
    assert told(service.advance()) == [("opened", "02 11:00:00")]
    [one] = service.advice(verdicts=["now"]).advice
    assert (one.id, one.policy, one.verdict) == (planned.advice.id, "renamed", "now")
    assert {said.policy for _, _, of_partition in kept(store)[1] for said in of_partition} == {"renamed"}
    clock.now = "2026-03-03T10:00:00Z"
    assert told(service.advance()) == [("late", "03 10:00:00")]


def test_nothing_stays_said_under_a_name_that_is_gone(store: Store) -> None:
    """Also where nothing happened between what was last said and the swap: each advice is listed once."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    clock.now = "2026-03-02T10:30:00Z"
    service = tactful.Service(policy("renamed"), store=store, clock=clock)
    assert service.advance() == []
    assert [one.policy for _, _, said in kept(store)[1] for one in said] == ["renamed"]
    assert [one.policy for one in service.advice().advice] == ["renamed"]


def test_several_policies_advise_together(store: Store) -> None:
    """A second policy beside the first adds its advice; where it goes, its advice is taken back."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    clock.now = "2026-03-02T10:10:00Z"
    both = tactful.Service([SMALL_POLICY, policy("second")], store=store, clock=clock)
    assert {one.policy[0] for one in both.advance()} == {"second"}
    assert [one.policy for one in both.advice().advice] == ["second", "small"]
    clock.now = "2026-03-02T10:20:00Z"
    alone = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    assert told(alone.advance()) == [("retracted", "02 10:20:00")]
    assert [one.policy for one in alone.advice().advice] == ["small"]


def test_the_same_policy_again_is_no_swap(store: Store) -> None:
    """Opening a service with the policy that is in force changes nothing; going back is a swap like any other."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock)
    assert len(tactful.Service(SMALL_POLICY, store=store, clock=clock).enactments()) == 1
    other = tactful.Service(policy(opens="2 hours"), store=store, clock=clock)
    assert other.in_force().since == other.enactments()[0].since + 1
    back = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    assert [one.digests for one in back.enactments()] == [
        (SMALL_POLICY.digest,),
        (policy(opens="2 hours").digest,),
        (SMALL_POLICY.digest,),
    ]


def test_a_service_notices_what_another_put_in_force(store: Store) -> None:
    """Two services on one store: the next step of one is under the policy that the other has put in force."""
    clock = Clock(NOW)
    one = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    one.process(held())
    clock.now = "2026-03-02T10:05:00Z"
    other = tactful.Service(policy(opens="2 hours"), store=store, clock=clock)
    assert one.in_force() == other.in_force()
    found = one.process(held("c2", "2", at="2026-03-02T10:05:00Z"))
    assert {decision.policy[1] for decision in found} == {policy(opens="2 hours").digest}


def test_an_enactment_that_was_undone_leaves_nothing_in_memory(store: Store) -> None:
    """Another that comes under the same number is another: what a service decides under is what the store says."""
    clock = Clock(NOW)
    one = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    core = one.desk.core

    async def failing(tx: Transaction) -> None:
        await core.enactments.enact(tx, [policy(opens="2 hours")], core.clock())
        assert (await core.enactments.latest(tx)).number == 2
        raise BrokenError

    with pytest.raises(BrokenError):
        drive(core.change(failing))
    assert one.in_force().number == 1
    last = policy(opens="4 hours")
    tactful.Service(last, store=store, clock=clock)
    clock.now = "2026-03-02T10:05:00Z"
    found = one.process(held(at="2026-03-02T10:05:00Z"))
    assert {decision.policy[1] for decision in found} == {last.digest}


def test_a_conflict_begins_anew_and_tires_at_last(store: Store) -> None:
    """Where somebody else was first the step is done again; where that is so each time, it says so."""
    core = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW)).desk.core
    tries = []

    async def unlucky(tx: Transaction) -> str:
        tries.append(tx)
        if len(tries) % 60 < 3:
            raise Conflict
        return "done"

    assert drive(core.change(unlucky)) == "done"
    assert len(tries) == 3

    async def never(tx: Transaction) -> None:
        raise Conflict

    with pytest.raises(tactful.StoreError, match="others were first") as caught:
        drive(core.change(never))
    assert caught.value.again


def test_who_is_not_first_waits_a_little_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """In an event loop: the second time at once, then after pauses that grow and are the same in every run."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("tactful.service.core.sleep", sleep)
    tries = []

    async def unlucky(tx: Transaction) -> str:
        tries.append(tx)
        if len(tries) < 6:
            raise Conflict
        return "done"

    async def live() -> None:
        store = MemoryStore(asynchronous=True)
        async with tactful.AsyncService(SMALL_POLICY, store=store, clock=Clock(NOW)) as service:
            assert pauses == []
            assert await service.desk.core.change(unlucky) == "done"

    asyncio.run(live())
    assert len(tries) == 6
    assert pauses == pytest.approx([0.002, 0.004, 0.006, 0.008])


# What cannot be done, and what is done all the same


def test_what_was_decided_before_a_failure_is_told_with_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later transaction that fails loses nothing: the error has the decisions that are in the store by then."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    cases = [f"c{number:03}" for number in range(230)]
    service.process_all([held(case, case) for case in cases])
    clock.now = "2026-03-02T11:00:00Z"
    calls = []

    def failing(partition: Partition, to: int) -> list[tactful.Decision]:
        calls.append(partition)
        if len(calls) == 150:
            raise tactful.StoreError("away", "store_away", again=True)
        return let_pass(partition, to)

    monkeypatch.setattr("tactful.service.core.let_pass", failing)
    with pytest.raises(tactful.StoreError, match="away") as caught:
        service.advance()
    assert [one.subject for one in caught.value.decisions] == cases[:100]
    assert [one.subject for one in service.advance()] == cases[100:]


RULES = ["third", "first", "second"]
MANY = """
tactful: 1
policy: small
title: Several rules
rules:
"""
RULE = """
  {name}:
    because: of this
    when: interview.completed
    strength: may
    purpose: {name}
    recipients: {{who: interviewers, each: true}}
"""


def test_rules_that_are_gone_take_their_advice_back_in_their_order(store: Store) -> None:
    """Also where the partition was read anew, and nothing but the store knows of the rules."""
    clock = Clock(NOW)
    many = tactful.loads(MANY + "".join(RULE.format(name=name) for name in RULES))
    said = tactful.Service(many, store=store, clock=clock).process(held())
    assert [one.advice.speech.rule for one in said] == RULES
    assert sorted(one.advice.id for one in said) != [one.advice.id for one in said]
    clock.now = "2026-03-02T10:10:00Z"
    gone = tactful.Service(policy(), store=store, clock=clock).advance()
    assert [one.advice.speech.rule for one in gone if one.type == "advice.retracted"] == RULES


def test_nobody_remembers_what_was_forgotten(store: Store) -> None:
    """A partition that comes again is another one, also for a service that has the old one in memory."""
    clock = Clock(NOW)
    ours = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    theirs = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    theirs.process(held("c1", "1") | {"recordedtime": NOW})

    async def forget(tx: Transaction) -> None:
        await tx.claim(["c1"])
        await tx.forget("c1")

    drive(ours.desk.core.change(forget))
    again = held("c1", "1") | {"recordedtime": NOW}
    again["data"] = again["data"] | {"interviewers": [{"name": "Zoe", "email": "zoe@a.example"}]}
    ours.process(again)
    clock.now = "2026-03-02T11:00:00Z"
    (decision,) = theirs.advance()
    assert decision.advice.addresses == ("zoe@a.example",)
