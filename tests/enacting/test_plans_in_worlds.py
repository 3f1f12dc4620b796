"""On random histories and two policies: what a plan names is what its application changes, and nothing else."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from enacted import Clock, Shared
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from tactful.enacting import apply, effect, plan_change
from tactful.errors import EventError
from tactful.planning import Advice
from tactful.planning.plan import HIDDEN
from tactful.policy.model import Policy
from tactful.service import Service, drive
from tactful.stores import MemoryStore
from tactful.timing import format_instant

ENGINE = Path(__file__).resolve().parents[1] / "engine"
sys.path.insert(0, str(ENGINE))

from histories import at, histories  # noqa: E402

WORLD, LIMITED = (tactful.load(ENGINE / name) for name in ("world.yaml", "limited.yaml"))


def varied(name: str, *edits: tuple[str, str]) -> Policy:
    text = WORLD.texts[0].replace("policy: world", f"policy: {name}")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return tactful.loads(text)


OTHERS = varied("others", ("who: interviewers, each: true, via: recruiter", "who: met, each: true"))
LATER = varied("world", ("opens: 2 hours", "opens: 26 hours"), ("strength: should", "strength: may"))
POLICIES = st.sampled_from([[WORLD], [LIMITED], [OTHERS], [LATER], [LIMITED, WORLD], [OTHERS, LATER]])
slow = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module", autouse=True)
def every_case_is_named() -> Any:
    """A plan names the first cases of each group; here it shall name all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effect, "_EXAMPLES", 1_000)
        yield


def advised(service: Service, cases: set[str]) -> Counter[tuple[str, bytes]]:
    """What is pending in each case, in the words of a plan."""
    return Counter(
        (one.case, _seen(one)) for case in cases for one in service.advise(case) if one.verdict not in HIDDEN
    )


def _seen(one: Advice) -> bytes:
    state = one.verdict if one.verdict in ("now", "late", "wait") else one.reason.code
    told = {"rule": one.rule, "purpose": one.purpose, "strength": one.strength, "channel": one.speech.channel}
    told |= {"because": one.speech.because, **one.people(), **one.times(), "state": state, "ended": None}
    told["opens"] = None if one.opens is None else format_instant(one.opens, one.zone)
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def named(details: dict[str, Any]) -> tuple[Counter[tuple[str, bytes]], Counter[tuple[str, bytes]]]:
    """The advice that a plan says will go or change, and as what it will be there then."""
    gone: Counter[tuple[str, bytes]] = Counter()
    come: Counter[tuple[str, bytes]] = Counter()
    for shown in details["examples"]:
        assert shown["left_out"]["advice"] == 0
        for one in shown["advice"]:
            kinds = {change["kind"] for change in one["changes"]}
            for side, other, found in (("from", "added", gone), ("to", "removed", come)):
                if kinds and other not in kinds:
                    found[shown["case"], orjson.dumps(one[side], option=orjson.OPT_SORT_KEYS)] += 1
    # Where two policies have a rule of one name, either may be taken for what another becomes.
    return gone - come, come - gone


@slow
@given(POLICIES, POLICIES, histories(), st.integers(0, 30))
def test_an_application_changes_what_its_plan_names(
    first: list[Policy], second: list[Policy], events: list[dict[str, Any]], step: int
) -> None:
    """The advice after `apply` differs from that before in exactly the cases and pieces of advice that were named."""
    service = Service(first, store=MemoryStore(), clock=Clock(at(step)))
    intake = service.process_all(events)
    cases = {one.event.case for one in intake.results if one.event is not None and one.error is None}
    before = advised(service, cases)
    planned = drive(plan_change(service.desk, second))
    assert advised(service, cases) == before
    drive(apply(service.desk, planned.id))
    after = advised(service, cases)
    gone, come = named(planned.details)
    assert (gone, come) == (before - after, after - before)
    assert {case for case, _ in gone + come} == {shown["case"] for shown in planned.details["examples"]}
    assert (planned.changed > 0) == (before != after)


@slow
@given(POLICIES, POLICIES, histories(), st.integers(0, 30), st.integers(0, 12))
def test_what_comes_in_meanwhile_is_as_if_it_came_before(
    first: list[Policy], second: list[Policy], events: list[dict[str, Any]], step: int, early: int
) -> None:
    """A plan is refused just where one made after the events that came in at the last moment would be another."""
    inner = MemoryStore()
    theirs = Service(first, store=inner, clock=Clock(at(step)))
    theirs.process_all(events[:early])
    store = Shared(inner)
    ours = Service(None, store=store, clock=Clock(at(step)))
    planned = drive(plan_change(ours.desk, second))
    store.acts = [lambda: None, lambda: theirs.process_all(events[early:])]
    try:
        drive(apply(ours.desk, planned.id))
    except EventError as error:
        assert error.code == "plan_differs"  # noqa: PT017
        assert drive(plan_change(ours.desk, second)).id != planned.id
    else:
        same = Service(first, store=MemoryStore(), clock=Clock(at(step)))
        same.process_all(events[:early])
        same.process_all(events[early:])
        assert drive(plan_change(same.desk, second)).id == planned.id
