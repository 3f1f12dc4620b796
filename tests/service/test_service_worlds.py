"""On random histories: a service says what a replay says of what it has kept, warm or cold, blocking or not."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from clerk import Breaking, BrokenError, Clock, history, kept
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from tactful.service.driving import drive
from tactful.stores.memory import MemoryStore
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))

from histories import histories

ENGINE = Path(__file__).resolve().parents[1] / "engine"
WORLD, LIMITED = (tactful.load(ENGINE / name) for name in ("world.yaml", "limited.yaml"))
POLICIES: list[Any] = [WORLD, LIMITED, [LIMITED, WORLD]]
END = "2027-06-01T00:00:00+00:00"

policies = st.sampled_from(POLICIES)
sizes = st.lists(st.integers(1, 4), min_size=1, max_size=5)
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def batches(events: list[dict[str, Any]], sizes: list[int]) -> list[list[dict[str, Any]]]:
    """Cut a history into batches, in the order in which it became known."""
    left = sorted(events, key=lambda event: event["recordedtime"])
    found = []
    for number in range(len(left)):
        size = sizes[number % len(sizes)]
        if left:
            found.append(left[:size])
            left = left[size:]
    return found


def run(policy: Any, store: Store, cut: list[list[dict[str, Any]]], *, cache: int = 2000) -> list[bytes]:
    """Take a history in, letting time pass between the batches and at last; return all that was reported."""
    clock = Clock("2026-01-01T00:00:00Z")
    service = tactful.Service(policy, store=store, clock=clock, cache=cache)
    said = []
    for number, batch in enumerate(cut):
        clock.now = batch[-1]["recordedtime"]
        said += service.process_all(batch).decisions
        if number % 2:
            said += service.advance()
    clock.now = END
    said += service.advance()
    assert service.next_due is None or service.next_due.isoformat() > END
    return [one.to_json() for one in said]


@slow
@given(policies, histories(), sizes)
def test_what_is_reported_is_a_replay_of_what_is_kept(
    policy: Any, events: list[dict[str, Any]], cut: list[int]
) -> None:
    """Late, voided, doubled, ahead of their time: the store's decisions are those of a replay over its own history."""
    store = MemoryStore()
    said = run(policy, store, batches(events, cut))
    replayed = [one.to_json() for one in tactful.replay(policy, history(store, policy), until=END)]
    stored = [json for _, json in kept(store)[2]]
    assert sorted(stored) == sorted(replayed)
    assert sorted(said) == sorted(replayed)


@slow
@given(policies, histories(), sizes)
def test_cold_and_warm_are_alike_to_the_byte(policy: Any, events: list[dict[str, Any]], cut: list[int]) -> None:
    """A service that keeps nothing in memory, on SQLite, leaves the same as one that keeps all."""
    warm, cold = MemoryStore(), MemoryStore()
    assert run(policy, warm, batches(events, cut)) == run(policy, cold, batches(events, cut), cache=0)
    assert kept(warm) == kept(cold)
    with tempfile.TemporaryDirectory() as folder:
        file = drive(SqliteStore.open(Path(folder) / "x.db", durability="off"))
        run(policy, file, batches(events, cut), cache=1)
        assert kept(file) == kept(warm)
        drive(file.close())


@slow
@given(policies, histories(), sizes)
def test_asyncio_is_as_blocking(policy: Any, events: list[dict[str, Any]], cut: list[int]) -> None:
    """The same calls of both kinds of service leave the same."""
    blocking, other = MemoryStore(), MemoryStore(asynchronous=True)
    said = run(policy, blocking, batches(events, cut))

    async def live() -> list[bytes]:
        clock = Clock("2026-01-01T00:00:00Z")
        found = []
        service = await tactful.AsyncService(policy, store=other, clock=clock).open()
        for number, batch in enumerate(batches(events, cut)):
            clock.now = batch[-1]["recordedtime"]
            found += (await service.process_all(batch)).decisions
            if number % 2:
                found += await service.advance()
        clock.now = END
        found += await service.advance()
        return [one.to_json() for one in found]

    assert asyncio.run(live()) == said
    assert asyncio.run(_kept(other)) == kept(blocking)


async def _kept(store: Store) -> list[Any]:
    async with store.reading() as tx:
        names = await tx.partitions("", 1000)
        return [
            sorted((await tx.heads(names)).items()),
            [(name, await tx.events(name), await tx.said(name)) for name in names],
            await tx.decisions("", 100_000),
            await tx.waiting(None, aside=False, after="", limit=100_000),
        ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies, histories(), sizes)
def test_a_store_that_fails_leaves_all_as_it_was(policy: Any, events: list[dict[str, Any]], cut: list[int]) -> None:
    """Wherever a step breaks, nothing of it has happened, and done once more it gives what it would have given."""
    smooth = MemoryStore()
    said = run(policy, smooth, batches(events, cut))
    inner = MemoryStore()
    store = Breaking(inner)
    clock = Clock("2026-01-01T00:00:00Z")
    service = tactful.Service(policy, store=store, clock=clock)
    found = []

    def stubborn(step: Any) -> Any:
        place = 0
        while True:
            place += 1
            before = kept(inner)
            store.calls, store.at = 0, place
            try:
                done = step()
            except BrokenError:
                assert kept(inner) == before
                continue
            assert store.calls < place
            return done

    for number, batch in enumerate(batches(events, cut)):
        clock.now = batch[-1]["recordedtime"]
        found += stubborn(lambda batch=batch: service.process_all(batch)).decisions
        if number % 2:
            found += stubborn(service.advance)
    clock.now = END
    found += stubborn(service.advance)
    assert [one.to_json() for one in found] == said
    assert kept(inner) == kept(smooth)


def test_events_that_come_when_they_were_recorded_end_in_a_replay_of_the_log(tmp_path: Path) -> None:
    """Where the clock goes with the log, what is kept is the log: the decisions are those of its replay."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))
    import generate
    import orjson

    lines = generate.generate(60, 7)
    clock = Clock("2024-01-01T00:00:00Z")
    policy = tactful.load("seed-article")
    with tactful.Service(policy, store=tmp_path / "x.db", clock=clock, cache=3) as service:
        for line in lines:
            event = orjson.loads(line)
            clock.now = event.get("recordedtime", event["time"])
            service.process(line)
        clock.now = END
        service.advance()
        stored = [json for _, json in service.decisions(limit=100_000)]
    replayed = [one.to_json() for one in tactful.replay(policy, lines, until=END)]
    assert len(stored) > 200
    assert sorted(stored) == sorted(replayed)


@pytest.mark.parametrize("kind", ["memory:", "file"])
def test_a_policy_that_is_none_takes_up_what_is_in_force(kind: str, tmp_path: Path) -> None:
    """A service without a policy goes on with the one in force; where there is none it says so."""
    where = kind if kind == "memory:" else str(tmp_path / "x.db")
    with pytest.raises(tactful.StoreError, match="no policy is in force") as caught:
        tactful.Service(None, store=where)
    assert caught.value.code == "nothing_in_force"
