"""Tactful in a plain script: feed a log, print every decision, and go on from a snapshot half-way.

python examples/embed_script.py examples/phoenix.jsonl
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import tactful


def tell(decisions: Iterable[tactful.Decision]) -> None:
    for decision in decisions:
        said = decision.to_dict()
        people = ", ".join(person["email"] or person["name"] for person in said["data"]["to"]) or "nobody"
        print(said["time"], said["subject"], said["type"], said["data"]["rule"], people)


def main(path: str) -> None:
    policy = tactful.load("seed-article")
    engine = tactful.Engine(policy)
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    half = len(lines) // 2

    for line in lines[:half]:
        tell(engine.process(line))
    saved = json.dumps(engine.snapshot())  # all there is to keep: a file, a column, a queue will do

    engine = tactful.Engine.restore(policy, json.loads(saved))
    for line in lines[half:]:
        tell(engine.process(line))
    while (due := engine.next_due) is not None:
        tell(engine.advance(to=due))


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["examples/phoenix.jsonl"]))
