"""durable_rules decides every match of a real run, and plain Python comes to the same."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

import tactful
from tactful.conditions import durable
from tactful.events.event import Reader
from tactful.events.logs import parse_partition, read_log
from tactful.planning import Panel, Program, panel_of
from tactful.replaying import replay_partition

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LOGS = ["berlin.jsonl", "phoenix.jsonl", "toronto.yaml"]


def decided(program: Program, policy: tactful.Policy) -> list[bytes]:
    """Replay all example logs with a program."""
    reader = Reader(policy.vocabulary)
    log = read_log([str(EXAMPLES / name) for name in LOGS], reader=reader)
    return [
        decision.to_json()
        for key, lines in log.partitions.items()
        for decision in replay_partition(Panel([program]), key, parse_partition(lines, reader)[0])
    ]


@pytest.mark.skipif(not durable.installed(), reason="durable_rules is not installed")
def test_durable_rules_decides_every_match() -> None:
    """Where durable_rules is installed, no match of the example logs is decided by the plain lowering."""
    policy = tactful.load("seed-article")
    program = Program(policy)
    assert decided(program, policy)
    assert sum(matcher.asked for matcher in program.matchers) > 0
    assert [matcher.fallbacks for matcher in program.matchers] == [0] * len(program.matchers)


def test_both_lowerings_give_the_same_bytes() -> None:
    """With and without durable_rules a replay is the same to the byte."""
    policy = tactful.load("seed-article")
    assert decided(Program(policy), policy) == decided(Program(policy, lowering="plain"), policy)


def test_a_policy_takes_its_program_along_when_it_goes() -> None:
    """Nothing keeps the matchers of a policy that is no longer in use, so that reloading costs no memory."""
    policy = tactful.load("seed-article")
    panel = weakref.ref(panel_of(policy))
    assert panel_of(policy) is panel()
    del policy
    gc.collect()
    assert panel() is None
