"""What is handed over, to whom, and how a function is a sink."""

from __future__ import annotations

import functools
import json

import pytest
from running import BODY, DELIVERY, deliver

from tactful import EventError
from tactful.sinks import Delivery, FunctionSink, SinkError
from tactful.sinks.sink import checked_name
from tactful.stores.store import Entry


def test_a_decision_is_handed_over_as_it_is() -> None:
    """Without a later decision of the advice, the bytes are the decision's own; attempts count from one."""
    delivery = Delivery.of(Entry("hook", "1", "c1", "d1", BODY, attempts=2))
    assert (delivery.id, delivery.case, delivery.attempt, delivery.to_json()) == ("d1", "c1", 3, BODY)
    assert delivery.decision == json.loads(BODY)


def test_what_is_overtaken_says_so() -> None:
    """`overtakenby` is added, and nothing else is changed, where a later decision of the advice is there."""
    delivery = Delivery.of(Entry("hook", "1", "c1", "d1", BODY, overtaken_by="advice.expired"))
    assert delivery.attempt == 1
    assert delivery.json == BODY
    assert json.loads(delivery.to_json()) == {**json.loads(BODY), "overtakenby": "advice.expired"} == delivery.decision


def test_a_delivery_shown_shows_no_body() -> None:
    """The text of a delivery, as logs show it, has nothing of the decision."""
    assert "specversion" not in repr(DELIVERY)


@pytest.mark.parametrize("name", ["", "A", "-a", "a b", "é", "a" * 65, "a\n", 3, None])
def test_a_bad_name(name: str) -> None:
    """A sink's name is short and plain."""
    with pytest.raises(EventError) as caught:
        checked_name(name)
    assert caught.value.code == "bad_name"
    assert checked_name("a" * 64)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_function_gets_each_delivery(asynchronous: bool) -> None:
    """A plain function is called once for each, in both ways of use."""
    got: list[Delivery] = []
    deliver(FunctionSink("f", got.append), DELIVERY, DELIVERY, asynchronous=asynchronous)
    assert got == [DELIVERY, DELIVERY]


class Called:
    """An object whose call is a coroutine."""

    def __init__(self) -> None:
        self.got: list[Delivery] = []

    async def __call__(self, delivery: Delivery) -> None:
        self.got.append(delivery)


def test_a_coroutine_function_needs_an_event_loop() -> None:
    """It is awaited where there is an event loop, and refused when bound where there is none, however it is wrapped."""
    called = Called()

    async def plain(delivery: Delivery) -> None:
        await called(delivery)

    for function in (called, plain, functools.partial(plain)):
        deliver(FunctionSink("f", function), asynchronous=True)
        with pytest.raises(EventError, match="AsyncService"):
            FunctionSink("f", function).bind(asynchronous=False)
    assert called.got == [DELIVERY] * 3
    with pytest.raises(SinkError) as caught:
        deliver(FunctionSink("f", lambda delivery: plain(delivery)), asynchronous=False)
    assert caught.value.code == "bad_sink"


@pytest.mark.parametrize("asynchronous", [False, True])
def test_what_a_function_raises(asynchronous: bool) -> None:
    """An exception is told by its type alone; a SinkError passes as it is."""

    def broken(delivery: Delivery) -> None:
        raise LookupError("dana@acme.example")

    with pytest.raises(SinkError, match=r"^the function raised `LookupError`$") as caught:
        deliver(FunctionSink("f", broken), asynchronous=asynchronous)
    assert (caught.value.code, caught.value.again, caught.value.__cause__) == ("raised", True, None)
    own = SinkError("never", "own", again=False)

    def refusing(delivery: Delivery) -> None:
        raise own

    with pytest.raises(SinkError) as caught:
        deliver(FunctionSink("f", refusing), asynchronous=asynchronous)
    assert caught.value is own


def test_a_function_is_a_function() -> None:
    """What cannot be called is refused."""
    with pytest.raises(EventError, match="found a int"):
        FunctionSink("f", 3)  # type: ignore[arg-type]
