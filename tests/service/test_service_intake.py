"""What a service does with an event: taken in once, or told why not; and no event keeps another back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from clerk import BO, KINDS, SMALL_POLICY, Breaking, BrokenError, Clock, held, history, kept, sent, told

import tactful
from tactful.stores.store import Store

NOW = "2026-03-02T10:00:00Z"
OPEN = ("opened", "02 11:00:00")
PLANNED = ("planned", "02 10:00:00")


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: Callable[[Path], Store] = request.param
    return make(tmp_path)


def at(store: Store, now: str = NOW, **more: Any) -> tuple[tactful.Service, Clock]:
    clock = Clock(now)
    return tactful.Service(SMALL_POLICY, store=store, clock=clock, **more), clock


def test_a_copy_changes_nothing(store: Store) -> None:
    """The same event again is a copy: later, at once, and with another `recordedtime`; no decision comes of it."""
    service, clock = at(store)
    assert told(service.process(held())) == [PLANNED]
    before = kept(store)
    assert service.process(held()) == []
    clock.now = "2026-03-02T10:30:00Z"
    found = service.process_all([held(), {**held(), "recordedtime": clock.now}])
    assert [one.status for one in found.results] == ["copy", "copy"]
    assert found.decisions == []
    assert kept(store) == before


def test_a_copy_within_one_batch_is_taken_once(store: Store) -> None:
    """Of two copies that come together one is taken."""
    service, _ = at(store)
    found = service.process_all([held(), {**held(), "recordedtime": "2026-03-02T10:00:01Z"}])
    assert [one.status for one in found.results] == ["taken", "copy"]
    assert len(history(store, SMALL_POLICY)) == 1


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("change", [{"subject": "c9"}, {"partitionkey": "elsewhere"}, {"data": {"interview": "i9"}}])
def test_another_event_under_a_used_id_is_refused(change: dict[str, Any], together: bool, store: Store) -> None:
    """Also where it belongs to another partition, and whether it comes with the first or later."""
    service, _ = at(store)
    rival = {**held(), **change}
    if together:
        results = service.process_all([held(), rival]).results
    else:
        results = service.process_all([held()]).results + service.process_all([rival]).results
    assert [one.status for one in results] == ["taken", "refused"]
    assert results[1].to_dict()["code"] == "used_id"
    assert len(history(store, SMALL_POLICY)) == 1
    with pytest.raises(tactful.EventError, match="a different event under the used id"):
        service.process(rival)


def test_the_same_id_of_another_source_is_another_event(store: Store) -> None:
    """What identifies an event is its source and id together."""
    service, _ = at(store)
    found = service.process_all([held(), {**held(), "source": "calendar"}])
    assert [one.status for one in found.results] == ["taken", "taken"]


def test_a_bad_event_keeps_no_other_back(store: Store) -> None:
    """Each event of a batch has its result, in order; what can be taken is."""
    service, _ = at(store)
    found = service.process_all([{"id": "x"}, held(), b"{", held("c2", "2")])
    assert [one.status for one in found.results] == ["refused", "taken", "refused", "taken"]
    assert [one.error is None for one in found.results] == [False, True, False, True]
    assert len(found.refused) == 2
    assert told(found.decisions) == [PLANNED, PLANNED]
    with pytest.raises(tactful.EventError):
        service.process({"id": "x"})


def test_notes_on_an_event_are_told(store: Store) -> None:
    """An event that is taken with remarks tells them in its result."""
    service, _ = at(store)
    [result] = service.process_all([{**held(), "timezone": "Nowhere/Never"}]).results
    assert result.to_dict()["source"]
    assert [note["code"] for note in result.to_dict()["notes"]]


def test_no_event_is_known_before_it_comes(store: Store) -> None:
    """An event that claims to be recorded in the future is known now."""
    service, _ = at(store)
    service.process({**held(), "recordedtime": "2030-01-01T00:00:00Z"})
    [event] = history(store, SMALL_POLICY)
    assert tactful.moments.moment_from(event.known).isoformat() == "2026-03-02T10:00:00+00:00"


@pytest.mark.parametrize("now", ["2026-03-02T12:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T11:30:00Z"])
def test_what_comes_after_an_instant_was_decided_is_known_after_it(now: str, store: Store) -> None:
    """However the clock stands, also where it ran back: an instant that was decided is never decided again."""
    service, clock = at(store)
    service.process(held())
    clock.now = "2026-03-02T11:30:00Z"
    assert told(service.advance()) == [OPEN]
    clock.now = now
    service.process(sent(at="2026-03-02T10:30:00Z"))
    known = sorted(event.known for event in history(store, SMALL_POLICY))
    first = tactful.moments.instant_from("2026-03-02T11:00:00Z")
    assert known[1] == first + 1
    [*_, last] = service.decisions()
    assert b'"advice.done"' in last[1]
    assert b'"time":"2026-03-02T11:00:00.000001' in last[1]


def test_time_passes_before_an_event_is_taken_in(store: Store) -> None:
    """What time changed by then is reported with it, at its own instant and first."""
    service, clock = at(store)
    service.process(held())
    clock.now = "2026-03-03T12:00:00Z"
    found = service.process({**held("c1", "9", at="2026-03-03T12:00:00Z")})
    assert told(found) == [OPEN, ("late", "03 10:00:00"), ("planned", "03 12:00:00")]


def test_events_of_one_instant_are_decided_together(store: Store) -> None:
    """An interview and the thanks for it, recorded at one instant, leave nothing to advise in between."""
    service, _ = at(store, "2026-03-02T13:00:00Z")
    both = [{**one, "recordedtime": "2026-03-02T13:00:00Z"} for one in (sent(), held())]
    found = service.process_all(both)
    assert told(found.decisions) == [("done", "02 13:00:00")]


def test_an_event_at_an_instant_at_which_time_changes_something_is_decided_with_it(store: Store) -> None:
    """Thanks that are recorded at the very instant at which they fall due: nobody is told to send them."""
    service, clock = at(store)
    service.process(held())
    clock.now = "2026-03-02T11:00:00Z"
    assert told(service.process(sent(at=clock.now))) == [("done", "02 11:00:00")]


def test_decisions_are_kept_in_an_order_that_does_not_hang_on_the_batch(store: Store) -> None:
    """Of what is taken in together, partitions come by their names."""
    service, _ = at(store)
    service.process_all([held("c3", "3"), held("c1", "1"), held("c2", "2")])
    places = [orjson.loads(json)["subject"] for _, json in service.decisions()]
    assert places == ["c1", "c2", "c3"]


def test_events_of_one_batch_are_taken_in_as_they_were_recorded(store: Store) -> None:
    """Within a batch each event is known when it was recorded, in whatever order they stand."""
    service, _ = at(store, "2026-03-02T13:00:00Z")
    found = service.process_all([sent(), held()])
    assert told(found.decisions) == [PLANNED, OPEN, ("done", "02 12:00:00")]


def test_decisions_of_a_batch_are_sorted(store: Store) -> None:
    """By time, then case."""
    service, _ = at(store, "2026-03-02T13:00:00Z")
    found = service.process_all([held("c2", "1"), held("c1", "2"), held("c0", "3", at="2026-03-02T12:00:00Z")])
    assert [(one.subject, one.type) for one in found.decisions] == [
        ("c1", "advice.planned"),
        ("c2", "advice.planned"),
        ("c0", "advice.planned"),
    ]


def test_cases_of_one_partition_are_found_by_their_names(store: Store) -> None:
    """A partition holds several cases; each is asked for by itself."""
    service, _ = at(store)
    service.process_all([held("c1", "1", partition="p"), held("c2", "2", partition="p")])
    service.process({**held("c3", "3", partition="p"), "data": {"interview": "x", "interviewers": [BO]}})
    for case in ("c1", "c2", "c3"):
        assert [one.case for one in service.advise(case).cases] == [case]


def test_services_on_one_store_see_what_the_other_did(store: Store) -> None:
    """What one keeps of a partition in memory counts only while nobody else has changed it."""
    one, clock = at(store)
    other, _ = at(store)
    one.process(held())
    other.process(held("c1", "2", at="2026-03-02T09:00:00Z"))
    assert len(list(one.advise("c1"))) == 2
    clock.now = "2026-03-02T12:00:00Z"
    one.process(sent(name="3"))
    assert "done" in {advice.verdict for advice in other.advise("c1", now=clock.now)}
    replayed = tactful.replay(SMALL_POLICY, history(store, SMALL_POLICY), until=clock.now)
    assert sorted(json for _, json in one.decisions()) == sorted(decision.to_json() for decision in replayed)


@pytest.mark.parametrize("cache", [0, 2000])
def test_a_case_is_new_once(cache: int, store: Store) -> None:
    """The store is told of each case of a partition with its first event, and never again."""
    spied = Breaking(store)
    service, _ = at(spied, cache=cache)  # type: ignore[arg-type]
    service.process_all([held("c1", "1", partition="p"), held("c2", "2", partition="p")])
    service.process_all([held("c2", "3", partition="p"), held("c3", "4", partition="p")])
    assert [list(change.cases) for change in spied.written] == [["c1", "c2"], ["c3"]]


def test_what_is_kept_in_memory_is_not_read_and_what_is_new_neither(store: Store) -> None:
    """A partition is read from the store when it is needed and is not in memory, where no more than `cache` are."""
    spied = Breaking(store)
    service, _ = at(spied, cache=1)  # type: ignore[arg-type]

    def reads(event: Any) -> int:
        spied.names.clear()
        service.process(event)
        return spied.names.count("events") + spied.names.count("said")

    assert reads(held("c1", "1")) == 0
    assert reads(held("c1", "2")) == 0
    assert reads(held("c2", "3")) == 0
    assert reads(held("c1", "4")) == 2
    assert reads(held("c1", "5")) == 0


def test_nothing_that_was_undone_stays_in_memory(store: Store) -> None:
    """Where another comes to the same place in another way, what a service remembers of its own is not taken for it."""
    breaking = Breaking(store)
    one, _ = at(breaking)  # type: ignore[arg-type]
    other, _ = at(store)
    one.process(held("c8", "8"))
    breaking.calls = 0
    one.process(held("c9", "9"))
    breaking.at, breaking.calls = breaking.calls, 0
    with pytest.raises(BrokenError):
        one.process(held("c1", "1"))
    breaking.at = None
    one.process(held("c2", "2"))
    [said] = other.process(held("c1", "3"))
    assert [advice.id for advice in one.advise("c1")] == [said.advice.id]
    breaking.calls = 0
    one.process(held("c9", "10"))
    breaking.at, breaking.calls = breaking.calls, 0
    with pytest.raises(BrokenError):
        one.process(held("c9", "11"))
    breaking.at = None
    other.process(held("c9", "12"))
    assert [advice.id for advice in one.advise("c9")] == [advice.id for advice in other.advise("c9")]
