"""What a server does with a watched policy when the store, or the policy, is not as it should be."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from http_client import NOW, POLICY

from tactful.api.background import Background
from tactful.api.metrics import Metrics
from tactful.api.streaming import Bell
from tactful.enacting import Watcher
from tactful.errors import StoreError
from tactful.service import AsyncService
from tactful.stores import MemoryStore


class Away(MemoryStore):
    """A store that can be away for a while."""

    is_away = False

    def writing(self):  # type: ignore[no-untyped-def]
        if self.is_away:
            raise StoreError("others kept the store", "store_busy", again=True)
        return super().writing()


async def looked(background: Background, times: int) -> None:
    for _ in range(times):
        await background._look()


def test_an_edit_that_met_a_busy_store_is_tried_again(tmp_path: Path) -> None:
    """It comes into force once the store answers, though the file has not changed since."""
    place = tmp_path / "p.yaml"
    place.write_text(POLICY.texts[0].replace("due: 1 day", "due: 2 days"))

    async def test() -> None:
        store = Away(asynchronous=True)
        async with AsyncService(POLICY, store=store, clock=lambda: NOW) as service:
            background = Background(service, Bell(), Metrics(), Watcher(place))
            store.is_away = True
            with pytest.raises(StoreError):
                await looked(background, 2)
            store.is_away = False
            await looked(background, 1)
            assert (await service.in_force()).number == 2
            await looked(background, 2)
            assert (await service.in_force()).number == 2

    asyncio.run(test())


def test_what_cannot_be_read_is_logged_as_an_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An entry that leads nowhere is named in the log, and does not end the watching."""
    place = tmp_path / "p.yaml"
    place.write_text(POLICY.texts[0].replace("due: 1 day", "due: 2 days"))
    odd = tmp_path / "odd.yaml"
    odd.symlink_to(tmp_path / "nowhere")

    async def test() -> None:
        async with AsyncService(POLICY, store=MemoryStore(asynchronous=True), clock=lambda: NOW) as service:
            background = Background(service, Bell(), Metrics(), Watcher(tmp_path))
            await looked(background, 5)
            assert (await service.in_force()).number == 1
            odd.unlink()
            await looked(background, 2)
            assert (await service.in_force()).number == 2

    logging.getLogger("tactful").propagate = True
    with caplog.at_level(logging.ERROR, "tactful.background"):
        asyncio.run(test())
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1
    assert "odd.yaml" in told[0]
    assert "the last good one stays in force" in told[0]


def test_a_file_that_is_being_replaced_is_looked_at_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What is missing for one look is no failure; what is wrong still at the next is told, once."""
    place = tmp_path / "p.yaml"
    place.write_text("no policy")

    async def test() -> None:
        async with AsyncService(POLICY, store=MemoryStore(asynchronous=True), clock=lambda: NOW) as service:
            background = Background(service, Bell(), Metrics(), Watcher(place))
            await looked(background, 2)
            assert [record for record in caplog.records if record.levelno == logging.ERROR] == []
            await looked(background, 4)

    logging.getLogger("tactful").propagate = True
    with caplog.at_level(logging.ERROR, "tactful.background"):
        asyncio.run(test())
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
