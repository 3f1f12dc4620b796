"""`tactful diff`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

import click

from tactful.commands.options import (
    case_option,
    instant_of_option,
    jobs_option,
    log_argument,
    out_option,
    zone_of_option,
)

T = TypeVar("T")


@click.command("diff")
@log_argument
@click.option("--from", "before", metavar="POLICY", required=True, help="The policy as it is.")
@click.option("--to", "after", metavar="POLICY", help="The policy as it is to be. With --sweep, --from by default.")
@click.option("--at", metavar="T", help="Compare what is pending at this moment: RFC 3339, or a date's first instant.")
@click.option("--until", metavar="T", help="Compare the replay up to there. Default: until time changes nothing more.")
@case_option
@click.option(
    "--sweep",
    metavar="NAME=VALUES",
    help="Compare --from with --to at each value of a setting: `silence=10d,2w`, `silence=3d..21d`, `…/3d` by steps.",
)
@click.option(
    "--max-changed",
    metavar="N|P%",
    help="Exit with 4 if more cases change: a count of cases, or a share of those compared.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 5 if there is a difference.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="For people, for programs, or one page with a picture of each example case.",
)
@out_option
@click.option(
    "--examples",
    metavar="N",
    type=click.IntRange(0, 100),
    default=3,
    show_default=True,
    help="How many cases to name for each group of changes.",
)
@jobs_option
def command(
    logs: tuple[str, ...],
    before: str,
    after: str | None,
    at: str | None,
    until: str | None,
    case: str | None,
    sweep: str | None,
    max_changed: str | None,
    exit_code: bool,
    style: str,
    out: str | None,
    examples: int,
    jobs: int,
) -> None:
    """Say whose advice changes between two policies on the same history, and how.

    A LOG is as in `replay`. A POLICY is a file, a pack folder or the name of a shipped pack.
    """
    import tempfile

    from tactful.commands.diffing import Side, Task, comparisons
    from tactful.commands.failures import DIFFERENT, TESTS_FAILED, USAGE, end, finish_with, printable
    from tactful.commands.output import opened_output
    from tactful.commands.progress import shown_progress
    from tactful.comparing.limits import parse_limit
    from tactful.comparing.lives import View
    from tactful.comparing.sweep import Sweep, parse_setting

    if at is not None and until is not None:
        raise click.UsageError("`--at` and `--until` exclude each other: a moment is no replay")
    if sweep is not None and (max_changed is not None or exit_code):
        raise click.UsageError("`--max-changed` and `--exit-code` are of one comparison, not of a `--sweep`")
    if after is None and sweep is None:
        raise click.UsageError("missing option `--to`: the policy to compare with (only `--sweep` can do without)")
    limit = None if max_changed is None else _read(parse_limit, max_changed, "--max-changed")
    setting = None if sweep is None else _read(parse_setting, sweep, "--sweep")
    target = after or before
    sides = [Side(before)]
    sides += [Side(target)] if setting is None else [Side(target, (setting.name, value)) for value in setting.values]
    policies = [sides[0].load()]
    if setting is not None:
        _check_setting(target, setting.name)
    policies += [side.load() for side in sides[1:]]
    zone = policies[0].zone
    view = View(
        None if at is None else instant_of_option(at, "--at", zone),
        None if until is None else instant_of_option(until, "--until", zone),
        case,
    )
    with tempfile.TemporaryDirectory(prefix="tactful-") as folder, opened_output(out) as file:
        task = Task(logs, sides, view, examples if setting is None else 0, folder)
        with shown_progress(logs, jobs) as progress:
            found, rejects = comparisons(task, policies, jobs, progress)
        content = found[0].to_dict() if setting is None else Sweep(setting, found).to_dict()
        file.write(_shown(content, style, out, zone_of_option(at or until, zone)))
    if case is not None and not any(one.cases for one in found):
        click.echo(printable(f"error: there is nothing of a case `{case}` to compare"), err=True)
        end(USAGE)
    if limit is not None and limit.is_exceeded(found[0].changed, found[0].cases):
        message = f"{found[0].changed:,} of {found[0].cases:,} cases change, more than `--max-changed {limit.written}`"
        click.echo(message, err=True)
        end(TESTS_FAILED)
    finish_with(rejects, None)
    if exit_code and found[0]:
        end(DIFFERENT)


def _read(reader: Callable[[str], T], text: str, name: str) -> T:
    try:
        return reader(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=f"`{name}`") from None


def _check_setting(reference: str, name: str) -> None:
    from tactful.errors import did_you_mean
    from tactful.policy import load

    policy = load(reference)
    if name not in policy.settings:
        hint = did_you_mean(name, policy.settings) or (
            f"it has {', '.join(f'`{known}`' for known in policy.settings)}" if policy.settings else "it has none"
        )
        raise click.BadParameter(f"`{policy.name}` has no setting `{name}`; {hint}", param_hint="`--sweep`")


def _shown(content: dict[str, object], style: str, out: str | None, zone: dt.tzinfo) -> bytes:
    is_sweep = "setting" in content
    if style == "json":
        import orjson

        return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if style == "html":
        from tactful.comparing.page import diff_page, sweep_page

        return (sweep_page if is_sweep else diff_page)(content, zone).encode()
    from tactful.commands.diff_text import diff_lines, sweep_lines
    from tactful.commands.text import paper_for

    paper = paper_for(out)
    return paper.encode(list((sweep_lines if is_sweep else diff_lines)(content, paper, zone)))
