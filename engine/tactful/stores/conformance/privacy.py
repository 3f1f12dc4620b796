"""What mentions somebody, what is rewritten, and what is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.stores.conformance.running import Rules, change, decision, event, rule, said, write
from tactful.stores.store import Conflict, Head, Question, Rewriting, Store


class PrivacyRules(Rules):
    """Rules of privacy."""

    @rule
    async def test_who_is_mentioned(self, store: Store) -> None:
        """A text is found in events, decisions and names, in upper or lower case and however JSON escapes it."""
        await write(
            store,
            change("by event", events=[event("1", raw=b'{"to":"Dana@X.example"}'), event("2")]),
            change("by decision", decisions=[decision("1", json=b'["DANA@x.example"]')]),
            change("dana@x.EXAMPLE"),
            change("escaped", events=[event("3", raw=b'["d\\u0061na@x.example"]')]),
            change("accents", events=[event("4", raw='["ZOË \\"Zo\\" Ruiz"]'.encode())]),
            change("escaped accents", events=[event("5", raw=b'["Zo\\u00cb \\"Zo\\" Ruiz"]')]),
            change("said", said=[said("a", decision=b'["Dana@x.example"]')]),
            change("nobody", events=[event("6", raw=b'["somebody\\n"]')], decisions=[decision("6")]),
        )
        async with store.reading() as look:
            of_dana = {"by event", "by decision", "dana@x.EXAMPLE", "escaped", "said"}
            of_zoe = {"accents", "escaped accents"}
            found = await look.mentioning(["dana@x.example"])
            assert found == sorted(found)
            assert of_dana <= set(found)
            assert of_zoe <= set(await look.mentioning(['zoë "zo" ruiz']))
            assert of_dana | of_zoe <= set(await look.mentioning(['zoë "zo" ruiz', "dana@x.example"]))
            assert "nobody" not in await look.mentioning(["dana@x.example", "zoë"])
            assert await look.mentioning([]) == []

    @rule
    async def test_rewriting(self, store: Store) -> None:
        """What is named is changed, in the outbox too, and all else stays: order, instants, places, others."""
        events = [event("1", 5, b"1"), event("2", 4, b"2"), event("3", 3, b"3")]
        decisions = [decision("x", "a", json=b"x"), decision("y", "b", json=b"y")]
        await write(
            store,
            change("p", events=events, cases=["c"], said=[said("a"), said("b")], decisions=decisions),
            change("q", events=[event("9", raw=b"9")], said=[said("a")], decisions=[decision("z", json=b"z")]),
            sinks=("s",),
        )
        async with store.reading() as look:
            places = [place for place, _ in await look.decisions("", 9)]
        rewriting = Rewriting(
            events={("local", "1"): b"one", ("local", "2"): b"two"},
            keys={("local", "1"): ("local", "2"), ("local", "2"): ("else", "1")},
            decisions={places[1]: b"YY", places[2]: b"not of this partition"},
            said=[said("b", verdict="late")],
        )
        async with store.writing() as transaction:
            await transaction.claim(["p"])
            await transaction.rewrite("p", Head(2, 5, 9, 1), rewriting)
        async with store.reading() as look:
            assert await look.events("p") == [event("2", 5, b"one"), event("1", 4, b"two", "else"), events[2]]
            assert await look.find([("local", "1"), ("else", "1")]) == {("else", "1"): b"two"}
            assert await look.decisions("", 9) == [(places[0], b"x"), (places[1], b"YY"), (places[2], b"z")]
            assert [one.json for one in await look.waiting("s", aside=False, after="", limit=9)] == [b"x", b"YY", b"z"]
            assert await look.said("p") == [said("b", verdict="late")]
            assert await look.said("q") == [said("a")]
            assert (await look.heads(["p", "q"])) == {"p": Head(2, 5, 9, 1), "q": Head(1)}
            assert await look.partitions_of("c") == ["p"]
        with pytest.raises(Conflict):  # noqa: PT012
            async with store.writing() as transaction:
                await transaction.claim(["p"])
                taken = Rewriting({}, {("local", "2"): ("local", "9")}, {}, ())
                await transaction.rewrite("p", Head(3), taken)

    @rule
    async def test_rewriting_names_of_decisions(self, store: Store) -> None:
        """A decision may get another id, and be of an advice of another id, in the outbox too."""
        await write(store, change("p", decisions=[decision("x", "a"), decision("y", "b")]), sinks=("s",))
        async with store.writing() as transaction:
            head = (await transaction.claim(["p"]))["p"]
            places = [place for place, _ in await transaction.decisions("", 9)]
            names = {places[0]: ("new", "b")}
            after = head._replace(version=head.version + 1)
            await transaction.rewrite("p", after, Rewriting({}, {}, {}, (), names))
        async with store.reading() as look:
            waiting = await look.waiting("s", aside=False, after="", limit=9)
            assert [(one.id, one.overtaken_by) for one in waiting] == [("new", decision("y").type), ("y", None)]

    @rule
    async def test_forgetting_a_partition(self, store: Store) -> None:
        """Everything of it is gone, and nothing else; its entries hold nobody up."""
        parts: dict[str, Any] = {"cases": ["c"], "said": [said("a")]}
        await write(
            store,
            change("p", events=[event("1")], decisions=[decision("x"), decision("y", case="d")], **parts),
            change("q", events=[event("2")], decisions=[decision("z")], **parts),
            sinks=("s", "t"),
        )
        async with store.writing() as transaction:
            await transaction.lease("s", 0, 50, 1)
            await transaction.claim(["p"])
            await transaction.forget("p")
        async with store.writing() as transaction:
            assert await transaction.partitions("", 9) == ["q"]
            assert await transaction.heads(["p"]) == {}
            assert await transaction.partitions_of("c") == ["q"]
            assert await transaction.events("p") == []
            assert await transaction.find([("local", "1"), ("local", "2")]) == {("local", "2"): b"{}"}
            assert [listed.partition for listed in await transaction.listed(Question())] == ["q"]
            assert [json for _, json in await transaction.decisions("", 9)] == [b'{"id":"z"}']
            assert [entry.id for entry in await transaction.lease("s", 0, 50, 9)] == ["z"]
            counts = await transaction.counts()
            assert counts == {"partitions": 1, "events": 1, "decisions": 1, "waiting": 2, "aside": 0}
        await write(store, change("p", events=[event("1")]))

    @rule
    async def test_forgetting_decisions(self, store: Store) -> None:
        """Those from before an instant go, unless a sink waits for them, be it set aside; what was said stays."""
        old = [
            decision("1", time=4),
            decision("2", "b", time=5),
            decision("3", "c", time=4),
            decision("4", "d", time=4),
        ]
        await write(store, change("p", decisions=old, said=[said("a")]), sinks=("s", "t"))
        async with store.writing() as transaction:
            places = [place for place, _ in await transaction.decisions("", 9)]
            for sink in ("s", "t"):
                await transaction.lease(sink, 0, 9, 9)
            await transaction.delivered("s", 9, [places[0], places[1], places[2]])
            await transaction.delivered("t", 9, [places[0], places[1], places[3]])
            await transaction.put_back("s", 9, places[3], 1, None, "")
            assert await transaction.forget_decisions(4) == 0
            assert await transaction.forget_decisions(5) == 1
            assert [place for place, _ in await transaction.decisions("", 9)] == places[1:]
            assert await transaction.said("p") == [said("a")]
            assert [entry.id for entry in await transaction.waiting(None, aside=False, after="", limit=9)] == ["3"]
            await transaction.delivered("t", 9, [places[2]])
            assert await transaction.forget_decisions(100) == 2

    @rule
    async def test_idle_partitions(self, store: Store) -> None:
        """They have no wake, and a clock before the instant."""
        heads = {"d": Head(1, 4), "c": Head(1, 5), "b": Head(1, 3, 9), "a": Head(1, 3), "e": Head(1)}
        await write(store, *(change(name, after=head) for name, head in heads.items()))
        async with store.reading() as look:
            assert await look.idle(5, 9) == ["a", "d"]
            assert await look.idle(5, 1) == ["a"]
            assert await look.idle(3, 9) == []
