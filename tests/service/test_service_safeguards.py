"""What must not happen, whoever is first and whatever is handed over."""

from __future__ import annotations

import pytest

import tactful
from tactful.errors import EventError, StoreError
from tactful.service import drive
from tactful.service.enactments import Enactments, InForce
from tactful.stores import MemoryStore
from tactful.stores.store import Transaction

NOW = "2026-03-03T17:30:00Z"
TEXT = """
tactful: 1
policy: p
title: T
rules:
  reply:
    because: b
    when: message.received
    strength: may
    purpose: reply
    recipients: main_contact
    timing: {{due: {due}}}
"""
FIRST, SECOND = [tactful.loads(TEXT.format(due=due)) for due in ("1 day", "2 days")]


def received(name: str = "e1", **told: object) -> dict[str, object]:
    data = {"from": "dana@x.example"}
    return {"id": name, "type": "message.received", "subject": "c", "time": NOW, "data": data, **told}


@pytest.mark.parametrize("policies", [[], [FIRST, FIRST]], ids=["none", "two of one name"])
def test_policies_that_cannot_run_together_are_not_put_in_force(policies: list[tactful.Policy]) -> None:
    """They are refused before anything is written, and the store goes on with what it had."""
    store = MemoryStore()
    with tactful.Service(FIRST, store=store, clock=lambda: NOW) as service:
        with pytest.raises(EventError) as caught:
            drive(service.desk.core.open(policies))
        assert caught.value.code == "policies_disagree"
        assert service.in_force().number == 1


def test_who_has_not_heard_of_other_policies_decides_nothing_under_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A partition that others have brought to newer policies never goes back: the step is taken up again."""
    with tactful.Service(FIRST, store=MemoryStore(), clock=lambda: NOW) as service:
        core = service.desk.core
        service.process(received())
        old = drive(core.look(core.enactments.latest))
        drive(core.open([SECOND]))
        service.advance()
        latest, asked = Enactments.latest, []

        async def stale(self: Enactments, tx: Transaction) -> InForce:
            asked.append(tx)
            return old if len(asked) == 1 else await latest(self, tx)

        monkeypatch.setattr(Enactments, "latest", stale)
        (decision,) = service.process(received("e2", subject="d", partitionkey="c"))
        assert len(asked) == 2
        assert decision.policy == ("p", SECOND.digest)
        assert drive(core.look(lambda tx: tx.heads(["c"])))["c"].enactment == 2


@pytest.mark.parametrize("name", ["id", "source", "subject", "partitionkey"])
@pytest.mark.parametrize("value", ["a\0b", "é" * 251])
def test_names_that_not_every_store_can_keep_are_refused(name: str, value: str) -> None:
    """They are refused alike by every store, and keep no other event of their batch back."""
    with tactful.Service(FIRST, store=MemoryStore(), clock=lambda: NOW) as service:
        found = service.process_all([received(), received("e2", **{name: value})])
        assert [result.status for result in found.results] == ["taken", "refused"]
        assert found.refused[0].error is not None
        assert found.refused[0].error.code == "bad_attribute"


def test_events_are_kept_in_the_order_in_which_they_were_taken_in() -> None:
    """Within a batch too, whatever its order: by the moment from which each is known."""
    with tactful.Service(FIRST, store=MemoryStore(), clock=lambda: NOW) as service:
        later = received("later", recordedtime="2026-03-03T17:20:00Z")
        service.process_all([later, received("sooner", recordedtime="2026-03-03T17:10:00Z")])
        kept = drive(service.desk.core.look(lambda tx: tx.events("c")))
        assert [one.id for one in kept] == ["sooner", "later"]
        assert kept == sorted(kept, key=lambda one: one.known)


def test_a_store_of_the_other_kind_is_refused() -> None:
    """A store made for asyncio cannot serve blocking calls, and says so when the service is opened."""
    with pytest.raises(StoreError, match="made for asyncio"):
        tactful.Service(FIRST, store=MemoryStore(asynchronous=True), clock=lambda: NOW)


class Stubborn:
    """A sink that cannot be closed."""

    name = "stubborn"

    def bind(self, *, asynchronous: bool) -> None: ...

    async def send(self, delivery: object) -> None: ...

    async def close(self) -> None:
        raise OSError("no")


def test_a_sink_that_cannot_be_closed_does_not_keep_the_store_open() -> None:
    """Whatever a sink does, the store is let go of."""
    store = MemoryStore()
    service = tactful.Service(FIRST, store=store, clock=lambda: NOW, sinks=[Stubborn()])
    with pytest.raises(OSError, match="no"):
        service.close()
    with pytest.raises(StoreError):
        service.in_force()
