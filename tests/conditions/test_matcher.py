"""The matcher: engine and plain Python agree, each situation is decided once, memory is flat."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from condition_strategies import FACTS, conditions, values
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.conditions import durable
from tactful.conditions.matcher import Lowering, Matcher, matcher_name
from tactful.conditions.plain import holds
from tactful.conditions.tree import All, Condition, FactType, Operator, Value
from tactful.conditions.tree import Test as FactTest

INSTALLED = durable.installed()
LOWERINGS: list[Lowering] = ["durable", "plain"] if INSTALLED else ["plain"]
needs_engine = pytest.mark.skipif(not INSTALLED, reason="`durable_rules` is not installed")

COUNTS: list[Condition] = [FactTest("n", FactType.NUMBER, Operator.AT_LEAST, place) for place in range(40)]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_matcher_decides_as_plain_python(data: st.DataObject) -> None:
    """Through classes, cache and engine, a matcher finds just what holds by the plain lowering."""
    several = data.draw(st.lists(conditions(), max_size=20))
    matchers = [Matcher(several, lowering=lowering) for lowering in LOWERINGS]
    for _ in range(4):
        facts = {name: data.draw(values(name), label=name) for name in matchers[0].facts}
        expected = tuple(index for index, condition in enumerate(several) if holds(condition, facts))
        for matcher in matchers:
            assert matcher.match([facts[name] for name in matcher.facts]) == expected
    for lowering, matcher in zip(LOWERINGS, matchers, strict=True):
        assert matcher.fallbacks == 0
        assert (matcher.asked > 0) is (lowering == "durable")
        matcher.close()


@pytest.mark.parametrize("lowering", LOWERINGS)
def test_three_hundred_conditions_at_once(lowering: Lowering) -> None:
    """Conditions by the hundred, each on several facts, are told apart."""
    several = [
        All(
            (
                FactTest("a", FactType.TEXT, Operator.IS_NOT, f"t{place % 7}"),
                FactTest("b", FactType.NUMBER, Operator.MORE_THAN, place % 11),
                FactTest("c", FactType.TEXT, Operator.ONE_OF, (f"u{place}", "u")),
            )
        )
        for place in range(300)
    ]
    matcher = Matcher(several, lowering=lowering)
    for situation in (["t1", 5, "u"], [None, 99, "u"], ["t0", 7.5, "u8"], ["t0", None, "u"]):
        expected = tuple(
            place
            for place, condition in enumerate(several)
            if holds(condition, dict(zip(matcher.facts, situation, strict=True)))
        )
        assert matcher.match(situation) == expected
    assert matcher.fallbacks == 0
    matcher.close()


@needs_engine
def test_the_engine_is_the_default_and_is_asked_once_for_each_situation() -> None:
    """Where it is installed the engine decides; what differs in no test is one situation."""
    matcher = Matcher(COUNTS)
    for value in (3, 3.0, 3.5, 3.7, 3, 100, 1_000, 10**30, float("inf")):
        matcher.match([value])
    assert (matcher.asked, matcher.fallbacks) == (3, 0)
    matcher.close()


def test_facts_are_sorted_names() -> None:
    """A matcher says which facts it reads, each once, sorted."""
    several: list[Condition] = [FactTest(name, kind, Operator.EXISTS, True) for name, kind in reversed(FACTS)]
    assert Matcher(several).facts == tuple(sorted({name for name, _ in FACTS}))
    assert Matcher([]).facts == ()
    assert Matcher([]).match(()) == ()


@pytest.mark.parametrize("lowering", LOWERINGS)
def test_the_cache_is_bounded(lowering: Lowering) -> None:
    """No more situations are remembered than was said, and forgetting changes no answer."""
    for size in (0, 1, 5):
        matcher = Matcher(COUNTS, lowering=lowering, cache_size=size)
        for _ in range(2):
            for value in range(40):
                assert matcher.match([value]) == tuple(range(value + 1))
                assert len(matcher._cache) <= size
        matcher.close()


@pytest.mark.parametrize("lowering", LOWERINGS)
def test_a_closed_matcher_can_be_used_again(lowering: Lowering) -> None:
    """Closing frees memory; it can be done twice, and a later match builds anew."""
    matcher = Matcher(COUNTS, lowering=lowering)
    assert matcher.match([3]) == (0, 1, 2, 3)
    matcher.close()
    matcher.close()
    assert matcher.match([3]) == (0, 1, 2, 3)
    matcher.close()


@needs_engine
def test_a_failing_engine_is_replaced_and_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Should the engine fail, plain Python decides that match; it is counted each time and logged once."""
    matcher = Matcher(COUNTS, lowering="durable")

    def fail(*_: object) -> set[str]:
        raise durable.EngineError("no")

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "tactful"):
        patched.setattr(durable.RuleSet, "ask", fail)
        assert matcher.match([1]) == (0, 1)
        assert matcher.match([2]) == (0, 1, 2)
    assert (matcher.asked, matcher.fallbacks) == (0, 2)
    assert len(caplog.records) == 1
    assert matcher.match([3]) == (0, 1, 2, 3)
    assert (matcher.asked, matcher.fallbacks) == (1, 2)
    matcher.close()


@needs_engine
def test_an_engine_that_cannot_be_built_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule sets that cannot be built are not tried again for every match."""
    tried = []

    def fail(*_: object) -> None:
        tried.append(1)
        raise MemoryError

    monkeypatch.setattr(durable.RuleSet, "__init__", fail)
    matcher = Matcher(COUNTS, lowering="durable")
    assert [matcher.match([value]) for value in (0, 1)] == [(0,), (0, 1)]
    assert (matcher.fallbacks, len(tried)) == (2, 1)
    matcher.close()


def test_without_the_package_plain_python_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `durable_rules` is not installed plain Python decides; asking for the other is an error."""
    monkeypatch.setattr(durable, "installed", lambda: False)
    matcher = Matcher(COUNTS)
    assert matcher.match([1]) == (0, 1)
    assert (matcher.asked, matcher.fallbacks) == (0, 0)
    assert matcher_name() == "plain Python"
    with pytest.raises(ValueError, match="not installed"):
        Matcher(COUNTS, lowering="durable")


@needs_engine
def test_the_name_of_the_matcher() -> None:
    """`--version` can say which engine decides, with its version."""
    assert matcher_name() == "durable_rules 2.0.28"


@pytest.mark.parametrize("lowering", LOWERINGS)
def test_a_matcher_can_be_pickled(lowering: Lowering) -> None:
    """A copy in another process decides the same."""
    matcher = pickle.loads(pickle.dumps(Matcher(COUNTS, lowering=lowering, cache_size=7)))
    assert matcher.match([2]) == (0, 1, 2)
    matcher.close()


@pytest.mark.parametrize("lowering", LOWERINGS)
def test_threads_share_a_matcher(lowering: Lowering) -> None:
    """Four threads that ask one matcher at once each get the right answers, none of them by fallback."""
    matcher = Matcher(COUNTS, lowering=lowering, cache_size=2)
    wrong: list[Value] = []

    def ask() -> None:
        wrong.extend(value for value in [*range(40)] * 10 if matcher.match([value]) != tuple(range(value + 1)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert matcher.fallbacks == 0
    matcher.close()


def in_child(task: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            os._exit(0 if task() else 1)
        except BaseException:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("lowering", LOWERINGS)
@pytest.mark.parametrize("warm", [True, False])
def test_forked_children_decide_too(lowering: Lowering, warm: bool) -> None:
    """A child decides whether its matcher was built before the fork or not, and leaves the parent's alone."""
    matcher = Matcher(COUNTS, lowering=lowering, cache_size=1)
    if warm:
        assert matcher.match([1]) == (0, 1)

    def task() -> bool:
        right = matcher.match([4]) == (0, 1, 2, 3, 4) and matcher.fallbacks == 0
        matcher.close()
        return right

    assert all(in_child(task) for _ in range(3))
    assert matcher.match([2]) == (0, 1, 2)
    assert matcher.fallbacks == 0
    matcher.close()


@needs_engine
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_in_the_midst_of_a_question_leaves_no_lock() -> None:
    """A child decides even if another thread was asking the engine at the fork."""
    matcher = Matcher(COUNTS, lowering="durable")
    matcher.match([1])
    assert matcher._running is not None
    program = matcher._running[1]
    assert program is not None
    with ExitStack() as held:
        for rule_set in program._sets:
            held.enter_context(rule_set._lock)
        assert in_child(lambda: matcher.match([2]) == (0, 1, 2) and matcher.fallbacks == 0)
    matcher.close()


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from Linux's /proc")
@pytest.mark.parametrize("lowering", LOWERINGS)
@pytest.mark.parametrize("closed", [True, False])
def test_memory_is_flat_over_many_matchers(lowering: Lowering, closed: bool) -> None:
    """Making, using and dropping 1,500 matchers keeps under 10 MB; leaking each would keep 500 MB."""

    def turn() -> None:
        matcher = Matcher(COUNTS[:10], lowering=lowering)
        assert matcher.match([3]) == (0, 1, 2, 3)
        assert matcher.match([-1]) == ()
        if closed:
            matcher.close()

    for _ in range(100):
        turn()
    gc.collect()
    before = resident()
    for _ in range(1_500):
        turn()
    gc.collect()
    assert resident() - before < 10_000_000
