"""All of a transaction happens, or nothing; and one sees the store at one moment."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from tactful.errors import StoreError
from tactful.stores.conformance.running import Rules, change, decision, event, rule, said, together, write
from tactful.stores.store import Change, Head, Question, Store

_ROUNDS = 10
_WORKERS = 4


def _full(partition: str, mark: str) -> Change:
    return change(
        partition,
        events=[event(mark)],
        cases=[f"case-{mark}"],
        said=[said(f"advice-{mark}", f"case-{mark}")],
        decisions=[decision(f"decision-{mark}", f"advice-{mark}", f"case-{mark}")],
    )


async def _all_of(store: Store) -> object:
    async with store.reading() as look:
        return (
            await look.counts(),
            await look.partitions("", 100),
            [(name, await look.events(name), await look.said(name)) for name in await look.partitions("", 100)],
            await look.listed(Question()),
            await look.decisions("", 100),
            await look.waiting(None, aside=False, after="", limit=100),
            await look.waiting(None, aside=True, after="", limit=100),
            await look.records("kind"),
            await look.partitions_of("case-1"),
        )


class TransactionRules(Rules):
    """Rules of transactions."""

    @rule
    async def test_the_store_says_how_it_runs(self, store: Store) -> None:
        """`asynchronous` says whether its coroutines may suspend."""
        assert store.asynchronous is self.asynchronous

    @rule
    async def test_what_fails_is_undone(self, store: Store) -> None:
        """A block that raises leaves the store as it was, whatever it did."""
        await write(store, _full("one", "1"), sinks=("s", "t"))
        async with store.writing() as transaction:
            await transaction.put("kind", "name", b"before")
            await transaction.put_back("t", 9, (await transaction.lease("t", 0, 9, 9))[0].place, 1, None, "no")
        before = await _all_of(store)
        with pytest.raises(ZeroDivisionError):  # noqa: PT012
            async with store.writing() as transaction:
                await transaction.claim(["one", "two"])
                await transaction.write([_full("two", "2")], ["s"])
                await transaction.lease("s", 0, 9, 9)
                await transaction.retry("t", None, 5)
                await transaction.put("kind", "name", b"after")
                await transaction.put("kind", "other", b"")
                await transaction.drop("kind", "name")
                await transaction.forget("one")
                raise ZeroDivisionError
        assert await _all_of(store) == before
        await write(store, _full("two", "2"), sinks=("s",))

    @rule
    async def test_a_look_changes_nothing(self, store: Store) -> None:
        """What is written within a look is refused or undone."""
        with suppress(StoreError):
            async with store.reading() as look:
                await look.put("kind", "name", b"")
        async with store.reading() as look:
            assert await look.records("kind") == {}

    @rule
    async def test_a_look_is_at_one_moment(self, store: Store, other: Store) -> None:
        """What others write during a look is not seen by it, and by the next."""
        await write(store, _full("one", "1"))
        async with store.reading() as look:
            before = await look.counts()
            await write(other, _full("two", "2"))
            assert await look.counts() == before
        async with store.reading() as look:
            assert (await look.counts())["partitions"] == 2

    @rule
    async def test_others_see_what_was_written(self, store: Store, other: Store) -> None:
        """A store opened twice is the same."""
        await write(store, _full("one", "1"), sinks=("s",))
        assert await _all_of(other) == await _all_of(store)

    @rule
    async def test_a_closed_store_says_so(self, store: Store) -> None:
        """After `close` a transaction raises StoreError `store_closed`; to close again does nothing."""
        await store.close()
        for begun in (store.writing, store.reading):
            with pytest.raises(StoreError) as caught:
                async with begun():
                    pass
            assert caught.value.code == "store_closed"
        await store.close()

    @rule
    async def test_no_other_error_leaves_a_store(self, store: Store) -> None:
        """What cannot be kept is a StoreError that is not worth a second try, and the store goes on."""
        odd = [
            change("\ud800", events=[event("e")]),
            change("p", events=[event("\ud800")]),
            change("p\0", events=[event("\0")]),
            change("p", after=Head(1, 2**70)),
            change("p", said=[said("a", due=-(2**70))]),
        ]
        for one in odd:
            try:
                await write(store, one)
            except StoreError as error:
                assert not error.again  # noqa: PT017
            else:
                async with store.writing() as transaction:
                    assert await transaction.claim([one.partition]) == {one.partition: one.after}
                    assert await transaction.events(one.partition) == list(one.events)
                    await transaction.forget(one.partition)
        await write(store, _full("one", "1"))

    @rule
    async def test_claimed_changes_never_conflict(self, store: Store, other: Store) -> None:
        """Workers that claim one partition, new at first, wait for each other; each goes on from the one before."""

        async def work(mine: Store, number: int) -> None:
            for turn in range(_ROUNDS):
                async with mine.writing() as transaction:
                    head = (await transaction.claim(["p"]))["p"]
                    assert len(await transaction.events("p")) == head.version
                    await transaction.write([change("p", head, events=[event(f"{number}-{turn}")])])

        stores = [store, other] * (_WORKERS // 2)
        works = [partial(work, mine, number) for number, mine in enumerate(stores)]
        await together(works, asynchronous=self.asynchronous)
        async with store.reading() as look:
            assert (await look.heads(["p"]))["p"].version == _WORKERS * _ROUNDS

    @rule
    async def test_no_decision_appears_before_a_place_that_was_returned(self, store: Store, other: Store) -> None:
        """Whoever reads on from the last place gets every decision, while several write."""
        seen: list[tuple[str, bytes]] = []
        left = _WORKERS

        async def work(mine: Store, number: int) -> None:
            nonlocal left
            try:
                for turn in range(_ROUNDS):
                    name = f"{number}-{turn}"
                    await write(mine, change(name, decisions=[decision(f"{name}a"), decision(f"{name}b")]))
            finally:
                left -= 1

        async def read() -> None:
            done = False
            while not done:
                done = left == 0
                async with other.reading() as look:
                    while page := await look.decisions(seen[-1][0] if seen else "", 3):
                        seen.extend(page)

        works = [partial(work, store, number) for number in range(_WORKERS)]
        await together([*works, read], asynchronous=self.asynchronous)
        async with store.reading() as look:
            assert seen == await look.decisions("", 10_000)
        assert len(seen) == 2 * _WORKERS * _ROUNDS

    @rule
    async def test_nothing_is_new_that_was_begun_before_a_mark(self, store: Store, other: Store) -> None:
        """Whoever asks on from the last mark learns of every partition, while several write."""
        seen: list[str] = []
        left = _WORKERS

        async def work(mine: Store, number: int) -> None:
            nonlocal left
            try:
                for turn in range(_ROUNDS):
                    names = [f"{number}-{turn}{part}" for part in "abc"]
                    async with mine.writing() as transaction:
                        await transaction.claim(names)
                        for name in names:
                            await transaction.write([change(name, events=[event(name)])])
            finally:
                left -= 1

        async def ask() -> None:
            async with other.writing() as transaction:
                mark, _ = await transaction.news("")
                seen.extend(await transaction.partitions("", 1000))
            done = False
            while not done:
                done = left == 0
                async with other.writing() as transaction:
                    mark, names = await transaction.news(mark)
                    assert names is not None
                    seen.extend(names)

        works = [partial(work, store, number) for number in range(_WORKERS)]
        await together([*works, ask], asynchronous=self.asynchronous)
        assert len(seen) == len(set(seen)) == 3 * _WORKERS * _ROUNDS
