"""The outbox: each decision to each sink, in the order of its case, again after a pause, or set aside."""

from __future__ import annotations

from functools import partial

from tactful.stores.conformance.running import Rules, change, decision, rule, together, write
from tactful.stores.store import Entry, Head, Store, Transaction


def _ids(entries: list[Entry]) -> list[str]:
    return [entry.id for entry in entries]


async def _leased(store: Store, now: int, until: int, limit: int = 100, sink: str = "s") -> list[Entry]:
    async with store.writing() as transaction:
        return await transaction.lease(sink, now, until, limit)


async def _waiting(store: Store, *, aside: bool = False) -> list[Entry]:
    async with store.reading() as look:
        return await look.waiting("s", aside=aside, after="", limit=100)


async def _next(store: Store, *sinks: str) -> int | None:
    async with store.reading() as look:
        return await look.next_delivery(sinks or ["s"])


async def _two_cases(store: Store) -> dict[str, str]:
    """Write x1, y1, x2, y2, x3 of the cases x and y; return their places."""
    ids = ["x1", "y1", "x2", "y2", "x3"]
    await write(store, change("p", decisions=[decision(id_, id_, id_[0]) for id_ in ids]), sinks=("s",))
    return {entry.id: entry.place for entry in await _waiting(store)}


class OutboxRules(Rules):
    """Rules of the outbox."""

    @rule
    async def test_an_entry_for_each_decision_and_sink(self, store: Store) -> None:
        """Each sink gets each decision, and none that was written for others."""
        await write(store, change("p", decisions=[decision("a"), decision("b", "b", "d")]), sinks=("s", "t"))
        await write(store, change("p", Head(1), decisions=[decision("c", "c")]), sinks=("t",))
        async with store.reading() as look:
            places = [place for place, _ in await look.decisions("", 9)]
            entries = await look.waiting(None, aside=False, after="", limit=9)
            of_sink = [(entry.place, entry.sink, entry.id) for entry in entries]
            assert of_sink == [
                (places[0], "s", "a"),
                (places[0], "t", "a"),
                (places[1], "s", "b"),
                (places[1], "t", "b"),
                (places[2], "t", "c"),
            ]
            assert await look.waiting("s", aside=False, after=places[0], limit=9) == [entries[2]]
            assert await look.waiting("t", aside=False, after="", limit=2) == [entries[1], entries[3]]
            assert await look.waiting(None, aside=True, after="", limit=9) == []
            assert entries[2] == Entry("s", places[1], "d", "b", b'{"id":"b"}')
        assert await _leased(store, 0, 9) == [entries[0], entries[2]]
        assert _ids(await _leased(store, 0, 9, sink="t")) == ["a", "b", "c"]
        assert await _leased(store, 0, 9, sink="u") == []

    @rule
    async def test_a_lease_ends(self, store: Store) -> None:
        """Nobody else gets what was taken before its end, and everybody may at it; others are free, in order."""
        await _two_cases(store)
        assert _ids(await _leased(store, 0, 50, 2)) == ["x1", "y1"]
        assert _ids(await _leased(store, 49, 99)) == []
        assert _ids(await _leased(store, 50, 99)) == ["x1", "y1", "x2", "y2", "x3"]

    @rule
    async def test_a_case_waits_for_its_earlier_entries(self, store: Store) -> None:
        """Also what is written later, until those taken are delivered; other cases do not wait."""
        places = await _two_cases(store)
        assert _ids(await _leased(store, 0, 50, 1)) == ["x1"]
        await write(store, change("q", decisions=[decision("x4", "x4", "x"), decision("z1", "z1", "z")]), sinks=("s",))
        assert _ids(await _leased(store, 0, 40)) == ["y1", "y2", "z1"]
        async with store.writing() as transaction:
            await transaction.delivered("s", 50, [places["x1"]])
            assert _ids(await transaction.lease("s", 0, 30, 2)) == ["x2", "x3"]
            await transaction.delivered("s", 30, [places["x3"]])
            assert _ids(await transaction.lease("s", 0, 30, 9)) == []
            await transaction.delivered("s", 30, [places["x2"]])
            assert _ids(await transaction.lease("s", 0, 30, 9)) == ["x4"]

    @rule
    async def test_a_case_waits_for_the_next_attempt(self, store: Store) -> None:
        """What was put back holds up its case until it is due, and then comes before the others."""
        places = await _two_cases(store)
        assert len(await _leased(store, 0, 50)) == 5
        async with store.writing() as transaction:
            await transaction.put_back("s", 50, places["x2"], 3, 70, "refused")
            await transaction.delivered("s", 50, [places["y1"], places["y2"]])
        assert _ids(await _leased(store, 0, 60)) == ["x1"]
        await write(store, change("q", decisions=[decision("x4", "x4", "x")]), sinks=("s",))
        assert _ids(await _leased(store, 69, 75)) == ["x1"]
        async with store.writing() as transaction:
            await transaction.delivered("s", 75, [places["x1"]])
        assert await _leased(store, 69, 75) == []
        again = await _leased(store, 70, 75)
        assert _ids(again) == ["x2", "x3", "x4"]
        assert (again[0].attempts, again[0].due, again[0].error) == (3, 70, "refused")
        assert (again[1].attempts, again[1].due, again[1].error) == (0, 0, "")

    @rule
    async def test_what_is_put_back_frees_its_case(self, store: Store) -> None:
        """The others of the case that were taken may be had when the first is due, though their lease goes on."""
        places = await _two_cases(store)
        await _leased(store, 0, 1000)
        async with store.writing() as transaction:
            await transaction.put_back("s", 1000, places["x1"], 1, 10, "")
        assert await _leased(store, 9, 2000) == []
        assert _ids(await _leased(store, 10, 2000)) == ["x1", "x2", "x3"]

    @rule
    async def test_what_is_set_aside(self, store: Store) -> None:
        """It holds nobody up, is listed apart, and comes back when asked for, with its attempts forgiven."""
        places = await _two_cases(store)
        await _leased(store, 0, 50)
        async with store.writing() as transaction:
            await transaction.put_back("s", 50, places["x1"], 9, None, "gone")
            await transaction.put_back("s", 50, places["y1"], 8, None, "gone too")
            assert _ids(await transaction.lease("s", 0, 60, 9)) == ["x2", "y2", "x3"]
        aside = await _waiting(store, aside=True)
        assert [(one.id, one.attempts, one.error) for one in aside] == [("x1", 9, "gone"), ("y1", 8, "gone too")]
        assert _ids(await _waiting(store)) == ["x2", "y2", "x3"]
        async with store.writing() as transaction:
            assert await transaction.counts() | {"waiting": 3, "aside": 2} == await transaction.counts()
            assert await transaction.waiting(None, aside=True, after=places["x1"], limit=9) == aside[1:]
            assert await transaction.retry("t", None, 5) == 0
            assert await transaction.retry("s", [], 5) == 0
            assert await transaction.retry("s", [places["x1"], places["x2"]], 65) == 1
            assert await transaction.lease("s", 64, 70, 9) == (await self._leased_y(transaction))
        back = await _leased(store, 65, 70, 1)
        assert [(one.id, one.attempts, one.due) for one in back] == [("x1", 0, 65)]
        async with store.writing() as transaction:
            assert await transaction.retry("s", None, 65) == 1
        assert await _waiting(store, aside=True) == []

    @staticmethod
    async def _leased_y(transaction: Transaction) -> list[Entry]:
        """Return what of case y waits at 64, when its lease until 60 has ended and x waits for x1."""
        waiting = await transaction.waiting("s", aside=False, after="", limit=9)
        return [entry for entry in waiting if entry.case == "y"]

    @rule
    async def test_what_is_delivered_is_gone(self, store: Store) -> None:
        """It is gone for its sink alone; what is not there is passed over."""
        await write(store, change("p", decisions=[decision("a"), decision("b", "b")]), sinks=("s", "t"))
        taken = await _leased(store, 0, 50)
        async with store.writing() as transaction:
            await transaction.delivered("s", 50, [taken[0].place, "999"])
            await transaction.delivered("s", 50, [taken[0].place])
            await transaction.delivered("s", 50, [])
            await transaction.put_back("s", 50, taken[0].place, 1, 5, "too late")
        assert _ids(await _waiting(store)) == ["b"]
        assert _ids(await _leased(store, 0, 50, sink="t")) == ["a", "b"]

    @rule
    async def test_who_comes_late_settles_nothing_of_another(self, store: Store) -> None:
        """What was taken anew is theirs who have it now; what nobody took since is still theirs who took it first."""
        places = await _two_cases(store)
        await _leased(store, 0, 50)
        assert _ids(await _leased(store, 50, 100, 2)) == ["x1", "y1"]
        async with store.writing() as transaction:
            await transaction.delivered("s", 50, [places["x1"]])
            await transaction.put_back("s", 50, places["y1"], 1, None, "late")
        assert _ids(await _waiting(store)) == ["x1", "y1", "x2", "y2", "x3"]
        assert await _leased(store, 60, 110) == []
        async with store.writing() as transaction:
            await transaction.put_back("s", 50, places["x2"], 1, 55, "late")
        assert await _leased(store, 60, 110) == []
        async with store.writing() as transaction:
            await transaction.delivered("s", 100, [places["x1"]])
            await transaction.delivered("s", 50, [places["y2"]])
        assert _ids(await _leased(store, 60, 110)) == ["x2", "x3"]
        assert _ids(await _leased(store, 100, 150)) == ["y1"]

    @rule
    async def test_the_next_delivery(self, store: Store) -> None:
        """It is when a lease gives something: at once, at the end of a lease, or when the first of a case is due."""
        assert await _next(store) is None
        assert await _next(store, "s", "t") is None
        places = await _two_cases(store)
        assert await _next(store) == 0
        assert await _next(store, "t") is None
        await _leased(store, 0, 50, 1)
        assert await _next(store, "t", "s") == 0
        await _leased(store, 0, 40)
        assert await _next(store) == 40
        async with store.writing() as transaction:
            await transaction.put_back("s", 50, places["x1"], 1, 30, "")
            assert await transaction.next_delivery(["s"]) == 30
            await transaction.delivered("s", 40, [places["y1"], places["y2"]])
            await transaction.lease("s", 30, 50, 1)
            await transaction.put_back("s", 50, places["x1"], 1, 90, "")
            assert await transaction.next_delivery(["s"]) == 90
            await transaction.lease("s", 90, 95, 1)
            await transaction.put_back("s", 95, places["x1"], 1, None, "")
            assert await transaction.next_delivery(["s"]) == 0
            await transaction.lease("s", 95, 99, 2)
            await transaction.delivered("s", 99, [places["x2"], places["x3"]])
            assert await transaction.next_delivery(["s"]) is None

    @rule
    async def test_several_deliver_at_once(self, store: Store, other: Store) -> None:
        """Each entry is taken once, and those of a case in order, while more are written."""
        log: list[str] = []
        cases = [f"c{number}" for number in range(4)]
        ids = [f"{case}-{number:02d}" for number in range(15) for case in cases]

        async def write_all() -> None:
            for id_ in ids:
                await write(store, change(id_, decisions=[decision(id_, id_, id_[:2])]), sinks=("s",))

        async def deliver(mine: Store) -> None:
            while len(log) < len(ids):
                async with mine.writing() as transaction:
                    taken = await transaction.lease("s", 0, 50, 3)
                log.extend(_ids(taken))
                async with mine.writing() as transaction:
                    await transaction.delivered("s", 50, [entry.place for entry in taken])

        deliverers = [partial(deliver, mine) for mine in (store, other)]
        await together([write_all, *deliverers], asynchronous=self.asynchronous)
        assert sorted(log) == sorted(ids)
        for case in cases:
            of_case = [id_ for id_ in log if id_.startswith(case)]
            assert of_case == sorted(of_case)

    @rule
    async def test_what_has_been_overtaken(self, store: Store) -> None:
        """An entry tells the type of the latest decision of its advice, in its policy and partition, if any."""
        later = [
            decision("2", "a", type="advice.late"),
            decision("3", "a", type="advice.done"),
            decision("4", "b", policy="o", type="advice.done"),
        ]
        first = [decision("0", "a"), decision("1", "b")]
        await write(store, change("p", decisions=first + later), sinks=("s",))
        await write(store, change("q", decisions=[decision("5", "b", type="advice.done")]))
        overtaken = [entry.overtaken_by for entry in await _leased(store, 0, 1)]
        assert overtaken == ["advice.done", None, "advice.done", None, None]
        assert [entry.overtaken_by for entry in await _waiting(store)] == overtaken
        await write(store, change("p", Head(1), decisions=[decision("6", "b", type="advice.moved")]))
        assert [entry.overtaken_by for entry in await _waiting(store)][1] == "advice.moved"
