"""The public surface: what can be imported, how it is used, and what it raises."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tactful

ENGINE = Path(__file__).parents[1] / "engine"
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
    timing: {due: 1 day}
"""
POLICY = tactful.loads(TEXT)
EVENT = {
    "id": "e0",
    "type": "message.received",
    "subject": "c1",
    "time": "2026-03-03T10:00:00Z",
    "data": {"from": "dana@x.example"},
}
NOW = "2026-03-03T12:00:00Z"


def test_all_is_sorted_and_complete() -> None:
    """`__all__` is sorted, without repetition, and what `dir` shows."""
    assert tactful.__all__ == sorted(set(tactful.__all__))
    assert dir(tactful) == tactful.__all__
    assert tactful.__version__
    assert set(tactful.__all__) == {
        *("Comparison", "compare"),
        *("Draft", "draft"),
        *("Advice", "CasePlan", "Decision", "Engine", "Event", "EventError", "Explanation", "Plan", "Policy"),
        *("PolicyError", "Position", "Problem", "TactfulError", "__version__", "explain", "load", "loads", "plan"),
        *("replay", "validate"),
        *("Review", "check_draft"),
        *("AsyncService", "Service", "Standing", "StoreError", "still_valid"),
    }


def run(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    found = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ENGINE)}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_each_name_can_be_imported_first() -> None:
    """Each public name is the same thing, whichever of them was used before it."""
    code = """
import sys, tactful
def kinds(module): return {name: type(getattr(module, name)).__name__ for name in tactful.__all__}
names, wanted = tactful.__all__, kinds(tactful)
for first in names:
    for name in [name for name in sys.modules if name.partition('.')[0] == 'tactful']:
        del sys.modules[name]
    import tactful
    getattr(tactful, first)
    assert kinds(tactful) == wanted, first
print(sorted(set(wanted.values())))
"""
    assert run(code).strip() == "['function', 'str', 'type']"


def test_an_unknown_name() -> None:
    """What is not there is an AttributeError like that of any module."""
    with pytest.raises(AttributeError, match="nonsense"):
        _ = tactful.nonsense  # type: ignore[attr-defined]


def test_import_is_light() -> None:
    """`import tactful` loads no large dependency; nor do loading a policy and planning load what they do not use."""
    heavy = (
        "{'pydantic', 'holidays', 'rich', 're2', 'zstandard', 'click', 'durable_rules_engine', 'yaml', 'jinja2', "
        "'icalendar'}"
    )
    assert run(f"import sys, tactful; print(sorted({heavy} & set(sys.modules)))").strip() == "[]"
    unused = "{'holidays', 'rich', 'zstandard', 'click', 'jinja2', 'icalendar'}"
    code = f"import sys, tactful; tactful.loads({TEXT!r}); print(sorted({unused} & set(sys.modules)))"
    assert run(code).strip() == "[]"


@pytest.mark.parametrize("form", [dict, lambda event: json.dumps(event), lambda event: json.dumps(event).encode()])
def test_use(form: Callable[[dict[str, Any]], Any]) -> None:
    """An engine is fed, asked and advanced; the pure function says the same; a snapshot goes on."""
    engine = tactful.Engine(POLICY)
    decisions = engine.process(form(EVENT), learnt=dt.datetime(2026, 3, 3, 11, tzinfo=dt.UTC))
    assert [decision.type for decision in decisions] == ["advice.opened"]
    assert engine.next_due == dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
    assert [decision.type for decision in engine.advance(to=engine.next_due)] == ["advice.late"]
    plan = tactful.plan(POLICY, [form(EVENT)], engine.clock)
    assert plan.to_dict() == engine.plan().to_dict()
    again = tactful.Engine.restore(POLICY, engine.snapshot())
    assert again.plan().to_dict() == plan.to_dict()
    assert [decision.type for decision in tactful.replay(POLICY, [form(EVENT)])] == ["advice.opened", "advice.late"]


def test_a_policy_from_a_file_or_a_pack(tmp_path: Path) -> None:
    """`load` takes a file, a pack folder or the name of a shipped pack."""
    path = tmp_path / "policy.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert tactful.load(path).digest == tactful.load(str(path)).digest == tactful.load(tmp_path).digest == POLICY.digest
    assert tactful.load("seed-article").name == "seed-article"
    assert tactful.validate([path]) == []


DEEP = "[" * 30_000
BAD_POLICIES = [
    "",
    "{",
    "a: [",
    DEEP,
    "\0",
    "- 1",
    "tactful: 1",
    "&a [*a]",
    "!!python/object:os.system x",
    b"\xff\xfe",
    TEXT.replace("may", "maybe"),
]


@pytest.mark.parametrize("text", BAD_POLICIES, ids=range(len(BAD_POLICIES)))
def test_a_bad_policy_is_a_policy_error(text: str | bytes) -> None:
    """Whatever is wrong with a policy, PolicyError says where; no error of a dependency comes through."""
    with pytest.raises(tactful.PolicyError) as caught:
        tactful.loads(text)
    assert caught.value.problems
    assert caught.value.__cause__ is None or isinstance(caught.value.__cause__, tactful.TactfulError)


@pytest.mark.parametrize(
    "reference",
    ["", ".", "/", "no-such-pack", "./no-such.yaml", "no\0such.yaml", "x" * 5000 + ".yaml", Path("nowhere")],
)
def test_a_policy_that_is_not_there_is_a_policy_error(reference: str | Path) -> None:
    """So is one that cannot be found or read."""
    with pytest.raises(tactful.PolicyError):
        tactful.load(reference)
    assert tactful.validate([reference])


BAD_EVENTS: list[Any] = [
    "",
    "{",
    b"\xff",
    "[]",
    "3",
    "null",
    DEEP,
    '{"a":' * 5000,
    "\ud800",
    {},
    {"id": object()},
    {1: 2},
    EVENT | {"time": "yesterday"},
    EVENT | {"time": "9999-01-01T00:00:00Z"},
    EVENT | {"time": 3},
    EVENT | {"id": None},
    EVENT | {"id": "\ud800"},
    EVENT | {"subject": ""},
    EVENT | {"data": []},
    EVENT | {"data": {}},
    EVENT | {"data": {"from": {}}},
    EVENT | {"data": {"from": float("nan")}},
    EVENT | {"data": {"from": 10**400}},
    EVENT | {"recordedtime": "x"},
    None,
    3,
    object(),
]


@pytest.mark.parametrize("event", BAD_EVENTS, ids=range(len(BAD_EVENTS)))
def test_a_bad_event_is_an_event_error(event: Any) -> None:
    """Whatever is wrong with an event, EventError says so with a code, in all three ways to hand one over."""
    ways: list[Callable[[], object]] = [
        lambda: tactful.plan(POLICY, [event], NOW),
        lambda: tactful.replay(POLICY, [event]),
        lambda: tactful.Engine(POLICY).process(event),
    ]
    for way in ways:
        with pytest.raises(tactful.EventError) as caught:
            way()
        assert caught.value.code
        assert str(caught.value)


@pytest.mark.parametrize(
    "moment",
    ["", "yesterday", "2026-03-03", "2026-03-03T10:00:00", 3, None, dt.datetime(2026, 3, 3), dt.date(2026, 3, 3)],
)
def test_a_bad_moment_is_an_event_error(moment: Any) -> None:
    """A moment is an aware datetime or RFC 3339 text with an offset."""
    ways: list[Callable[[], object]] = [
        lambda: tactful.plan(POLICY, [], moment),
        lambda: tactful.Engine(POLICY).advance(moment),
    ]
    if moment is not None:
        ways += [
            lambda: tactful.plan(POLICY, [], NOW, known=moment),
            lambda: tactful.replay(POLICY, [], until=moment),
            lambda: tactful.Engine(POLICY).process(EVENT, learnt=moment),
        ]
    for way in ways:
        with pytest.raises(tactful.EventError) as caught:
            way()
        assert caught.value.code == "bad_moment"


def test_the_family_of_errors() -> None:
    """The author's errors and the caller's have one root."""
    assert issubclass(tactful.PolicyError, tactful.TactfulError)
    assert issubclass(tactful.EventError, tactful.TactfulError)
    assert not issubclass(tactful.PolicyError, tactful.EventError)
