"""Many at once: several processes of several threads send one log, each event twice, in no order."""

from __future__ import annotations

import logging
import os
import random
import threading
import traceback

from fault_world import FailedError, World

from tactful import Service
from tactful.errors import StoreError
from tactful.moments import moment_from
from tactful.sinks import JsonLinesSink

PROCESSES = 4
THREADS = 8


def crowd(world: World) -> None:
    """Send the log from all processes at once, and wait for their end. Raises FailedError where one had no luck."""
    order = [place for place in range(len(world.lines)) for _ in range(2)]
    random.Random(len(order)).shuffle(order)
    processes = []
    for number in range(PROCESSES):
        process = os.fork()
        if not process:
            status = 1
            try:
                logging.getLogger("psycopg").setLevel(logging.CRITICAL)
                _send(world, order[number::PROCESSES])
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        processes.append(process)
    failed = [process for process in processes if os.waitpid(process, 0)[1]]
    if failed:
        raise FailedError("a sender died, and has said of what")


def _send(world: World, places: list[int]) -> None:
    """Send events from all threads of this process at once, over one service."""
    now = moment_from(world.learnt[-1])
    sink = JsonLinesSink("file", world.out, fsync=False)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            mine = places[number::THREADS]
            while mine:
                count = 1 + len(mine) % 3
                if _sent(service, [world.lines[place] for place in mine[:count]]):
                    del mine[:count]
                if len(mine) % 5 == 0:
                    service.deliver()
        except BaseException as error:
            failures.append(error)
            raise

    with Service(None, store=world.store, clock=lambda: now, sinks=[sink], cache=10) as service:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def _sent(service: Service, lines: list[bytes]) -> bool:
    try:
        return not service.process_all(lines).refused
    except StoreError as error:
        if not error.again:
            raise
        return False
