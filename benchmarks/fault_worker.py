"""A worker of `faults.py`: it feeds the log to a service until it is killed or has come to the end."""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
import resource
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from fault_world import ADVANCING, DELIVERING, HOUR, STARTING, TAKING_IN, World

from tactful import Service
from tactful.errors import StoreError
from tactful.moments import moment_from
from tactful.service.driving import drive
from tactful.sinks import Delivery, JsonLinesSink, Retry, SinkError
from tactful.stores.opening import open_store
from tactful.stores.sqlite import SqliteStore
from tactful.stores.store import Store

PATIENT = Retry(limit=10_000, first=dt.timedelta(seconds=1), longest=dt.timedelta(hours=1))


class Troubled:
    """A sink that fails before or after it has written, raises what is no SinkError, or hangs until it is killed."""

    def __init__(self, sink: JsonLinesSink, world: World, rng: random.Random) -> None:
        self.name = sink.name
        self._sink = sink
        self._world = world
        self._rng = rng

    def bind(self, *, asynchronous: bool) -> None:
        self._sink.bind(asynchronous=asynchronous)

    async def send(self, delivery: Delivery) -> None:
        chance = self._rng.random()
        if chance < 0.05:
            raise SinkError("nobody is there", "away")
        if chance < 0.08:
            raise RuntimeError("a fault of somebody else's")
        await self._sink.send(delivery)
        if chance < 0.13:
            raise SinkError("it took too long", "timeout")
        while chance > 0.995 and self._world.board.limit < len(self._world.lines):
            time.sleep(0.005)

    async def close(self) -> None:
        await self._sink.close()


class Small(SqliteStore):
    """A store in a file that may not grow beyond some pages."""

    pages = 0

    def _connect(self):  # type: ignore[no-untyped-def]
        connection = super()._connect()
        if self.pages:
            connection.run(f"PRAGMA max_page_count = {self.pages}")
        return connection


class Worker:
    """One life of one worker."""

    def __init__(self, world: World, slot: int, seed: int) -> None:
        self.world = world
        self.slot = slot
        self.rng = random.Random(seed)
        self.now = 0
        self.service: Service | None = None

    def live(self) -> None:
        """Feed the log from somewhat before the place that is known to be taken in, to its end."""
        world, rng = self.world, self.rng
        place = max(0, world.board.place() - rng.choice((0, 0, 1, 30)))
        while place < len(world.lines):
            limit = world.board.limit
            if place >= limit:
                place = max(0, limit - rng.choice((1, 5, 30)))
            upto = min(limit, place + rng.choice((1, 1, 1, 2, 5, 20)))
            if world.swap is not None and place <= world.swap:
                upto = min(upto, world.swap + 1)
            self.now = world.learnt[upto - 1]
            batch = world.lines[place:upto]
            self._do(TAKING_IN, lambda service, batch=batch: self._take_in(service, batch))
            if upto - 1 == world.swap:
                self.now += 1
                self._do(ADVANCING, self._enact)
            place = upto
            if place > world.board.place():
                world.board.come_to(self.slot, place)
            if rng.random() < 0.5:
                self._do(ADVANCING, lambda service: service.advance())
            if rng.random() < 0.5:
                self._do(DELIVERING, lambda service: service.deliver())

    def clock(self) -> dt.datetime:
        """Return the moment that the log has come to; an hour off, where the clock jumps."""
        jump = self.rng.randint(-HOUR, HOUR) if "clock" in self.world.trouble else 0
        return moment_from(self.now + jump)

    def _take_in(self, service: Service, batch: list[bytes]) -> None:
        if len(batch) == 1:
            service.process(batch[0])
            return
        refused = service.process_all(batch).refused
        if refused:
            raise RuntimeError(f"refused: {refused[0].error}")

    def _enact(self, service: Service) -> None:
        core = service.desk.core
        now = self.now
        drive(core.change(lambda tx: core.enactments.enact(tx, self.world.after, now)))

    def _do(self, phase: str, step: Callable[[Service], object]) -> None:
        """Do a step until it succeeds, as a program does that knows which failures pass."""
        while True:
            try:
                if self.service is None:
                    self.world.board.does(self.slot, STARTING)
                    self._open()
                assert self.service is not None
                self.world.board.does(self.slot, phase)
                step(self.service)
            except StoreError as error:
                if not error.again:
                    raise
                self._relax()
            else:
                return

    def _open(self) -> None:
        world, rng = self.world, self.rng
        store: Store
        if "disk" in world.trouble:
            Small.pages = 0
            self._limit(resource.RLIM_INFINITY)
            store = drive(Small.open(world.store))
            if rng.random() < 0.5:
                Small.pages = _pages(world.store) + rng.randint(0, 20)
            elif rng.random() < 0.5:
                self._limit(_size(world.store) + rng.randint(0, 300_000))
        else:
            store = drive(open_store(world.store))
        sink = JsonLinesSink("file", world.out, fsync=False)
        sinks = [Troubled(sink, world, rng) if "sink" in world.trouble else sink]
        cache = rng.choice((1, 5, 2000))
        self.service = Service(None, store=store, clock=self.clock, sinks=sinks, retry=PATIENT, cache=cache)

    def _relax(self) -> None:
        """Wait a little; where the disk was full there is more room then, as much as a start finds."""
        time.sleep(0.002)
        if "disk" in self.world.trouble and self.service is not None:
            self.service.close()
            self.service = None

    def _limit(self, size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def born(world: World, slot: int, seed: int) -> int:
    """Fork a worker and return its process id. What it dies of is written to the world's folder."""
    world.board.does(slot, STARTING)
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)
        Worker(world, slot, seed).live()
        status = 0
    except BaseException:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        Path(world.folder, f"died-{os.getpid()}").write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(status)


def _pages(path: str) -> int:
    return (os.path.getsize(path) + 4095) // 4096


def _size(path: str) -> int:
    log = path + "-wal"
    return max(os.path.getsize(path), os.path.getsize(log) if os.path.exists(log) else 0)
