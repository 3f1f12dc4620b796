"""Measure a service on SQLite against what the store itself can do, in the same run and with the same durability.

    python benchmarks/service.py                          # everything, at full size
    python benchmarks/service.py one batch --events 5000  # two parts, smaller

README.md says what each part measures and what is aimed at.
"""

from __future__ import annotations

import argparse
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import orjson

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "examples")]

import generate  # noqa: E402

import tactful  # noqa: E402
from tactful.service.driving import drive  # noqa: E402
from tactful.stores.sqlite import SqliteStore  # noqa: E402

LATER = "2028-01-01T00:00:00Z"
OPEN = "2026-03-03T12:00:00Z"
ROUND = 500
BATCH = 100
ASKED = 300

START = """
import sys
import tactful
policy = tactful.load("seed-article")
with tactful.Service(policy, store=sys.argv[1], clock=lambda: sys.argv[3]) as service:
    assert service.advise(sys.argv[2]).cases
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all without any")
    parser.add_argument("--events", type=int, default=20_000, help="how many are taken in by `one` and `batch`")
    parser.add_argument("--cases", type=int, default=100_000, help="how many are open in `open`")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"found `{unknown[0]}`, expected one of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="tactful-service-") as folder:
        for part in options.parts or PARTS:
            PARTS[part](options, Path(folder))


def say(what: str, found: str, aim: str) -> None:
    print(f"{what}: {found} (aim: {aim})", flush=True)


def one_by_one(options: argparse.Namespace, folder: Path) -> None:
    """Take events in one at a time, in turn with bare inserts of as many rows."""
    lines = log_of(options.events)
    bare = Bare(folder / "bare.db")
    ours, theirs = [], []
    with service_at(folder / "one.db") as service:
        for start in range(0, len(lines), ROUND):
            some = lines[start : start + ROUND]
            theirs.append(timed(lambda some=some: [bare.insert(line) for line in some]) / len(some))
            ours.append(timed(lambda some=some: [service.process(line) for line in some]) / len(some))
    shares = [bare / own for bare, own in zip(theirs, ours, strict=True)]
    rates = f"{1 / median(ours):,.0f}/s against {1 / median(theirs):,.0f}/s"
    say("events one by one, as a share of bare inserts", f"{median(shares):.2f}, {rates}", "at least 0.5")


def in_batches(options: argparse.Namespace, folder: Path) -> None:
    """Take events in a hundred at a time, and replay the same ones."""
    lines = log_of(options.events)
    with service_at(folder / "batch.db") as service:
        batches = [lines[start : start + BATCH] for start in range(0, len(lines), BATCH)]
        costs = [timed(lambda batch=batch: service.process_all(batch)) for batch in batches]
    rate = len(lines) / sum(costs)
    replayed = len(lines) / timed(lambda: tactful.replay(tactful.load("seed-article"), lines, until=LATER))
    say(f"events in batches of {BATCH}", f"{rate:,.0f}/s, where a replay does {replayed:,.0f}/s", "at least 10,000/s")


def open_cases(options: argparse.Namespace, folder: Path) -> None:
    """Ask for one case among many, start where there are many, and let a time pass in which nothing is due."""
    path = folder / "open.db"
    with service_at(path, OPEN) as service:
        for batch in batches_of(options.cases):
            service.process_all(batch)
        service.advance()
        held = len(service.advice(verdicts=["now", "late"], limit=1000).advice)
    assert held, "the cases are not open"
    names = random.Random(1).sample(range(options.cases), min(ASKED, options.cases))
    with service_at(path, OPEN, cache=1) as service:
        costs = sorted(1000 * timed(lambda name=name: service.advise(f"case-{name}")) for name in names)
    found = f"{median(costs):.2f} ms, {costs[-1 - len(costs) // 100]:.2f} ms for the slowest of a hundred"
    say(f"`advise` for one of {options.cases:,} cases, none in memory", found, "at most 10 ms")
    command = [sys.executable, "-c", START, str(path), f"case-{names[0]}", OPEN]
    environment = {"PYTHONPATH": str(ROOT / "engine")}
    starts = [timed(lambda: subprocess.run(command, check=True, env=environment)) for _ in range(3)]
    say(f"start with {options.cases:,} cases, to the first answer", f"{median(starts):.2f} s", "at most 3 s")
    counted: list[str] = []
    with service_at(path, OPEN, trace=counted.append) as service:
        before = path.stat().st_size, Path(f"{path}-wal").stat().st_size
        counted.clear()
        assert service.advance() == []
        after = path.stat().st_size, Path(f"{path}-wal").stat().st_size
    reads = [text for text in counted if text.startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))]
    say(
        "an `advance` when nothing is due",
        f"{len(reads)} statements, {sum(after) - sum(before)} bytes written",
        "the same for any number of cases",
    )


PARTS: dict[str, Callable[[argparse.Namespace, Path], None]] = {
    "one": one_by_one,
    "batch": in_batches,
    "open": open_cases,
}


def service_at(
    path: Path, now: str = LATER, *, cache: int = 2_000, trace: Callable[[str], None] | None = None
) -> tactful.Service:
    """Open a service on a file of SQLite, with the durability that it has by default."""
    store = drive(SqliteStore.open(path))
    if trace is not None:
        for connection in store._idle:
            connection._sqlite.set_trace_callback(trace)
    service = tactful.Service(tactful.load("seed-article"), store=store, clock=lambda: now, cache=cache)
    rarely_collect()
    return service


def rarely_collect() -> None:
    """Look seldom for garbage in what stays: as docs/embedding.md advises, and as `tactful serve` does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class Bare:
    """The store's own limit: an event into its table, durably and once, in a transaction of its own, and no more."""

    def __init__(self, path: Path) -> None:
        self._sqlite = drive(SqliteStore.open(path))._idle[0]._sqlite

    def insert(self, line: bytes) -> None:
        event = orjson.loads(line)
        self._sqlite.execute("BEGIN IMMEDIATE")
        self._sqlite.execute(
            "INSERT INTO events (partition, source, id, known, raw) VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
            (event["partitionkey"], event["source"], event["id"], line),
        )
        self._sqlite.execute("COMMIT")


def log_of(events: int) -> list[bytes]:
    """Return the first events of a generated log, each with when it was recorded: a case has seven to eight of them."""
    log = [orjson.loads(line) for line in generate.generate(max(10, events // 7), 1)[:events]]
    return [orjson.dumps({"recordedtime": event["time"], **event}) for event in log]


def batches_of(cases: int) -> Iterator[list[bytes]]:
    """Yield the events of cases in which a message of thanks is due: an application each, and an interview."""
    batch: list[bytes] = []
    for number in range(cases):
        person = {"name": "Ana Bo", "email": f"ana@company-{number}.example"}
        about = {"company": f"Company {number}", "contacts": [person]}
        held = {"interview": "i1", "format": "phone", "interviewers": [person], "end": "2026-03-03T11:30:00Z"}
        for kind, moment, data in (
            ("application.submitted", "2026-03-01T09:00:00Z", about),
            ("interview.completed", "2026-03-03T11:30:00Z", held),
        ):
            record = {"id": f"{number}-{kind}", "source": "tracker", "type": kind, "subject": f"case-{number}"}
            batch.append(orjson.dumps({**record, "partitionkey": f"case-{number}", "time": moment, "data": data}))
        if len(batch) >= 10 * BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
