"""`tactful lint`."""

from __future__ import annotations

import click

from tactful.commands.options import path_argument


@click.command("lint")
@path_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="text for people, a JSON list for programs, workflow commands of GitHub Actions, or a SARIF 2.1.0 log.",
)
@click.option("--strict", is_flag=True, help="Exit with 4 for warnings too, not for errors alone.")
def command(paths: tuple[str, ...], form: str, strict: bool) -> None:
    """Find what is valid in policies but hardly meant, such as a rule that can never speak.

    A PATH is a policy file, the name of a shipped pack, or a folder in which every policy is looked at. Errors exit
    with 4; warnings do with --strict; remarks never do. `# lint: allow CODE because REASON`, in the line or above it,
    keeps a finding silent.
    """
    from tactful.commands.checking import policies_of
    from tactful.commands.failures import POLICY_INVALID, TESTS_FAILED, end
    from tactful.commands.text import paper_for
    from tactful.diagnostics import CODES as PROBLEMS
    from tactful.diagnostics import Finding, read_source, render
    from tactful.errors import PolicyError
    from tactful.linting import CODES, lint

    failed = 0
    files: list[str] = []
    try:
        files = policies_of(paths)
        findings = lint(files)
    except PolicyError as error:
        findings, failed = [Finding(problem) for problem in error.problems], POLICY_INVALID
    paper = paper_for(err=False)
    text = render(
        findings,
        form,  # type: ignore[arg-type]
        read_source,
        codes={**PROBLEMS, **CODES},
        colour=paper.colour,
        width=paper.width,
    )
    if form == "text" and not findings:
        text = f"nothing found in {len(files)} {'policy' if len(files) == 1 else 'policies'}\n"
    click.echo(text.encode(paper.encoding if form == "text" else "utf-8", "replace"), nl=False)
    severities = {finding.severity for finding in findings}
    if not failed and ("error" in severities or (strict and "warning" in severities)):
        failed = TESTS_FAILED
    if failed:
        end(failed)
