"""What a service does where the store holds what cannot be read: all the others go on."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from clerk import KINDS, SMALL_POLICY, Clock, held

import tactful
from tactful.errors import StoreError
from tactful.service.driving import drive
from tactful.stores.memory import MemoryStore
from tactful.stores.store import Change, Store, Transaction

NOW = "2026-03-02T10:00:00Z"


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: Callable[[Path], Store] = request.param
    return make(tmp_path)


def damage(service: tactful.Service, *cases: str) -> None:
    """Make what was said in cases unreadable."""

    async def step(tx: Transaction) -> None:
        for case, head in (await tx.claim(cases)).items():
            said = [one._replace(decision=b"{}") for one in await tx.said(case)]
            await tx.write([Change(case, head, head._replace(version=head.version + 1), said=said)])

    drive(service.desk.core.change(step))


def mend(service: tactful.Service, case: str) -> None:
    """Make what was said in a case what its decision says."""

    async def step(tx: Transaction) -> None:
        head = (await tx.claim([case]))[case]
        [(_, json)] = await tx.decisions("", 9, case)
        said = [one._replace(decision=json) for one in await tx.said(case)]
        await tx.write([Change(case, head, head._replace(version=head.version + 1), said=said)])

    drive(service.desk.core.change(step))


@pytest.mark.parametrize("limit", [None, 1, 3])
def test_a_damaged_partition_keeps_no_other_back(limit: int | None, store: Store) -> None:
    """Time passes in the others, though the damaged come first; what was decided is told with the error."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=0)
    cases = [f"c{number}" for number in range(6)]
    service.process_all([held(case, case) for case in cases])
    damage(service, "c0", "c1")
    clock.now = "2026-03-02T11:00:00Z"
    found: list[str] = []
    while True:
        with pytest.raises(tactful.StoreError, match="so it is in 2 partitions") as caught:
            service.advance(limit=limit)
        assert caught.value.code == "store_damaged"
        if not caught.value.decisions:
            break
        assert limit is None or len(caught.value.decisions) <= limit
        found += [one.subject for one in caught.value.decisions]
    assert found == cases[2:]
    mend(service, "c1")
    with pytest.raises(tactful.StoreError, match=r"cannot be read: KeyError$") as caught:
        service.advance()
    assert [one.subject for one in caught.value.decisions] == ["c1"]


def test_an_event_of_a_damaged_partition_keeps_no_other_back(store: Store) -> None:
    """It is refused by the store's own error; the others of its batch are taken, and a copy stays one."""
    service = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW), cache=0)
    first = held("c0", "e0")
    service.process(first)
    damage(service, "c0")
    found = service.process_all([first, held("c0", "e1"), held("c1", "e2")])
    assert [one.status for one in found.results] == ["copy", "refused", "taken"]
    assert found.results[1].to_dict()["code"] == "store_damaged"
    assert [one.subject for one in found.decisions] == ["c1"]
    with pytest.raises(tactful.StoreError, match="cannot be read"):
        service.process(held("c0", "e1"))
    mend(service, "c0")
    assert service.process_all([held("c0", "e1")]).results[0].status == "taken"


def test_many_damaged_partitions_end(store: Store) -> None:
    """Also where there are more of them than one transaction takes."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=0)
    cases = [f"c{number:03}" for number in range(230)]
    service.process_all([held(case, case) for case in cases])
    damage(service, *cases[:-1])
    clock.now = "2026-03-02T11:00:00Z"
    with pytest.raises(tactful.StoreError, match="so it is in 229 partitions") as caught:
        service.advance()
    assert [one.subject for one in caught.value.decisions] == cases[-1:]


class Torn(MemoryStore):
    """A store of which one partition cannot be read: whoever tries to has the transaction ended by the server."""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        async with super().writing() as tx:
            yield _TornTransaction(tx)  # type: ignore[misc]


class _TornTransaction:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._over = False

    def __getattr__(self, name: str) -> Any:
        async def asked(*args: Any, **more: Any) -> Any:
            if self._over:
                raise StoreError("the transaction is aborted", "store_failed")
            if name == "events" and args == ("c0",):
                self._over = True
                raise StoreError("missing chunk", "store_damaged")
            return await getattr(self._tx, name)(*args, **more)

        return asked


def test_damage_that_ends_the_transaction_keeps_no_other_back() -> None:
    """What was begun is done again without it, be it time that passes or events that come."""
    clock = Clock(NOW)
    store = Torn()
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=0)
    service.process_all([held(case, case) for case in ("c0", "c1", "c2")])
    found = service.process_all([held("c1", "e1"), held("c0", "e0"), held("c3", "e3")])
    assert [one.status for one in found.results] == ["taken", "refused", "taken"]
    clock.now = "2026-03-02T11:00:00Z"
    with pytest.raises(StoreError, match="missing chunk") as caught:
        service.advance()
    assert {one.subject for one in caught.value.decisions} == {"c1", "c2", "c3"}


def test_a_partition_of_an_enactment_that_is_not_there_keeps_no_other_back(store: Store) -> None:
    """It is damaged: nobody can have decided it under policies that were never put in force."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=0)
    service.process_all([held("c0", "c0"), held("c1", "c1")])

    async def ahead(tx: Transaction) -> None:
        head = (await tx.claim(["c0"]))["c0"]
        await tx.write([Change("c0", head, head._replace(version=head.version + 1, enactment=9))])

    drive(service.desk.core.change(ahead))
    clock.now = "2026-03-02T11:00:00Z"
    with pytest.raises(StoreError, match="decided under enactment 9") as caught:
        service.advance()
    assert [one.subject for one in caught.value.decisions] == ["c1"]


def test_what_is_left_beside_damage_is_told(store: Store) -> None:
    """Where the limit ends a round and not the work, the error says that there is more."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=0)
    service.process_all([held(f"c{number}", str(number)) for number in range(5)])
    damage(service, "c0")
    clock.now = "2026-03-02T11:00:00Z"
    left = []
    for _ in range(3):
        with pytest.raises(StoreError) as caught:
            service.advance(limit=2)
        left.append((len(caught.value.decisions), caught.value.more))
    assert left == [(2, True), (2, True), (0, False)]
