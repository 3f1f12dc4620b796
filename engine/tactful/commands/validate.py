"""`tactful validate`."""

from __future__ import annotations

import click

from tactful.commands.options import path_argument


@click.command("validate")
@path_argument
def command(paths: tuple[str, ...]) -> None:
    """Check policies and their tests for mistakes, and print every one with file, line and column.

    A PATH is a policy file, a test file, the name of a shipped pack, or a folder in which every policy and every
    `*_test.yaml` is checked.
    """
    from tactful.commands.checking import checked
    from tactful.commands.failures import POLICY_INVALID, end, print_problems

    policies, tests, problems = checked(paths)
    print_problems(problems, err=False)
    if problems:
        end(POLICY_INVALID)
    with_tests = f", {tests} test {'file' if tests == 1 else 'files'} fine" if tests else ""
    click.echo(f"{policies} {'policy' if policies == 1 else 'policies'} fine{with_tests}")
