"""Decisions on their way out: at least once, each case in its order, put back, set aside and brought back."""

import asyncio
import datetime as dt
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from clerk import KINDS, SMALL_POLICY, Breaking, BrokenError, Clock, held

import tactful
from tactful.service import Delivered
from tactful.service.driving import drive
from tactful.sinks import Delivery, SinkError
from tactful.sinks.function import FunctionSink
from tactful.sinks.pauses import Retry
from tactful.stores.memory import MemoryStore
from tactful.stores.store import Store

NOW = "2026-03-02T10:00:00Z"
RETRY = Retry(limit=3, first=dt.timedelta(seconds=10), longest=dt.timedelta(seconds=10))


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: Callable[[Path], Store] = request.param
    return make(tmp_path)


class Door:
    """A receiver that turns away what it is told to."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.tried: list[int] = []
        self.refuses: dict[str, Exception] = {}

    def __call__(self, delivery: Delivery) -> None:
        record = orjson.loads(delivery.json)
        self.tried.append(delivery.attempt)
        if delivery.case in self.refuses:
            raise self.refuses[delivery.case]
        self.arrived.append((delivery.case, record["type"].removeprefix("advice.")))


def two_cases(store: Store, door: Door, **more: Any) -> tuple[tactful.Service, Clock]:
    clock = Clock(NOW)
    sinks = [FunctionSink("door", door)]
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, sinks=sinks, retry=RETRY, **more)
    service.process_all([held("c1", "1"), held("c2", "2")])
    clock.now = "2026-03-02T11:00:00Z"
    service.advance()
    return service, clock


def test_each_decision_is_delivered_once(store: Store) -> None:
    """As many at a time as asked for, those of one case in their order; then there is nothing left."""
    door = Door()
    service, _ = two_cases(store, door)
    assert service.deliver(limit=1).delivered == 1
    assert service.deliver().delivered == 3
    assert service.deliver().delivered == 0
    assert len(door.arrived) == 4
    for case in ("c1", "c2"):
        assert [kind for name, kind in door.arrived if name == case] == ["planned", "opened"]


def test_a_failure_keeps_its_case_waiting_and_no_other(store: Store) -> None:
    """What failed comes first again after its pause; what follows it in its case waits for it."""
    door = Door()
    service, clock = two_cases(store, door)
    door.refuses["c1"] = SinkError("away", "away")
    round_ = service.deliver()
    assert (round_.delivered, round_.put_back, round_.set_aside) == (2, 1, 0)
    assert door.arrived == [("c2", "planned"), ("c2", "opened")]
    assert service.deliver().delivered == 0
    door.refuses.clear()
    clock.now = "2026-03-02T11:00:10Z"
    assert service.deliver().delivered == 2
    assert door.arrived[2:] == [("c1", "planned"), ("c1", "opened")]
    assert sorted(door.tried) == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("error", [SinkError("away", "away"), RuntimeError("ana@a.example")])
def test_what_fails_too_often_is_set_aside_and_can_be_brought_back(error: Exception, store: Store) -> None:
    """After the last attempt; the rest of its case goes on; what is told of it names nobody."""
    door = Door()
    service, clock = two_cases(store, door)
    door.refuses["c1"] = error
    found = []
    for second in (0, 15, 30):
        clock.now = f"2026-03-02T11:00:{second:02}Z"
        found.append(service.deliver())
    assert [(one.put_back, one.set_aside) for one in found] == [(1, 0), (1, 0), (0, 1)]
    [entry] = drive(service.desk.core.look(lambda tx: tx.waiting("door", aside=True, after="", limit=10)))
    assert (entry.case, entry.attempts) == ("c1", 3)
    assert entry.error
    assert "ana@" not in entry.error
    door.refuses.clear()
    assert service.deliver().delivered == 1
    now = service.desk.core.clock()
    assert drive(service.desk.core.change(lambda tx: tx.retry("door", None, now))) == 1
    assert service.deliver().delivered == 1
    assert door.arrived[-2:] == [("c1", "opened"), ("c1", "planned")]


def test_what_can_never_arrive_is_set_aside_at_once(store: Store) -> None:
    """Where the receiver says that it will not do, it is not tried again."""
    door = Door()
    service, _ = two_cases(store, door)
    door.refuses["c1"] = SinkError("no", "gone", again=False)
    assert service.deliver().set_aside == 1
    assert door.tried == [1, 1, 1]
    door.refuses.clear()
    assert service.deliver().delivered == 1
    assert door.arrived[-1] == ("c1", "opened")


def test_what_was_sent_and_not_noted_is_sent_again() -> None:
    """A store that breaks after the sending: it comes once more when the lease is over, under the same id."""
    door = Door()
    store = Breaking(MemoryStore())
    service, clock = two_cases(store, door)  # type: ignore[arg-type]
    store.calls, store.at = 0, 5
    with pytest.raises(BrokenError):
        service.deliver()
    sent = list(door.arrived)
    assert len(sent) == 4
    assert service.deliver().delivered == 0
    clock.now = "2026-03-02T11:02:00Z"
    assert service.deliver().delivered == 4
    assert door.arrived == sent * 2


@pytest.mark.parametrize("after", ["2026-03-02T10:01:30Z", "2026-03-02T09:58:30Z"], ids=["later", "clock put back"])
def test_a_slow_sink_gives_back_in_time_what_it_has_not_come_to(after: str, store: Store) -> None:
    """What is left when half of the lease is over goes back untouched, and costs no attempt; so it does where the clock
    was put back as far, and does not tell any more how much is over."""
    clock = Clock(NOW)
    tried: list[int] = []

    def slow(delivery: Delivery) -> None:
        tried.append(delivery.attempt)
        clock.now = after

    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, sinks=[FunctionSink("slow", slow)])
    service.process_all([held("c1", "1"), held("c2", "2")])
    round_ = service.deliver()
    assert (round_.delivered, round_.put_back, round_.set_aside) == (1, 0, 0)
    assert service.deliver().delivered == 1
    assert tried == [1, 1]


class Gated:
    """A sink that is at work on one delivery until it is let go."""

    name = "door"

    def __init__(self) -> None:
        self.taken: asyncio.Queue[tuple[Delivery, asyncio.Future[None]]] = asyncio.Queue()

    def bind(self, *, asynchronous: bool) -> None: ...

    async def send(self, delivery: Delivery) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self.taken.put((delivery, done))
        await done

    async def close(self) -> None: ...


@pytest.mark.parametrize("error", [None, SinkError("away", "away"), SinkError("no", "no", again=False)])
def test_who_comes_back_after_the_lease_leaves_others_alone(error: SinkError | None) -> None:
    """While another delivers a decision again, no third gets it, nor a later one of its case: the order is kept."""

    async def live() -> None:
        clock, sink = Clock(NOW), Gated()
        store = MemoryStore(asynchronous=True)
        async with tactful.AsyncService(SMALL_POLICY, store=store, clock=clock, sinks=[sink], retry=RETRY) as service:
            await service.process(held())
            clock.now = "2026-03-02T11:00:00Z"
            await service.advance()
            late = asyncio.create_task(service.deliver())
            delivery, first = await sink.taken.get()
            clock.now = "2026-03-02T11:02:00Z"
            again = asyncio.create_task(service.deliver())
            repeated, second = await sink.taken.get()
            assert repeated.id == delivery.id
            first.set_result(None) if error is None else first.set_exception(error)
            await late
            assert await service.deliver() == Delivered()
            assert [one.id for one in await waiting(service)] == await decided(service)
            second.set_result(None)
            _, third = await sink.taken.get()
            third.set_result(None)
            assert (await again).delivered == 2
            assert await waiting(service) == []

    asyncio.run(live())


@pytest.mark.parametrize("store", [MemoryStore, None], ids=["memory", "sqlite"])
def test_a_round_that_is_cancelled_notes_what_it_sent(store: Any, tmp_path: Path) -> None:
    """What was sent is not sent again; what was cut off or not come to is free at once, and has cost no attempt."""

    async def live() -> None:
        clock, sink = Clock(NOW), Gated()
        where = tmp_path / "x.db" if store is None else store(asynchronous=True)
        async with tactful.AsyncService(SMALL_POLICY, store=where, clock=clock, sinks=[sink]) as service:
            await service.process_all([held("c1", "1"), held("c2", "2")])
            clock.now = "2026-03-02T11:00:00Z"
            await service.advance()
            ids = [one.id for one in await waiting(service)]
            cut = asyncio.create_task(service.deliver())
            sent, first = await sink.taken.get()
            first.set_result(None)
            await sink.taken.get()
            cut.cancel()
            with pytest.raises(asyncio.CancelledError):
                await cut
            assert [one.id for one in await waiting(service)] == [id_ for id_ in ids if id_ != sent.id]
            again = asyncio.create_task(service.deliver())
            for _ in range(3):
                delivery, done = await sink.taken.get()
                assert delivery.attempt == 1
                done.set_result(None)
            assert (await again).delivered == 3

    asyncio.run(live())


class Slow(MemoryStore):
    """A store whose next change, once it is `slow`, has done its work and waits until it may `go_on`."""

    def __init__(self) -> None:
        super().__init__(asynchronous=True)
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.slow = False

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        async with super().writing() as tx:
            yield tx
            if self.slow:
                self.slow = False
                self.reached.set()
                await self.go_on.wait()


def test_a_round_that_is_cancelled_while_it_notes_finishes_that_first() -> None:
    """Cut off in the middle of the note, what was sent is noted before the cancellation goes on."""

    async def live() -> None:
        sink, store = Gated(), Slow()
        async with tactful.AsyncService(SMALL_POLICY, store=store, clock=Clock(NOW), sinks=[sink]) as service:
            await service.process(held())
            cut = asyncio.create_task(service.deliver())
            _, done = await sink.taken.get()
            store.slow = True
            done.set_result(None)
            await store.reached.wait()
            cut.cancel()
            await asyncio.sleep(0)
            store.go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await cut
            assert await waiting(service) == []

    asyncio.run(live())


def test_a_round_that_is_cancelled_while_it_begins_holds_nothing() -> None:
    """Cut off while it takes out what to send, be it more than once, all of that is free at once."""

    async def live() -> None:
        sink, store = Gated(), Slow()
        async with tactful.AsyncService(SMALL_POLICY, store=store, clock=Clock(NOW), sinks=[sink]) as service:
            await service.process(held())
            store.slow = True
            cut = asyncio.create_task(service.deliver())
            await store.reached.wait()
            for _ in range(2):
                cut.cancel()
                await asyncio.sleep(0)
            store.go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await cut
            again = asyncio.create_task(service.deliver())
            delivery, done = await sink.taken.get()
            assert delivery.attempt == 1
            done.set_result(None)
            assert (await again).delivered == 1

    asyncio.run(live())


async def waiting(service: tactful.AsyncService) -> list[Any]:
    return await service.desk.core.look(lambda tx: tx.waiting("door", aside=False, after="", limit=10))


async def decided(service: tactful.AsyncService) -> list[str]:
    return [orjson.loads(json)["id"] for _, json in await service.decisions()]


def test_each_sink_gets_all(store: Store) -> None:
    """Sinks do not wait for each other."""
    first, second = Door(), Door()
    sinks = [FunctionSink("first", first), FunctionSink("second", second)]
    service = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW), sinks=sinks)
    first.refuses["c1"] = SinkError("away", "away")
    service.process(held())
    assert service.deliver().delivered == 1
    assert (first.arrived, second.arrived) == ([], [("c1", "planned")])


def test_sinks_of_one_name_are_refused() -> None:
    """What is delivered is noted by the sink's name."""
    sinks = [FunctionSink("a", print), FunctionSink("a", print)]
    with pytest.raises(tactful.EventError, match="two sinks are named `a`"):
        tactful.Service(SMALL_POLICY, store="memory:", sinks=sinks)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"policy": "seed-article"}, "found a str, expected a Policy: `tactful.load` reads one"),
        ({"policy": ["seed-article"]}, "found a str, expected a Policy"),
        ({"sinks": [print]}, "as a sink, expected a Sink such as `FunctionSink"),
        ({"store": 5}, "found a int as the store, expected a path, a URL or a Store"),
    ],
)
def test_what_is_no_policy_no_store_and_no_sink(given: dict[str, Any], told: str) -> None:
    """What one may take for it is refused with what is expected."""
    with pytest.raises(TypeError, match=re.escape(told)):
        tactful.Service(**{"policy": SMALL_POLICY, "store": MemoryStore(), **given})


def test_a_service_that_cannot_be_opened_lets_go_of_its_store(store: Store) -> None:
    """Nothing stays open of it."""
    with pytest.raises(tactful.StoreError, match="no policy is in force"):
        tactful.Service(None, store=store)
    with pytest.raises(tactful.StoreError, match="the store is closed"):
        tactful.Service(SMALL_POLICY, store=store)


# What a service is not


def test_a_store_for_asyncio_is_refused_where_nothing_may_suspend() -> None:
    """A blocking service on a store whose coroutines suspend ends in an error, and hangs nowhere."""

    class Suspending(MemoryStore):
        def writing(self) -> Any:
            waiting = super().writing()

            class Late:
                async def __aenter__(self) -> Any:
                    await asyncio.sleep(0)
                    return await waiting.__aenter__()

                async def __aexit__(self, *args: Any) -> Any:
                    return await waiting.__aexit__(*args)

            return Late()

    with pytest.raises(RuntimeError, match="made for asyncio"):
        tactful.Service(SMALL_POLICY, store=Suspending())


def test_an_asyncio_service_must_be_opened() -> None:
    """Before it is, and after it is closed, it says how."""

    async def live() -> None:
        service = tactful.AsyncService(SMALL_POLICY, store="memory:", clock=Clock(NOW))
        with pytest.raises(tactful.StoreError, match="not open"):
            await service.process(held())
        async with service:
            await service.process(held())
            assert (await service.in_force()).number == 1
            assert [one.number for one in await service.enactments()] == [1]
            assert len(await service.decisions()) == 1
            assert (await service.next_due()) is not None
            assert len((await service.advice()).advice) == 1
            assert (await service.explain("c1")).to_dict()
            assert not (await service.still_valid("0", case="c1")).valid
            assert (await service.deliver()).delivered == 0
            assert len(list(await service.advise("c1"))) == 1
        with pytest.raises(tactful.StoreError, match="not open"):
            await service.process(held())

    asyncio.run(live())


def test_no_thread_is_started(tmp_path: Path) -> None:
    """A service works in the thread of its caller."""
    before = threading.enumerate()
    with tactful.Service(SMALL_POLICY, store=tmp_path / "x.db", clock=Clock(NOW)) as service:
        service.process(held())
        service.advance()
        assert threading.enumerate() == before


def test_importing_tactful_imports_no_database_and_no_web() -> None:
    """What a look at a log does not need is imported when it is used."""
    code = "import sys, tactful; print(*(set(sys.modules) & {'sqlite3', 'psycopg', 'fastapi', 'uvicorn', 'asyncio'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_threads_share_a_service(tmp_path: Path) -> None:
    """Events from several threads at once are each taken in once."""
    clock = Clock("2026-03-02T10:00:00Z")
    with tactful.Service(SMALL_POLICY, store=tmp_path / "x.db", clock=clock, cache=2) as service:
        statuses: list[str] = []

        def work() -> None:
            for number in range(20):
                results = service.process_all([held(f"c{number % 5}", str(number), partition=f"p{number % 3}")]).results
                statuses.extend(one.status for one in results)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == ["copy"] * 140 + ["taken"] * 20
        assert len(service.decisions(limit=1000)) == 20
