"""What holds of every comparison, on random histories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from histories import histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tactful
from tactful.comparing import Comparison, compare
from tactful.comparing.comparison import Comparer
from tactful.comparing.lives import View
from tactful.planning import panel_of
from tactful.replaying import by_partition

TEXT = (Path(__file__).parents[1] / "engine" / "world.yaml").read_text()
WORLD = tactful.loads(TEXT)
SAME = tactful.loads(TEXT)
OTHER = tactful.loads(
    TEXT.replace("who: interviewers, each", "who: met, each")
    .replace("{opens: 2 days, due: 3 days", "{opens: 3 days, due: 3 days")
    .replace("  prepare:", "  get-ready:")
    .replace("purpose: status\n    recipients: {who: event.with", "purpose: hello\n    recipients: {who: event.with")
    .replace("purpose: check-in, because: another round", "purpose: status, because: another round")
)
VIEWS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"until": "2026-03-06T00:00:00Z"}, {"at": "2026-03-05T00:00:00Z"}, {"at": "2026-03-08T12:00:00Z"}]
)
MIRRORED = {"added": "removed", "removed": "added", "earlier": "later", "later": "earlier"}
thorough = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@thorough
@given(histories(), VIEWS)
def test_a_policy_does_not_differ_from_itself(events: list[dict[str, Any]], view: dict[str, Any]) -> None:
    """Of a policy and its copy nothing is told but how many cases and pieces of advice there are."""
    found = compare(WORLD, SAME, events, **view).to_dict()
    assert (found["changed_cases"], found["groups"], found["examples"]) == (0, [], [])
    assert found["from"]["advice"] == found["to"]["advice"]


def told(comparison: Comparison, *, mirrored: bool) -> dict[Any, Any]:
    """Return the groups with their counts and shifts, as seen from the other side if mirrored."""
    found = {}
    for about, group in comparison.tally.groups.items():
        kind, before, after, what = about.kind, about.before, about.after, about.what
        if mirrored:
            kind, before, after = MIRRORED.get(kind, kind), after, before
            what = " → ".join(reversed(what.split(" → ")))
        # The purpose is that of the advice after the change.
        key = (kind, before, after, what)
        value = (group.advice, group.cases, sorted(group.shifts.counts.items()))
        found[key] = sorted([*found.get(key, []), value])
    return found


@thorough
@given(histories(), VIEWS)
def test_mirrored(events: list[dict[str, Any]], view: dict[str, Any]) -> None:
    """The other way round the same changes are told, with added and removed, earlier and later exchanged."""
    there, back = compare(WORLD, OTHER, events, **view), compare(OTHER, WORLD, events, **view)
    assert told(there, mirrored=True) == told(back, mirrored=False)
    assert (there.cases, there.changed) == (back.cases, back.changed)
    assert (there.tally.before, there.tally.after) == (back.tally.after, back.tally.before)


@thorough
@given(histories())
def test_every_advice_is_told_once(events: list[dict[str, Any]]) -> None:
    """What is advised under one policy is what is advised under the other, less what is removed, plus what is added."""
    tally = compare(WORLD, OTHER, events).tally
    assert tally.before - tally.advice["removed"] == tally.after - tally.advice["added"]
    assert tally.changed <= tally.cases


@thorough
@given(histories())
def test_shares_put_together(events: list[dict[str, Any]]) -> None:
    """Partitions compared apart and put together in any order tell what is told of them in one go."""
    before, after = panel_of(WORLD), panel_of(OTHER)
    view = View()
    whole = compare(WORLD, OTHER, events, examples=1)
    parts = []
    for key, of_partition in by_partition(WORLD, events).items():
        comparer = Comparer(view, 1)
        comparer.take(key, of_partition, view.lives(before, key, of_partition), view.lives(after, key, of_partition))
        parts.append(comparer.tally)
    for order in (parts, parts[::-1]):
        merged = Comparer(view, 1).tally
        for part in order:
            merged.merge(part)
        assert Comparison(whole.before, whole.after, view, merged).to_dict() == whole.to_dict()
