"""Partitions, their heads, their events, and what was said of them."""

from __future__ import annotations

import pytest

from tactful.stores.conformance.running import Rules, change, decision, event, rule, said, write
from tactful.stores.store import Change, Conflict, Head, Kept, Rewriting, Store

_FAR = 7_258_118_400_000_000


class PartitionRules(Rules):
    """Rules of partitions."""

    @rule
    async def test_a_claim_leaves_nothing(self, store: Store) -> None:
        """A partition that was claimed and not written is not there."""
        async with store.writing() as transaction:
            assert await transaction.claim(["b", "a", "b"]) == {"a": Head(), "b": Head()}
            assert await transaction.due(10, 10, 10) == {}
        async with store.reading() as look:
            assert await look.partitions("", 10) == []
            assert await look.heads(["a", "b"]) == {}
            assert await look.next_wake(5) is None
            assert (await look.counts())["partitions"] == 0

    @rule
    async def test_a_claim_tells_where_partitions_stand(self, store: Store) -> None:
        """Known partitions come with their heads, others new; `heads` tells only of those that there are."""
        stands = Head(3, -5, _FAR, 2)
        await write(store, change("a", after=Head(1, None, None, 0)), change("b", after=stands))
        async with store.writing() as transaction:
            found = await transaction.claim(["c", "b", "a"])
            assert found == {"a": Head(1), "b": stands, "c": Head()}
            assert await transaction.claim([]) == {}
        async with store.reading() as look:
            assert await look.heads(["c", "b"]) == {"b": stands}

    @rule
    async def test_what_is_due(self, store: Store) -> None:
        """Due are a wake not after now and an earlier enactment; the earliest wake comes first, none last."""
        wakes = {"e": 5, "d": 5, "c": 3, "late": 11, "never": None, "now": 10}
        await write(store, *(change(name, after=Head(1, 0, wake, 2)) for name, wake in wakes.items()))
        old = {"old": 4, "old-later": 20, "old-never": None, "older": 30}
        await write(store, *(change(name, after=Head(1, 0, wake, 1)) for name, wake in old.items()))
        async with store.writing() as transaction:
            found = await transaction.due(10, 2, 100)
            assert list(found) == ["c", "old", "d", "e", "now", "old-later", "older", "old-never"]
            assert found["old"] == Head(1, 0, 4, 1)
            assert list(await transaction.due(10, 1, 100)) == ["c", "old", "d", "e", "now"]
            assert list(await transaction.due(10, 2, 3)) == ["c", "old", "d"]
            assert list(await transaction.due(9, 0, 100)) == ["c", "old", "d", "e"]
            assert await transaction.due(2, 0, 100) == {}

    @rule
    async def test_the_next_wake(self, store: Store) -> None:
        """It is the earliest of all; 0 where a partition was decided under an earlier enactment."""
        async with store.reading() as look:
            assert await look.next_wake(1) is None
        await write(store, change("a", after=Head(1, 0, None, 2)))
        async with store.reading() as look:
            assert await look.next_wake(2) is None
            assert await look.next_wake(3) == 0
        await write(store, change("b", after=Head(1, 0, 9, 2)), change("c", after=Head(1, 0, 7, 3)))
        async with store.reading() as look:
            assert await look.next_wake(2) == 7
            assert await look.next_wake(1) == 7
            assert await look.next_wake(3) == 0

    @rule
    async def test_the_partitions_of_a_case(self, store: Store) -> None:
        """They are those with an event of the case, sorted."""
        await write(store, change("b", cases=["x", "y"]), change("a", cases=["x"]))
        async with store.reading() as look:
            assert await look.partitions_of("x") == ["a", "b"]
            assert await look.partitions_of("y") == ["b"]
            assert await look.partitions_of("z") == []

    @rule
    async def test_partitions_page_by_page(self, store: Store) -> None:
        """Names are ordered by their characters' numbers, whatever the language of the machine."""
        names = ["", "B", "a", "a b", "a-b", "ab", "é", "ﬀ", "😀"]
        await write(store, *(change(name) for name in reversed(names)))
        async with store.reading() as look:
            assert await look.partitions("", 100) == names[1:]
            assert await look.partitions("a", 2) == ["a b", "a-b"]
            assert await look.partitions("😀", 2) == []

    @rule
    async def test_events_are_found_by_their_key(self, store: Store) -> None:
        """One finds those that there are, among more than a statement bears, each by source and id."""
        events = [event(f"e{number}", raw=b"[%d]" % number) for number in range(1500)]
        await write(store, change("p", events=[*events, event("e7", raw=b'"other"', source="else")]))
        async with store.reading() as look:
            keys = [("local", f"e{number}") for number in range(-5, 1500)]
            found = await look.find([*keys, ("else", "e7"), ("else", "e8"), ("none", "e1")])
            assert found == {("local", one.id): one.raw for one in events} | {("else", "e7"): b'"other"'}
            assert await look.find([]) == {}

    @rule
    async def test_events_come_in_the_order_in_which_they_were_taken_in(self, store: Store) -> None:
        """Neither id nor instant counts; each comes back byte for byte."""
        odd = b'{"text": "\\u00eb \xf0\x9f\x98\x80 \\n", "a":1}'
        first = [event("z", 5, odd), event("a", 5), event("m", -3)]
        second = [event("b", 2), event("y", _FAR)]
        await write(store, change("p", events=first), change("q", events=[event("q")]))
        await write(store, change("p", Head(1), events=second))
        async with store.reading() as look:
            assert await look.events("p") == first + second
            assert await look.events("q") == [event("q")]
            assert await look.events("r") == []

    @rule
    async def test_news_since_a_mark(self, store: Store) -> None:
        """They are the partitions with events from after it, whatever else was written; nothing else moves a mark."""
        async with store.writing() as transaction:
            empty, everything = await transaction.news("")
            assert everything is None
            assert await transaction.news(empty) == (empty, [])
        await write(store, change("b", events=[event("1")]), change("a", events=[event("2")]))
        await write(store, change("c", decisions=[decision("d")]))
        async with store.writing() as transaction:
            first, names = await transaction.news(empty)
            assert names == ["a", "b"]
            assert await transaction.news(first) == (first, [])
        await write(store, change("b", Head(1), events=[event("3")]), change("d", events=[event("4")]))
        await write(store, change("a", Head(1), decisions=[decision("e")]))
        async with store.writing() as transaction:
            second, names = await transaction.news(first)
            assert names == ["b", "d"]
            assert (await transaction.news(empty)) == (second, ["a", "b", "d"])

    @rule
    async def test_news_of_an_erasure(self, store: Store) -> None:
        """Where something was rewritten or forgotten, be it the latest of all, anything may have changed."""
        await write(store, change("a", events=[event("1")]), change("b", events=[event("2")]))
        async with store.writing() as transaction:
            mark, _ = await transaction.news("")
            assert await transaction.erasures() == 0
            await transaction.claim(["b"])
            await transaction.forget("b")
        await write(store, change("b", events=[event("2")]))
        async with store.writing() as transaction:
            later, names = await transaction.news(mark)
            assert names is None
            await transaction.claim(["a"])
            await transaction.rewrite("a", Head(2), Rewriting({("local", "1"): b"[]"}, {}, {}, ()))
        async with store.writing() as transaction:
            assert await transaction.erasures() == 2
            assert (await transaction.news(mark))[1] is None
            last, names = await transaction.news(later)
            assert names is None
            assert await transaction.news(last) == (last, [])

    @rule
    async def test_what_was_said_is_replaced(self, store: Store) -> None:
        """Of each advice the last stands, until it is no longer said; the names of advice are of their policy."""
        full = said(
            "b", "c", key="k", order=3, opens=-1, due=_FAR, expires=2, zone="America/Phoenix", decision=b'{"x":1}'
        )
        await write(store, change("p", said=[full, said("a"), said("a", policy="o")]), change("q", said=[said("a")]))
        async with store.reading() as look:
            assert await look.said("p") == [said("a", policy="o"), said("a"), full]
        changed = said("a", "d", "late", purpose="reply", zone="3600", key="k2", order=1, opens=1, due=2, expires=3)
        await write(store, change("p", Head(1), said=[changed], unsaid=[("p", "b"), ("p", "none")]))
        async with store.reading() as look:
            assert await look.said("p") == [said("a", policy="o"), changed]
            assert await look.said("q") == [said("a")]

    @rule
    async def test_several_steps_of_one_partition(self, store: Store) -> None:
        """Changes of one partition in one write follow each other, and the last says what stands."""
        first = change("p", said=[said("a"), said("b")], events=[event("2")], decisions=[decision("x")])
        second = change("p", first.after, unsaid=[("p", "a")], said=[said("b", verdict="late")], events=[event("1")])
        third = change("p", second.after, Head(3, 7, 9, 1), said=[said("a", verdict="late")], decisions=[decision("y")])
        await write(store, first, second, third)
        async with store.reading() as look:
            assert await look.heads(["p"]) == {"p": Head(3, 7, 9, 1)}
            assert await look.said("p") == [said("a", verdict="late"), said("b", verdict="late")]
            assert await look.events("p") == [event("2"), event("1")]
            assert [json for _, json in await look.decisions("", 9)] == [b'{"id":"x"}', b'{"id":"y"}']

    @rule
    async def test_conflicts(self, store: Store) -> None:
        """A partition that stands elsewhere, or a used key, is a Conflict: worth a second try, and all is undone."""
        await write(store, change("p", events=[event("used")]))
        fresh = change("q", events=[event("fresh")], cases=["c"], decisions=[decision("d")])
        wrong: list[list[Change]] = [
            [fresh, change("p")],
            [fresh, change("p", Head(2))],
            [fresh, change("new", Head(1))],
            [fresh, change("r", events=[event("used")])],
            [fresh, change("r", events=[event("fresh")])],
            [fresh, change("r", events=[event("twice"), event("twice", 2)])],
            [fresh, change("q", Head(2))],
            [fresh, change("q")],
        ]
        for changes in wrong:
            with pytest.raises(Conflict) as caught:
                await write(store, *changes, sinks=("s",))
            assert caught.value.again
            assert caught.value.code == "conflict"
        async with store.reading() as look:
            counts = await look.counts()
            assert counts == {"partitions": 1, "events": 1, "decisions": 0, "waiting": 0, "aside": 0}
            assert await look.partitions_of("c") == []
            assert await look.heads(["p"]) == {"p": Head(1)}
        await write(store, fresh, change("p", Head(1), events=[Kept("else", "used", 1, b"{}")]))

    @rule
    async def test_what_others_have_claimed_is_left_out(self, store: Store, other: Store) -> None:
        """`due` does not wait for others, who have claimed some of what is due."""
        if not self.claims:
            pytest.skip("this store lets one change it at a time")
        await write(store, *(change(name, after=Head(1, 0, 5, 1)) for name in "abcd"))
        async with store.writing() as first, other.writing() as second:
            await first.claim(["b"])
            assert list(await first.due(5, 1, 2)) == ["a", "b"]
            assert list(await second.due(5, 1, 9)) == ["c", "d"]
            assert await first.due(5, 1, 0) == {}
        async with other.writing() as second:
            assert list(await second.due(5, 1, 9)) == ["a", "b", "c", "d"]
