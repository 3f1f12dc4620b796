"""The advice of all cases: by strength, and page after page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import KINDS, SMALL, Clock, held

import tactful
from tactful.service import paging
from tactful.stores import MemoryStore
from tactful.stores.store import Store

NOW = "2026-03-02T12:00:00Z"
BEFORE = "2026-03-02T10:00:00Z"
QUIET = """
  quiet:
    because: who has withdrawn is left alone
    when: application.withdrawn
    strength: {strength}
    recipients: main_contact
    purpose: check-in
"""


def policy(strength: str = "must_not") -> tactful.Policy:
    prohibition = QUIET.format(strength=strength)
    if strength == "must_not":
        prohibition = prohibition.replace("    recipients: main_contact\n", "")
    return tactful.loads(SMALL.format(name="small", opens="1 hour") + prohibition.lstrip("\n"))


def withdrawn(case: str) -> dict[str, object]:
    return {
        "id": f"w-{case}",
        "type": "application.withdrawn",
        "subject": case,
        "time": "2026-03-02T10:00:00Z",
        "data": {},
    }


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: Callable[[Path], Store] = request.param
    return make(tmp_path)


def mixed(store: Store) -> tactful.Service:
    """Nine cases: of each three, two hold a prohibition and one a thank-you."""
    service = tactful.Service(policy(), store=store, clock=Clock(NOW))
    service.process_all([held(f"c{n}", str(n)) if n % 3 == 2 else withdrawn(f"c{n}") for n in range(9)])
    service.advance()
    return service


def pages(service: tactful.Service, limit: int, **filters: list[str]) -> list[list[str]]:
    found, after = [], None
    while True:
        page = service.advice(limit=limit, after=after, **filters)  # type: ignore[arg-type]
        found.append([one.case for one in page.advice])
        after = page.after
        if after is None:
            return found


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, [["c2"], ["c5"], ["c8"]]), (2, [["c2", "c5"], ["c8"]]), (3, [["c2", "c5", "c8"]])]
)
@pytest.mark.parametrize("at_once", [1, 2, 200])
def test_pages_by_strength_are_full(
    limit: int, expected: list[list[str]], at_once: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies between counts for nothing: each page but the last is full, and the last has no next."""
    monkeypatch.setattr(paging, "_READ_AT_ONCE", at_once)
    assert pages(mixed(store), limit, strengths=["must", "may"]) == expected


def test_a_strength_is_one_filter_of_several(store: Store) -> None:
    """It lets pass what it names, and the other filters must let it pass too."""
    service = mixed(store)
    assert pages(service, 100, strengths=["must_not"]) == [["c0", "c1", "c3", "c4", "c6", "c7"]]
    assert pages(service, 100, strengths=["must", "must_not"], verdicts=["now"]) == [[f"c{n}" for n in range(9)]]
    assert pages(service, 100, strengths=["must"], verdicts=["late"]) == [[]]
    assert pages(service, 100, strengths=[]) == [[]]


def test_a_page_does_not_read_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so much it is given as it is, and the next goes on from there; going through all misses nothing."""
    monkeypatch.setattr(paging, "_READ_AT_ONCE", 2)
    monkeypatch.setattr(paging, "_READ", 2)
    service = mixed(store)
    assert pages(service, 1, strengths=["must"]) == [[], ["c2"], ["c5"], [], ["c8"]]
    assert [one.case for one in service.all_advice(strengths=["must"])] == ["c2", "c5", "c8"]


def test_a_strength_is_as_it_is_now(store: Store) -> None:
    """What another policy has made of it since is not listed as it was."""
    mixed(store)
    service = tactful.Service(policy("may"), store=store, clock=Clock(NOW))
    assert not service.advice(strengths=["must_not"]).settled
    assert service.advice(strengths=["must_not"]).advice == ()


@pytest.mark.parametrize(
    "filters",
    [{"strengths": ["must-not"]}, {"verdicts": ["done", "soon"]}, {"strengths": "must"}, {"purposes": "thank-you"}],
)
def test_a_filter_that_nothing_could_pass(filters: dict[str, list[str]], store: Store) -> None:
    """A word that is no verdict or strength, and a text in place of a list, are errors of the caller."""
    service = mixed(store)
    for ask in (service.advice, service.all_advice):
        with pytest.raises(tactful.EventError) as caught:
            list(ask(**filters))  # type: ignore[call-overload]
        assert caught.value.code == "bad_filter"


def test_all_advice_is_that_of_all_pages(store: Store) -> None:
    """In the same order, however many pages there are, and through the same filters, also when these are used up."""
    service = tactful.Service(policy(), store=store, clock=Clock(NOW))
    service.process_all([held(f"c{n:03}", str(n)) for n in range(230)])
    service.advance()
    expected = [f"c{n:03}" for n in range(230)]
    assert [one.case for one in service.all_advice()] == expected
    assert [one.case for one in service.all_advice(verdicts=iter(["now"]), strengths=iter(["must"]))] == expected
    assert list(service.all_advice(due_before=NOW)) == []


def test_all_advice_in_an_event_loop() -> None:
    """`async for` goes through the same."""

    async def cases() -> list[str]:
        store = MemoryStore(asynchronous=True)
        async with tactful.AsyncService(policy(), store=store, clock=Clock(NOW)) as service:
            await service.process_all([held(f"c{n:03}", str(n)) for n in range(130)] + [withdrawn("c000")])
            await service.advance()
            page = await service.advice(strengths=["must_not"])
            assert [one.case for one in page.advice] == ["c000"]
            return [one.case async for one in service.all_advice(strengths=["must"])]

    assert asyncio.run(cases()) == [f"c{n:03}" for n in range(130)]
