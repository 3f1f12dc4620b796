"""The example logs explained: every advice of every case, at a few moments each, is written down."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

import tactful
from tactful.commands.explain_text import explanation_lines
from tactful.commands.text import Paper
from tactful.events.event import Event, Reader
from tactful.events.logs import parse_partition, read_log

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
LOGS = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".jsonl", ".yaml"))
POLICY = tactful.load("seed-article")


def read(log: Path) -> list[Event]:
    """Return the events of a log."""
    reader = Reader(POLICY.vocabulary)
    partitions = read_log([str(log)]).partitions.values()
    return [event for lines in partitions for event in parse_partition(lines, reader)[0]]


EVENTS = {log.stem: read(log) for log in LOGS}
CASES = [(log, case) for log, events in EVENTS.items() for case in sorted({event.case for event in events})]


def moments(log: str, case: str) -> list[dt.datetime]:
    """Return when the first, the middle and the last decision on a case are taken, and when some advice is blocked or
    withheld; of a case without decisions, its last event."""
    decided = [decision.to_dict() for decision in tactful.replay(POLICY, EVENTS[log])]
    found = [one for one in decided if one["subject"] == case]
    if not found:
        known = max(event.known for event in EVENTS[log] if event.case == case)
        return [dt.datetime.fromtimestamp(known // 1_000_000, dt.UTC)]
    chosen = [found[0], found[len(found) // 2], found[-1]]
    chosen += [one for one in found if one["type"] in ("advice.blocked", "advice.withheld")]
    return sorted({dt.datetime.fromisoformat(one["time"]) for one in chosen})


def without_lines(text: str) -> str:
    """Return a text without the line numbers of the policies, so that a comment more does not change it."""
    return re.sub(r" *( \S*yaml| ):\d+(:\d+)?(?=$|\")", r"\1:0", text, flags=re.MULTILINE)


def compare(path: Path, text: str, update: bool) -> None:
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("log", "case"), CASES, ids=lambda name: name)
def test_an_example_is_explained_as_written_down(log: str, case: str, update_golden: bool) -> None:
    """The text of each explanation is that of the golden file, and no line is longer than 80 columns."""
    pages = []
    for moment in moments(log, case):
        explanation = tactful.explain(POLICY, EVENTS[log], case, moment)
        lines = list(explanation_lines(explanation.to_dict(), explanation.at, POLICY.zone, Paper()))
        assert max(map(len, lines)) <= 80
        pages.append("\n".join(lines))
    text = without_lines("\n\n----\n\n".join(pages) + "\n")
    compare(GOLDEN / f"{log}-{case}.txt", text, update_golden)


def test_the_data_is_as_written_down(update_golden: bool) -> None:
    """So is the plain data of one case, with a rule that is held and one that is silent."""
    told = tactful.explain(POLICY, EVENTS["phoenix"], "sunmesa-planner", "2026-03-12T09:00:00-07:00").to_dict()
    told["policy"]["digest"] = "0"
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    compare(GOLDEN / "sunmesa-planner.json", without_lines(text), update_golden)


@pytest.mark.parametrize("log", EVENTS)
def test_every_advice_of_the_examples_is_among_them(log: str) -> None:
    """Between them the moments show all advice that a replay ever gives."""
    decided = {decision.advice.id for decision in tactful.replay(POLICY, EVENTS[log])}
    shown: set[str] = set()
    for of, case in CASES:
        if of == log:
            explanation = tactful.explain(POLICY, EVENTS[log], case, moments(log, case)[-1])
            shown |= {account.advice.id for account in explanation.accounts}
    assert shown == decided


def wheres(data: Any) -> set[str]:
    """Return every place named anywhere in plain data."""
    if isinstance(data, list):
        return {place for one in data for place in wheres(one)}
    if not isinstance(data, dict):
        return set()
    own = {data["where"]} if isinstance(data.get("where"), str) else set()
    return own | {place for one in data.values() for place in wheres(one)}


@pytest.mark.parametrize(("log", "case"), CASES, ids=lambda name: name)
def test_every_place_is_that_of_the_policy(log: str, case: str) -> None:
    """Each place names a file of the policy, and the line on which its rule, test, stop or hold is written."""
    told = tactful.explain(POLICY, EVENTS[log], case, moments(log, case)[-1]).to_dict()
    places = wheres(told)
    assert places
    for place in places:
        path, line, column = place.rsplit(":", 2)
        text = (ROOT / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text[int(column) - 1 :].strip()
    for advice in told["advice"]:
        path, line, _ = advice["where"].rsplit(":", 2)
        assert (ROOT / path).read_text(encoding="utf-8").splitlines()[int(line) - 1].strip() == f"{advice['rule']}:"
