"""Whatever is done to them in whatever order, the stores answer alike: the one in memory is the plain one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postgres_server import Server
from tactful.errors import StoreError
from tactful.stores.conformance.running import change, decision, drive, event, said
from tactful.stores.memory import MemoryStore
from tactful.stores.places import place_of
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Head, Question, Rewriting, Store, Transaction

NAMES = st.sampled_from(["p", "q", "r"])
CASES = st.sampled_from(["c", "d"])
SINKS = st.sampled_from(["s", "t"])
ADVICE = st.sampled_from(["a", "b"])
SMALL = st.integers(0, 12)
PLACE = st.integers(1, 10).map(place_of)
KEY = st.integers(0, 15)


def write(name: str, case: str, advice: str, number: int, wake: int, sinks: list[str]) -> Callable[[Any], Any]:
    async def act(do: Transaction) -> None:
        head = (await do.claim([name]))[name]
        after = Head(head.version + 1, number, wake or None, number % 3)
        two = [decision(f"{number}-{turn}", advice, case, time=number) for turn in range(1 + number % 2)]
        gone = [("p", "b")] if number % 5 == 0 else []
        verdict = ["now", "late", "wait"][number % 3]
        parts = {"events": [event(str(number), number)], "cases": [case], "said": [said(advice, case, verdict)]}
        await do.write([change(name, head, after, decisions=two, unsaid=gone, **parts)], sinks)  # type: ignore[arg-type]

    return act


def rewrite(name: str, number: int, other: int, place: str) -> Callable[[Any], Any]:
    async def act(do: Transaction) -> None:
        head = (await do.claim([name]))[name]
        if head.version:
            keys = {("local", str(number)): ("local", str(other)), ("local", str(other)): ("local", str(number))}
            events = {("local", str(number)): b'"new"'}
            await do.rewrite(name, Head(head.version + 1), Rewriting(events, keys, {place: b'"new"'}, [said("a")]))

    return act


async def news(do: Transaction) -> list[Any]:
    mark, names = await do.news("")
    return [names, (await do.news(mark))[1]]


async def forget(do: Transaction, name: str) -> None:
    await do.claim([name])
    await do.forget(name)


ACTS = st.one_of(
    st.builds(write, NAMES, CASES, ADVICE, KEY, SMALL, st.lists(SINKS, unique=True)),
    st.builds(rewrite, NAMES, KEY, KEY, PLACE),
    st.builds(lambda *told: lambda do: do.lease(*told), SINKS, SMALL, SMALL, st.integers(1, 4)),
    st.builds(lambda *told: lambda do: do.delivered(*told), SINKS, SMALL, st.lists(PLACE, max_size=3)),
    st.builds(
        lambda *told: lambda do: do.put_back(*told),
        SINKS,
        SMALL,
        PLACE,
        st.integers(1, 3),
        st.none() | SMALL,
        st.just("no"),
    ),
    st.builds(lambda *told: lambda do: do.retry(*told), SINKS, st.none() | st.lists(PLACE, max_size=3), SMALL),
    st.builds(lambda name: lambda do: forget(do, name), NAMES),
    st.builds(lambda: news),
    st.builds(lambda before: lambda do: do.forget_decisions(before), SMALL),
)
HISTORIES = st.lists(st.tuples(ACTS, st.booleans()), max_size=12)


async def answers(store: Store) -> list[Any]:
    async with store.reading() as look:
        return [
            await look.counts(),
            await look.heads(["p", "q", "r"]),
            [(await look.events(name), await look.said(name)) for name in "pqr"],
            [await look.partitions_of(case) for case in "cd"],
            [await look.partition_of_advice(advice) for advice in "ab"],
            await look.listed(Question()),
            await look.listed(Question(verdicts=["late", "now"], limit=2)),
            await look.decisions("", 100),
            await look.decisions("", 3, "p"),
            [await look.waiting(None, aside=aside, after="", limit=100) for aside in (False, True)],
            [await look.next_delivery([sink]) for sink in "st"],
            [await look.next_wake(enactment) for enactment in range(3)],
            [list(await look.due(now, now % 3, 2)) for now in range(0, 12, 3)],
            await look.find([("local", str(number)) for number in range(16)]),
            await look.idle(9, 9),
        ]


async def told(store: Store, history: list[Any]) -> list[Any]:
    """Do all of a history, some of it undone; return what each step answered, and how the store answers after it."""
    found: list[Any] = []
    for act, kept in history:
        try:
            async with store.writing() as transaction:
                found.append(await act(transaction))
                if not kept:
                    raise ZeroDivisionError
        except (StoreError, ZeroDivisionError) as error:
            found.append(repr(error))
        found.append(await answers(store))
    await store.close()
    return found


@settings(deadline=None, max_examples=150)
@given(HISTORIES)
def test_sqlite_answers_as_the_memory_does(history: list[Any]) -> None:
    """Every step and every question has the same answer."""
    plain = drive(told(MemoryStore(), history), asynchronous=False)
    with TemporaryDirectory() as folder:
        store = drive(SqliteStore.open(Path(folder) / "store.db", durability="off"), asynchronous=False)
        assert drive(told(store, history), asynchronous=False) == plain


@pytest.fixture(scope="module")
def url(postgres: Server) -> str:
    return postgres.fresh()


SCHEMAS = count()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(history=HISTORIES)
def test_postgres_answers_as_the_memory_does(url: str, history: list[Any]) -> None:
    """The same for PostgreSQL."""
    from tactful.stores.postgres import PostgresStore

    plain = drive(told(MemoryStore(), history), asynchronous=False)
    store = drive(PostgresStore.open(url, schema=f"s{next(SCHEMAS)}"), asynchronous=False)
    assert drive(told(store, history), asynchronous=False) == plain
