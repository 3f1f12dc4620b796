"""What the workers of `faults.py` share: the log, the clock, how far each has come, and what goes wrong."""

from __future__ import annotations

import mmap
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

import orjson

import tactful
from tactful.moments import instant_from, moment_from
from tactful.policy.model import Policy

ROOT = Path(__file__).resolve().parent.parent
HOUR = 3_600_000_000
DAY = 24 * HOUR
STARTING, TAKING_IN, ADVANCING, DELIVERING = "starting", "taking in", "advancing", "delivering"
PHASES = (STARTING, TAKING_IN, ADVANCING, DELIVERING)


class FailedError(Exception):
    """A worker died of something else than a kill, or nothing goes on any more."""


@dataclass
class World:
    """A log to be taken in, a store to keep it, and a file to deliver to. `lines[i]` is learnt at `learnt[i]`.

    `trouble` is what goes wrong beside the kills. `swap` is the place in the log at which another policy is put in
    force, where that is the trouble.
    """

    store: str
    folder: Path
    policy: Policy
    lines: list[bytes]
    learnt: list[int]
    trouble: frozenset[str]
    swap: int | None = None
    after: list[Policy] = field(default_factory=list)
    board: Board = field(default_factory=lambda: Board())

    @property
    def out(self) -> Path:
        """The file that decisions are delivered to."""
        return self.folder / "decisions.jsonl"

    @property
    def in_order(self) -> bool:
        """Whether the clock never runs ahead of the log, so that every event is known when it was recorded."""
        return not self.trouble & {"clock", "crowd"}

    @property
    def end(self) -> int:
        """An instant after which time changes nothing any more."""
        return self.learnt[-1] + 400 * DAY

    @property
    def since(self) -> int | None:
        """The instant at which the other policy is put in force: between two events."""
        return None if self.swap is None else self.learnt[self.swap] + 1


class Board:
    """Memory that all processes see: how far each worker has come, and what it is doing. It survives them."""

    _SLOTS = 8

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 16 * (self._SLOTS + 1))

    @property
    def limit(self) -> int:
        """The place that nobody is to go beyond yet: so the log lasts until all kills are done."""
        return struct.unpack_from("q", self._memory, 16 * self._SLOTS)[0]

    @limit.setter
    def limit(self, place: int) -> None:
        struct.pack_into("q", self._memory, 16 * self._SLOTS, place)

    def come_to(self, slot: int, place: int) -> None:
        """Note that all events before a place are taken in: the store has said so."""
        struct.pack_into("q", self._memory, 16 * slot, place)

    def place(self) -> int:
        """Return up to where all events are taken in, whoever did it."""
        return max(struct.unpack_from("q", self._memory, 16 * slot)[0] for slot in range(self._SLOTS))

    def does(self, slot: int, phase: str) -> None:
        """Note what a worker is doing."""
        self._memory[16 * slot + 8] = PHASES.index(phase)

    def doing(self, slot: int) -> str:
        """Return what a worker is, or was, doing."""
        return PHASES[self._memory[16 * slot + 8]]


def make_world(store: str, folder: Path, cases: int, seed: int, trouble: frozenset[str]) -> World:
    """Generate a log whose events were recorded one after the other, no two at one instant."""
    sys.path.insert(0, str(ROOT / "examples"))
    import generate

    lines, learnt = [], []
    last = 0
    for line in generate.generate(cases, seed):
        event = orjson.loads(line)
        last = max(instant_from(event.get("recordedtime", event["time"])), last + 10)
        event["recordedtime"] = moment_from(last).isoformat()
        lines.append(orjson.dumps(event))
        learnt.append(last)
    world = World(store, folder, tactful.load("seed-article"), lines, learnt, trouble)
    if "policy" in trouble:
        world.swap = len(lines) // 2
        world.after = [tactful.load("seed-article"), tactful.load("after-rejection")]
    return world
