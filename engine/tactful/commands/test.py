"""`tactful test`."""

from __future__ import annotations

import click

from tactful.commands.options import path_argument


@click.command("test")
@path_argument
def command(paths: tuple[str, ...]) -> None:
    """Run the tests of policies on a virtual clock.

    A PATH is a test file, or a folder of which every `*_test.yaml` is run.
    """
    from tactful.commands.failures import POLICY_INVALID, TESTS_FAILED, end, print_problems
    from tactful.commands.test_text import result_lines, summary
    from tactful.commands.text import paper_for
    from tactful.errors import PolicyError
    from tactful.testing import TestResult, run_file, test_files

    paper = paper_for()
    results: list[TestResult] = []
    broken = False
    for file in dict.fromkeys(file for path in paths for file in test_files(path)):
        try:
            found = run_file(file)
        except PolicyError as error:
            print_problems(error.problems, err=True)
            broken = True
            continue
        results += found
        for line in result_lines(str(file), found, paper):
            click.echo(line)
    if not results and not broken:
        click.echo("no tests were found", err=True)
        end(TESTS_FAILED)
    if results:
        click.echo(summary(results, paper))
    if broken:
        end(POLICY_INVALID)
    if not all(result.passed for result in results):
        end(TESTS_FAILED)
