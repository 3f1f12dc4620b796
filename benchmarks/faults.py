"""Kill workers without warning while events flow in and time goes on, and compare what comes out with a replay.

    python benchmarks/faults.py --store sqlite --kills 1000
    python benchmarks/faults.py --store postgres --kills 200 --workers 2 --trouble restart
    python benchmarks/faults.py --trouble crowd

Workers take a generated log into one store and deliver to one file. Each is killed after a few milliseconds and
followed by another, which sends again what nobody confirmed. In the end the decisions in the store and in the file must
be those of `replay`, byte for byte: none lost, none twice, none under another id, each case in its order.

It ends with 0, with 4 where anything differs, and leaves the folder then. PostgreSQL runs on a throw-away server.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fault_answer import finish
from fault_crowd import PROCESSES, THREADS, crowd
from fault_worker import born
from fault_world import ROOT, STARTING, FailedError, World, make_world

from tactful import Service
from tactful.moments import moment_from

TROUBLES = ("clock", "crowd", "disk", "lock", "policy", "restart", "sink")
LONGEST = 0.06
PATIENCE = 120.0
RESTARTS = 8


def main() -> int:
    options = arguments()
    folder = Path(tempfile.mkdtemp(prefix="tactful-faults-"))
    trouble = frozenset(options.trouble)
    cases = options.cases or max(20, options.kills)
    started = time.monotonic()
    with stores(options.store, folder, trouble) as (store, server):
        world = make_world(store, folder, cases, options.seed, trouble)
        Service(world.policy, store=store, clock=lambda: moment_from(world.learnt[0] - 1)).close()
        kills: Counter[str] = Counter()
        try:
            if "crowd" in trouble:
                crowd(world)
            else:
                kills = torment(world, options.kills, options.workers, random.Random(options.seed), server)
            faults = finish(world)
        except FailedError as error:
            faults = [str(error)]
    for fault in faults:
        print(fault, file=sys.stderr)
    lines = world.out.read_bytes().count(b"\n") if world.out.exists() else 0
    print(
        f"{options.store}{''.join(f' +{one}' for one in sorted(trouble))}, {told(options, trouble, kills)};"
        f" {len(world.lines)} events,"
        f" {lines} deliveries in {time.monotonic() - started:.0f} s: {'DIFFERENT' if faults else 'all as replayed'}"
    )
    if faults:
        print(f"see {folder}", file=sys.stderr)
        return 4
    shutil.rmtree(folder)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1, help="how many work at once, up to 4")
    parser.add_argument("--trouble", choices=TROUBLES, action="append", default=[], help="what else goes wrong")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, help="how long the log is; by default as long as the kills need")
    options = parser.parse_args()
    if not 1 <= options.workers <= 4:
        parser.error("expected 1 to 4 workers")
    for trouble, store in (("disk", "sqlite"), ("lock", "sqlite"), ("restart", "postgres")):
        if trouble in options.trouble and options.store != store:
            parser.error(f"the trouble `{trouble}` is one of {store}")
    return options


@contextmanager
def stores(kind: str, folder: Path, trouble: frozenset[str]) -> Iterator[tuple[str, object]]:
    """Make an empty store; yield where it is, and the server that it is on."""
    if kind == "sqlite":
        yield str(folder / "store.db"), None
        return
    sys.path.insert(0, str(ROOT / "tests"))
    import postgres_server

    # Only what a crash of the server must not lose has to be on the disk.
    with postgres_server.running(durable="restart" in trouble) as server:
        yield server.fresh(), server


def told(options: argparse.Namespace, trouble: frozenset[str], kills: Counter[str]) -> str:
    """Say who was there, and what befell them."""
    if "crowd" in trouble:
        return f"{PROCESSES} processes of {THREADS} threads"
    of_phase = ", ".join(f"{count} while {phase}" for phase, count in sorted(kills.items()))
    workers = f"{options.workers} worker{'' if options.workers == 1 else 's'}"
    return f"{workers}, seed {options.seed}: {kills.total()} kills ({of_phase})"


def torment(world: World, kills: int, workers: int, rng: random.Random, server: object) -> Counter[str]:
    """Kill workers until it was done so often, then let them come to the end. Return what the killed were doing."""
    alive: dict[int, int] = {}
    done: Counter[str] = Counter()
    finished: set[int] = set()
    until = time.monotonic() + PATIENCE + kills
    restarts = iter(range(RESTARTS)) if "restart" in world.trouble else iter(())
    restart_at = kills // RESTARTS
    try:
        while len(finished) < workers:
            world.board.limit = max(1, len(world.lines) * (done.total() + 1) // (kills + 1))
            for slot in range(workers):
                if slot not in alive and slot not in finished:
                    alive[slot] = born(world, slot, rng.getrandbits(32))
            if done.total() < kills:
                slot = rng.choice(sorted(alive))
                _wait(world, slot, rng)
                _collect(world, alive, finished)
                if slot in alive:
                    os.kill(alive[slot], signal.SIGKILL)
                    os.waitpid(alive.pop(slot), 0)
                    done[world.board.doing(slot)] += 1
                    if restart_at and done.total() % restart_at == 0 and next(restarts, None) is not None:
                        server.restart(immediate=True)  # type: ignore[attr-defined]
            else:
                time.sleep(0.01)
                _collect(world, alive, finished)
            if time.monotonic() > until:
                raise FailedError(f"not at the end after {PATIENCE + kills:g} seconds")
    finally:
        for process in alive.values():
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    return done


def _wait(world: World, slot: int, rng: random.Random) -> None:
    """Wait some milliseconds, mostly from when the worker is at its work; now and then with the store locked."""
    until = time.monotonic() + (0 if rng.random() < 0.1 else 1)
    while world.board.doing(slot) == STARTING and time.monotonic() < until:
        time.sleep(0.001)
    pause = LONGEST * rng.random() ** 2
    if "lock" not in world.trouble or rng.random() < 0.5:
        time.sleep(pause)
        return
    time.sleep(pause / 2)
    other = sqlite3.connect(world.store, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(5.5 if rng.random() < 0.005 else pause)
    except sqlite3.OperationalError:
        pass  # a worker had it all the time
    finally:
        other.close()


def _collect(world: World, alive: dict[int, int], finished: set[int]) -> None:
    """See which workers have ended by themselves: at the end of the log, or of a fault."""
    for slot, process in list(alive.items()):
        found, status = os.waitpid(process, os.WNOHANG)
        if not found:
            continue
        del alive[slot]
        if status:
            why = world.folder / f"died-{process}"
            raise FailedError(f"a worker died:\n{why.read_text(encoding='utf-8') if why.exists() else status}")
        finished.add(slot)


if __name__ == "__main__":
    sys.exit(main())
