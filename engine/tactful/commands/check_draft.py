"""`tactful check-draft`."""

from __future__ import annotations

import sys

import click

from tactful.commands.options import policy_option, style_option


@click.command("check-draft")
@click.argument("file", metavar="FILE")
@click.argument("logs", metavar="[LOG]…", nargs=-1)
@click.option("--rule", metavar="RULE", required=True, help="The rule that asks for the message.")
@policy_option
@click.option(
    "--case", metavar="CASE", help="Compare with what others got, in this case of the logs, about the same interview."
)
@click.option(
    "--to",
    metavar="WHO",
    multiple=True,
    help="To whom it is, by name or address; may be repeated. Default: the `To:` of the message.",
)
@style_option("For people, or JSON.")
def command(
    file: str, logs: tuple[str, ...], rule: str, reference: str, case: str | None, to: tuple[str, ...], style: str
) -> None:
    """Check a message before it is sent: whether it has the tone that a rule asks for.

    FILE is plain text, text below lines such as `To: …`, or an e-mail as mail programs save it (.eml); `-` is standard
    input. Salutation, signature, quoted text and the subject do not count. What breaks `must` or `must_not`, or a gap
    `[…]` that is still to be filled in, exits with 4; what `should` asks for is a suggestion.

    A LOG is read for `--case`: a file of one JSON event a line, also packed as .gz or .zst, or a YAML list of events.
    """
    from tactful.commands.case_logs import events_of
    from tactful.commands.check_draft_text import review_lines
    from tactful.commands.failures import TESTS_FAILED, end, finish_with, print_rejects
    from tactful.commands.output import opened_output
    from tactful.commands.text import paper_for
    from tactful.diagnostics.machine import dumped
    from tactful.events.logs import Reject
    from tactful.policy import load
    from tactful.tone import check_draft
    from tactful.tone.sent import already_sent

    if bool(logs) != (case is not None):
        raise click.UsageError("`--case` says which case of the logs is meant: give both, or neither")
    if (file, *logs).count("-") > 1:
        raise click.UsageError("standard input (`-`) can be read only once")
    policy = load(reference)
    others: list[tuple[str, str]] = []
    rejects: list[Reject] = []
    if case is not None:
        partitions, rejects = events_of([policy], logs, case)
        others = already_sent(policy, partitions, case, rule)
    review = check_draft(policy, rule, _read(file), to=to or None, others=others)
    name = "<stdin>" if file == "-" else file
    with opened_output(None) as output:
        if style == "json":
            output.write(dumped({"path": name, **review.to_dict()}).encode())
        else:
            paper = paper_for()
            output.write(paper.encode(list(review_lines(review, name, paper))))
    if not review.ok:
        print_rejects(rejects, kept=None)
        end(TESTS_FAILED)
    finish_with(rejects, None)


def _read(file: str) -> bytes:
    from tactful.errors import EventError
    from tactful.tone.draft import MAX_BYTES

    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open(file, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise EventError(f"there is no file `{file}`", "unreadable_draft") from None
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
        raise EventError(f"`{file}` cannot be read: {why}", "unreadable_draft") from None
