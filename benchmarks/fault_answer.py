"""What must have come out in the end, whatever went wrong in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import orjson
from fault_world import World

from tactful import Decision, Engine, Service, plan, replay
from tactful.events.event import Event, Reader
from tactful.moments import moment_from
from tactful.planning import panel_of
from tactful.service.driving import drive
from tactful.sinks import JsonLinesSink
from tactful.stores.store import Transaction

PAGE = 500


def finish(world: World) -> list[str]:
    """Send the whole log once more, let all time pass, deliver all, and return what is not as it should be."""
    end = moment_from(world.end)
    sink = JsonLinesSink("file", world.out, fsync=False)
    with Service(None, store=world.store, clock=lambda: end, sinks=[sink]) as service:
        faults = []
        for start in range(0, len(world.lines), PAGE):
            statuses = Counter(one.status for one in service.process_all(world.lines[start : start + PAGE]).results)
            if set(statuses) != {"copy"}:
                faults.append(f"of the events from place {start} on not all were kept: {dict(statuses)}")
        service.advance()
        while service.deliver(limit=PAGE).delivered:
            pass
        left = drive(service.desk.core.look(lambda tx: tx.counts()))
        faults += [f"{left[name]} decisions are {name} in the outbox" for name in ("waiting", "aside") if left[name]]
        return [*faults, *_compared(world, service)]


def _compared(world: World, service: Service) -> Iterator[str]:
    end = moment_from(world.end)
    events = list(_events(world, service))
    stored = list(_decisions(service))
    expected = replay(world.policy, events, until=end) if world.swap is None else _swapped(world, events)
    yield from _differing("the store", stored, "a replay of its history", [one.to_json() for one in expected])
    if world.swap is None and world.in_order:
        of_log = [one.to_json() for one in replay(world.policy, world.lines, until=end)]
        yield from _differing("the store", stored, "a replay of the log", of_log)
    arrived = dict.fromkeys(_plain(line) for line in world.out.read_bytes().splitlines())
    yield from _differing("the file delivered to", list(arrived), "the store", stored)
    for case in plan(world.after or world.policy, events, end).cases:
        found = service.advise(case.case).cases
        if [one.to_dict(everything=True) for one in found] != [case.to_dict(everything=True)]:
            yield f"the plan of `{case.case}` is not that of its history"


def _events(world: World, service: Service) -> Iterator[Event]:
    """Yield the events of the store, each known when the store took it in."""

    async def look(tx: Transaction) -> list[tuple[int, bytes]]:
        names = await tx.partitions("", 10_000_000)
        return [(one.known, one.raw) for name in names for one in await tx.events(name)]

    reader = Reader(panel_of(world.after or world.policy).vocabulary)
    for known, raw in drive(service.desk.core.look(look)):
        event = reader.read(raw)
        event.known = known
        yield event


def _decisions(service: Service) -> Iterator[bytes]:
    after = ""
    while page := service.decisions(after, limit=PAGE):
        after = page[-1][0]
        yield from (json for _, json in page)


def _swapped(world: World, events: Iterable[Event]) -> list[Decision]:
    """Return what an engine decides that goes on under the other policies at the instant of the swap."""
    since = world.since
    assert since is not None
    ordered = sorted(events, key=lambda event: event.known)
    engine = Engine(world.policy)
    found = engine.process_all([event for event in ordered if event.known < since])
    found += engine.advance(moment_from(since))
    engine = Engine.restore(world.after, engine.snapshot())
    found += engine.advance(moment_from(since))
    found += engine.process_all([event for event in ordered if event.known >= since])
    return found + engine.advance(moment_from(world.end))


def _differing(one: str, ours: list[bytes], other: str, theirs: list[bytes]) -> Iterator[str]:
    """Compare two lists of decisions: each as often, and those of each case in the same order."""
    have, should = Counter(ours), Counter(theirs)
    for few, many, here, there in ((have, should, one, other), (should, have, other, one)):
        missing = list((many - few).elements())
        if missing:
            yield f"{len(missing)} decisions of {there} are not in {here}, such as {missing[0].decode()}"
    if have == should and _by_case(ours) != _by_case(theirs):
        yield f"{one} has the decisions of a case in another order than {other}"


def _by_case(decisions: Iterable[bytes]) -> dict[str, list[bytes]]:
    cases: dict[str, list[bytes]] = {}
    for json in decisions:
        cases.setdefault(orjson.loads(json)["subject"], []).append(json)
    return cases


def _plain(line: bytes) -> bytes:
    """Return a delivered line as the decision was, without the word that it was overtaken."""
    if b'"overtakenby"' not in line:
        return line
    record = orjson.loads(line)
    del record["overtakenby"]
    return orjson.dumps(record)
