"""`tactful fmt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tactful.commands.options import path_argument


@click.command("fmt")
@path_argument
@click.option("--check", is_flag=True, help="Change nothing; name the files that are laid out otherwise and exit 4.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> None:
    """Bring policies and their tests into one layout: the order of keys, indentation, blank lines, quotes.

    The meaning and every comment stay. A PATH is a policy file, a test file, or a folder in which every policy and
    every `*_test.yaml` is formatted; `-` reads standard input and prints the result.
    """
    from tactful.authoring.formatting import formatted
    from tactful.commands.checking import policy_files
    from tactful.commands.failures import POLICY_INVALID, TESTS_FAILED, end, print_problems, printable
    from tactful.commands.fmt_text import changes, summary
    from tactful.commands.output import opened_output
    from tactful.errors import PolicyError, Problem
    from tactful.policy.merge import read_file
    from tactful.yaml_nodes import MAX_BYTES

    if "-" in paths and len(paths) > 1:
        raise click.UsageError("standard input (`-`) cannot be formatted together with files")
    problems: set[Problem] = set()
    changed: list[str] = []
    count = 0
    for file in dict.fromkeys(file for path in paths for file in policy_files(path, problems)):
        name = "<stdin>" if file == "-" else file
        try:
            before = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else read_file(Path(file))
            after = formatted(before, name).encode()
        except PolicyError as error:
            problems.update(error.problems)
            continue
        count += 1
        if before != after:
            changed.append(name)
        if diff:
            for line in changes(before, after, name):
                click.echo(printable(line))
        elif not check and (file == "-" or before != after):
            with opened_output(file) as out:
                out.write(after)
            if file != "-":
                click.echo(f"formatted {file}", err=True)
    if check:
        for name in changed:
            click.echo(f"{name} is not formatted", err=diff)
    print_problems(sorted(problems), err=True)
    if count and paths != ("-",) and not diff:
        click.echo(summary(count, len(changed), check=check), err=True)
    if problems:
        end(POLICY_INVALID)
    if check and changed:
        end(TESTS_FAILED)
