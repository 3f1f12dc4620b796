"""`tactful test`."""

from __future__ import annotations

import click

from tactful.commands.options import DEFAULT_POLICY, path_argument

_RECORDING = ("case", "at", "reference")
_RUNNING = ("style", "pattern", "cover", "least", "change", "most", "inherited")


@click.command("test")
@path_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="A list for people, JSON, or JUnit's XML for build servers.",
)
@click.option("--out", metavar="FILE", help="Write the report, or what is recorded, to this file.")
@click.option(
    "--run",
    "pattern",
    metavar="PATTERN",
    help="Only tests whose `file::name` holds this text, or fits it as a glob with `*`.",
)
@click.option("--coverage", "cover", is_flag=True, help="Also tell what of each policy the tests set in motion.")
@click.option(
    "--min-coverage",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail where less of a policy is covered. Implies --coverage.",
)
@click.option(
    "--mutate", "change", is_flag=True, help="Also change each policy in small ways and tell which no test notices."
)
@click.option(
    "--max-survivors",
    "most",
    type=click.IntRange(0),
    metavar="N",
    help="Fail where more changes go unnoticed. Implies --mutate; without it they are told and nothing fails.",
)
@click.option(
    "--inherited", is_flag=True, help="Cover and change also what a policy takes over unchanged from other packs."
)
@click.option("--record", "recorded", is_flag=True, help="Turn a case of event logs, given as PATH, into a test.")
@click.option("--case", metavar="CASE", help="With --record: the case.")
@click.option(
    "--at",
    metavar="T",
    multiple=True,
    help="With --record: a moment to expect something at; may be repeated. Default: wherever a decision changes.",
)
@click.option(
    "--policy",
    "reference",
    metavar="POLICY",
    default=DEFAULT_POLICY,
    show_default=True,
    help="With --record: a policy file, a pack folder, or the name of a shipped pack.",
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    style: str,
    out: str | None,
    pattern: str | None,
    cover: bool,
    least: float | None,
    change: bool,
    most: int | None,
    inherited: bool,
    recorded: bool,
    case: str | None,
    at: tuple[str, ...],
    reference: str,
) -> None:
    """Run the tests of policies on a virtual clock, or record one from a log.

    A PATH is a test file, or a folder of which every `*_test.yaml` is run. It ends with code 4 where a test fails,
    none is found, or a threshold is missed.
    """
    _check_options(ctx, recorded)
    if recorded:
        from tactful.commands.recording import write_recording

        if case is None:
            raise click.UsageError("`--record` needs `--case`, the case that becomes a test")
        write_recording(paths, reference, case, at, out)
        return
    from tactful.commands.failures import POLICY_INVALID, TESTS_FAILED, end, print_problems
    from tactful.commands.test_text import unmet, write_report
    from tactful.testing import test_files
    from tactful.testing.session import run_session

    cover, change = cover or least is not None, change or most is not None
    if inherited and not cover and not change:
        raise click.UsageError("`--inherited` goes with `--coverage` or `--mutate`")
    files = [file for path in paths for file in test_files(path)]
    session = run_session(files, pattern=pattern, cover=cover, change=change, inherited=inherited)
    print_problems(session.problems, err=True)
    write_report(session, style, out)
    lines = list(unmet(session, pattern, least, most))
    for line in lines:
        click.echo(line, err=True)
    if session.problems:
        end(POLICY_INVALID)
    if lines or session.failed:
        end(TESTS_FAILED)


def _check_options(ctx: click.Context, recorded: bool) -> None:
    """Refuse options of the other use. Raises UsageError."""
    other = _RUNNING if recorded else _RECORDING
    for option in ctx.command.params:
        if option.name in other and ctx.get_parameter_source(option.name) is click.core.ParameterSource.COMMANDLINE:
            name = f"`{option.opts[0]}`"
            text = "goes with running tests, not with `--record`" if recorded else "goes with `--record` only"
            raise click.UsageError(f"{name} {text}")
