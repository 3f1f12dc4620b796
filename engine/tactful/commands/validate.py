"""`tactful validate`."""

from __future__ import annotations

import click

from tactful.commands.options import path_argument


@click.command("validate")
@path_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="text for people, a JSON list for programs, workflow commands of GitHub Actions, or a SARIF 2.1.0 log.",
)
def command(paths: tuple[str, ...], form: str) -> None:
    """Check policies, their templates and tests for mistakes, and print every one with file, line and column.

    A PATH is a policy file, a test file, the name of a shipped pack, or a folder in which every policy and every
    `*_test.yaml` is checked.
    """
    from tactful.commands.checking import checked
    from tactful.commands.failures import POLICY_INVALID, end, print_problems

    policies, tests, problems = checked(paths)
    if form != "text":
        from tactful.diagnostics import Finding, read_source, render

        text = render(map(Finding, problems), form, read_source)  # type: ignore[arg-type]
        click.echo(text.encode(), nl=False)
    elif problems:
        print_problems(problems, err=False)
    else:
        with_tests = f", {tests} test {'file' if tests == 1 else 'files'} fine" if tests else ""
        click.echo(f"{policies} {'policy' if policies == 1 else 'policies'} fine{with_tests}")
    if problems:
        end(POLICY_INVALID)
