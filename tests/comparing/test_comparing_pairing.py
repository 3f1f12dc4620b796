"""Which advice is which, across policies."""

from __future__ import annotations

import datetime as dt

import pytest

from tactful.comparing.lives import Life
from tactful.comparing.pairing import pairs
from tactful.planning import Advice, Reason, Recipient
from tactful.planning.program import Speech


def life(
    rule: str = "r", to: str = "dana", since: str = "e1", *, purpose: str = "p", key: str | None = None, opens: int = 0
) -> Life:
    """Return an advice that opens at an instant, None where it never does."""
    speech = Speech(rule, 0, purpose, "may", "email", None, "b", (), ("p", ""))
    name = "/".join((rule, to, since, str(key), str(opens)))
    advice = Advice(
        name,
        speech,
        "c",
        key,
        (Recipient(to, None, None),),
        (opens, None, None),
        dt.UTC,
        "now",
        Reason("triggered", ""),
        (since,),
    )
    return Life(advice, opens if opens >= 0 else None, "open", counts=opens >= 0)


TABLE = {
    "the same": ([life()], [life()], [(0, 0)]),
    "the same at another time": ([life(opens=1)], [life(opens=9)], [(0, 0)]),
    "another recipient": ([life()], [life(to="rita")], [(0, 0)]),
    "one recipient less": ([life(to="a"), life(to="b")], [life(to="b")], [(1, 0), (0, None)]),
    "another event": ([life()], [life(since="e2")], [(0, 0)]),
    "another event and recipient": ([life()], [life("r", "rita", "e2")], [(0, None), (None, 0)]),
    "another rule": ([life()], [life("s")], [(0, 0)]),
    "another rule, event": ([life()], [life("s", since="e2")], [(0, None), (None, 0)]),
    "another rule, purpose": ([life()], [life("s", purpose="q")], [(0, None), (None, 0)]),
    "an event before an order": (
        [life(since="e1", opens=1), life(since="e5", opens=5)],
        [life(since="e5", opens=5)],
        [(1, 0), (0, None)],
    ),
    "the event before the rule": (
        [life("r"), life("s", since="e2")],
        [life("r", since="e2"), life("s", since="e3")],
        [(0, 0), (1, 1)],
    ),
    "in order of time": (
        [life(since="e1", opens=1), life(since="e2", opens=2)],
        [life(since="e3", opens=3), life(since="e4", opens=4)],
        [(0, 0), (1, 1)],
    ),
    "never opened by another event": ([life(opens=-1)], [life(since="e2")], [(0, None), (None, 0)]),
    "never opened by the same event": ([life(opens=-1)], [life()], [(0, 0)]),
}


@pytest.mark.parametrize("name", TABLE)
def test_counterparts(name: str) -> None:
    """Advice meets its counterpart by event, rule and recipients, as far as they agree; the rest has none."""
    before, after, expected = TABLE[name]

    def places(left: list[Life], right: list[Life]) -> set[tuple[int | None, int | None]]:
        found = pairs({one.advice.id: one for one in left}, {one.advice.id: one for one in right})
        return {(None if a is None else left.index(a), None if b is None else right.index(b)) for a, b in found}

    assert places(before, after) == set(expected)
    assert places(after, before) == {(b, a) for a, b in expected}
