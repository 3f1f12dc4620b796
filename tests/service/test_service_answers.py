"""What a service answers: computed as of now, whatever was reported by then."""

from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import BO, KINDS, SMALL_POLICY, Clock, held, policy, sent

import tactful
from tactful.stores.store import Store

NOW = "2026-03-02T10:00:00Z"


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: Callable[[Path], Store] = request.param
    return make(tmp_path)


@pytest.mark.parametrize("cache", [0, 2000])
def test_a_plan_is_computed_as_of_now(cache: int, store: Store) -> None:
    """Not as of the last `advance`; and at another moment where that is asked for."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock, cache=cache)
    events = [held(), held("c2", "2", at="2026-03-02T09:00:00Z")]
    service.process_all(events)
    for now in (NOW, "2026-03-02T11:00:00Z", "2026-03-04T00:00:00Z", "2026-04-01T00:00:00Z"):
        clock.now = now
        expected = tactful.plan(SMALL_POLICY, events, now).to_dict(everything=True, case="c1")
        assert service.advise("c1").to_dict(everything=True) == expected
        assert service.advise("c1", now=now).to_dict(everything=True) == expected
        told = tactful.explain(SMALL_POLICY, events, "c1", now).to_dict()
        assert service.explain("c1").to_dict() == {**told, "known": None}
        assert service.explain("c1", rule="thank").to_dict()


def test_answers_change_nothing_and_are_under_the_policy_in_force(store: Store) -> None:
    """A policy that was just put in force answers, also before anything was reported under it."""
    clock = Clock(NOW)
    tactful.Service(SMALL_POLICY, store=store, clock=clock).process(held())
    clock.now = "2026-03-02T11:00:00Z"
    service = tactful.Service(policy(opens="2 hours"), store=store, clock=clock)
    assert [one.verdict for one in service.advise("c1")] == ["wait"]
    page = service.advice()
    assert [one.verdict for one in page.advice] == ["wait"]
    assert not page.settled


def test_a_case_that_is_not_there(store: Store) -> None:
    """It is an error of the caller, by its code; so is a rule that is none."""
    service = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW))
    service.process(held())
    for ask in (service.advise, service.explain):
        with pytest.raises(tactful.EventError) as caught:
            ask("c9")
        assert caught.value.code == "unknown_case"
    with pytest.raises(tactful.EventError):
        service.explain("c1", rule="thnk")


# Pages over all cases


def many(store: Store, count: int = 7) -> tuple[tactful.Service, Clock]:
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    service.process_all([held(f"c{number}", str(number)) for number in range(count)])
    clock.now = "2026-03-02T11:00:00Z"
    service.process(sent("c3", "s", at="2026-03-02T11:00:00Z"))
    service.advance()
    return service, clock


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 100])
def test_pages_hold_everything_once(limit: int, store: Store) -> None:
    """In the order of cases; the last page has no next."""
    service, _ = many(store)
    found, after, pages = [], None, 0
    while True:
        page = service.advice(after=after, limit=limit)
        found += [one.case for one in page.advice]
        pages += 1
        assert page.settled
        after = page.after
        if after is None:
            break
    assert found == [f"c{number}" for number in range(7)]
    assert pages == -(-7 // limit)


def test_filters(store: Store) -> None:
    """Each lets through what it names; several must all do."""
    service, _ = many(store)

    def cases(**filters: object) -> list[str]:
        return [one.case for one in service.advice(**filters).advice]  # type: ignore[arg-type]

    assert cases(verdicts=["done"]) == ["c3"]
    assert cases(verdicts=["now", "done"]) == [f"c{number}" for number in range(7)]
    assert cases(verdicts=[]) == []
    assert cases(verdicts=["now"], purposes=["check-in"]) == []
    assert cases(verdicts=["now"], purposes=["thank-you"], policies=["small"])[:3] == ["c0", "c1", "c2"]
    assert cases(policies=["other"]) == []
    assert cases(verdicts=["now"], due_before="2026-03-03T10:00:00Z") == []
    assert len(cases(verdicts=["now"], due_before="2026-03-03T10:00:01Z")) == 6


def test_a_page_shows_what_is_so_now(store: Store) -> None:
    """What time has changed since the last report is not listed as it was; `settled` says that something waits."""
    service, clock = many(store)
    clock.now = "2026-03-03T10:00:00Z"
    page = service.advice(verdicts=["now"])
    assert (page.advice, page.settled) == ((), False)
    service.advance()
    assert len(service.advice(verdicts=["late"]).advice) == 6
    assert service.advice().settled


def test_a_page_tells_itself(store: Store) -> None:
    """As plain data, with the case of each advice and the policy that it is of."""
    service, _ = many(store, 4)
    record = service.advice(limit=2).to_dict()
    assert [one["case"] for one in record["advice"]] == ["c0", "c1"]
    assert record["after"]
    assert record["settled"] is True
    assert record["policy"]["digest"] == SMALL_POLICY.digest


@pytest.mark.parametrize("after", ["x", "00", "ff", "61", "610a62"])
def test_a_place_that_no_page_gave(after: str, store: Store) -> None:
    """It is an error of the caller."""
    service = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW))
    with pytest.raises(tactful.EventError) as caught:
        service.advice(after=after)
    assert caught.value.code == "bad_page"


def test_a_case_with_a_newline_in_its_name_is_a_place_too(store: Store) -> None:
    """A page goes on after any case."""
    service = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW))
    service.process_all([held("a\nb", "1"), held("c", "2")])
    after = service.advice(limit=1).after
    assert [one.case for one in service.advice(after=after).advice] == ["c"]


def test_decisions_are_read_from_where_one_left_off(store: Store) -> None:
    """Each with the place to go on from; nothing comes before a place later."""
    service, clock = many(store)
    first = service.decisions(limit=3)
    rest = service.decisions(first[-1][0], limit=100)
    assert [json for _, json in first + rest] == [json for _, json in service.decisions()]
    clock.now = "2026-03-03T10:00:00Z"
    late = service.advance()
    assert [json for _, json in service.decisions(rest[-1][0])] == [one.to_json() for one in late]


# Whether an advice still stands


def test_still_valid(store: Store) -> None:
    """An advice stands while it is `now` or `late`; asked by the advice, the decision or the id; or it says why not."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    [planned] = service.process(held())
    name = planned.advice.id
    table = [
        (NOW, False, "it is wait"),
        ("2026-03-02T10:59:59Z", False, "it is wait"),
        ("2026-03-02T11:00:00Z", True, ""),
        ("2026-03-03T10:00:00Z", True, ""),
        ("2026-03-05T10:00:00Z", False, "it is expired"),
    ]
    for now, valid, why in table:
        clock.now = now
        for asked in (planned, planned.advice, name):
            standing = service.still_valid(asked)
            assert (standing.valid, bool(standing)) == (valid, valid)
            assert why in standing.why
            assert standing.to_dict()["valid"] is valid
        assert service.still_valid(name, NOW).valid is False
        assert service.still_valid(name, case="c1").valid is valid


def test_what_was_done_or_taken_back_stands_no_longer(store: Store) -> None:
    """A message that was sent ends it; an event that was voided takes it away."""
    clock = Clock(NOW)
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    [one] = service.process(held())
    [other] = service.process(held("c2", "9"))
    clock.now = "2026-03-02T12:00:00Z"
    service.process(sent())
    assert "it is done" in service.still_valid(one).why
    void = {"id": "v", "type": "event.voided", "subject": "c2", "time": clock.now, "data": {"event": "9"}}
    service.process(void)
    assert service.still_valid(other).to_dict() == {"valid": False, "why": "it is advised no longer", "advice": None}


def test_advice_to_somebody_else_stands_no_longer(store: Store) -> None:
    """The same advice, now to another address: what was given must not be acted upon as it was."""
    clock = Clock("2026-03-02T11:30:00Z")
    service = tactful.Service(SMALL_POLICY, store=store, clock=clock)
    service.process(held())
    [opened] = service.advance()
    person = {"person": {"name": "Ana", "email": "ana@new.example"}, "was": "ana@a.example"}
    clock.now = "2026-03-02T11:40:00Z"
    moved = {"id": "m", "type": "contact.updated", "subject": "c1", "time": clock.now, "data": person}
    service.process(moved)
    assert service.still_valid(opened.advice.id).valid
    assert "another address" in service.still_valid(opened).why


def test_an_advice_that_nobody_knows(store: Store) -> None:
    """An id without a case must be of what was said; of a case it is advised no longer."""
    service = tactful.Service(SMALL_POLICY, store=store, clock=Clock(NOW))
    service.process({**held(), "data": {**held()["data"], "interviewers": [BO]}})
    with pytest.raises(tactful.EventError) as caught:
        service.still_valid("0" * 20)
    assert caught.value.code == "unknown_advice"
    with pytest.raises(tactful.EventError):
        service.still_valid("0" * 20, case="c9")
    assert not service.still_valid("0" * 20, case="c1").valid


def test_advice_of_one_policy_does_not_stand_because_of_another(store: Store) -> None:
    """Two policies may have advice of one id: what was given is of one of them. By the id alone either will do."""
    service = tactful.Service([SMALL_POLICY, policy("second", "2 days")], store=store, clock=Clock(NOW))
    service.process(held())
    given = {one.policy: one for one in service.advise("c1")}
    assert given["small"].id == given["second"].id
    now = "2026-03-02T11:00:00Z"
    assert service.still_valid(given["small"], now).valid
    assert not service.still_valid(given["second"], now).valid
    assert service.still_valid(given["small"].id, now).valid
