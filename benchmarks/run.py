"""Measure Tactful against a script that does the same by hand. Run it by hand, on a machine with nothing else to do.

    python benchmarks/run.py                                  # everything, at full size
    python benchmarks/run.py speed jobs --cases 20000         # two parts, smaller

README.md says what each part measures and what is aimed at.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import orjson

ROOT = Path(__file__).resolve().parent.parent
TACTFUL = (sys.executable, str(ROOT / "cli.py"))
BASELINE = (sys.executable, str(ROOT / "benchmarks" / "baseline.py"))
GENERATE = (sys.executable, str(ROOT / "examples" / "generate.py"))
MEGABYTE = 1 << 20
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class Options(NamedTuple):
    folder: Path
    cases: int
    pairs: int
    seed: int


class Cost(NamedTuple):
    """What one process took: seconds elapsed and of the processor, and the most memory in bytes."""

    seconds: float
    processor: float
    peak: int


def run(command: Iterable[str], out: Path | None = None) -> Cost:
    """Run a whole process. Its children's memory does not count."""
    with open(out or os.devnull, "wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(list(command), stdout=file)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"`{' '.join(command)}` ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * PEAK_UNIT)


def pairs(first: Iterable[str], second: Iterable[str], count: int, *outs: Path) -> tuple[list[Cost], list[Cost]]:
    """Run two commands alternately, so that what else the machine does meets both alike."""
    costs = [(run(first, *outs[:1]), run(second, *outs[1:])) for _ in range(count)]
    return [one for one, _ in costs], [other for _, other in costs]


def ratio(above: list[Cost], below: list[Cost]) -> float:
    return median(one.seconds / other.seconds for one, other in zip(above, below, strict=True))


def seconds(costs: list[Cost]) -> float:
    return median(cost.seconds for cost in costs)


def peak(costs: list[Cost]) -> int:
    return max(cost.peak for cost in costs)


def make_log(options: Options, cases: int) -> Path:
    path = options.folder / f"log-{cases}-{options.seed}.jsonl"
    if not path.exists():
        run([*GENERATE, "--cases", str(cases), "--seed", str(options.seed), "--out", str(path)])
    return path


def count_lines(path: Path) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def make_table(options: Options) -> Path:
    """Write the words of the policy for the baseline, which knows only what the policy does."""
    path = options.folder / "table.json"
    run([sys.executable, __file__, "--write-table", str(path)])
    return path


def write_table(path: str) -> None:
    sys.path.insert(0, str(ROOT / "engine"))
    import tactful
    from tactful.planning.program import program_of

    policy = tactful.load("seed-article")
    rules = {
        speech.rule: {
            "order": speech.order,
            "purpose": speech.purpose,
            "strength": speech.strength,
            "channel": speech.channel,
            "tone": speech.tone,
            "because": speech.because,
            "source": speech.source,
        }
        for speech in program_of(policy).speeches
    }
    table = {
        "policy": {"name": policy.name, "digest": policy.digest},
        "rules": rules,
        "holds": {hold.name: hold.because for hold in policy.holds},
        "stops": {stop.name: stop.because for stop in policy.stops},
    }
    Path(path).write_bytes(orjson.dumps(table))


def replay(log: Path, *more: str) -> list[str]:
    return [*TACTFUL, "replay", str(log), "--format", "jsonl", *more]


def write_policy(options: Options, count: int) -> Path:
    """Write a policy of so many rules that decides as seed-article does: no log of the generator meets the others."""
    path = options.folder / f"rules-{count}.yaml"
    here = 5  # rules of seed-article, with those that it extends
    lines = ["tactful: 1", f"policy: rules-{count}", "extends: [seed-article]", "rules:"]
    for number in range(count - here):
        when, test = (
            ("interview.completed", f"interview.format: format-{number}"),
            ("message.sent", f"message.purpose: purpose-{number}"),
            ("message.received", f"case.company: Nobody {number}"),
            ("[message.sent, message.received]", f"case.count.interview.completed: {{at_least: {1000 + number}}}"),
        )[number % 4]
        lines += [
            f"  unmet-{number}:",
            "    because: it never comes to this",
            f"    when: {when}",
            f"    if: {{{test}}}",
            "    strength: should",
            f"    purpose: purpose-{number}",
            "    recipients: main_contact",
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def decided(path: Path) -> Iterator[tuple[str, str, str]]:
    """What was decided, whatever the policy is called."""
    with open(path, "rb") as file:
        for line in file:
            record = orjson.loads(line)
            yield record["data"]["advice"], record["type"], record["time"]


# The parts


def speed(options: Options) -> None:
    """Events a second and memory of `replay` and of the script, in one process each."""
    log, table = make_log(options, options.cases), make_table(options)
    ours, theirs = options.folder / "replay.out", options.folder / "baseline.out"
    replays, scripts = pairs(replay(log), [*BASELINE, str(table), str(log)], options.pairs, ours, theirs)
    if not filecmp.cmp(ours, theirs, shallow=False):
        raise SystemExit("`replay` and the script decided differently")
    events, size = count_lines(log), log.stat().st_size
    say(f"log: {options.cases} cases, {events} events, {size / MEGABYTE:.0f} MB; the decisions are the same bytes")
    say(f"replay: {events / seconds(replays):.0f} events/s; script: {events / seconds(scripts):.0f} events/s")
    aim("replay's speed as a share of the script's", ratio(scripts, replays), 0.5, at_least=True)
    processor = median(script.processor / own.processor for script, own in zip(scripts, replays, strict=True))
    say(f"by time of the processor alone, which other programs disturb less: {processor:.2f}")
    limit = size + 3 * peak(scripts)
    say(f"peak memory: replay {peak(replays) / MEGABYTE:.0f} MB, script {peak(scripts) / MEGABYTE:.0f} MB")
    aim("replay's memory as a share of the log + 3 times the script's", peak(replays) / limit, 1)


def jobs(options: Options) -> None:
    """How much faster two processes are than one."""
    log = make_log(options, options.cases)
    one, two = options.folder / "one.out", options.folder / "two.out"
    singles, doubles = pairs(replay(log), replay(log, "--jobs", "2"), options.pairs, one, two)
    if not filecmp.cmp(one, two, shallow=False):
        raise SystemExit("`--jobs 2` decided differently")
    aim("speed-up by --jobs 2", ratio(singles, doubles), 1.6, at_least=True)


def linear(options: Options) -> None:
    """Whether twice the log takes twice the time and no more."""
    costs = []
    for share in (4, 2, 1):
        log = make_log(options, options.cases // share)
        cost = median(run(replay(log)).seconds for _ in range(options.pairs)) / count_lines(log) * 1e6
        costs.append(cost)
        say(f"{options.cases // share} cases: {cost:.1f} microseconds an event")
    aim("time an event, the largest log to the smallest", costs[-1] / costs[0], 1.2)


def rules(options: Options) -> None:
    """What 200 rules cost against 10 that decide the same."""
    log = make_log(options, options.cases // 4)
    few, many = (options.folder / f"rules-{count}.out" for count in (10, 200))
    commands = [replay(log, "--policy", str(write_policy(options, count))) for count in (200, 10)]
    large, small = pairs(*commands, options.pairs, many, few)
    if list(decided(few)) != list(decided(many)):
        raise SystemExit("the policy of 200 rules decided differently")
    aim("time with 200 rules, to that with 10", ratio(large, small), 1.3)


def start(options: Options) -> None:
    """How soon the program answers."""
    log = options.folder / "log-50-events.jsonl"
    with open(make_log(options, 20), "rb") as whole, open(log, "wb") as few:
        few.writelines(line for line, _ in zip(whole, range(50), strict=False))
    times = max(options.pairs, 5) if options.pairs > 1 else 1
    usage = median(run([*TACTFUL, "--help"]).seconds for _ in range(times))
    aim("seconds for `tactful --help`", usage, 0.15)
    command = [*TACTFUL, "advise", str(log), "--at", "2024-06-01T12:00:00Z"]
    aim("seconds for `tactful advise` over 50 events", median(run(command).seconds for _ in range(times)), 0.5)


def diff(options: Options) -> None:
    """What comparing two policies costs, to one replay."""
    log = make_log(options, options.cases)
    policy = options.folder / "ten-days.yaml"
    policy.write_text(
        "tactful: 1\npolicy: ten-days\nextends: [seed-article]\nsettings: {silence: 10 days}\n", encoding="utf-8"
    )
    command = [*TACTFUL, "diff", "--from", "seed-article", "--to", str(policy), str(log), "--format", "json"]
    found, replayed = options.folder / "diff.json", options.folder / "replay.out"
    diffs, replays = pairs(command, replay(log), options.pairs, found, replayed)
    content = orjson.loads(found.read_bytes())
    say(f"{content['changed_cases']} of {content['cases']} cases change")
    say(f"peak memory: diff {peak(diffs) / MEGABYTE:.0f} MB, replay {peak(replays) / MEGABYTE:.0f} MB")
    aim("time of diff, to one replay", ratio(diffs, replays), 2.2)
    processor = median(own.processor / other.processor for own, other in zip(diffs, replays, strict=True))
    say(f"by time of the processor alone, which other programs disturb less: {processor:.2f}")


PARTS: dict[str, Callable[[Options], None]] = {
    part.__name__: part for part in (speed, jobs, linear, rules, start, diff)
}


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def aim(what: str, found: float, wanted: float, *, at_least: bool = False) -> None:
    met = found >= wanted if at_least else found <= wanted
    say(f"{what}: {found:.2f} (aim: {'at least' if at_least else 'at most'} {wanted}) {'met' if met else 'MISSED'}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure Tactful against a script that does the same by hand.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without any")
    parser.add_argument("--cases", type=int, default=100_000, help="size of the largest log")
    parser.add_argument("--pairs", type=int, default=5, help="how often each measurement is repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="where logs and outputs go, and stay; a temporary folder without it")
    parser.add_argument("--write-table", metavar="FILE", help="only write the words of the policy for baseline.py")
    given = parser.parse_args(arguments)
    if given.write_table:
        write_table(given.write_table)
        return
    if unknown := [part for part in given.parts if part not in PARTS]:
        parser.error(f"there is no part `{unknown[0]}`, expected one of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="tactful-benchmark-") as folder:
        options = Options(Path(given.folder or folder), given.cases, given.pairs, given.seed)
        options.folder.mkdir(parents=True, exist_ok=True)
        for name in given.parts or PARTS:
            print(f"{name}: {PARTS[name].__doc__}")
            PARTS[name](options)


if __name__ == "__main__":
    main()
