"""What others do while a change is worked out counts, up to the moment at which it is put in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from enacted import START, TEXT, Clock, Shared, policy, received

from tactful.enacting import MaxChanged, apply, effect, plan_change, reload
from tactful.errors import EventError, StoreError
from tactful.service import Service, drive
from tactful.stores import MemoryStore
from tactful.stores.store import Transaction


class World:
    """Two services of one store, `ours` and `theirs`, with three cases under way and a change that was planned."""

    def __init__(self) -> None:
        inner = MemoryStore()
        self.store = Shared(inner)
        self.clock, self.later = Clock(), Clock()
        self.theirs = Service(policy(), store=inner, clock=self.later)
        self.theirs.process_all(received(f"c{number}") for number in range(3))
        self.ours = Service(None, store=self.store, clock=self.clock)
        self.planned = drive(plan_change(self.ours.desk, [policy(opens="2 days")]))

    def meanwhile(self, *acts: Callable[[], object]) -> None:
        """Let others act after all was compared, each before an attempt to put the change in force."""
        self.store.acts = [lambda: None, *acts]

    def take(self, *events: dict[str, Any]) -> Callable[[], object]:
        return lambda: self.theirs.process_all(events)

    def refused(self, limit: MaxChanged | None = None) -> str:
        with pytest.raises(EventError) as caught:
            drive(apply(self.ours.desk, self.planned.id, limit))
        assert not self.store.acts
        assert self.theirs.in_force().number == 1
        return f"{caught.value.code} {caught.value}"


def odd(case: str) -> dict[str, Any]:
    """An event that no policy minds."""
    return {"id": f"odd-{case}", "type": "no.such", "subject": case, "time": START}


def test_an_event_at_the_last_moment_counts() -> None:
    """Another case that would change makes another plan, though it came after every case was compared."""
    world = World()
    world.meanwhile(world.take(received("c9")))
    assert "plan_differs" in (told := world.refused())
    assert "3 of 3 cases then, 4 of 4 now" in told


def test_an_event_that_nobody_minds_does_not() -> None:
    """It is compared, and what was planned is put in force."""
    world = World()
    world.meanwhile(world.take(odd("c1"), odd("c9")))
    assert drive(apply(world.ours.desk, world.planned.id, MaxChanged(3))).number == 2


def test_many_events_are_compared_before_the_next_attempt() -> None:
    """More than a moment's work is done beside the intake; what is found in it counts all the same."""
    world = World()
    world.meanwhile(world.take(*(odd(f"d{number}") for number in range(120))), world.take(odd("e")))
    assert drive(apply(world.ours.desk, world.planned.id, MaxChanged(3))).number == 2
    world = World()
    world.meanwhile(world.take(*(received(f"d{number}") for number in range(120))), world.take(received("e")))
    assert "124 of 124 now" in world.refused()


def test_cases_that_never_stand_still_end_in_a_busy_store() -> None:
    """It is given up, with nothing changed, and is worth another try."""
    world = World()
    flood = [world.take(*(odd(f"{turn}-{number}") for number in range(60))) for turn in range(100)]
    world.meanwhile(*flood)
    with pytest.raises(StoreError, match="expected a calmer moment") as caught:
        drive(apply(world.ours.desk, world.planned.id))
    assert (caught.value.code, caught.value.again) == ("store_busy", True)
    assert world.theirs.in_force().number == 1
    world.store.acts.clear()
    assert drive(apply(world.ours.desk, world.planned.id)).number == 2


def test_what_was_forgotten_counts() -> None:
    """A case that is gone at the last moment is not changed, and the plan is another."""
    world = World()

    def forget() -> None:
        async def step(tx: Transaction) -> None:
            await tx.claim(["c1"])
            await tx.forget("c1")

        drive(world.theirs.desk.core.change(step))

    world.meanwhile(forget)
    assert "2 of 2 now" in world.refused()


def test_a_policy_that_came_first_is_not_overridden() -> None:
    """What another has put in force at the last moment stays, and the plan against the one before is refused."""
    world = World()
    other = drive(plan_change(world.theirs.desk, [policy(opens="5 days")]))
    world.meanwhile(lambda: drive(apply(world.theirs.desk, other.id)))
    with pytest.raises(EventError, match="plan it again") as caught:
        drive(apply(world.ours.desk, world.planned.id))
    assert caught.value.code == "moved_on"
    assert world.theirs.in_force().by == other.id


def test_a_reload_counts_to_the_last_moment(tmp_path: Path) -> None:
    """`max_changed` guards what is put in force, and not what was compared a while ago."""
    file = tmp_path / "p.yaml"
    file.write_text(TEXT.format(name="p", because="b", strength="may", opens="2 days"))
    world = World()
    world.store.acts = [lambda: None, lambda: None, world.take(received("c9"))]
    found = drive(reload(world.ours.desk, [file], MaxChanged(3)))
    assert [one[:37] for one in found.why] == ["4 of 4 cases would get other advice, "]
    assert world.theirs.in_force().number == 1


def test_a_reload_goes_on_from_what_came_first(tmp_path: Path) -> None:
    """Where another policy was put in force meanwhile, the edit is compared with that, and not lost."""
    file = tmp_path / "p.yaml"
    file.write_text(TEXT.format(name="p", because="b", strength="may", opens="2 days"))
    world = World()
    other = drive(plan_change(world.theirs.desk, [policy(opens="5 days")]))
    world.store.acts = [lambda: None, lambda: None, lambda: drive(apply(world.theirs.desk, other.id))]
    found = drive(reload(world.ours.desk, [file]))
    assert found.enactment is not None
    assert (found.enactment.number, found.planned and found.planned.base) == (3, 2)


def test_what_a_clock_ahead_took_in_is_known() -> None:
    """The store's events count, be they from a machine whose clock is ahead of the one that compares."""
    world = World()
    world.later.now = "2026-03-03T17:30:05Z"
    world.theirs.process(received("c9", time="2026-03-03T17:30:00Z"))
    assert drive(plan_change(world.ours.desk, [policy(opens="2 days")])).changed == 4
    world.meanwhile(world.take(received("c8", time="2026-03-03T17:30:00Z")))
    assert "5 of 5 now" in world.refused()


def test_who_has_looked_at_another_base_comes_too_late() -> None:
    """Policies go in the place of those that they were compared with, and of no others."""
    service, clock = Service(policy(), store=MemoryStore(), clock=Clock()), 1

    async def step(tx: Transaction) -> object:
        return await service.desk.core.enactments.enact(tx, [policy(opens="3 days")], clock, base=2)

    with pytest.raises(StoreError) as caught:
        drive(service.desk.core.change(step))
    assert caught.value.code == "conflict"
    assert service.in_force().number == 1


def test_long_histories_are_not_compared_under_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than a moment is compared in transactions of its own, and all of it counts."""
    monkeypatch.setattr(effect, "_MOST_EVENTS", 1)
    world = World()
    world.meanwhile(world.take(odd("c0"), odd("c1")))
    assert drive(apply(world.ours.desk, world.planned.id)).number == 2
    assert world.store.changes > 3
    world = World()
    world.meanwhile(world.take(odd("c0"), received("c8")), world.take(received("c9"), odd("c8")))
    assert "5 of 5 now" in world.refused()
