"""Advice over all cases, decisions in their order, and records."""

from __future__ import annotations

import pytest

from tactful.errors import StoreError
from tactful.stores.conformance.running import Rules, change, decision, rule, said, write
from tactful.stores.store import Conflict, Head, Listed, Question, Store


class AdviceRules(Rules):
    """Rules of what was said and decided."""

    @rule
    async def test_the_partitions_of_an_advice(self, store: Store) -> None:
        """They are those where something is said of it, each once, sorted."""
        await write(
            store, change("b", said=[said("x"), said("x", policy="o")]), change("a", said=[said("x"), said("y")])
        )
        async with store.reading() as look:
            assert await look.partition_of_advice("x") == ["a", "b"]
            assert await look.partition_of_advice("y") == ["a"]
            assert await look.partition_of_advice("z") == []
        await write(store, change("b", Head(1), unsaid=[("p", "x"), ("o", "x")]))
        async with store.reading() as look:
            assert await look.partition_of_advice("x") == ["a"]

    @rule
    async def test_which_advice_is_listed(self, store: Store) -> None:
        """A filter that is not given lets all pass; the others must all be met; times are before, never at."""
        one = said("1", "b", "now", due=10)
        two = said("2", "a", "late", due=5, policy="o")
        three = said("3", "a", "wait", purpose="reply")
        four = said("4", "c", "now", purpose="reply", due=11)
        await write(store, change("p", said=[one, two]), change("q", said=[three, four]))
        asked = [
            (Question(), [two, three, one, four]),
            (Question(verdicts=["now"]), [one, four]),
            (Question(verdicts=["late", "now", "late"]), [two, one, four]),
            (Question(verdicts=[]), []),
            (Question(purposes=["reply"]), [three, four]),
            (Question(purposes=[]), []),
            (Question(policies=["o", "none"]), [two]),
            (Question(policies=[]), []),
            (Question(due_before=11), [two, one]),
            (Question(due_before=12, verdicts=["now"], purposes=["reply"], policies=["p"]), [four]),
            (Question(limit=2), [two, three]),
            (Question(after=("a", "o", "2"), limit=2), [three, one]),
            (Question(after=("a", "o", "1"), limit=1), [two]),
            (Question(after=("a", "p", "3"), verdicts=["wait", "now"]), [one, four]),
            (Question(after=("c", "p", "4")), []),
        ]
        async with store.reading() as look:
            for question, expected in asked:
                assert [listed.said for listed in await look.listed(question)] == expected, question
            assert (await look.listed(Question(limit=2))) == [Listed("p", two), Listed("q", three)]

    @rule
    async def test_a_list_page_by_page(self, store: Store) -> None:
        """Going on after the last seen gives everything once, in the order of case, policy and advice."""
        verdicts = ("now", "late", "wait")
        all_said = [
            said(f"a{number % 5}", f"c{number % 4}-{number}", verdicts[number % 3], policy=f"p{number % 2}")
            for number in range(30)
        ]
        await write(store, *(change(f"q{number}", said=[one]) for number, one in enumerate(all_said)))
        found, after = [], None
        async with store.reading() as look:
            while page := await look.listed(Question(after=after, limit=7)):
                found += [listed.said for listed in page]
                after = (found[-1].case, found[-1].policy, found[-1].advice)
        assert found == sorted(all_said, key=lambda one: (one.case, one.policy, one.advice))

    @rule
    async def test_decisions_page_by_page(self, store: Store) -> None:
        """They come in the order in which they were written, of all partitions or one; their places sort as texts."""
        await write(
            store,
            change("q", decisions=[decision("z", time=9), decision("b")]),
            change("p", decisions=[decision("a")]),
        )
        await write(store, change("q", Head(1), decisions=[decision(f"{number:02d}") for number in range(12)]))
        async with store.reading() as look:
            everything = await look.decisions("", 100)
            ids = ["z", "b", "a", *(f"{number:02d}" for number in range(12))]
            assert [json for _, json in everything] == [b'{"id":"%s"}' % id_.encode() for id_ in ids]
            places = [place for place, _ in everything]
            assert places == sorted(set(places))
            assert await look.decisions(places[0], 2) == everything[1:3]
            assert await look.decisions(places[-1], 2) == []
            assert await look.decisions("", 100, "p") == [everything[2]]
            assert await look.decisions(places[1], 2, "q") == everything[3:5]
            assert await look.decisions("", 9, "none") == []

    @rule
    async def test_a_place_never_comes_again(self, store: Store) -> None:
        """After the last decisions were removed, the next is still after the places that were returned."""
        await write(store, change("p", decisions=[decision("a"), decision("b")]))
        async with store.writing() as transaction:
            last = (await transaction.decisions("", 9))[-1][0]
            await transaction.claim(["p"])
            await transaction.forget("p")
        await write(store, change("p", decisions=[decision("c")]))
        async with store.reading() as look:
            assert [json for _, json in await look.decisions(last, 9)] == [b'{"id":"c"}']

    @rule
    async def test_what_is_no_place(self, store: Store) -> None:
        """A text that no store gives as a place is a StoreError `bad_place`."""
        async with store.reading() as look:
            for place in ("x", "-1", "1.5", " 1", "٣", "9" * 19, "9" * 400):
                with pytest.raises(StoreError) as caught:
                    await look.decisions(place, 1)
                assert caught.value.code == "bad_place"

    @rule
    async def test_records(self, store: Store) -> None:
        """A record is written over, kept by kind and name, listed by name, and removed."""
        async with store.writing() as transaction:
            await transaction.put("kind", "b", b"1")
            await transaction.put("kind", "a", b"\x00\xff", new=True)
            await transaction.put("other", "b", b"")
            await transaction.put("kind", "b", b"2")
        async with store.reading() as look:
            assert await look.record("kind", "b") == b"2"
            assert await look.record("other", "b") == b""
            assert await look.record("kind", "c") is None
            assert list((await look.records("kind")).items()) == [("a", b"\x00\xff"), ("b", b"2")]
            assert await look.records("none") == {}
        with pytest.raises(Conflict):  # noqa: PT012
            async with store.writing() as transaction:
                await transaction.put("kind", "c", b"")
                await transaction.put("kind", "b", b"3", new=True)
        async with store.writing() as transaction:
            assert await transaction.record("kind", "c") is None
            assert await transaction.drop("kind", "b") is True
            assert await transaction.drop("kind", "b") is False
            await transaction.put("kind", "b", b"4", new=True)
            assert await transaction.records("kind") == {"a": b"\x00\xff", "b": b"4"}
            assert await transaction.record("other", "b") == b""
