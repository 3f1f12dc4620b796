"""The example logs: whole job hunts whose every decision is written down."""

import json
import re
from pathlib import Path

import pytest

import tactful
from tactful.events.event import Event, Reader
from tactful.events.logs import Reject, parse_partition, read_log
from tactful.replaying import replay

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
LOGS = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".jsonl", ".yaml"))
README = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def policy() -> tactful.Policy:
    return tactful.load("seed-article")


def read(log: Path, policy: tactful.Policy) -> tuple[list[Event], list[Reject]]:
    intake = read_log([str(log)])
    events, rejects = [], list(intake.rejects)
    reader = Reader(policy.vocabulary)
    for lines in intake.partitions.values():
        good, bad = parse_partition(lines, reader)
        events += good
        rejects += bad
    return events, rejects


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_an_example_log_is_decided_as_written_down(log: Path, policy: tactful.Policy, update_golden: bool) -> None:
    """Every event is taken, and the decisions are byte for byte those of the golden file."""
    events, rejects = read(log, policy)
    assert not rejects, "no golden file is written where events were rejected"
    lines = b"".join(decision.to_json() + b"\n" for decision in replay(policy, events))
    golden = GOLDEN / f"{log.stem}.jsonl"
    if update_golden:
        golden.write_bytes(lines)
    assert lines.decode().splitlines() == golden.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_the_command_says_the_same(log: Path, tmp_path: Path) -> None:
    """`tactful replay LOG --format jsonl` writes the golden file."""
    from click.testing import CliRunner

    from tactful.commands.program import program

    out = tmp_path / "decisions.jsonl"
    result = CliRunner().invoke(program, ["replay", str(log), "--format", "jsonl", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == (GOLDEN / f"{log.stem}.jsonl").read_bytes()


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_an_example_log_is_a_plausible_story(log: Path, policy: tactful.Policy) -> None:
    """It has 25 to 60 events of one candidate and several employers, without a remark on any of them."""
    events, _ = read(log, policy)
    assert 25 <= len(events) <= 60
    assert len({event.partition for event in events}) == 1
    assert len({event.case for event in events}) >= 3
    assert [note for event in events for note in event.notes] == []


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_everybody_in_an_example_is_invented(log: Path) -> None:
    """Every address is at a domain that is reserved for examples."""
    domains = re.findall(r"@([\w.-]+)", log.read_text(encoding="utf-8"))
    assert domains
    assert all(domain.endswith(".example") for domain in domains)


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_the_readme_tells_every_story(log: Path) -> None:
    """Each log has a heading, and the command that replays it."""
    assert f"## {log.name}" in README
    assert f"`tactful replay examples/{log.name}`" in README


def test_the_readme_lists_every_example() -> None:
    """Its first table names each log and each program, and nothing that is not there."""
    examples = ROOT / "examples"
    table = README.split("\n## ")[0]
    told = set(re.findall(r"(?:examples/|`)([\w/]+\.(?:py|jsonl|yaml))", table)) - {"log.jsonl", "decisions.jsonl"}
    programs = {path for path in examples.rglob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    assert told == {path.relative_to(examples).as_posix() for path in programs | set(LOGS)}


def test_the_examples_show_what_happens_to_job_hunters(policy: tactful.Policy) -> None:
    """Between them they hold the events that follow-up has to cope with."""
    events = [event for log in LOGS for event in read(log, policy)[0]]
    types = {event.type for event in events}
    missing = policy.vocabulary.keys() - types
    assert missing == set()
    formats = {event.data.get("format") for event in events}
    assert {"phone", "video", "onsite", "panel", "assessment"} <= formats
    assert any(event.known > event.time for event in events), "something is learnt late"
    assert len({event.zone for event in events if event.zone}) >= 5


def test_the_examples_reach_every_kind_of_decision() -> None:
    """All types but `advice.expired`, which the article gives no reason for, stand in the golden files."""
    lines = [line for path in GOLDEN.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    from tactful.decisions import TYPES

    assert set(TYPES) - {json.loads(line)["type"] for line in lines} == {"advice.expired", "advice.retracted"}
