"""A nightly job: take in the day's events, let time pass, deliver, and say what to do. Run twice, it acts once.

`python examples/nightly_batch.py STORE EVENTS.jsonl DECISIONS.jsonl [NOW]`
"""

import sys
from collections import Counter
from itertools import islice

import tactful
from tactful.sinks import JsonLinesSink


def main(store: str, events: str, decisions: str, now: str | None = None) -> None:
    results: Counter[str] = Counter()
    clock = None if now is None else lambda: now
    sinks = [JsonLinesSink("file", decisions)]
    with tactful.Service(tactful.load("seed-article"), store=store, clock=clock, sinks=sinks) as service:
        with open(events, "rb") as lines:
            while batch := list(islice(lines, 500)):
                results.update(result.status for result in service.process_all(batch).results)
        while service.advance(limit=500):
            pass
        while service.deliver(limit=500).delivered:
            pass
        print(", ".join(f"{count} {status}" for status, count in sorted(results.items())))
        tasks = [
            one for one in service.advice(verdicts=["late", "now"], limit=1_000).advice if one.strength != "must_not"
        ]
        for one in tasks:
            print(f"{one.verdict}: {one.case}, {one.purpose} to {', '.join(map(str, one.addresses)) or 'nobody'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
