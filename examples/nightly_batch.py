"""A nightly job: take in the day's events, let time pass, deliver, and say what to do. Run twice, it acts once.

usage: python examples/nightly_batch.py STORE EVENTS.jsonl DECISIONS.jsonl [NOW]

It ends with the exit codes of the commands: 6 where events were refused, each with its place and the reason on standard
error, while all others were taken; 2 where the call is wrong, 1 where the store fails or decisions wait for delivery.
"""

import sys
from collections import Counter
from itertools import islice
from typing import NoReturn

import tactful
from tactful.sinks import JsonLinesSink

UNEXPECTED, USAGE, EVENTS_REJECTED = 1, 2, 6
TO_DO = {"verdicts": ["late", "now"], "strengths": ["must", "should", "may"]}


def take_in(service: tactful.Service, path: str) -> Counter[str]:
    """Take in a file of events, one a line, and say what became of how many. What is refused is told."""
    statuses: Counter[str] = Counter()
    with open(path, "rb") as file:
        lines = ((number, line) for number, line in enumerate(file, 1) if line.strip())
        while batch := list(islice(lines, 500)):
            results = service.process_all(line for _, line in batch).results
            for (number, _), result in zip(batch, results, strict=True):
                statuses[result.status] += 1
                if result.error is not None:
                    print(f"{path}:{number}: {result.error} [{result.error.code}]", file=sys.stderr)
    return statuses


def main(store: str, events: str, decisions: str, now: str | None = None) -> int:
    clock = None if now is None else lambda: now
    sinks = [JsonLinesSink("file", decisions)]
    with tactful.Service(tactful.load("seed-article"), store=store, clock=clock, sinks=sinks) as service:
        statuses = take_in(service, events)
        service.advance()
        delivery = service.deliver(limit=500)
        while (more := service.deliver(limit=500)).delivered:
            delivery += more
        print(", ".join(f"{count} {status}" for status, count in sorted(statuses.items())) or "no events")
        for one in service.all_advice(**TO_DO):
            print(f"{one.verdict}: {one.case}, {one.purpose} to {', '.join(map(str, one.addresses)) or 'nobody'}")
    if delivery.put_back or delivery.set_aside:
        print(f"error: not everything could be delivered: `tactful outbox --store {store}` says why", file=sys.stderr)
        return UNEXPECTED
    return EVENTS_REJECTED if statuses["refused"] else 0


def fail(text: str, code: int) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 5:
        fail(__doc__.splitlines()[2], USAGE)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, tactful.EventError) as error:
        fail(f"error: {error}", USAGE)
    except tactful.TactfulError as error:
        fail(f"error: {error}", UNEXPECTED)
