"""What is logged or raised where it would be logged names nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from people import ADDRESSES, event, look, of_dana
from test_erasing import names_in, service

from tactful.errors import EventError, StoreError
from tactful.privacy import erase, held
from tactful.service.driving import drive
from tactful.stores.store import Change, Transaction


def damaged(path: Path) -> None:
    """What was said of somebody cannot be read any more."""
    cases = service(path)

    async def step(tx: Transaction) -> None:
        head = (await tx.claim(["candidate-7"]))["candidate-7"]
        said = [one._replace(decision=b'{"data":"Dana Lee"}') for one in await tx.said("candidate-7")]
        await tx.write([Change("candidate-7", head, head._replace(version=head.version + 1), said=said)])

    drive(cases.desk.core.change(step))
    cases.desk.core.loader.clear()
    with cases, pytest.raises(StoreError) as caught:
        cases.process(event("x", "message.received", 28, **{"from": ADDRESSES[0]}))
    raise caught.value


def closed(path: Path) -> None:
    """The store is closed."""
    cases = service(path)
    cases.close()
    cases.process_all(of_dana())


def sink_raises(path: Path) -> None:
    """A sink raises an error with a name in it; its trace stays in the outbox."""
    with service(path) as cases:
        waiting = look(cases, lambda tx: tx.waiting("calls", aside=False, after="", limit=99))
        errors = [one.error for one in waiting if one.error]
        assert errors
        raise StoreError(" ".join(errors), "none")


@pytest.mark.parametrize("trouble", [damaged, closed, sink_raises])
def test_errors_of_the_store_name_nobody(
    trouble: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What goes wrong with a store or a sink is told without addresses or names, and so is what is logged meanwhile."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError) as caught:
        trouble(tmp_path / "cases.db")
    assert names_in(str(caught.value).encode()) == []
    assert names_in(caplog.text.encode()) == []


BAD = [
    event("1", "message.sent", 1, to=[]),
    event("2", "message.received", 1, **{"from": {"role": ADDRESSES[0]}}),
    event("3", "interview.completed", 1, interviewers=[ADDRESSES[0]]),
    {**event("4", "message.received", 1, **{"from": ADDRESSES[0]}), "time": "now"},
    {**event("5", "message.received", 1, **{"from": ADDRESSES[0]}), "subject": ""},
    event("e1", "application.submitted", 1, contacts=[ADDRESSES[1]]),
    b'{"id": "Dana Lee',
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_refusals_name_nobody(bad: Any) -> None:
    """Why an event is refused is told without the people that it lists."""
    with service("memory:") as cases:
        [result] = cases.process_all([bad]).results
        assert result.error is not None
        assert names_in(str(result.error).encode()) == []


def test_a_busy_day_logs_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Taking in, deciding, delivering, asking, exporting and erasing write no name to logs or terminals."""
    caplog.set_level(logging.DEBUG)
    with service(tmp_path / "cases.db") as cases:
        cases.advise("acme")
        cases.explain("acme")
        cases.advice()
        with suppress(EventError):
            cases.advise("Nowhere")
        drive(held(cases.desk, ADDRESSES[0]))
        drive(erase(cases.desk, ADDRESSES[0]))
    assert names_in(caplog.text.encode()) == []
    assert names_in("".join(capfd.readouterr()).encode()) == []
